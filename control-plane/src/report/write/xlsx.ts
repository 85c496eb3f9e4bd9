import type { Cell, CellKind, Laid, Sheet } from "@haidang/contract/words/report-sheet.ts";
import writeXlsx from "write-excel-file/node";

/** Durations are kept as parts of a day. */
const dayS = 86_400;
/** Asia/Ho_Chi_Minh: a sheet knows no zones. */
const zoneMs = 7 * 3_600_000;
/** What a sheet's name may not hold, nor be longer than. */
const mostNameLength = 31;

/** One sheet a table. Text is text whatever it begins with: no cell is ever a formula. */
export function writeReportXlsx({ title, lines, sheets, notes, language }: Laid): Promise<Buffer> {
  const cover = [
    [{ value: title, type: String, fontWeight: "bold" as const }],
    ...[...lines, ...notes].map((line) => [{ value: line, type: String, wrap: true }]),
  ];
  const written = sheets.filter(({ rows }) => rows.length > 0);
  return writeXlsx([
    { data: cover, sheet: language === "vi" ? "Thông tin" : "About", columns: [{ width: 120 }] },
    ...written.map((sheet) => ({
      data: dataOf(sheet),
      sheet: sheet.title.replace(/[[\]:*?/\\]/g, " ").slice(0, mostNameLength),
      columns: sheet.columns.map(({ width }) => ({ width: Math.round(6 + width * 9) })),
      stickyRowsCount: 1,
      orientation: "landscape" as const,
    })),
  ]).toBuffer();
}

function dataOf({ columns, rows, total }: Sheet) {
  const header = columns.map(({ title }) => ({ value: title, type: String, fontWeight: "bold" as const }));
  const line = (cells: readonly Cell[]) => cells.map((cell, at) => cellOf(cell, columns[at]?.as ?? "text"));
  return [header, ...rows.map(line), ...(total === undefined ? [] : [line(total)])];
}

function cellOf(cell: Cell, as: CellKind) {
  if (cell === null) return null;
  if (typeof cell === "string") return { value: cell, type: String, format: "@", wrap: cell.length > 60 };
  switch (as) {
    case "percent":
      return { value: cell / 100, type: Number, format: "0.000%" };
    case "duration":
      // no spreadsheet shows a negative duration
      return cell < 0
        ? { value: `−${Math.round(-cell)} s`, type: String }
        : { value: cell / dayS, type: Number, format: "[h]:mm:ss" };
    case "time":
      return { value: new Date(cell + zoneMs), type: Date, format: "dd/mm/yyyy hh:mm:ss" };
    default:
      return { value: cell, type: Number, format: as === "money" ? "#,##0" : "0.##" };
  }
}
