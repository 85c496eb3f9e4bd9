/** The words of setup in both languages. The other scripts have theirs in `scripts/words.ts`, which Node 20 cannot read. */
export const words = {
  en: {
    nodeTooOld:
      "Haidang needs Node 20.11 or newer to begin with, this is {version}. Install one from your system or nodejs.org.",
    installing: "Installing packages (npm ci), about half a minute ...",
    noNetwork:
      "The packages cannot be fetched: no network. Connect this machine (or set npm's proxy) and run the same command again.",
    installFailed: "npm ci failed. Its last words:",
    mendingNode: "Node 24 did not come with the packages, fetching it (npm rebuild node) ...",
    noNode24: "Node 24 is missing in node_modules. Run: npm rebuild node --ignore-scripts=false",
    aptInstalling: "Installing {names} (apt-get) ...",
    aptFailed: "{names} could not be installed: {detail}",
    fpingByHand: "fping is missing, so echo requests are sent the slow way. To mend it: {command}",
    buildingPage: "Building the page ...",
    pageFailed: "The page could not be built; all else starts without it. The last words:",
    buildingManifest: "Listing the commands of haidang ...",
    manifestFailed:
      "The list of commands could not be made; haidang starts more slowly without it. The last words:",
    toolMissing: "{name} is missing, so these tests are skipped: {tests}",
    toolsByHand: "To mend it: {command}",
    ciMissing: "CI is set and a test must not be skipped, but this is missing: {names}",
  },
  vi: {
    nodeTooOld:
      "Haidang cần Node 20.11 trở lên để bắt đầu, máy này có {version}. Cài từ hệ điều hành hoặc nodejs.org.",
    installing: "Đang cài các gói (npm ci), chừng nửa phút ...",
    noNetwork:
      "Không tải được các gói: không có mạng. Nối mạng cho máy này (hoặc đặt proxy cho npm) rồi chạy lại đúng lệnh đó.",
    installFailed: "npm ci thất bại. Những dòng cuối:",
    mendingNode: "Node 24 chưa có cùng các gói, đang tải (npm rebuild node) ...",
    noNode24: "Thiếu Node 24 trong node_modules. Chạy: npm rebuild node --ignore-scripts=false",
    aptInstalling: "Đang cài {names} (apt-get) ...",
    aptFailed: "Không cài được {names}: {detail}",
    fpingByHand: "Thiếu fping nên phải ping theo cách chậm. Để khắc phục: {command}",
    buildingPage: "Đang dựng trang web ...",
    pageFailed: "Không dựng được trang web; mọi thứ khác vẫn chạy. Những dòng cuối:",
    buildingManifest: "Đang lập danh sách lệnh của haidang ...",
    manifestFailed: "Không lập được danh sách lệnh; haidang sẽ khởi động chậm hơn. Những dòng cuối:",
    toolMissing: "Thiếu {name} nên bỏ qua các bài kiểm thử: {tests}",
    toolsByHand: "Để khắc phục: {command}",
    ciMissing: "CI được đặt nên không bài kiểm thử nào được bỏ qua, nhưng còn thiếu: {names}",
  },
};

/** @typedef {keyof typeof words.en} Word */

/** @param {NodeJS.ProcessEnv} env */
export function languageOf(env) {
  const chosen = env["HAIDANG_LANG"] || env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return chosen.toLowerCase().startsWith("vi") ? "vi" : "en";
}

/**
 * One line to the terminal.
 * @param {Word} word
 * @param {Record<string, string>} [values]
 */
export function say(word, values = {}) {
  const sentence = words[languageOf(process.env)][word];
  console.log(sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place));
}

/**
 * What a failed command has to say, indented: npm's errors from the first on (its last lines are a manual), else the end.
 * @param {string} output
 */
export function lastWords(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const errors = lines.filter((line) => line.startsWith("npm error") && line.trim() !== "npm error");
  const shown = errors.length > 0 ? errors.slice(0, 8) : lines.slice(-12);
  console.log(shown.map((line) => `  ${line}`).join("\n"));
}
