import { deviceText } from "@haidang/contract/text.ts";
import type { FoundUnit, TreeRow, UnitHistory } from "@haidang/contract/tree.ts";
import { dayText } from "@haidang/contract/words/figure.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { idColumn, nameColumn } from "./object.ts";
import { renderPairs, renderTable } from "./table.ts";
import { paint } from "./tone.ts";

type Language = Look["language"];

const dayOrNothing = (on: string | undefined, language: Language): string =>
  on === undefined ? "" : dayText(on, language);

const day = <Row>(key: "from" | "to" | "on", of: (row: Row) => string | undefined): Column<Row> => ({
  key,
  title: `tree.${key}`,
  raw: (row) => of(row) ?? null,
  text: (row, look) => dayOrNothing(of(row), look.language),
});

export const treeColumns: readonly Column<TreeRow>[] = [
  nameColumn,
  idColumn,
  {
    key: "level",
    title: "column.level",
    raw: (row) => row.unitKind,
    text: (row, look) => say(look.language, `unitKind.${row.unitKind}`),
  },
  { key: "code", title: "column.code", raw: (row) => row.code ?? null },
  {
    key: "parent",
    title: "column.parent",
    raw: (row) => (row.parentName === undefined ? null : deviceText(row.parentName, 120)),
    shrinks: true,
  },
  day("from", (row) => row.from),
  day("to", (row) => row.to),
  { key: "sites", title: "tree.sites", raw: (row) => row.sites, align: "right" },
  { key: "links", title: "column.links", raw: (row) => row.links, align: "right" },
  {
    key: "successors",
    title: "tree.became",
    raw: (row) =>
      row.successors.length === 0 ? null : row.successors.map(({ name }) => deviceText(name, 120)).join(", "),
    shrinks: true,
  },
];

export const foundColumns: readonly Column<FoundUnit>[] = [
  ...treeColumns.filter(({ key }) => !["sites", "links"].includes(key)),
  {
    key: "by",
    title: "tree.foundBy",
    raw: (row) => row.by,
    text: (row, look) => say(look.language, `tree.by.${row.by}`),
  },
];

const succeededColumns: readonly Column<UnitHistory["successors"][number]>[] = [
  nameColumn,
  idColumn,
  {
    key: "share",
    title: "tree.share",
    raw: (row) => row.share,
    text: (row, look) => say(look.language, `tree.share.${row.share}`),
  },
  day("on", (row) => row.on),
];

const hadColumns: readonly Column<UnitHistory["had"][number]>[] = [
  nameColumn,
  idColumn,
  day("from", (row) => row.from),
  day("to", (row) => row.to),
];

/** A unit through time: when it was there, what came before and after it, and the sites it had. */
export function renderHistory(unit: UnitHistory, look: Look): string {
  const { language } = look;
  const name = paint(deviceText(unit.name, 120), "strong", look.color);
  const isOver = unit.to !== undefined && unit.to <= today(look.nowMs);
  const standing = say(language, unit.inForce ? "tree.present" : isOver ? "tree.over" : "tree.coming");
  const facts = renderPairs([
    [say(language, "column.level"), say(language, `unitKind.${unit.unitKind}`)],
    ...(unit.code === undefined ? [] : [[say(language, "column.code"), unit.code] as [string, string]]),
    ...(unit.parentName === undefined
      ? []
      : [[say(language, "column.parent"), deviceText(unit.parentName, 120)] as [string, string]]),
    [say(language, "tree.from"), dayOrNothing(unit.from, language) || say(language, "tree.always")],
    ...(unit.to === undefined
      ? []
      : [[say(language, "tree.to"), dayOrNothing(unit.to, language)] as [string, string]]),
  ]);
  const table = <Row>(
    title: "before" | "after" | "had",
    rows: readonly Row[],
    columns: readonly Column<Row>[],
  ) =>
    rows.length === 0
      ? []
      : [
          `${paint(say(language, `tree.${title}`), "strong", look.color)}\n${renderTable(rows, columns, look, "  ")}`,
        ];
  return [
    `${name}  (${say(language, "kind.unit")} ${unit.id})\n${standing}`,
    facts,
    ...table("before", unit.predecessors, succeededColumns),
    ...table("after", unit.successors, succeededColumns),
    ...table("had", unit.had, hadColumns),
  ].join("\n\n");
}

/** The day on the clock of Asia/Ho_Chi_Minh. */
function today(nowMs: number): string {
  return new Date(nowMs + 7 * 3_600_000).toISOString().slice(0, 10);
}
