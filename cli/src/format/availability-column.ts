import type { Column } from "./column.ts";
import { cellNumber, duration, flooredPct, nothing, percent } from "./figure.ts";

/** A share of time, floored; absent where nothing was measured. */
export function shareColumn<Row>(
  key: "availability" | "coverage" | "mean" | "worstPct" | "anyPath",
  value: (row: Row) => number | null,
): Column<Row> {
  return {
    key,
    title: `column.${key}`,
    raw: value,
    text: (row, look) => percent(value(row), look.language),
    csv: (row, look) => {
      const pct = value(row);
      return pct === null ? "" : cellNumber(flooredPct(pct), look.language);
    },
    align: "right",
  };
}

/** A length of time that may be absent: no outage, no target. Below zero it is what was used too much. */
export function lastingColumn<Row>(
  key: "down" | "longest" | "mtbf" | "mttr" | "slaAllowed" | "slaUsed" | "slaLeft",
  value: (row: Row) => number | null,
  wide: boolean,
): Column<Row> {
  return {
    key,
    title: `column.${key}`,
    csvTitle: `seconds.${key}`,
    raw: value,
    text: (row, look) => {
      const seconds = value(row);
      if (seconds === null) return nothing;
      return `${seconds < 0 ? "−" : ""}${duration(Math.abs(seconds), look.language)}`;
    },
    csv: (row, look) => {
      const seconds = value(row);
      return seconds === null ? "" : cellNumber(seconds, look.language);
    },
    align: "right",
    ...(wide ? { wide: true as const } : {}),
  };
}
