import { reportWords as shared } from "@haidang/contract/words/report.ts";
import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "column.report": "report",
  "column.of": "of",
  "column.made": "made",
  "column.before": "before",
  "column.hash": "SHA-256",
  "report.none": "No report was made yet: haidang report sla --month 2026-10",
  "report.working": "Making the report",
  "report.written": "Written: {path}",
  "report.prove": "The longest of them, proven: haidang evidence make --outage {outage}",
  "report.same": "Asked again {time}: nothing is otherwise.",
  "report.changed":
    "Asked again {time} the answer is another ({hash}); what the report said → what holds now:",
  "report.because": "{cause}: {by}, {time}",
  "report.cause.late_data": "data came late",
  "report.cause.annotation": "written down afterwards",
  "report.cause.inventory": "another inventory",
  "report.outagesChanged": "Outages that are another now, or judged otherwise: {count}",
  "report.creditChanged": "Credit owed: {was} đ → {is} đ",
  "report.schedule":
    "Each month: {name} ({formats}), recipients: {count}; {month}: {state}, {report}; next {next}",
  "report.state.waiting": "not sent yet",
  "report.state.sending": "is being sent",
  "report.state.sent": "sent",
  "report.state.failed": "could not be sent to everybody: haidang notification list",
  "evidence.made":
    "Written: {path}\nFingerprint of the key that signed: {fingerprint}\nTell it to whoever checks the file on another way than the file itself.",
  "evidence.outageForm": "{value} does not name an outage: write the link, @ and when it began",
  "evidence.noFile": "the file {path} cannot be read",
  "evidence.ok": "The pack is whole and its figures are borne out.",
  "evidence.wrong": "The pack does NOT stand: {count} faults.",
  "evidence.madeBy": "Made {time} by {by}",
  "evidence.fingerprint": "Signed with the key {fingerprint}",
  "evidence.unproven":
    "Whose key that is the file cannot say: compare it with what the centre told you, or give --fingerprint.",
  "evidence.counted":
    "Links: {links}. Outages: {outages}, of which proven by raw results: {proven}, without raw results: {without}. Raw results: {points}.",
  "evidence.fault.not_a_pack": "the file cannot be opened: {detail}",
  "evidence.fault.signature": "the signature does not fit manifest.json",
  "evidence.fault.fingerprint": "it was signed with the key {is}, not with {wanted}",
  "evidence.fault.file_missing": "{file} is missing",
  "evidence.fault.file_unlisted": "{file} was put in afterwards",
  "evidence.fault.file_changed": "{file} was changed after it was signed",
  "evidence.fault.unreadable": "{file} cannot be read",
  "evidence.fault.figure":
    "{link}: {what} is claimed to be {claimed}, counted from the ledger it is {counted}",
  "evidence.fault.raw": "{link}: claimed to be down {claimed}, by the raw results it was down {counted}",
} as const;

const vi: Record<keyof typeof en, string> = {
  "column.report": "báo cáo",
  "column.of": "phạm vi",
  "column.made": "lập lúc",
  "column.before": "bản trước",
  "column.hash": "SHA-256",
  "report.none": "Chưa lập báo cáo nào: haidang report sla --month 2026-10",
  "report.working": "Đang lập báo cáo",
  "report.written": "Đã ghi: {path}",
  "report.prove": "Chứng minh lần dài nhất: haidang evidence make --outage {outage}",
  "report.same": "Hỏi lại lúc {time}: không có gì khác.",
  "report.changed": "Hỏi lại lúc {time} thì câu trả lời khác ({hash}); báo cáo đã ghi → nay là:",
  "report.because": "{cause}: {by}, {time}",
  "report.cause.late_data": "số liệu về muộn",
  "report.cause.annotation": "ghi sau khi xảy ra",
  "report.cause.inventory": "danh mục khác",
  "report.outagesChanged": "Số lần mất kết nối nay khác đi hoặc được kết luận khác: {count}",
  "report.creditChanged": "Khoản phải giảm trừ: {was} đ → {is} đ",
  "report.schedule":
    "Hằng tháng: {name} ({formats}), số người nhận: {count}; {month}: {state}, {report}; lần tới {next}",
  "report.state.waiting": "chưa gửi",
  "report.state.sending": "đang gửi",
  "report.state.sent": "đã gửi",
  "report.state.failed": "có người chưa nhận được: haidang notification list",
  "evidence.made":
    "Đã ghi: {path}\nVân tay của khóa đã ký: {fingerprint}\nHãy báo vân tay này cho người kiểm tra bằng đường khác, không gửi cùng tệp.",
  "evidence.outageForm": "{value} không chỉ một lần mất nào: ghi mã đường truyền, @ và lúc bắt đầu",
  "evidence.noFile": "không đọc được tệp {path}",
  "evidence.ok": "Hồ sơ nguyên vẹn, các con số đều được số liệu gốc xác nhận.",
  "evidence.wrong": "Hồ sơ KHÔNG đứng vững: {count} chỗ sai.",
  "evidence.madeBy": "Lập lúc {time}, người lập {by}",
  "evidence.fingerprint": "Ký bằng khóa {fingerprint}",
  "evidence.unproven":
    "Khóa đó của ai thì tệp không tự nói được: hãy đối chiếu với vân tay trung tâm đã báo, hoặc ghi --fingerprint.",
  "evidence.counted":
    "Đường truyền: {links}. Lần mất kết nối: {outages}, được kết quả đo gốc chứng minh: {proven}, không còn kết quả đo gốc: {without}. Kết quả đo gốc: {points}.",
  "evidence.fault.not_a_pack": "không mở được tệp: {detail}",
  "evidence.fault.signature": "chữ ký không khớp với manifest.json",
  "evidence.fault.fingerprint": "hồ sơ được ký bằng khóa {is}, không phải {wanted}",
  "evidence.fault.file_missing": "thiếu {file}",
  "evidence.fault.file_unlisted": "{file} được bỏ vào sau",
  "evidence.fault.file_changed": "{file} bị sửa sau khi ký",
  "evidence.fault.unreadable": "không đọc được {file}",
  "evidence.fault.figure": "{link}: {what} ghi là {claimed}, tính lại từ sổ cái là {counted}",
  "evidence.fault.raw": "{link}: ghi là mất {claimed}, theo kết quả đo gốc là mất {counted}",
};

/** What is said of reports and evidence. */
export const reportWords: Catalogue<keyof typeof en | keyof (typeof shared)["en"]> = {
  en: { ...shared.en, ...en },
  vi: { ...shared.vi, ...vi },
};
