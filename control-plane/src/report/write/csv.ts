import type { Language } from "@haidang/contract/text.ts";
import { csvText } from "@haidang/contract/words/csv.ts";
import { cellNumber, flooredPct, moment } from "@haidang/contract/words/figure.ts";
import type { Cell, CellKind, Laid } from "@haidang/contract/words/report-sheet.ts";

/** All tables one below the other, durations in seconds. */
export function writeCsv({ title, lines, sheets, notes, language }: Laid): Buffer {
  const tables = sheets.flatMap((sheet) => [
    [],
    [sheet.title],
    sheet.columns.map((column) => (column.as === "duration" ? `${column.title} (s)` : column.title)),
    ...[...sheet.rows, ...(sheet.total === undefined ? [] : [sheet.total])].map((row) =>
      row.map((cell, at) => cellValue(cell, sheet.columns[at]?.as ?? "text", language)),
    ),
  ]);
  const all = [[title], ...lines.map((line) => [line]), ...tables, [], ...notes.map((note) => [note])];
  return Buffer.from(csvText(all, language));
}

function cellValue(cell: Cell, as: CellKind, language: Language): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (as === "time") return moment(cell, language, true);
  return cellNumber(as === "percent" ? flooredPct(cell) : cell, language);
}
