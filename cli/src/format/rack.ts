import type { RackDetail, RackRow } from "@haidang/contract/api.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Column } from "./column.ts";
import { idColumn, lastResultColumn, nameColumn, reasonColumn, sinceColumn, stateColumn } from "./object.ts";

export const rackColumns: readonly Column<RackRow>[] = [
  stateColumn,
  nameColumn,
  idColumn,
  sinceColumn,
  reasonColumn,
  {
    key: "room",
    title: "column.room",
    raw: (row) => (row.room === undefined ? null : deviceText(row.room, 120)),
  },
  { key: "site", title: "column.site", raw: (row) => deviceText(row.siteName, 120), shrinks: true },
  { key: "devices", title: "column.devices", raw: (row) => row.devices, align: "right" },
  { key: "heightU", title: "column.heightU", raw: (row) => row.heightU, align: "right" },
  lastResultColumn,
];

/** What is mounted at which unit, from the top down. */
export const mountedColumns: readonly Column<RackDetail["mounted"][number]>[] = [
  { key: "u", title: "column.u", raw: (row) => row.u, align: "right" },
  nameColumn,
  idColumn,
];
