import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKind, unitKinds } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { UptimeOptions, UptimeRow } from "@haidang/contract/uptime.ts";
import { unitsUnder, type World, type WorldObject } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import { type Reported, uptimeRow } from "../state/availability.ts";
import { openLedger } from "../state/ledger.ts";
import { type Memory, presentMemory } from "../state/memory.ts";
import type { Period } from "../state/timeline.ts";
import type { RecordStore } from "../store/records.ts";

export interface UptimeFilter {
  kind?: ObjectKind | undefined;
  id?: string | undefined;
  under?: string | undefined;
  carrier?: string | undefined;
  level?: (typeof unitKinds)[number] | undefined;
}

export interface LedgerSource {
  records: RecordStore;
  assignments: Assignments;
  world: () => World;
}

/** Objects of the world that pass the filter, in its order. Throws `not_found` for a unit that is not there. */
export function select(world: World, filter: UptimeFilter): WorldObject[] {
  if (filter.under !== undefined && !world.objects.has(`unit/${filter.under}`)) {
    throw new HaidangError("not_found", `there is no unit ${JSON.stringify(filter.under)}`, {
      hint: "haidang unit list shows them",
    });
  }
  const under = filter.under === undefined ? undefined : unitsUnder(world, filter.under);
  return [...world.objects.values()].filter((object) => {
    const unit = object.kind === "unit" ? object.id : object.unit;
    const home = unit === undefined ? undefined : world.objects.get(`unit/${unit}`);
    return (
      (filter.kind === undefined || object.kind === filter.kind) &&
      (filter.id === undefined || object.id === filter.id) &&
      (under === undefined || (unit !== undefined && under.has(unit))) &&
      (filter.carrier === undefined || (object.kind === "link" && object.item.carrier === filter.carrier)) &&
      (filter.level === undefined || (home?.kind === "unit" && home.item.kind === filter.level))
    );
  });
}

/** A period that reaches into the future ends now: what has not happened counts as nothing. */
export function past(period: Period, nowMs: number): Period {
  return { fromMs: Math.min(period.fromMs, nowMs), toMs: Math.min(period.toMs, nowMs) };
}

/** The world the rows are of, and everything they are worked out from. */
export interface UptimeQuestion {
  filter: UptimeFilter;
  period: Period;
  nowMs: number;
  options: UptimeOptions;
}

export function uptimeOf(memory: Memory, { filter, period, nowMs, options }: UptimeQuestion): UptimeRow[] {
  const cut = past(period, nowMs);
  const ledger = openLedger(memory, { period: cut, nowMs, annotations: options.annotations });
  return select(memory.world, filter).map((object) =>
    uptimeRow(reported(object), ledger.timeline(object.key), cut, options),
  );
}

/** What a row says of the object itself. */
export function reported({ kind, id, name, item }: WorldObject): Reported {
  return { kind, id, name, sla: item.sla };
}

export function memoryOf(source: LedgerSource): Memory {
  return presentMemory(source.records, source.world(), source.assignments);
}

export function intervalsOf(
  source: LedgerSource,
  object: WorldObject,
  period: Period,
  nowMs: number,
): readonly Interval[] {
  return openLedger(memoryOf(source), { period, nowMs }).timeline(object.key);
}
