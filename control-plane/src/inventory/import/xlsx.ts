import { HaidangError } from "@haidang/contract/error.ts";
import { zipSync } from "fflate";
import readXlsx from "read-excel-file/node";
import { type Cell, cellAt, cellName, maxColumns, maxRows, type Sheet } from "./sheet.ts";
import { unzip } from "./zip.ts";

/**
 * The first sheet of a workbook, or the one named. What was unpacked within bounds is packed again for the reader, so that
 * it never sees the archive that was sent.
 */
export async function readXlsxSheet(bytes: Buffer, wanted: string | undefined): Promise<Sheet> {
  const parts = unzip(
    bytes,
    (name) => /^(?:\[Content_Types\]\.xml|_rels\/|xl\/)/.test(name) && /\.(?:xml|rels)$/.test(name),
  );
  const paths = sheetPaths(parts);
  const name = wanted ?? paths.keys().next().value;
  const path = name === undefined ? undefined : paths.get(name);
  const xml = path === undefined ? undefined : parts.get(path)?.toString("utf8");
  if (name === undefined || xml === undefined) throw noSheet(wanted, [...paths.keys()]);
  refuseHuge(xml);
  const clean = Buffer.from(zipSync(Object.fromEntries(parts), { level: 0 }));
  const sheets = await readXlsx(clean, { trim: false }).catch((cause: unknown) => {
    throw new HaidangError(
      "usage",
      "the spreadsheet cannot be read: it is not a workbook Excel would write",
      {
        hint: "open it in Excel or LibreOffice and save it as .xlsx again, or as CSV UTF-8",
        cause,
      },
    );
  });
  const data = sheets.find(({ sheet }) => sheet === name)?.data ?? [];
  const troubles = troublesIn(xml);
  const widths = widthsOf(troubles);
  const height = [...widths.keys()].reduce((most, row) => Math.max(most, row + 1), data.length);
  const rows = Array.from({ length: Math.min(height, maxRows) }, (_, row) => {
    const values: readonly unknown[] = data[row] ?? [];
    const width = Math.min(maxColumns, Math.max(values.length, widths.get(row) ?? 0));
    return Array.from({ length: width }, (_, column) =>
      toCell(values[column], troubles.get(cellName(column, row))),
    );
  });
  return { name, rows };
}

/** How wide each row is for the sake of cells the reader leaves out. */
function widthsOf(troubles: ReadonlyMap<string, Cell["trouble"]>): Map<number, number> {
  const widths = new Map<number, number>();
  for (const name of troubles.keys()) {
    const at = cellAt(name);
    if (at !== undefined) widths.set(at.row, Math.max(widths.get(at.row) ?? 0, at.column + 1));
  }
  return widths;
}

function toCell(value: unknown, trouble: Cell["trouble"]): Cell | undefined {
  const marked = trouble === undefined ? {} : { trouble };
  if (value instanceof Date) {
    const day = Number.isNaN(value.getTime()) ? "" : value.toISOString().slice(0, 10);
    return { text: day, day, ...marked };
  }
  if (typeof value === "number") return { text: String(value), number: value, ...marked };
  if (value === null || value === undefined || value === "")
    return trouble === undefined ? undefined : { text: "", ...marked };
  const text = String(value);
  if (/^#(?:REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NUM!|NULL!)$/.test(text))
    return { text, trouble: trouble ?? { rule: "cell_broken" } };
  return { text, ...marked };
}

const maxTroubles = 20_000;

/** Cells with formulas and cells merged with others: the reader tells neither. */
function troublesIn(xml: string): Map<string, NonNullable<Cell["trouble"]>> {
  const found = new Map<string, NonNullable<Cell["trouble"]>>();
  // the formula is the first thing in its cell (ECMA-376 18.3.1.4)
  for (const [, attributes = ""] of xml.matchAll(/<c\s([^<>]{1,200})><f[\s>/]/g)) {
    const at = /\br="([A-Z]+\d+)"/.exec(attributes)?.[1];
    if (at !== undefined) found.set(at, { rule: "cell_formula" });
  }
  for (const [, range = ""] of xml.matchAll(/<mergeCell\s[^<>]{0,100}?ref="([A-Z0-9:]{2,30})"/g)) {
    const [from, to] = range.split(":").map(cellAt);
    if (from === undefined || to === undefined) continue;
    for (let row = from.row; row <= Math.min(to.row, maxRows); row++) {
      for (let column = from.column; column <= Math.min(to.column, maxColumns); column++) {
        if (found.size < maxTroubles) found.set(cellName(column, row), { rule: "cell_merged", range });
      }
    }
  }
  return found;
}

/** Rows by the million make the reader slow whatever they hold. */
function refuseHuge(xml: string): void {
  let rows = 0;
  for (let at = xml.indexOf("<row"); at >= 0; at = xml.indexOf("<row", at + 4)) rows += 1;
  const last = Math.max(
    0,
    ...[...xml.matchAll(/<row [^<>]{0,200}?\br="(\d{1,9})"/g)].slice(-1).map(([, n]) => Number(n)),
  );
  if (rows <= maxRows && last <= maxRows) return;
  throw new HaidangError("body_too_large", `the spreadsheet has more than ${maxRows} rows`, {
    hint: "remove rows that only have formatting, or split it into several files",
  });
}

/** Sheets in their order, and the file each lies in. */
function sheetPaths(parts: ReadonlyMap<string, Buffer>): Map<string, string> {
  const workbook = parts.get("xl/workbook.xml")?.toString("utf8") ?? "";
  const relations = parts.get("xl/_rels/workbook.xml.rels")?.toString("utf8") ?? "";
  const targets = new Map(
    [...relations.matchAll(/<Relationship\s([^<>]{0,1000})>/g)].map(([, text = ""]) => [
      attribute(text, "Id"),
      attribute(text, "Target").replace(/^\/?xl\//, ""),
    ]),
  );
  return new Map(
    [...workbook.matchAll(/<sheet\s([^<>]{0,1000})>/g)].map(([, text = ""]) => [
      plain(attribute(text, "name")),
      `xl/${targets.get(attribute(text, "r:id"))}`,
    ]),
  );
}

function attribute(text: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1] ?? "";
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => entities[name] ?? whole);
}

function noSheet(wanted: string | undefined, names: readonly string[]): HaidangError {
  const shown = names.slice(0, 20).join(", ");
  return wanted === undefined || names.length === 0
    ? new HaidangError("usage", "the spreadsheet has no sheet that can be read", {
        hint: "save it as .xlsx or CSV",
      })
    : new HaidangError("usage", `the spreadsheet has no sheet ${wanted}`, {
        hint: `its sheets are ${shown}`,
      });
}
