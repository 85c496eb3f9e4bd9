import type { RackRow } from "@haidang/contract/row.ts";
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
