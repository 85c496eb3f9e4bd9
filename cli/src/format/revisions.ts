import type { InventoryRevision } from "@haidang/contract/inventory-api.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { moment } from "./figure.ts";

export const revisionColumns: readonly Column<InventoryRevision>[] = [
  { key: "revision", title: "column.revision", raw: (row) => row.revision, align: "right" },
  {
    key: "applied",
    title: "column.applied",
    raw: (row) => row.appliedMs,
    text: (row, look) => moment(row.appliedMs, look.language),
  },
  { key: "by", title: "column.setBy", raw: (row) => row.by },
  { key: "added", title: "inventory.added", raw: (row) => row.added, align: "right" },
  { key: "changed", title: "inventory.changed", raw: (row) => row.changed, align: "right" },
  { key: "removed", title: "inventory.removed", raw: (row) => row.removed, align: "right" },
  {
    key: "inForce",
    title: "column.inForce",
    raw: (row) => (row.inForce ? 1 : 0),
    text: (row, look) => (row.inForce ? say(look.language, "revision.inForce") : ""),
  },
];
