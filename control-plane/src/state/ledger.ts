import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import type { Assignment, RecordStore } from "../store/records.ts";
import { type CheckVerdict, fuseChecks, fuseMembers, lostMember, sweep, type Verdict } from "./fuse.ts";
import { policyOf } from "./policy.ts";
import { checkTimeline, clip, type Period } from "./timeline.ts";

/** Reads what is remembered of checks and says what each object was at every instant of a period. */
export interface Ledger {
  /** Covers the period up to `nowMs` without gaps, in time order. */
  timeline(key: ObjectKey): Interval[];
}

/** A streak may begin before the period; its attempts there count towards its confirmation. */
const lookBackMs = 10 * 60_000;

/** One question to the ledger: timelines of any number of objects over one period, each worked out once. */
export function openLedger(
  records: RecordStore,
  world: World,
  assignmentsOf: (key: ObjectKey) => readonly Assignment[],
  period: Period,
  nowMs: number,
): Ledger {
  const cut: Period = { fromMs: period.fromMs, toMs: Math.min(period.toMs, nowMs) };
  const known = new Map<ObjectKey, Interval[]>();

  function timeline(key: ObjectKey): Interval[] {
    const done = known.get(key);
    if (done !== undefined) return done;
    const object = world.objects.get(key);
    if (object === undefined || cut.toMs <= cut.fromMs) return [];
    const members = world.members.get(key);
    const result = members === undefined ? fromChecks(object) : fromMembers(members);
    known.set(key, result);
    return result;
  }

  function fromMembers(members: readonly ObjectKey[]): Interval[] {
    return sweep(members.map(timeline), cut, (at) =>
      fuseMembers(
        at.map((interval) => interval ?? { class: "unmonitored" }),
        lostMember(members),
      ),
    );
  }

  function fromChecks(object: WorldObject): Interval[] {
    const assignments = assignmentsOf(object.key).filter(
      ({ fromMs, toMs }) => fromMs < cut.toMs && (toMs === null || toMs > cut.fromMs),
    );
    const timelines = assignments.map((assignment) => assignmentTimeline(records, assignment, cut, nowMs));
    return sweep(timelines, cut, (at) => {
      const verdicts: CheckVerdict[] = [];
      for (const [index, interval] of at.entries()) {
        const probe = assignments[index]?.check.probe;
        if (interval !== undefined && probe !== undefined) verdicts.push({ ...interval, probe });
      }
      return verdicts.length > 0 ? fuseChecks(verdicts) : unwatched(object);
    });
  }

  return { timeline };
}

/** Why nothing measures an object: it was looked for in vain, or it has no check. */
export function unwatched(object: WorldObject): Verdict {
  return { class: "unmonitored", reason: object.missing?.reason ?? "not_watched" };
}

/** What one assignment says, within the time it held. */
export function assignmentTimeline(
  records: RecordStore,
  assignment: Assignment,
  period: Period,
  nowMs: number,
): Interval[] {
  const runs = records.runs.around(assignment.assignment, period.fromMs - lookBackMs, period.toMs);
  const holds: Period = {
    fromMs: Math.max(period.fromMs, assignment.fromMs),
    toMs: Math.min(period.toMs, assignment.toMs ?? period.toMs),
  };
  return clip(checkTimeline(runs, holds, nowMs, policyOf(assignment.check)), holds);
}
