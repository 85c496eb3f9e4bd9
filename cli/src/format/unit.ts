import type { UnitRow } from "@haidang/contract/row.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { idColumn, lastResultColumn, nameColumn, reasonColumn, sinceColumn, stateColumn } from "./object.ts";

const count = (key: "links" | "devices" | "services"): Column<UnitRow> => ({
  key,
  title: `column.${key}`,
  raw: (row) => row[key],
  align: "right",
});

export const unitColumns: readonly Column<UnitRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  {
    key: "level",
    title: "column.level",
    raw: (row) => row.unitKind,
    text: (row, look) => say(look.language, `unitKind.${row.unitKind}`),
  },
  sinceColumn,
  reasonColumn,
  count("links"),
  count("devices"),
  count("services"),
  { key: "parent", title: "column.parent", raw: (row) => row.unitName ?? row.unit ?? null, wide: true },
  { key: "code", title: "column.code", raw: (row) => row.code ?? null, wide: true },
  lastResultColumn,
];
