import type { Language } from "@haidang/contract/text.ts";
import { type Catalogue, fill } from "@haidang/contract/words/words.ts";

const en = {
  "start.page": "Haidang is running. Open {url}",
  "start.pageOnce": "(signs you in once, within 10 minutes; afterwards use the key in {keyFile})",
  "start.pageKey": "(sign in with the key in {keyFile})",
  "start.try": "Try in another terminal: npx haidang status{option}   npx haidang uptime{option}",
  "start.running": "Haidang is already running with the data folder {data}, at {url}",
  "start.portBusy":
    "{listen} is in use by another program. Choose another: HAIDANG_LISTEN=127.0.0.1:8701 npm start",
  "start.listenBad": "HAIDANG_LISTEN is {listen}, but has to be address:port, e.g. 127.0.0.1:8700",
  "start.dataBad": "The data folder {data} cannot be used: {detail}. Choose another with HAIDANG_DATA.",
  "start.notReady": "not ready within {seconds} s",
  "start.gaveUp": "{name} ended {times} times in a row at its start. Its last words:",
  "start.noInvite": "The agent of this machine could not be invited: {detail}",
  "start.died": "{name} ended ({how}), starting it again in {seconds} s. Log: {log}",
  "start.stopping": "Stopping ...",
  "start.killing": "Killing what is left.",
  "demo.played":
    "The province is played: {links} links, simulator {pid}. npm run sim -- list tells what can happen.",
  "demo.applied":
    'The inventory of the province is in force. Let something happen: npm run sim -- cut "Ba Chẽ"',
  "demo.noNamespace":
    "This system lets an ordinary user make no network of his own, which the demonstration needs: {detail}. See docs/demo.md",
  "demo.loopback": "The demonstration listens on loopback, at a port that is named: {listen} will not do.",
  "package.folder": "The agent lies in {folder}, its bundle has {kB} kB.",
  "package.centre": "The control plane lies in {folder}.",
  "package.unknown": "There is no package {name}: agent or centre, or nothing for both.",
  "package.deb": "Debian package: {path} ({MB} MB). Install it with: sudo apt install {path}",
  "package.noDpkg": "No Debian package was made: dpkg-deb is not installed.",
  "name.control-plane": "The control plane",
  "name.agent": "The agent",
} as const;

const vi: Record<keyof typeof en, string> = {
  "start.page": "Hải Đăng đang chạy. Mở {url}",
  "start.pageOnce": "(đăng nhập được một lần, trong 10 phút; sau đó dùng khóa trong {keyFile})",
  "start.pageKey": "(đăng nhập bằng khóa trong {keyFile})",
  "start.try": "Thử ở cửa sổ lệnh khác: npx haidang status{option}   npx haidang uptime{option}",
  "start.running": "Hải Đăng đã chạy rồi với thư mục dữ liệu {data}, tại {url}",
  "start.portBusy":
    "{listen} đang do chương trình khác dùng. Chọn cổng khác: HAIDANG_LISTEN=127.0.0.1:8701 npm start",
  "start.listenBad": "HAIDANG_LISTEN là {listen}, nhưng phải có dạng địa_chỉ:cổng, ví dụ 127.0.0.1:8700",
  "start.dataBad": "Không dùng được thư mục dữ liệu {data}: {detail}. Chọn thư mục khác bằng HAIDANG_DATA.",
  "start.notReady": "chưa sẵn sàng sau {seconds} giây",
  "start.gaveUp": "{name} dừng {times} lần liền khi khởi động. Những dòng cuối:",
  "start.noInvite": "Không mời được tác tử của máy này: {detail}",
  "start.died": "{name} đã dừng ({how}), khởi động lại sau {seconds} giây. Nhật ký: {log}",
  "start.stopping": "Đang dừng ...",
  "start.killing": "Dừng hẳn những gì còn lại.",
  "demo.played":
    "Tỉnh mô phỏng đã chạy: {links} đường truyền, tiến trình mô phỏng {pid}. npm run sim -- list cho biết có thể làm gì.",
  "demo.applied": 'Danh mục của tỉnh đã có hiệu lực. Thử gây sự cố: npm run sim -- cut "Ba Chẽ"',
  "demo.noNamespace":
    "Hệ thống này không cho người dùng thường tạo mạng riêng, mà bản trình diễn cần: {detail}. Xem docs/demo.md",
  "demo.loopback": "Bản trình diễn chỉ nghe trên loopback, tại một cổng cụ thể: {listen} không dùng được.",
  "package.folder": "Tác tử nằm trong {folder}, gói mã có {kB} kB.",
  "package.centre": "Trung tâm điều khiển nằm trong {folder}.",
  "package.unknown": "Không có gói {name}: agent hoặc centre, hoặc để trống để tạo cả hai.",
  "package.deb": "Gói Debian: {path} ({MB} MB). Cài bằng: sudo apt install {path}",
  "package.noDpkg": "Chưa tạo gói Debian: chưa cài dpkg-deb.",
  "name.control-plane": "Trung tâm điều khiển",
  "name.agent": "Tác tử",
};

export type Word = keyof typeof en;
export const words: Catalogue<Word> = { vi, en };

/** The language a person is spoken to in: HAIDANG_LANG, else the system's, else English. */
export function languageOf(env: NodeJS.ProcessEnv): Language {
  const chosen = env["HAIDANG_LANG"] || env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return chosen.toLowerCase().startsWith("vi") ? "vi" : "en";
}

export type Values = Readonly<Record<string, string | number>>;

/** A sentence in one language. */
export function say(language: Language, word: Word, values: Values = {}): string {
  return fill(words[language][word], values);
}
