import type { ObjectRef } from "@haidang/contract/object.ts";
import { type InstantClass, type Interval, instantClasses } from "@haidang/contract/state.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import type { Period } from "./timeline.ts";

/** Three decimals, never rounded up: 99.9996 is 99.999. */
export function floorPct(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  // A part in ten millions settles what binary fractions blur (99.1 % of 1000 is 990.9999…), far below the third decimal.
  return Math.min(100, Math.floor((part / whole) * 100_000 + 1e-7) / 1000);
}

/** The uptime row of an object from intervals that cover the period; what they leave out is unmonitored. */
export function uptimeRow(
  object: ObjectRef & { name: string },
  intervals: readonly Interval[],
  period: Period,
): UptimeRow {
  const ms = Object.fromEntries(instantClasses.map((name) => [name, 0])) as Record<InstantClass, number>;
  let covered = 0;
  let outages = 0;
  let before: Interval | undefined;
  for (const interval of intervals) {
    const length = interval.toMs - interval.fromMs;
    ms[interval.class] += length;
    covered += length;
    const continues = before?.class === "down" && before.toMs === interval.fromMs;
    if (interval.class === "down" && !continues) outages += 1;
    before = interval;
  }
  ms.unmonitored += period.toMs - period.fromMs - covered;
  const answered = ms.up + ms.degraded;
  const measured = answered + ms.down;
  const due = period.toMs - period.fromMs - ms.outOfPeriod - ms.maintenance;
  return {
    kind: object.kind,
    id: object.id,
    name: object.name,
    availabilityPct: floorPct(answered, measured),
    coveragePct: floorPct(measured, due),
    seconds: Object.fromEntries(
      instantClasses.map((name) => [name, ms[name] / 1000]),
    ) as UptimeRow["seconds"],
    outages,
  };
}
