import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.current": "in use",
  "detail.chart": "Round-trip times, last 24 hours",
  "chart.summary": "least {min}, most {max}, lost {loss}; ━ median, ▒ half of the replies, ░ nine of ten",
  "chart.series": "least {min}, last {last}, most {max}",
  "chart.noNumbers": "holds no numbers",
  "top.all": "everything",
  "top.place": "{kind} {from}–{to} of {total}",
  "top.keys": "↑↓ scroll · a all or troubled · t kind · q quit",
  "top.noTerminal": "top draws on a terminal, and this is none",
  "top.noTerminalHint": "use haidang status, or haidang watch --json for a program",
  "watch.begins": "Live; Ctrl-C ends.",
  "watch.lost": "the stream ended and is asked for again: {why}",
  "profile.named": "profile {name}",
  "profile.ask": "Token of {name} (not shown): ",
  "profile.unknown": 'there is no profile "{name}"',
  "profile.unknownHint": "see them with: haidang profile list",
  "profile.broken": "{path} is not a file of profiles of ours, or cannot be read",
  "profile.brokenHint": "mend it or move it away, then add the profiles again: haidang profile add",
  "profile.name": '"{name}" is no name for a profile',
  "profile.nameHint": "small letters, digits and hyphens, as quang-ninh",
  "profile.noUrl": "a profile needs the address of its control plane",
  "profile.noUrlHint": "as: haidang profile add {name} --url https://noc.example.vn",
  "profile.noToken": "a profile needs a token, of one line",
  "profile.noTokenHint":
    "haidang token create --scope viewer on its control plane makes one; type it, pipe it in or set HAIDANG_TOKEN",
  "profile.added": "Profile {name} is kept.",
  "profile.used": "Commands go to {name} now.",
  "profile.removed": "Profile {name} is removed; its token is still good: revoke it where it was made.",
  "profile.none": "There is no profile. Keep one with: haidang profile add",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.current": "đang dùng",
  "detail.chart": "Thời gian khứ hồi, 24 giờ qua",
  "chart.summary":
    "thấp nhất {min}, cao nhất {max}, mất {loss}; ━ trung vị, ▒ một nửa số trả lời, ░ chín phần mười",
  "chart.series": "thấp nhất {min}, cuối {last}, cao nhất {max}",
  "chart.noNumbers": "không chứa số",
  "top.all": "tất cả",
  "top.place": "{kind} {from}–{to} trong {total}",
  "top.keys": "↑↓ cuộn · a tất cả hay chỉ có vấn đề · t loại · q thoát",
  "top.noTerminal": "top cần màn hình dòng lệnh, ở đây không có",
  "top.noTerminalHint": "dùng haidang status, hoặc haidang watch --json cho chương trình",
  "watch.begins": "Đang theo dõi; Ctrl-C để dừng.",
  "watch.lost": "luồng sự kiện bị ngắt, đang nối lại: {why}",
  "profile.named": "hồ sơ {name}",
  "profile.ask": "Token của {name} (không hiện ra): ",
  "profile.unknown": 'không có hồ sơ "{name}"',
  "profile.unknownHint": "xem tất cả bằng: haidang profile list",
  "profile.broken": "{path} không phải tệp hồ sơ hoặc không đọc được",
  "profile.brokenHint": "sửa hoặc chuyển tệp đi, rồi thêm lại: haidang profile add",
  "profile.name": '"{name}" không dùng làm tên hồ sơ được',
  "profile.nameHint": "chữ thường, chữ số và gạch nối, như quang-ninh",
  "profile.noUrl": "hồ sơ cần địa chỉ máy trung tâm",
  "profile.noUrlHint": "ví dụ: haidang profile add {name} --url https://noc.example.vn",
  "profile.noToken": "hồ sơ cần một token trên một dòng",
  "profile.noTokenHint":
    "tạo bằng haidang token create --scope viewer trên máy trung tâm đó; gõ vào, đưa qua ống dẫn hoặc đặt HAIDANG_TOKEN",
  "profile.added": "Đã lưu hồ sơ {name}.",
  "profile.used": "Từ giờ các lệnh hỏi {name}.",
  "profile.removed": "Đã xóa hồ sơ {name}; token vẫn còn hiệu lực: hãy thu hồi ở nơi đã tạo.",
  "profile.none": "Chưa có hồ sơ nào. Thêm bằng: haidang profile add",
};

/** The terminal: charts, live views and profiles. */
export const terminalWords: Catalogue<keyof typeof en> = { en, vi };
