import { HaidangError } from "@haidang/contract/error.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { type SheetKind, sheetKinds } from "@haidang/contract/inventory-api.ts";
import type { Inventory } from "@haidang/contract/object.ts";
import { searchKey } from "@haidang/contract/text.ts";
import { isInForce } from "@haidang/contract/tree.ts";
import { nearest, slug } from "../nearest.ts";
import { type CellReader, readCell, type Value } from "./cells.ts";
import { type Column, columnOf, sheetColumns, sheetTitles } from "./columns.ts";
import { nameFinder } from "./names.ts";
import type { Sheet } from "./sheet.ts";

/** One row of a sheet: what it says, by field. */
export interface Row {
  number: number;
  values: ReadonlyMap<string, Value>;
}

export interface ReadSheet {
  kind: SheetKind;
  columns: Array<{ header: string; field: string | null }>;
  rows: Row[];
  faults: InventoryFault[];
}

export interface ReadOptions {
  file: string;
  kind?: SheetKind | undefined;
  map: Readonly<Record<string, string>>;
  newCarriers: readonly string[];
  trim: boolean;
  nowMs: number;
}

const headerWithin = 10;

/** The rows of a sheet against the inventory in force, with every fault of every cell. */
export function readSheet(sheet: Sheet, inventory: Inventory, options: ReadOptions): ReadSheet {
  const { kind, at, columns } = findColumns(sheet, options);
  const faults: InventoryFault[] = [];
  const carrierAt = columns.findIndex((column) => column?.field === "carrier");
  const written = sheet.rows.slice(at + 1).map((row) => row[carrierAt]?.text.trim() ?? "");
  const reader: CellReader = {
    file: options.file,
    trim: options.trim,
    find: {
      unit: nameFinder(inventory.units.filter((unit) => isInForce(unit, options.nowMs))),
      site: nameFinder(inventory.sites),
    },
    carrier: carrierReader(inventory, written, options.newCarriers),
    faults,
    merges: new Set(),
  };
  const headers = (sheet.rows[at] ?? []).map((cell) => cell?.text.trim() ?? "");
  const rows = sheet.rows.flatMap((cells, row): Row[] => {
    if (row <= at || cells.every((cell) => cell === undefined || (cell.text.trim() === "" && !cell.trouble)))
      return [];
    const values = new Map<string, Value>();
    for (const [index, column] of columns.entries()) {
      if (column === undefined) continue;
      const value = readCell(cells[index], { column, header: headers[index] ?? "", row, index }, reader);
      if (value !== undefined) values.set(column.field, value);
    }
    // what stands below a merge is not known, and the merge is told
    return [...values.values()].some(({ hidden }) => hidden) ? [] : [{ number: row + 1, values }];
  });
  const told = headers.map((header, index) => ({ header, field: columns[index]?.field ?? null }));
  return { kind, columns: told.filter(({ header }) => header !== ""), rows, faults };
}

interface Columns {
  kind: SheetKind;
  /** Row of the headers. */
  at: number;
  columns: Array<Column | undefined>;
}

function findColumns(sheet: Sheet, { kind, map }: ReadOptions): Columns {
  const named = sheetKinds.find((one) =>
    Object.values(sheetTitles[one]).some((title) => searchKey(title) === searchKey(sheet.name)),
  );
  const kinds = kind === undefined ? (named === undefined ? sheetKinds : [named]) : [kind];
  let best: (Columns & { score: number }) | undefined;
  for (const candidate of kinds) {
    for (const [at, row] of sheet.rows.slice(0, headerWithin).entries()) {
      const columns = row.map((cell) => mapped(candidate, cell?.text.trim() ?? "", map));
      const lacking = sheetColumns[candidate].filter(
        (column) => column.required && !columns.includes(column),
      ).length;
      const score = columns.filter((column) => column !== undefined).length - 2 * lacking;
      if (best === undefined || score > best.score) best = { kind: candidate, at, columns, score };
    }
  }
  if (best === undefined) {
    throw new HaidangError("usage", "the sheet is empty", {
      hint: "haidang inventory template makes one to fill",
    });
  }
  refuseLacking(best);
  return best;
}

function mapped(kind: SheetKind, header: string, map: Readonly<Record<string, string>>): Column | undefined {
  const wanted = Object.entries(map).find(([title]) => searchKey(title) === searchKey(header))?.[1];
  if (wanted === undefined) return columnOf(kind, header);
  return sheetColumns[kind].find(({ field }) => field === wanted);
}

function refuseLacking({ kind, columns }: Columns): void {
  const fields = sheetColumns[kind].map(({ field }) => field).join(", ");
  const lacking = sheetColumns[kind].filter((column) => column.required && !columns.includes(column));
  if (lacking.length > 0) {
    const names = lacking.map(({ titles }) => titles.vi).join(", ");
    throw new HaidangError("usage", `no column of the sheet is: ${names} (read as ${sheetTitles[kind].vi})`, {
      hint: `name the columns so, or say which is which: --map "Cột=field", with the fields ${fields}`,
    });
  }
  const twice = columns.find((column, index) => column !== undefined && columns.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new HaidangError("usage", `two columns of the sheet are: ${twice.titles.vi}`, {
      hint: "remove one of the two, or give it another header",
    });
  }
}

/** So often in one sheet a spelling is no slip. */
const surelyMeant = 3;

/** Carriers that are known, or written too often to be a slip. */
function carrierReader(
  inventory: Inventory,
  written: readonly string[],
  accepted: readonly string[],
): CellReader["carrier"] {
  const counts = new Map<string, number>();
  for (const name of written) counts.set(name, (counts.get(name) ?? 0) + 1);
  const often = [...counts]
    .filter(([name, count]) => name !== "" && count >= surelyMeant)
    .map(([name]) => name);
  const used = inventory.links.flatMap(({ carrier }) => (carrier === undefined ? [] : [carrier]));
  const known = [...new Set([...used, ...accepted, ...often].map((name) => name.normalize("NFC")))];
  const plain = new Map(known.toReversed().map((name) => [searchKey(name), name]));
  const slugs = new Map(known.map((name) => [slug(name), name]));
  return (name) => {
    if (known.includes(name)) return { carrier: name };
    const same = plain.get(searchKey(name));
    if (same !== undefined) return { carrier: same };
    const near = nearest(name, slugs);
    return near === undefined ? { carrier: name } : { near };
  };
}
