import type { Calendar } from "@haidang/contract/calendar.ts";
import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import type { World } from "../inventory/world.ts";
import { sweep, type Verdict } from "./fuse.ts";
import { outside, serviceHours, union } from "./hours.ts";
import { countedOf, coveredBy } from "./maintenance.ts";
import type { Period } from "./timeline.ts";

/** What was planned of objects over one period: when they are not due, and when they are worked on. */
export interface Plan {
  /** Outside service hours; apart from each other, in time order. */
  closed(key: ObjectKey): readonly Period[];
  maintenance(key: ObjectKey): readonly Period[];
}

const never: readonly Period[] = [];

export function openPlan(
  world: World,
  windows: readonly MaintenanceWindow[],
  period: Period,
  { annotations }: { annotations: boolean },
): Plan {
  const closed = new Map<Calendar, Period[]>();
  const worked = new Map<ObjectKey, Period[]>();
  for (const window of windows) {
    const counted = countedOf(window, period, annotations);
    if (counted.length === 0) continue;
    for (const key of coveredBy(window.scope, world)) {
      worked.set(key, union([...(worked.get(key) ?? []), ...counted], period));
    }
  }
  return {
    closed(key) {
      const calendar = world.calendars.get(key);
      if (calendar === undefined) return never;
      const known = closed.get(calendar);
      if (known !== undefined) return known;
      const found = outside(serviceHours(calendar, period), period);
      closed.set(calendar, found);
      return found;
    },
    maintenance: (key) => worked.get(key) ?? never,
  };
}

/** Which of the words about one instant holds: out of period, then unmonitored, then maintenance, then the state. */
export function settle(said: Verdict, planned: { closed: boolean; maintenance: boolean }): Verdict {
  if (planned.closed) return { class: "outOfPeriod" };
  if (said.class === "unmonitored") return said;
  return planned.maintenance ? { class: "maintenance" } : said;
}

/** A timeline with what was planned laid over it. */
export function withPlan(
  timeline: readonly Interval[],
  period: Period,
  planned: { closed: readonly Period[]; maintenance: readonly Period[] },
): readonly Interval[] {
  if (planned.closed.length === 0 && planned.maintenance.length === 0) return timeline;
  const as = (stretches: readonly Period[], name: InstantClass) =>
    stretches.map(({ fromMs, toMs }): Interval => ({ fromMs, toMs, class: name }));
  return sweep(
    [timeline, as(planned.closed, "outOfPeriod"), as(planned.maintenance, "maintenance")],
    period,
    ([said, closed, maintenance]) =>
      settle(said ?? { class: "unmonitored" }, {
        closed: closed !== undefined,
        maintenance: maintenance !== undefined,
      }),
  );
}

/** What is planned of each object right now, and until when that stays so. */
export interface Schedule {
  at(key: ObjectKey): { closed: boolean; maintenance: boolean };
  /** The window an object is worked on in. */
  window(key: ObjectKey): MaintenanceWindow | undefined;
  untilMs: number;
}

/** Longer than a week, so that the next edge of what is weekly lies within; what comes later is looked up then. */
const aheadMs = 8 * 24 * 3_600_000;

export function openSchedule(world: World, windows: readonly MaintenanceWindow[], nowMs: number): Schedule {
  const period: Period = { fromMs: nowMs, toMs: nowMs + aheadMs };
  const holds = ({ fromMs, toMs }: Period) => fromMs <= nowMs && nowMs < toMs;
  let untilMs = period.toMs;
  const note = (stretches: readonly Period[]) => {
    for (const edge of stretches.flatMap(({ fromMs, toMs }) => [fromMs, toMs])) {
      if (edge > nowMs && edge < untilMs) untilMs = edge;
    }
  };
  const closed = new Set<Calendar>();
  for (const calendar of new Set(world.calendars.values())) {
    const stretches = outside(serviceHours(calendar, period), period);
    note(stretches);
    if (stretches.some(holds)) closed.add(calendar);
  }
  const worked = new Map<ObjectKey, MaintenanceWindow>();
  for (const window of windows) {
    const counted = countedOf(window, period, false);
    note(counted);
    if (!counted.some(holds)) continue;
    for (const key of coveredBy(window.scope, world)) if (!worked.has(key)) worked.set(key, window);
  }
  return {
    at(key) {
      const calendar = world.calendars.get(key);
      return { closed: calendar !== undefined && closed.has(calendar), maintenance: worked.has(key) };
    },
    window: (key) => worked.get(key),
    untilMs,
  };
}
