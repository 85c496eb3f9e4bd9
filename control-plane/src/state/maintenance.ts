import { timezone } from "@haidang/contract/api.ts";
import type { MaintenanceWindow, WindowScope, WindowTime } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { unitsUnder, type World } from "../inventory/world.ts";
import { type Day, stretchesOf } from "./hours.ts";
import type { Period } from "./timeline.ts";

/** When a window runs, those times that touch the period, whole, in time order. */
export function occurrencesOf(time: WindowTime, period: Period): Period[] {
  if ("fromMs" in time) {
    const touches = time.toMs > period.fromMs && time.fromMs < period.toMs;
    return touches ? [{ fromMs: time.fromMs, toMs: time.toMs }] : [];
  }
  const { hours, firstDay, lastDay } = repeatOf(time);
  const runsOn =
    "weekly" in time
      ? ({ weekday }: Day) => time.weekly.days.includes(weekday)
      : (day: Day) => time.monthly.days.some((name) => isMonthDay(name, day));
  return stretchesOf(timezone, period, (day) =>
    day.date >= firstDay && (lastDay === undefined || day.date <= lastDay) && runsOn(day) ? [hours] : [],
  );
}

type Repeated = Exclude<WindowTime, { fromMs: number }>;
const dayMs = 24 * 3_600_000;

/** What windows that repeat have in common; none of their occurrences is further than `withinMs` from the next. */
export function repeatOf(time: Repeated): {
  hours: string;
  firstDay: string;
  lastDay?: string | undefined;
  withinMs: number;
} {
  // between two fifth Sundays there may be two months without one
  return "weekly" in time
    ? { ...time.weekly, withinMs: 7 * dayMs }
    : { ...time.monthly, withinMs: 100 * dayMs };
}

/** Whether a day is the one its month names so: `15`, `last`, `2-sun`, `last-fri`. */
function isMonthDay(name: string, { date, weekday }: Day): boolean {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const [which = "", named] = name.split("-");
  if (named === undefined) return day === (which === "last" ? length : Number(which));
  return weekday === named && (which === "last" ? day + 7 > length : Math.ceil(day / 7) === Number(which));
}

/** Written down after it began: it explains, and counts only where a question asks for that. */
export function isAnnotation(window: Pick<MaintenanceWindow, "createdMs">, occurrence: Period): boolean {
  return occurrence.fromMs < window.createdMs;
}

/**
 * What of a window counts as maintenance. Work that goes on past its planned end is none; a window cancelled while it
 * runs ends there; an annotation that was cancelled was a mistake and never counts.
 */
export function countedOf(window: MaintenanceWindow, period: Period, annotations: boolean): Period[] {
  const { cancelled } = window;
  return occurrencesOf(window.time, period).flatMap((occurrence) => {
    if (isAnnotation(window, occurrence)) return annotations && cancelled === null ? [occurrence] : [];
    const toMs = Math.min(occurrence.toMs, cancelled?.atMs ?? occurrence.toMs);
    return toMs > occurrence.fromMs ? [{ fromMs: occurrence.fromMs, toMs }] : [];
  });
}

/** A world never changes, and a report asks for the same windows again for every part of it. */
const covered = new WeakMap<World, Map<string, ObjectKey[]>>();

/** Objects a window covers: a unit with everything below it, a site with everything at it, a rack with what is in it, a carrier's links. */
export function coveredBy(scope: WindowScope, world: World): readonly ObjectKey[] {
  const known = covered.get(world) ?? new Map<string, ObjectKey[]>();
  covered.set(world, known);
  const name = JSON.stringify(scope);
  const found = known.get(name) ?? findCovered(scope, world);
  known.set(name, found);
  return found;
}

function findCovered(scope: WindowScope, world: World): ObjectKey[] {
  if ("carrier" in scope) {
    return [...world.objects.values()].flatMap((object) =>
      object.kind === "link" && object.item.carrier === scope.carrier ? [object.key] : [],
    );
  }
  const key = objectKey(scope.object);
  const { kind, id } = scope.object;
  if (!world.objects.has(key)) return [];
  if (kind === "unit") {
    const units = unitsUnder(world, id);
    return [...world.objects.values()].flatMap((object) => {
      const unit = object.kind === "unit" ? object.id : object.unit;
      return unit !== undefined && units.has(unit) ? [object.key] : [];
    });
  }
  if (kind === "rack") return [key, ...(world.members.get(key) ?? [])];
  if (kind !== "site") return [key];
  const atSite = [...world.objects.values()].filter(
    (object) => "site" in object.item && object.item.site === id,
  );
  return [key, ...atSite.map((object) => object.key)];
}

/** Windows as they were known at an instant. */
export function windowsAt(windows: readonly MaintenanceWindow[], knownMs: number): MaintenanceWindow[] {
  return windows
    .filter(({ createdMs }) => createdMs <= knownMs)
    .map((window) =>
      window.cancelled !== null && window.cancelled.atMs > knownMs ? { ...window, cancelled: null } : window,
    );
}
