import type { ReportFormat } from "@haidang/contract/agreement.ts";
import type { ReportContent, ReportHead } from "@haidang/contract/report.ts";
import type { Language } from "@haidang/contract/text.ts";
import { layOut } from "@haidang/contract/words/report-sheet.ts";
import { writeCsv } from "./csv.ts";
import { writeHtml } from "./html.ts";
import { writePdf } from "./pdf.ts";
import { writeReportXlsx } from "./xlsx.ts";

/** A report as a file. */
export interface ReportFile {
  name: string;
  type: string;
  bytes: Buffer;
}

const types: Readonly<Record<ReportFormat, string>> = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  html: "text/html; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pdf: "application/pdf",
};

export async function writeReport(
  { head, content }: { head: ReportHead; content: ReportContent },
  format: ReportFormat,
  language: Language,
): Promise<ReportFile> {
  const laid = layOut(head, content, language);
  const bytes = {
    json: () => Buffer.from(`${JSON.stringify({ head, content }, null, 2)}\n`),
    csv: () => writeCsv(laid),
    html: () => writeHtml(laid),
    xlsx: () => writeReportXlsx(laid),
    pdf: () => writePdf(laid, head.madeMs),
  }[format];
  return { name: `${head.number}-${head.kind}.${format}`, type: types[format], bytes: await bytes() };
}
