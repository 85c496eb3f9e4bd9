import type { LinkRow } from "@haidang/contract/row.ts";
import type { Column } from "./column.ts";
import { cellNumber, figure, milliseconds, nothing } from "./figure.ts";

/** The last window of echo requests, for any object that has one. */
export const latencyColumns: readonly Column<Pick<LinkRow, "latency">>[] = [
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
];
