import type { ObjectRef } from "@haidang/contract/object.ts";
import { type InstantClass, type Interval, instantClasses } from "@haidang/contract/state.ts";
import {
  defaultUptimeOptions,
  type SlaBudget,
  type UptimeOptions,
  type UptimeRow,
} from "@haidang/contract/uptime.ts";
import { type Counted, countStretches, toStretches } from "./stretches.ts";
import type { Period } from "./timeline.ts";

/** Three decimals, never rounded up: 99.9996 is 99.999. */
export function floorPct(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  // A part in ten millions settles what binary fractions blur (99.1 % of 1000 is 990.9999…), far below the third decimal.
  return Math.min(100, Math.floor((part / whole) * 100_000 + 1e-7) / 1000);
}

/** What a row is of: `sla` is the target of its contract, %. */
export type Reported = ObjectRef & { name: string; sla?: number | undefined };
/** What of the options concerns the arithmetic of one row. */
export type Counting = Pick<UptimeOptions, "mergeBelowS" | "unknown" | "maintenance" | "slaPct">;

/** The uptime row of an object from intervals that cover the period; what they leave out is unmonitored. */
export function uptimeRow(
  object: Reported,
  intervals: readonly Interval[],
  period: Period,
  counting: Counting = defaultUptimeOptions,
): UptimeRow {
  return countedRow(
    object,
    countStretches(toStretches(intervals, period), counting.mergeBelowS * 1000),
    counting,
  );
}

/** The uptime row of what was counted. */
export function countedRow(object: Reported, counted: Counted, counting: Counting): UptimeRow {
  return { kind: object.kind, id: object.id, name: object.name, ...figuresOf(counted, counting, object.sla) };
}

/** Everything of a row but whose it is. `sla` is the target of the contract, %. */
export function figuresOf(
  { ms, outages, merged, longestMs }: Counted,
  counting: Counting,
  sla: number | undefined,
): Omit<UptimeRow, "kind" | "id" | "name"> {
  const periodMs = instantClasses.reduce((sum, name) => sum + ms[name], 0);
  const due = periodMs - ms.outOfPeriod - ms.maintenance;
  const good = goodMs(ms, counting);
  const bad = ms.down + (counting.unknown === "down" ? ms.unknown : 0);
  const targetPct = counting.slaPct ?? sla;
  return {
    availabilityPct: floorPct(good, good + bad),
    coveragePct: floorPct(ms.up + ms.degraded + ms.down, due),
    seconds: Object.fromEntries(
      instantClasses.map((name) => [name, ms[name] / 1000]),
    ) as UptimeRow["seconds"],
    outages,
    shortOutages: merged,
    longestOutageS: longestMs / 1000,
    mtbfS: mean(ms.up + ms.degraded, outages),
    mttrS: mean(ms.down, outages),
    sla: targetPct === undefined ? null : budget(targetPct, bad, dueForSla(due, ms, counting)),
  };
}

function goodMs(ms: Readonly<Record<InstantClass, number>>, counting: Counting): number {
  return (
    ms.up +
    ms.degraded +
    (counting.unknown === "up" ? ms.unknown : 0) +
    (counting.maintenance === "up" ? ms.maintenance : 0)
  );
}

/** The time a promise is held against: what was due of the time something measured, and maintenance where it is up. */
function dueForSla(due: number, ms: Readonly<Record<InstantClass, number>>, counting: Counting): number {
  return due - ms.unmonitored + (counting.maintenance === "up" ? ms.maintenance : 0);
}

/** Whole seconds that a target allows, rounded down: 99.5 % of 30 days is 3 h 36 min. */
function budget(targetPct: number, usedMs: number, dueMs: number): SlaBudget {
  const allowedMs = Math.floor((dueMs * (100 - targetPct)) / 100 + 1e-6);
  return {
    targetPct,
    allowedS: allowedMs / 1000,
    usedS: usedMs / 1000,
    leftS: (allowedMs - usedMs) / 1000,
  };
}

function mean(totalMs: number, count: number): number | null {
  return count === 0 ? null : Math.floor(totalMs / count) / 1000;
}
