import type { ServiceRow } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Column } from "./column.ts";
import { cellNumber, figure, milliseconds, nothing } from "./figure.ts";
import {
  idColumn,
  lastResultColumn,
  nameColumn,
  reasonColumn,
  sinceColumn,
  stateColumn,
  unitColumn,
} from "./object.ts";

export const serviceColumns: readonly Column<ServiceRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  sinceColumn,
  {
    key: "time",
    title: "column.time",
    raw: (row) => row.totalMs ?? null,
    text: (row, look) => milliseconds(row.totalMs, look.language),
    csv: (row, look) => (row.totalMs === undefined ? "" : cellNumber(row.totalMs, look.language)),
    align: "right",
  },
  { key: "status", title: "column.httpStatus", raw: (row) => row.statusCode ?? null, align: "right" },
  {
    key: "daysLeft",
    title: "column.daysLeft",
    raw: (row) => row.daysLeft ?? null,
    text: (row, look) =>
      row.daysLeft === undefined ? nothing : figure(Math.trunc(row.daysLeft) || 0, look.language),
    csv: (row, look) => (row.daysLeft === undefined ? "" : cellNumber(row.daysLeft, look.language)),
    align: "right",
    wide: true,
  },
  reasonColumn,
  {
    key: "url",
    title: "column.url",
    raw: (row) => {
      const target = row.url ?? row.address;
      return target === undefined ? null : deviceText(target);
    },
    shrinks: true,
  },
  unitColumn,
  lastResultColumn,
];
