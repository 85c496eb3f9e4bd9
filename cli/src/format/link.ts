import type { LinkRow } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { bitRate, cellNumber, nothing } from "./figure.ts";
import { latencyColumns } from "./latency.ts";
import { shareText } from "./load.ts";
import {
  addressColumn,
  carrierColumn,
  idColumn,
  lastResultColumn,
  nameColumn,
  reasonColumn,
  sinceColumn,
  stateColumn,
  unitColumn,
} from "./object.ts";

export const linkColumns: readonly Column<LinkRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  carrierColumn,
  sinceColumn,
  ...latencyColumns,
  reasonColumn,
  unitColumn,
  { key: "site", title: "column.site", raw: (row) => deviceText(row.siteName, 120), wide: true },
  {
    key: "role",
    title: "column.role",
    raw: (row) => row.role,
    text: (row, look) => say(look.language, `role.${row.role}`),
    wide: true,
  },
  {
    key: "cir",
    title: "column.cir",
    raw: (row) => row.cirBps ?? null,
    text: (row, look) => bitRate(row.cirBps, look.language),
    csv: (row) => String(row.cirBps ?? ""),
    align: "right",
    wide: true,
  },
  ...(["in", "out"] as const).map((direction): Column<LinkRow> => {
    const pctOf = (row: LinkRow) => row.utilisation?.[`${direction}Pct`] ?? null;
    return {
      key: `${direction}Use`,
      title: `column.${direction}Use`,
      raw: pctOf,
      text: (row, look) => {
        const pct = pctOf(row);
        const bps = row.utilisation?.[`${direction}Bps`] ?? null;
        return pct === null || bps === null ? nothing : shareText(pct, bps, look);
      },
      csv: (row, look) => {
        const pct = pctOf(row);
        return pct === null ? "" : cellNumber(pct, look.language);
      },
      align: "right",
      wide: true,
    };
  }),
  { key: "circuit", title: "column.circuit", raw: (row) => row.circuit ?? null, wide: true },
  { ...addressColumn, wide: true },
  lastResultColumn,
];
