import { daySchema } from "@haidang/contract/calendar.ts";
import type { InventoryFault } from "@haidang/contract/inventory-api.ts";
import { bitRateSchema } from "@haidang/contract/object.ts";
import { searchKey } from "@haidang/contract/text.ts";
import type { FaultValues, InventoryRule } from "@haidang/contract/words/inventory.ts";
import { makeFault, type Place } from "../fault.ts";
import { type Column, rateScale } from "./columns.ts";
import type { Found } from "./names.ts";
import { type Cell, cellName } from "./sheet.ts";

/** What a cell says, where it stands; a value of any kind stands in for one that is wrong, which is told already. */
export interface Value {
  value: string | number;
  place: Place;
  /** Set where another cell of the same merge was told. */
  hidden?: true;
}

export interface CellReader {
  file: string;
  trim: boolean;
  find: Readonly<Record<"unit" | "site", (written: string) => Found>>;
  carrier: (written: string) => { carrier: string } | { near: string };
  faults: InventoryFault[];
  /** Merged ranges told already. */
  merges: Set<string>;
}

export interface At {
  column: Column;
  header: string;
  row: number;
  index: number;
}

/** The value of one cell; undefined where it is empty and may be. */
export function readCell(cell: Cell | undefined, at: At, reader: CellReader): Value | undefined {
  const { column, row, index } = at;
  const place: Place = { file: reader.file, line: row + 1, column: index + 1, cell: cellName(index, row) };
  const wrong = (rule: InventoryRule, values: FaultValues = {}): Value => {
    const named = { key: at.header, found: cell?.text ?? "", ...values };
    reader.faults.push(makeFault(rule, place, column.field, named));
    return { value: standIn(column), place };
  };
  const { rule, range } = cell?.trouble ?? {};
  if (range !== undefined && reader.merges.has(range)) return { value: standIn(column), place, hidden: true };
  if (range !== undefined) reader.merges.add(range);
  if (rule !== undefined) return wrong(rule, { range: range ?? "" });
  const text = (cell?.text ?? "").normalize("NFC");
  const trimmed = text.trim();
  if (cell === undefined || trimmed === "")
    return column.required === true ? wrong("cell_missing") : undefined;
  if (trimmed !== text && !reader.trim) return wrong("cell_spaces");
  const said = meaning({ ...cell, text: trimmed }, at, reader);
  return typeof said === "object" ? wrong(said.rule, said.values) : { value: said, place };
}

type Wrong = { rule: InventoryRule; values?: FaultValues };

function meaning(cell: Cell, { column, header }: At, reader: CellReader): string | number | Wrong {
  switch (column.as) {
    case "text":
      return cell.text;
    case "rate":
      return rate(cell, header);
    case "day":
      return day(cell);
    case "number": {
      const number =
        cell.number ??
        Number(/^-?\d{1,12}(?:[.,]\d{1,12})?$/.test(cell.text) ? cell.text.replace(",", ".") : "x");
      return Number.isFinite(number) ? number : { rule: "cell_number" };
    }
    case "choice":
      return choice(cell.text, column);
    case "carrier": {
      const known = reader.carrier(cell.text);
      return "carrier" in known
        ? known.carrier
        : { rule: "carrier_spelling", values: { nearest: known.near } };
    }
    case "unit":
    case "site":
      return named(cell.text, column.as, reader.find[column.as]);
  }
}

function named(text: string, kind: "unit" | "site", find: (written: string) => Found): string | Wrong {
  const found = find(text);
  if ("id" in found) return found.id;
  if ("candidates" in found)
    return { rule: "name_ambiguous", values: { candidates: found.candidates.join(", ") } };
  const { near } = found;
  return { rule: "name_unknown", values: near === undefined ? { kind } : { kind, nearest: near } };
}

/** A plain number needs a unit in the header: 20 bit/s is nobody's rate. */
function rate(cell: Cell, header: string): number | Wrong {
  const scale = rateScale(header);
  const plain =
    cell.number ??
    (/^\d{1,12}(?:[.,]\d{1,6})?$/.test(cell.text) ? Number(cell.text.replace(",", ".")) : undefined);
  if (plain !== undefined) {
    const bits = Math.round(plain * (scale ?? 1));
    return bits >= 1000 && Number.isSafeInteger(bits) ? bits : { rule: "cell_rate" };
  }
  const read = bitRateSchema.safeParse(cell.text);
  return read.success ? read.data : { rule: "cell_rate" };
}

function day(cell: Cell): string | Wrong {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell.text);
  const [, d = "", m = "", y = ""] = match ?? [];
  const written =
    cell.day ?? (match === null ? cell.text : `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`);
  return daySchema.safeParse(written).success ? written : { rule: "cell_day" };
}

function choice(text: string, { choices = [] }: Column): string | Wrong {
  const key = searchKey(text);
  const found = choices.find(
    ({ value, titles }) => value === key || searchKey(titles.vi) === key || searchKey(titles.en) === key,
  );
  if (found !== undefined) return found.value;
  const allowed = choices.map(({ titles }) => titles.vi).join("; ");
  return { rule: "cell_choice", values: { allowed } };
}

/** What takes the place of a value that is wrong; that the cell is told already keeps it from being told again. */
function standIn({ as, choices }: Column): string | number {
  if (as === "rate" || as === "number") return 1;
  if (as === "day") return "2000-01-01";
  return choices?.[0]?.value ?? "x";
}
