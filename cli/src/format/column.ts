import { HaidangError } from "@haidang/contract/error.ts";
import { type Language, searchKey } from "@haidang/contract/text.ts";
import { nearest } from "../suggest.ts";
import { type SayKey, say } from "../words/words.ts";
import type { Tone } from "./tone.ts";

/** What formatters know of the reader. */
export interface Look {
  language: Language;
  color: boolean;
  /** Columns of the terminal; Infinity when it is not one, so that nothing is cut in a pipe. */
  width: number;
  nowMs: number;
}

/** One column of a list, declared once: the table, CSV, `--sort`, `--filter` and `--columns` all read it. */
export interface Column<Row> {
  key: string;
  title: SayKey;
  /** What sorts and filters; null sorts last. */
  raw(row: Row): string | number | null;
  /** What people read; without it the raw value. */
  text?(row: Row, look: Look): string;
  /** Heading in CSV where the cells say another thing there: a moment instead of an age. */
  csvTitle?: SayKey;
  /** What a spreadsheet gets where that differs from `text`: no units, no shapes. */
  csv?(row: Row, look: Look): string;
  /** Place in the order when it is not that of the raw value. */
  order?(row: Row): number;
  tone?(row: Row): Tone | undefined;
  align?: "right";
  /** Shown by `-o wide` and `--columns` only. */
  wide?: true;
  /** May be cut when the terminal is narrow. */
  shrinks?: true;
}

export interface Selection {
  sort?: string | undefined;
  filter?: readonly string[] | undefined;
  columns?: string | undefined;
  wide: boolean;
}

/** The rows that pass every filter, in the order asked for; without one the order they came in. */
export function selectRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  selection: Selection,
  look: Look,
): Row[] {
  const tests = (selection.filter ?? []).map((filter) => parseFilter(filter, columns, look));
  const passed = rows.filter((row) => tests.every((test) => test(row)));
  return selection.sort === undefined ? passed : sortRows(passed, columns, selection.sort, look);
}

/** `--columns a,b`, else all but the wide ones, else (`-o wide`) all. */
export function selectColumns<Row>(
  columns: readonly Column<Row>[],
  selection: Selection,
  look: Look,
): readonly Column<Row>[] {
  if (selection.columns === undefined) return columns.filter((column) => selection.wide || !column.wide);
  return selection.columns
    .split(",")
    .filter((name) => name.trim() !== "")
    .map((name) => findColumn(name.trim(), columns, look));
}

export function findColumn<Row>(name: string, columns: readonly Column<Row>[], look: Look): Column<Row> {
  const wanted = searchKey(name);
  const found = columns.find(
    (column) => searchKey(column.key) === wanted || searchKey(say(look.language, column.title)) === wanted,
  );
  if (found !== undefined) return found;
  const keys = columns.map((column) => column.key);
  const [near] = nearest(name, keys, 1);
  throw new HaidangError("usage", say(look.language, "usage.column", { name }), {
    hint:
      near === undefined
        ? say(look.language, "usage.columns", { list: keys.join(", ") })
        : say(look.language, "usage.didYouMean", { list: near }),
  });
}

function sortRows<Row>(rows: Row[], columns: readonly Column<Row>[], sort: string, look: Look): Row[] {
  const [name = "", direction = "asc"] = sort.split(":");
  if (direction !== "asc" && direction !== "desc") {
    throw new HaidangError("usage", say(look.language, "usage.direction", { sort }), {
      hint: say(look.language, "usage.directionHint", { name }),
    });
  }
  const column = findColumn(name, columns, look);
  const sign = direction === "desc" ? -1 : 1;
  const collator = new Intl.Collator(look.language, { numeric: true });
  const known = rows.filter((row) => column.order !== undefined || column.raw(row) !== null);
  const empty = rows.filter((row) => column.order === undefined && column.raw(row) === null);
  return [...known.sort((a, b) => compare(a, b, column, collator) * sign), ...empty];
}

function compare<Row>(a: Row, b: Row, column: Column<Row>, collator: Intl.Collator): number {
  if (column.order !== undefined) return column.order(a) - column.order(b);
  const left = column.raw(a);
  const right = column.raw(b);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return collator.compare(String(left), String(right));
}

/**
 * `name=cai` (holds), `id==co-to-1` (is), `state!=up` (does not hold), `loss>5`, `loss<1`; `~` is `=`. Words compare
 * without diacritics or case, numbers as numbers, and `reason=` keeps what has none.
 */
function parseFilter<Row>(
  filter: string,
  columns: readonly Column<Row>[],
  look: Look,
): (row: Row) => boolean {
  const match = /^([^=!~<>]+)(!=|==|=|~|<|>)(.*)$/s.exec(filter);
  const [, name = "", operator = "", value = ""] = match ?? [];
  if (match === null) {
    throw new HaidangError("usage", say(look.language, "usage.filter", { filter }), {
      hint: say(look.language, "usage.filterHint"),
    });
  }
  const column = findColumn(name.trim(), columns, look);
  const wanted = searchKey(value);
  const said = (row: Row): string[] => {
    const raw = column.raw(row);
    const text = column.csv?.(row, look) ?? column.text?.(row, look) ?? "";
    return raw === null ? [""] : [searchKey(String(raw)), searchKey(text)];
  };
  const is = (row: Row): boolean => said(row).includes(wanted);
  const holds = (row: Row): boolean =>
    wanted === "" || typeof column.raw(row) === "number"
      ? is(row)
      : said(row).some((text) => text.includes(wanted));
  if (operator === "==") return is;
  if (operator === "=" || operator === "~") return holds;
  if (operator === "!=") return (row) => !holds(row);
  const bound = Number(value.replace(",", "."));
  if (value.trim() === "" || Number.isNaN(bound)) {
    throw new HaidangError("usage", say(look.language, "usage.filterNumber", { filter }), {
      hint: say(look.language, "usage.filterHint"),
    });
  }
  return (row) => {
    const raw = column.raw(row);
    if (typeof raw !== "number") return false;
    return operator === "<" ? raw < bound : raw > bound;
  };
}
