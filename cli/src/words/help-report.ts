import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.report": "number of the report, as report list shows it: BC-1001 or 1001",
  "flag.reportOutput": "table, wide, json, yaml, or a file: csv, html, xlsx, pdf",
  "flag.reportFile":
    "write to this file, which must not be there yet; without it csv and html go to the screen",
  "flag.reportUnder": "only links of this unit and all below it",
  "flag.reportLevel": "only links of units of this kind",
  "flag.reportCarrier": "only links of this carrier",
  "flag.reportCircuit": "only the link of this circuit",
  "flag.reportMonth": "a month of the calendar; without any period the last whole one",
  "flag.reportLimit": "how many, newest first",
  "arg.pack": "the ZIP file",
  "flag.outage": "one outage: link@start, as report outages shows them, e.g. co-to-1@2026-10-05T09:12",
  "flag.evidenceCarrier": "all links of this carrier",
  "flag.evidenceFile": "write to this file, which must not be there yet",
  "flag.fingerprint": "fingerprint of the key, as the centre told it on another way",
  "evidence.make.summary": "All an outage or a carrier's month rests on, in one signed file",
  "evidence.make.description":
    "Makes a report and packs it with the ledger, the raw results around each outage, what each end saw, the agents' clocks, exclusions with name, time and reason, and a page to read in both languages; every file with its SHA-256, signed by the centre.",
  "evidence.make.example.outage": "One outage, for the carrier's desk",
  "evidence.make.example.carrier": "A carrier's October",
  "evidence.verify.summary": "Check such a file, without any server",
  "evidence.verify.description":
    "Needs nothing but the file. Checks the signature and each file's hash, counts every figure again from the ledger, and the outages again from raw results; names what does not fit. Exit code 1 when something does not.",
  "evidence.verify.example.file": "Is it what it says",
  "evidence.verify.example.key": "Is it from the centre",
  "report.sla.summary": "How available links were: by level, area, carrier and one by one",
  "report.sla.description":
    "Makes a report under a number and keeps it as it is; asked again it has the same number until something changed. Coverage stands with every figure.",
  "report.sla.example.month": "October, as a workbook",
  "report.sla.example.area": "One area, printed",
  "report.carrier.summary": "What carriers promised, what came of it, and the credit they owe",
  "report.carrier.description":
    "Holds each link of a contract of the inventory (contracts) against what was promised; down time counts as the verdict or a person says whose it was. Every outage and every exclusion is listed.",
  "report.carrier.example.month": "One carrier's October, for the letter to it",
  "report.carrier.example.csv": "As CSV for the accountant",
  "report.outages.summary": "Every outage with its cause, who answers for it, and the evidence",
  "report.outages.description":
    "Lists each outage of the period; what people decided goes before what was worked out, with name, time and reason.",
  "report.outages.example.week": "Some days below one unit",
  "report.list.summary": "Reports that were made, and those that make themselves each month",
  "report.list.description":
    "Newest first. Monthly reports are written in the inventory (reports); below the table stands what became of the last one.",
  "report.list.example.all": "What was made",
  "report.show.summary": "A report as it was made, and what is otherwise now",
  "report.show.description":
    "Shows what was kept under the number, then asks the same question again: late data, another inventory or another verdict shows with both figures.",
  "report.show.example.one": "Did anything change since",
  "report.show.example.pdf": "The same report as PDF",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.report": "số báo cáo, như report list ghi: BC-1001 hoặc 1001",
  "flag.reportOutput": "table, wide, json, yaml, hoặc tệp: csv, html, xlsx, pdf",
  "flag.reportFile": "ghi vào tệp này, tệp phải chưa có; không ghi thì csv và html ra màn hình",
  "flag.reportUnder": "chỉ đường truyền của đơn vị này và cấp dưới",
  "flag.reportLevel": "chỉ đường truyền của đơn vị loại này",
  "flag.reportCarrier": "chỉ đường truyền của nhà mạng này",
  "flag.reportCircuit": "chỉ đường truyền có mã kênh này",
  "flag.reportMonth": "một tháng dương lịch; không ghi kỳ nào thì là tháng trọn vẹn vừa qua",
  "flag.reportLimit": "bao nhiêu báo cáo, mới nhất trước",
  "arg.pack": "tệp ZIP",
  "flag.outage": "một lần mất: mã-đường@lúc-bắt-đầu, như report outages ghi, ví dụ co-to-1@2026-10-05T09:12",
  "flag.evidenceCarrier": "mọi đường truyền của nhà mạng này",
  "flag.evidenceFile": "ghi vào tệp này, tệp phải chưa có",
  "flag.fingerprint": "vân tay của khóa, do trung tâm báo bằng đường khác",
  "evidence.make.summary": "Mọi căn cứ của một lần mất hay một tháng của nhà mạng, trong một tệp có chữ ký",
  "evidence.make.description":
    "Lập báo cáo và đóng gói cùng sổ cái, kết quả đo gốc quanh mỗi lần mất, mỗi đầu thấy gì, đồng hồ của tác tử, khoản loại trừ kèm người ghi, lúc ghi, lý do, và trang đọc hai thứ tiếng; tệp nào cũng có SHA-256, trung tâm ký.",
  "evidence.make.example.outage": "Một lần mất, gửi tổ trực của nhà mạng",
  "evidence.make.example.carrier": "Tháng 10 của một nhà mạng",
  "evidence.verify.summary": "Kiểm tra tệp đó, không cần máy chủ",
  "evidence.verify.description":
    "Chỉ cần tệp. Kiểm tra chữ ký và mã băm từng tệp, tính lại mọi con số từ sổ cái, tính lại các lần mất từ kết quả đo gốc; nêu đúng chỗ không khớp. Mã thoát 1 khi có chỗ sai.",
  "evidence.verify.example.file": "Có đúng như nó ghi không",
  "evidence.verify.example.key": "Có phải của trung tâm không",
  "report.sla.summary": "Độ sẵn sàng của đường truyền: theo cấp, địa bàn, nhà mạng và từng đường",
  "report.sla.description":
    "Lập báo cáo có số và giữ nguyên như đã lập; hỏi lại vẫn số đó cho đến khi có gì thay đổi. Con số nào cũng kèm độ phủ.",
  "report.sla.example.month": "Tháng 10, thành bảng tính",
  "report.sla.example.area": "Một địa bàn, để in",
  "report.carrier.summary": "Nhà mạng cam kết gì, thực tế ra sao, phải giảm trừ bao nhiêu",
  "report.carrier.description":
    "So từng đường của hợp đồng trong danh mục (contracts) với cam kết; thời gian mất tính theo trách nhiệm mà kết luận hoặc người xác định. Ghi đủ mọi lần mất và mọi khoản loại trừ.",
  "report.carrier.example.month": "Tháng 10 của một nhà mạng, để gửi công văn",
  "report.carrier.example.csv": "Dạng CSV cho kế toán",
  "report.outages.summary": "Từng lần mất kết nối: nguyên nhân, trách nhiệm, bằng chứng",
  "report.outages.description":
    "Ghi từng lần mất trong kỳ; điều người xác định đứng trước kết luận của máy, kèm tên, lúc ghi và lý do.",
  "report.outages.example.week": "Vài ngày, dưới một đơn vị",
  "report.list.summary": "Các báo cáo đã lập, và báo cáo tự lập hằng tháng",
  "report.list.description":
    "Mới nhất trước. Báo cáo hằng tháng ghi trong danh mục (reports); dưới bảng là kết quả của lần gần nhất.",
  "report.list.example.all": "Đã lập những gì",
  "report.show.summary": "Một báo cáo như đã lập, và điều gì nay đã khác",
  "report.show.description":
    "Hiện nội dung đã lưu theo số, rồi hỏi lại câu hỏi đó: số liệu về muộn, danh mục khác hay kết luận khác được ghi cả hai con số.",
  "report.show.example.one": "Từ đó đến nay có gì thay đổi",
  "report.show.example.pdf": "Báo cáo đó dạng PDF",
};

/** Help on reports and evidence. */
export const reportHelp: Catalogue<keyof typeof en> = { en, vi };
