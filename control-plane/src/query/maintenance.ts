import type {
  MaintenanceRow,
  MaintenanceTime,
  MaintenanceWindow,
  WindowScope,
} from "@haidang/contract/maintenance.ts";
import { objectKey } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import { coveredBy, isAnnotation, occurrencesOf, repeatOf } from "../state/maintenance.ts";
import type { Period } from "../state/timeline.ts";

const dayMs = 24 * 3_600_000;

/** Windows with how they stand, what runs first, then what comes next; with `all` also what is over or cancelled. */
export function maintenanceRows(
  windows: readonly MaintenanceWindow[],
  world: World,
  nowMs: number,
  { all }: { all: boolean },
): MaintenanceRow[] {
  const rows = windows.map((window) => rowOf(window, world, nowMs));
  const kept = all ? rows : rows.filter(({ state }) => state === "running" || state === "planned");
  return kept.sort((a, b) => orderOf(a) - orderOf(b) || (a.fromMs ?? 0) - (b.fromMs ?? 0));
}

const order: readonly MaintenanceRow["state"][] = ["running", "planned", "over", "cancelled"];
const orderOf = ({ state }: MaintenanceRow) => order.indexOf(state);

/** When windows run within a period, earliest first; of a cancelled one what ran before it was. */
export function maintenanceTimes(
  windows: readonly MaintenanceWindow[],
  world: World,
  period: Period,
): MaintenanceTime[] {
  return windows
    .flatMap(({ id, scope, reason, time, cancelled }) =>
      occurrencesOf(time, period).flatMap(({ fromMs, toMs }) => {
        const endMs = Math.min(toMs, cancelled?.atMs ?? toMs);
        if (endMs <= fromMs) return [];
        return [{ window: id, scopeName: scopeName(scope, world), reason, fromMs, toMs: endMs }];
      }),
    )
    .sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

function rowOf(window: MaintenanceWindow, world: World, nowMs: number): MaintenanceRow {
  const shown = shownOccurrence(window, nowMs);
  const first = firstOccurrence(window);
  return {
    ...window,
    state: stateOf(window, shown, nowMs),
    annotation: first !== undefined && isAnnotation(window, first),
    fromMs: shown?.fromMs ?? null,
    toMs: shown?.toMs ?? null,
    scopeName: scopeName(window.scope, world),
    objects: coveredBy(window.scope, world).length,
  };
}

function stateOf(
  { cancelled }: MaintenanceWindow,
  shown: Period | undefined,
  nowMs: number,
): MaintenanceRow["state"] {
  if (cancelled !== null) return "cancelled";
  if (shown === undefined || shown.toMs <= nowMs) return "over";
  return shown.fromMs <= nowMs ? "running" : "planned";
}

/** The occurrence that runs, else the next one, else the last one. */
function shownOccurrence({ time }: MaintenanceWindow, nowMs: number): Period | undefined {
  if ("fromMs" in time) return time;
  const { firstDay, lastDay, withinMs } = repeatOf(time);
  const startMs = Math.max(nowMs, Date.parse(`${firstDay}T00:00:00+07:00`));
  const [next] = occurrencesOf(time, { fromMs: startMs, toMs: startMs + withinMs + dayMs });
  if (next !== undefined) return next;
  const endMs = Date.parse(`${lastDay ?? firstDay}T00:00:00+07:00`) + 2 * dayMs;
  return occurrencesOf(time, { fromMs: endMs - withinMs - 2 * dayMs, toMs: endMs }).at(-1);
}

function firstOccurrence({ time }: Pick<MaintenanceWindow, "time">): Period | undefined {
  if ("fromMs" in time) return time;
  const { firstDay, withinMs } = repeatOf(time);
  const startMs = Date.parse(`${firstDay}T00:00:00+07:00`);
  return occurrencesOf(time, { fromMs: startMs, toMs: startMs + withinMs + dayMs })[0];
}

function scopeName(scope: WindowScope, world: World): string {
  if ("carrier" in scope) return scope.carrier;
  return world.objects.get(objectKey(scope.object))?.name ?? scope.object.id;
}
