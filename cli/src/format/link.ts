import type { LinkRow } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { bitRate, cellNumber, figure, milliseconds, nothing } from "./figure.ts";
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
  {
    key: "rtt",
    title: "column.rtt",
    raw: (row) => row.latency?.rttP50Ms ?? null,
    text: (row, look) => milliseconds(row.latency?.rttP50Ms, look.language),
    csv: (row, look) => {
      const rtt = row.latency?.rttP50Ms;
      return rtt === null || rtt === undefined ? "" : cellNumber(rtt, look.language);
    },
    align: "right",
  },
  {
    key: "loss",
    title: "column.loss",
    raw: (row) => row.latency?.lossPct ?? null,
    text: (row, look) =>
      row.latency === undefined ? nothing : `${figure(row.latency.lossPct, look.language, { max: 1 })}%`,
    csv: (row, look) => (row.latency === undefined ? "" : cellNumber(row.latency.lossPct, look.language)),
    tone: (row) => ((row.latency?.lossPct ?? 0) > 0 ? "warn" : undefined),
    align: "right",
  },
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
  { key: "circuit", title: "column.circuit", raw: (row) => row.circuit ?? null, wide: true },
  { ...addressColumn, wide: true },
  lastResultColumn,
];
