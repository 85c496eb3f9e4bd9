import { cellText } from "@haidang/contract/words/cell-text.ts";
import type { Laid, Sheet } from "@haidang/contract/words/report-sheet.ts";
import { escapeHtml } from "../../notify/template/message.ts";

/** One file that needs nothing else: A4 across, headings again on each page, page numbers in the margin. */
const style = `
@page { size: A4 landscape; margin: 14mm 12mm 16mm;
  @bottom-left { content: string(number); font: 8pt sans-serif; color: #555 }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555 } }
body { font: 13px/1.45 "Be Vietnam Pro", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; color: #14202b; margin: 24px; }
h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 24px 0 6px; break-after: avoid }
.number { string-set: number content(text) }
p { margin: 2px 0 } .notes { color: #444; margin-top: 20px }
table { border-collapse: collapse; width: 100% } thead { display: table-header-group }
th, td { border-bottom: 1px solid #ccd5dd; padding: 4px 6px; text-align: left; vertical-align: top }
th { background: #eaf0f5; font-weight: 600 } tr { break-inside: avoid }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
tfoot td { font-weight: 600; border-top: 2px solid #14202b } tfoot { display: table-row-group }
@media print { body { margin: 0; font-size: 9pt } h1 { font-size: 15pt } h2 { font-size: 11pt } }
`;

export function writeHtml(laid: Laid): Buffer {
  const { title, lines, sheets, notes, language, number } = laid;
  const [first = "", ...others] = lines.map(escapeHtml);
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="number">${first}</p>`,
    ...others.map((line) => `<p>${line}</p>`),
    ...sheets.map((sheet) => table(sheet, laid)),
    `<div class="notes">${notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("")}</div>`,
  ];
  return Buffer.from(
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(`${title} ${number}`)}</title><style>${style}</style></head>\n<body>\n${body.join("\n")}\n</body></html>\n`,
  );
}

function table(sheet: Sheet, { language }: Laid): string {
  const { columns, rows, total } = sheet;
  if (rows.length === 0) return "";
  const kindOf = (at: number) => columns[at]?.as ?? "text";
  const line = (cells: Sheet["rows"][number]) =>
    `<tr>${cells
      .map((cell, at) => {
        const as = kindOf(at);
        return `<td${as === "text" ? "" : ' class="n"'}>${escapeHtml(cellText(cell, as, language))}</td>`;
      })
      .join("")}</tr>`;
  const head = columns.map(
    ({ title, as }) => `<th${as === "text" ? "" : ' class="n"'}>${escapeHtml(title)}</th>`,
  );
  const foot = total === undefined ? "" : `<tfoot>${line(total)}</tfoot>`;
  return `<h2>${escapeHtml(sheet.title)}</h2>\n<table><thead><tr>${head.join("")}</tr></thead><tbody>\n${rows.map(line).join("\n")}\n</tbody>${foot}</table>`;
}
