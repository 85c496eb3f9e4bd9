import { HaidangError } from "@haidang/contract/error.ts";
import { type Cell, maxColumns, maxRows, type Sheet } from "./sheet.ts";

/** A CSV file (RFC 4180) with `;`, `,` or tabs, in UTF-8 or UTF-16 as Excel writes it. */
export function readCsv(bytes: Buffer, name: string): Sheet {
  const text = decode(bytes);
  const separator = separatorOf(text);
  const rows: Array<Array<Cell | undefined>> = [];
  let row: Array<Cell | undefined> = [];
  const put = (cell: string) => {
    if (row.length < maxColumns) row.push(cell === "" ? undefined : toCell(cell));
  };
  // a cell is quoted, or runs up to the next separator or line end
  const cell = new RegExp(`"((?:[^"]|"")*)"|([^${separator}\r\n"][^${separator}\r\n]*)|`, "y");
  for (let at = 0; at <= text.length; ) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    put(match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? "");
    at = cell.lastIndex;
    const next = text[at];
    if (next === separator) at += 1;
    else if (next === undefined || next === "\r" || next === "\n") {
      rows.push(row);
      if (rows.length > maxRows) throw tooMany();
      row = [];
      at += next === "\r" && text[at + 1] === "\n" ? 2 : 1;
    } else throw unclosed(rows.length + 1);
  }
  return { name, rows };
}

/** What a spreadsheet would run is written with a quote before it, which is none of the text. */
function toCell(text: string): Cell {
  if (/^'[\s]*[=+\-@\t\r]/.test(text)) return { text: text.slice(1) };
  if (/^=./.test(text)) return { text, trouble: { rule: "cell_formula" } };
  if (/^#(?:REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!)$/.test(text))
    return { text, trouble: { rule: "cell_broken" } };
  return { text };
}

function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HaidangError("usage", "the CSV file is not UTF-8 text", {
      hint: "save it as CSV UTF-8, or as .xlsx",
      cause,
    });
  }
}

function separatorOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (mark: string) => first.split(mark).length;
  return [";", ",", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function tooMany(): HaidangError {
  return new HaidangError("body_too_large", `the spreadsheet has more than ${maxRows} rows`, {
    hint: "split it into several files",
  });
}

function unclosed(row: number): HaidangError {
  return new HaidangError("usage", `the CSV file has a quote out of place in row ${row}`, {
    hint: 'a cell with quotes is written "like ""this"""',
  });
}
