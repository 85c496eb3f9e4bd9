import { timezone } from "@haidang/contract/api.ts";
import type { MaintenanceWindow, WindowScope, WindowTime } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { unitsUnder, type World } from "../inventory/world.ts";
import { stretchesOf } from "./hours.ts";
import type { Period } from "./timeline.ts";

/** When a window runs, those times that touch the period, whole, in time order. */
export function occurrencesOf(time: WindowTime, period: Period): Period[] {
  if ("fromMs" in time) {
    const touches = time.toMs > period.fromMs && time.fromMs < period.toMs;
    return touches ? [{ fromMs: time.fromMs, toMs: time.toMs }] : [];
  }
  const { days, hours, firstDay, lastDay } = time.weekly;
  return stretchesOf(timezone, period, ({ date, weekday }) =>
    days.includes(weekday) && date >= firstDay && (lastDay === undefined || date <= lastDay) ? [hours] : [],
  );
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
