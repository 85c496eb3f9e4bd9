import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { nothing } from "./figure.ts";

/** Vietnamese spreadsheets have the decimal comma, so they separate by `;` and need the byte order mark. */
const dialects: Record<Language, { separator: string; start: string }> = {
  vi: { separator: ";", start: "\ufeff" },
  en: { separator: ",", start: "" },
};

/** RFC 4180 lines with a header. Cells that a spreadsheet would run as a formula are made text by a leading quote. */
export function renderCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[], look: Look): string {
  const { separator, start } = dialects[look.language];
  const header = columns.map((column) =>
    cell(say(look.language, column.csvTitle ?? column.title), separator),
  );
  const lines = rows.map((row) =>
    columns
      .map((column) => {
        const raw = column.raw(row);
        const text = column.csv?.(row, look) ?? column.text?.(row, look) ?? String(raw ?? "");
        return cell(text === nothing ? "" : text, separator);
      })
      .join(separator),
  );
  return `${start}${[header.join(separator), ...lines].join("\r\n")}\r\n`;
}

function cell(text: string, separator: string): string {
  const safe = neutral(text);
  return /["\r\n\t]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A plain negative number stays one: it cannot run anything. */
function neutral(text: string): string {
  if (/^-\d+(?:[.,]\d+)*$/.test(text)) return text;
  return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
