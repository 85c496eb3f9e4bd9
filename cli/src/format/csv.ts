import { csvText } from "@haidang/contract/words/csv.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { nothing } from "./figure.ts";

/** A list with a header, as spreadsheets of the reader's language take it. */
export function renderCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[], look: Look): string {
  const header = columns.map((column) => say(look.language, column.csvTitle ?? column.title));
  const lines = rows.map((row) =>
    columns.map((column) => {
      const raw = column.raw(row);
      const text = column.csv?.(row, look) ?? column.text?.(row, look) ?? String(raw ?? "");
      return text === nothing ? "" : text;
    }),
  );
  return csvText([header, ...lines], look.language);
}
