import type { SecretRow } from "@haidang/contract/secret.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Column } from "./column.ts";
import { moment, nothing } from "./figure.ts";

export const secretColumns: readonly Column<SecretRow>[] = [
  { key: "name", title: "column.secret", raw: (row) => row.name },
  {
    key: "changed",
    title: "column.changed",
    raw: (row) => row.changedAtMs,
    text: (row, look) => moment(row.changedAtMs, look.language),
  },
  { key: "by", title: "column.setBy", raw: (row) => deviceText(row.by, 60) },
  {
    key: "usedBy",
    title: "column.usedBy",
    raw: (row) => row.usedBy.join(" "),
    text: (row) => (row.usedBy.length === 0 ? nothing : deviceText(row.usedBy.join(" "), 200)),
    shrinks: true,
  },
];
