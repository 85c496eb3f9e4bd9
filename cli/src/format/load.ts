import type { Busy, LinkLoad } from "@haidang/contract/row.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Column, Look } from "./column.ts";
import { bitRate, figure } from "./figure.ts";
import { renderTable } from "./table.ts";

type Direction = { direction: "in" | "out" } & Busy;

/** A share of the CIR with the rate it stands for: `12.5% (25 Mb/s)`. */
export function shareText(pct: number, bps: number, { language }: Pick<Look, "language">): string {
  return `${figure(pct, language, { max: 1 })}% (${bitRate(bps, language)})`;
}

const columns: readonly Column<Direction>[] = [
  {
    key: "direction",
    title: "column.direction",
    raw: (row) => row.direction,
    text: (row, look) => say(look.language, `direction.${row.direction}`),
  },
  {
    key: "p95",
    title: "column.p95",
    raw: (row) => row.p95Pct,
    text: (row, look) => shareText(row.p95Pct, row.p95Bps, look),
    align: "right",
  },
  {
    key: "peak",
    title: "column.peak",
    raw: (row) => row.peakPct,
    text: (row, look) => shareText(row.peakPct, row.peakBps, look),
    align: "right",
  },
  {
    key: "measured",
    title: "column.coverage",
    raw: (row) => row.measuredPct,
    text: (row, look) => `${figure(row.measuredPct, look.language, { max: 1 })}%`,
    align: "right",
  },
];

/** How full a link was over the last 24 hours, or why that cannot be told. */
export function renderLoad(load: LinkLoad, look: Look, indent = ""): string {
  if ("unknown" in load) return `${indent}${say(look.language, `load.${load.unknown}`)}`;
  const rows = (["in", "out"] as const).flatMap((direction): Direction[] => {
    const busy = load[direction];
    return busy === null ? [] : [{ direction, ...busy }];
  });
  const source = say(look.language, load.atSite ? "load.atSite" : "load.farEnd", {
    interface: deviceText(load.ifName, 120),
    device: deviceText(load.device, 63),
  });
  return [renderTable(rows, columns, look, indent), `${indent}${source}`].join("\n");
}
