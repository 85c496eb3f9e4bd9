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
};

/** What is said of reports and evidence. */
export const reportWords: Catalogue<keyof typeof en | keyof (typeof shared)["en"]> = {
  en: { ...shared.en, ...en },
  vi: { ...shared.vi, ...vi },
};
