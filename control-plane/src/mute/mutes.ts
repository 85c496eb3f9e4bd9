import type { AlertLabels, Mute, Subject } from "@haidang/contract/alert.ts";
import type { Silence } from "@haidang/contract/silence.ts";
import { objectOf } from "../alert/scene.ts";
import type { World } from "../inventory/world.ts";
import { occurrencesOf } from "../state/maintenance.ts";
import { openSchedule, type Schedule } from "../state/plan.ts";
import type { RecordStore } from "../store/records.ts";
import { matches } from "./match.ts";

/** Is this muted, and by what: one answer for all who ask. */
export interface Mutes {
  /** Silences and maintenance; what another incident explains is for incidents to say. */
  mutesOf(labels: AlertLabels, subject: Subject, nowMs: number): Mute[];
  /** Silences in force now. */
  silences(nowMs: number): readonly Silence[];
  /** To be called when silences, maintenance windows or the inventory changed. */
  reload(): void;
}

export function createMutes(
  records: Pick<RecordStore, "maintenance" | "silences">,
  worldNow: () => World,
): Mutes {
  let isStale = true;
  let world = worldNow();
  let windows = records.maintenance.list();
  let silences: Silence[] = [];
  let schedule: Schedule | undefined;
  const above = new Map<string, ReadonlySet<string>>();

  function refresh(nowMs: number): Schedule {
    if (isStale || world !== worldNow()) {
      world = worldNow();
      windows = records.maintenance.list();
      silences = records.silences.list(nowMs);
      schedule = undefined;
      above.clear();
      isStale = false;
    }
    if (schedule === undefined || nowMs >= schedule.untilMs) schedule = openSchedule(world, windows, nowMs);
    return schedule;
  }

  function isUnder(unit: string, other: string): boolean {
    const units = above.get(unit) ?? unitsAbove(world, unit);
    above.set(unit, units);
    return units.has(other);
  }

  function silencesNow(nowMs: number): Silence[] {
    refresh(nowMs);
    return silences.filter(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
  }

  return {
    silences: silencesNow,
    mutesOf(labels, subject, nowMs) {
      const key = objectOf(subject);
      const window = key === undefined ? undefined : refresh(nowMs).window(key);
      const [now] =
        window === undefined ? [] : occurrencesOf(window.time, { fromMs: nowMs, toMs: nowMs + 1 });
      const worked: Mute[] =
        window === undefined
          ? []
          : [{ by: "maintenance", id: window.id, reason: window.reason, untilMs: now?.toMs ?? null }];
      const silenced = silencesNow(nowMs)
        .filter(({ match }) => matches(match, labels, isUnder))
        .map(({ id, reason, toMs }): Mute => ({ by: "silence", id, reason, untilMs: toMs }));
      return [...worked, ...silenced];
    },
    reload() {
      isStale = true;
    },
  };
}

/** A unit and all above it. */
function unitsAbove(world: World, unit: string): ReadonlySet<string> {
  const found = new Set<string>();
  let at: string | undefined = unit;
  while (at !== undefined && !found.has(at)) {
    found.add(at);
    at = world.objects.get(`unit/${at}`)?.unit;
  }
  return found;
}
