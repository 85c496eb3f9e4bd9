import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import { ancestorsOf, downAbove } from "../inventory/topology.ts";
import type { WorldObject } from "../inventory/world.ts";
import type { Assignment } from "../store/ledger-records.ts";
import { type CheckVerdict, fuseChecks, fuseMembers, lostMember, sweep, type Verdict } from "./fuse.ts";
import type { Memory } from "./memory.ts";
import { openPlan, withPlan } from "./plan.ts";
import { policyOf } from "./policy.ts";
import { clip, joined, type Period, type SaidInterval, saidTimeline } from "./timeline.ts";

/** Reads what is remembered of checks and says what each object was at every instant of a period. */
export interface Ledger {
  /** Covers the period up to `nowMs` without gaps, in time order. */
  timeline(key: ObjectKey): readonly Interval[];
  /**
   * The same with the reason `upstream_down` for time an object was down while everything it is reached through was.
   * It stays down: availability is what the user got.
   */
  explained(key: ObjectKey): readonly Interval[];
}

export interface LedgerQuestion {
  period: Period;
  nowMs: number;
  /** Whether maintenance written down after it began counts. */
  annotations?: boolean;
}

/** One question to the ledger: timelines of any number of objects over one period, each worked out once. */
export function openLedger(memory: Memory, { period, nowMs, annotations = false }: LedgerQuestion): Ledger {
  const { world } = memory;
  const cut: Period = { fromMs: period.fromMs, toMs: Math.min(period.toMs, nowMs) };
  const plan = openPlan(world, memory.windows, cut, { annotations });
  const said = new Map<ObjectKey, readonly Interval[]>();
  const known = new Map<ObjectKey, readonly Interval[]>();

  function timeline(key: ObjectKey): readonly Interval[] {
    const done = known.get(key);
    if (done !== undefined) return done;
    const planned = { closed: plan.closed(key), maintenance: plan.maintenance(key) };
    const result = withPlan(unplanned(key), cut, planned);
    known.set(key, result);
    return result;
  }

  /** What checks or members say, no plan of this object heeded. */
  function unplanned(key: ObjectKey): readonly Interval[] {
    const done = said.get(key);
    if (done !== undefined) return done;
    const object = world.objects.get(key);
    if (object === undefined || cut.toMs <= cut.fromMs) return [];
    const members = world.members.get(key);
    const result = members === undefined ? fromChecks(object) : fromMembers(members);
    said.set(key, result);
    return result;
  }

  function fromMembers(members: readonly ObjectKey[]): Interval[] {
    const workedOn = members.filter((key) => plan.maintenance(key).length > 0);
    const beneathOf = new Map(workedOn.map((key, index) => [key, members.length + index]));
    const timelines = [...members.map(timeline), ...workedOn.map(unplanned)];
    const lost = lostMember(members);
    return sweep(timelines, cut, (at) =>
      fuseMembers(
        members.map((_key, index) => at[index] ?? { class: "unmonitored" }),
        lost,
        members.map((key) => at[beneathOf.get(key) ?? -1]),
      ),
    );
  }

  function fromChecks(object: WorldObject): Interval[] {
    const assignments = memory
      .assignmentsOf(object.key)
      .filter(({ fromMs, toMs }) => fromMs < cut.toMs && (toMs === null || toMs > cut.fromMs));
    const timelines = assignments.map((assignment) => saidBy(memory, assignment, cut, nowMs));
    return sweep(timelines, cut, (at) => {
      const verdicts: CheckVerdict[] = [];
      for (const [index, interval] of at.entries()) {
        const probe = assignments[index]?.check.probe;
        if (interval !== undefined && probe !== undefined) verdicts.push({ ...interval, probe });
      }
      return verdicts.length > 0 ? fuseChecks(verdicts) : unwatched(object);
    });
  }

  function explained(key: ObjectKey): readonly Interval[] {
    const own = timeline(key);
    const above = ancestorsOf(key, world.parents);
    if (above.length === 0 || !own.some(({ class: name }) => name === "down")) return own;
    const places = new Map(above.map((parent, index) => [parent, index + 1]));
    return sweep([own, ...above.map(unplanned)], cut, (at) => {
      const said = at[0] ?? { class: "unmonitored" };
      if (said.class !== "down") return said;
      const isDown = (parent: ObjectKey) => at[places.get(parent) ?? -1]?.class === "down";
      const isReachedThroughDown = downAbove(key, world.parents, isDown).length > 0;
      return isReachedThroughDown ? { class: "down", reason: "upstream_down" } : said;
    });
  }

  return { timeline, explained };
}

/** Why nothing measures an object: it was looked for in vain, or it has no check. */
export function unwatched(object: WorldObject): Verdict {
  return { class: "unmonitored", reason: object.missing?.reason ?? "not_watched" };
}

/** What one assignment says, within the time it held. */
export function assignmentTimeline(
  memory: Pick<Memory, "runsAround">,
  assignment: Assignment,
  period: Period,
  nowMs: number,
): Interval[] {
  return joined(saidBy(memory, assignment, period, nowMs));
}

function saidBy(
  memory: Pick<Memory, "runsAround">,
  assignment: Assignment,
  period: Period,
  nowMs: number,
): SaidInterval[] {
  const runs = memory.runsAround(assignment.assignment, period.fromMs, period.toMs);
  const holds = heldWithin(assignment, period);
  return clip(saidTimeline(runs, holds, nowMs, policyOf(assignment.check)), holds);
}

/** The part of a period in which an assignment held. */
export function heldWithin({ fromMs, toMs }: Pick<Assignment, "fromMs" | "toMs">, period: Period): Period {
  return {
    fromMs: Math.max(period.fromMs, fromMs),
    toMs: Math.min(period.toMs, toMs ?? period.toMs),
  };
}
