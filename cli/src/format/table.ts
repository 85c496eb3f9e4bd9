import { type SayKey, say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { paint } from "./tone.ts";
import { fitText, padText, textWidth } from "./width.ts";

const gap = "  ";
const narrowest = 8;

/** Lines of a table, header first, fitted to the width of the reader. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  look: Look,
  indent = "",
): string {
  const titles = columns.map((column) => title(column.title, look));
  const cells = rows.map((row) =>
    columns.map((column) => (column.text?.(row, look) ?? String(column.raw(row) ?? "—")).normalize("NFC")),
  );
  const widths = fitWidths(columns, [titles, ...cells], look.width - textWidth(indent));
  const line = (texts: readonly string[], tone: (index: number) => ReturnType<typeof toneOf>): string =>
    (
      indent +
      texts
        .map((text, index) => {
          const width = widths[index] ?? 0;
          const column = columns[index];
          const fitted = fitText(text, width);
          const last = index === texts.length - 1 && column?.align !== "right";
          const padded = last ? fitted : padText(fitted, width, column?.align ?? "left");
          return paint(padded, tone(index), look.color);
        })
        .join(gap)
    ).trimEnd();
  const toneOf = (row: Row, index: number) => columns[index]?.tone?.(row);
  const body = rows.map((row, at) => line(cells[at] ?? [], (index) => toneOf(row, index)));
  return [line(titles, () => "strong"), ...body].join("\n");
}

function title(key: SayKey, look: Look): string {
  return say(look.language, key).toLocaleUpperCase(look.language);
}

/** Natural widths; when they exceed the terminal, the widest columns that may shrink give way first. */
function fitWidths<Row>(
  columns: readonly Column<Row>[],
  lines: readonly (readonly string[])[],
  available: number,
): number[] {
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => textWidth(line[index] ?? ""))));
  let excess = widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1)) - available;
  while (excess > 0) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (column.shrinks && width > narrowest && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

/** Two columns of names and values, the names aligned. */
export function renderPairs(pairs: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(0, ...pairs.map(([name]) => textWidth(name)));
  return pairs.map(([name, value]) => `${indent}${padText(name, width, "left")}  ${value}`).join("\n");
}
