import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKey, ObjectKind, unitKinds } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { UptimeOptions, UptimeRow } from "@haidang/contract/uptime.ts";
import { unitsUnder, type World, type WorldObject } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import { countedRow, type Reported } from "../state/availability.ts";
import { openLedger } from "../state/ledger.ts";
import { type Memory, presentMemory } from "../state/memory.ts";
import { type Past, readPast, type Told } from "../state/past.ts";
import { countStretches, endOf, join, type Stretches, sumCounted } from "../state/stretches.ts";
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

/** Throws `not_found` for a unit that is in none of the worlds a question is about. */
export function requireUnit(worlds: readonly World[], under: string | undefined): void {
  if (under === undefined || worlds.some((world) => world.objects.has(`unit/${under}`))) return;
  throw new HaidangError("not_found", `there is no unit ${JSON.stringify(under)}`, {
    hint: "haidang unit list shows them",
  });
}

/** Objects of the world that pass the filter, in its order. Throws `not_found` for a unit that is not there. */
export function select(world: World, filter: UptimeFilter): WorldObject[] {
  requireUnit([world], filter.under);
  return matching(world, filter);
}

/** The same, where a unit may be in another of several worlds. */
export function matching(world: World, filter: UptimeFilter): WorldObject[] {
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

/** A part of a period in which one world holds, and the way to what objects were in it. */
export interface Stretch {
  world: World;
  period: Period;
  read(keys: readonly ObjectKey[], told: Told): Promise<void>;
}

/** One world over all of the period, out of what is remembered. */
export function rememberedStretch(remembered: Past, world: World, period: Period, nowMs: number): Stretch {
  return {
    world,
    period,
    read: (keys, told) => remembered.read({ world, keys, period, nowMs }, told),
  };
}

/** The long way, for what is not remembered: other terms, another time of asking, another world. */
export function workedOutStretch(
  memory: Memory,
  period: Period,
  { nowMs, annotations }: { nowMs: number; annotations: boolean },
): Stretch {
  return {
    world: memory.world,
    period,
    read: (keys, told) => readPast(memory, { keys, period, nowMs }, annotations, told),
  };
}

/** An object, and what it was in the parts of the period in which it was asked for. */
export interface Member {
  object: WorldObject;
  parts: Stretches[];
}

/** Adds a part; one that begins where the last ended goes on with it, so that an outage over both is one. */
export function addPart(parts: Stretches[], part: Stretches): void {
  const last = parts.at(-1);
  if (last !== undefined && endOf(last) === part.fromMs) join(last, part);
  else parts.push(part);
}

export async function uptimeOf(
  stretches: readonly Stretch[],
  filter: UptimeFilter,
  options: UptimeOptions,
): Promise<UptimeRow[]> {
  const members = new Map<ObjectKey, Member>();
  const rows = new Map<ObjectKey, UptimeRow>();
  for (const [at, { world, read }] of stretches.entries()) {
    const objects = new Map(matching(world, filter).map((object) => [object.key, object]));
    await read([...objects.keys()], (key, part) => {
      const object = objects.get(key);
      if (object === undefined) return;
      const member = members.get(key) ?? { object, parts: [] };
      member.object = object;
      addPart(member.parts, part);
      members.set(key, member);
      // counted in the same turn, so that thousands of rows are not counted in one
      if (at === stretches.length - 1) rows.set(key, rowOf(member, options));
    });
  }
  return [...members].map(([key, member]) => rows.get(key) ?? rowOf(member, options));
}

export function rowOf({ object, parts }: Member, options: UptimeOptions): UptimeRow {
  return countedRow(reported(object), countParts(parts, options), options);
}

export function countParts(parts: readonly Stretches[], { mergeBelowS }: Pick<UptimeOptions, "mergeBelowS">) {
  return sumCounted(parts.map((part) => countStretches(part, mergeBelowS * 1000)));
}

/** What a row says of the object itself. */
export function reported({ kind, id, name, item }: WorldObject): Reported {
  return { kind, id, name, sla: item.sla };
}

export function intervalsOf(
  { records, world, assignments }: LedgerSource,
  object: WorldObject,
  period: Period,
  nowMs: number,
): readonly Interval[] {
  const memory = presentMemory(records, world(), assignments);
  return openLedger(memory, { period, nowMs }).explained(object.key);
}
