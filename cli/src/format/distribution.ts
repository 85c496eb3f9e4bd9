import type { DistributionStep } from "@haidang/contract/distribution.ts";
import type { SayKey } from "../words/words.ts";
import type { Column } from "./column.ts";
import { cellNumber, figure, milliseconds, moment, nothing } from "./figure.ts";

function timeColumn(
  key: string,
  title: SayKey,
  of: (row: DistributionStep) => number | null,
): Column<DistributionStep> {
  return {
    key,
    title,
    raw: of,
    text: (row, look) => milliseconds(of(row), look.language),
    csv: (row, look) => {
      const ms = of(row);
      return ms === null ? "" : cellNumber(ms, look.language);
    },
    align: "right",
  };
}

/** One line a step, from the quickest reply to the slowest. */
export const distributionColumns: readonly Column<DistributionStep>[] = [
  {
    key: "time",
    title: "column.moment",
    raw: (row) => row.timeMs,
    text: (row, look) => moment(row.timeMs, look.language, true),
  },
  timeColumn("min", "column.min", (row) => row.minMs),
  timeColumn("p5", "column.p5", (row) => row.p5Ms),
  timeColumn("p25", "column.p25", (row) => row.p25Ms),
  timeColumn("p50", "column.p50", (row) => row.p50Ms),
  timeColumn("p75", "column.p75", (row) => row.p75Ms),
  timeColumn("p95", "column.p95", (row) => row.p95Ms),
  timeColumn("max", "column.max", (row) => row.maxMs),
  {
    key: "loss",
    title: "column.loss",
    raw: (row) => row.lossPct,
    text: (row, look) =>
      row.lossPct === null ? nothing : `${figure(row.lossPct, look.language, { max: 2 })}%`,
    csv: (row, look) => (row.lossPct === null ? "" : cellNumber(row.lossPct, look.language)),
    tone: (row) => ((row.lossPct ?? 0) > 0 ? "bad" : undefined),
    align: "right",
  },
  {
    key: "sent",
    title: "column.sent",
    raw: (row) => row.sent,
    text: (row, look) => figure(row.sent, look.language),
    align: "right",
    wide: true,
  },
];
