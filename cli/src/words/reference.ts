import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "reference.made":
    "This page and those it leads to are made from the commands themselves by `npm run reference`; a test keeps them true. Tiếng Việt: [vi](vi/README.md).",
  "reference.shared": "Flags of every command, output and exit codes: [haidang](README.md).",
  "reference.word": "Word",
  "reference.meaning": "Meaning",
  "reference.output": "Output for programs",
  "reference.outputText":
    '`--json` prints what the API answers: `{"data": …, "meta": {"asOf", "timezone", …}}`, times in UTC, units in the names of the fields, the same in both languages. Fields may be added; none changes its meaning or goes within `/api/v1`. `--watch --json` prints one such line whenever something changed. `-o csv` has the columns of `-o wide` under translated titles. Errors go to standard error, with `--json` as `{"error": {"code", "message", "hint"}}`; the codes are in [errors](../errors.md). `--filter` and `--limit` hold for every format, `--columns` for tables and CSV.',
  "reference.exit": "Exit codes",
  "reference.exit.0": "Done. An empty list is an answer too.",
  "reference.exit.1":
    "Not done, or the answer is no: `doctor` found a fault, `feed check` says no, `evidence verify` does not agree, nothing answers.",
  "reference.exit.2": "What was typed is wrong; nothing was asked or changed.",
  "reference.exit.check":
    "As monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; a fault in what was typed is 3 as well.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "reference.made":
    "Trang này và các trang được dẫn tới sinh ra từ chính các lệnh bằng `npm run reference`; có phép thử giữ cho chúng luôn đúng. English: [en](../README.md).",
  "reference.shared": "Cờ của mọi lệnh, định dạng kết quả và mã thoát: [haidang](README.md).",
  "reference.word": "Từ",
  "reference.meaning": "Ý nghĩa",
  "reference.output": "Kết quả cho chương trình",
  "reference.outputText":
    '`--json` in đúng câu trả lời của API: `{"data": …, "meta": {"asOf", "timezone", …}}`, thời gian theo UTC, đơn vị nằm trong tên trường, giống nhau ở cả hai ngôn ngữ. Có thể thêm trường mới; trong `/api/v1` không trường nào đổi nghĩa hay mất đi. `--watch --json` in một dòng như vậy mỗi khi có thay đổi. `-o csv` có các cột của `-o wide` với tiêu đề đã dịch. Lỗi in ra luồng lỗi chuẩn, với `--json` là `{"error": {"code", "message", "hint"}}`; các mã nằm ở [errors](../../errors.md). `--filter` và `--limit` áp dụng cho mọi định dạng, `--columns` cho bảng và CSV.',
  "reference.exit": "Mã thoát",
  "reference.exit.0": "Đã làm xong. Danh sách rỗng cũng là câu trả lời.",
  "reference.exit.1":
    "Không làm được, hoặc câu trả lời là không: `doctor` thấy lỗi, `feed check` trả lời không, `evidence verify` không khớp, máy chủ không trả lời.",
  "reference.exit.2": "Gõ sai; chưa hỏi và chưa thay đổi gì.",
  "reference.exit.check":
    "Như các plugin giám sát: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; gõ sai cũng là 3.",
};

/** What the reference says beside the help texts. */
export const referenceWords: Catalogue<keyof typeof en> = { en, vi };
