import type { ObjectKey } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import type { Assignment, Run } from "../store/ledger-records.ts";
import type { Memory } from "./memory.ts";
import { policyOf } from "./policy.ts";
import type { Period } from "./timeline.ts";
import { isVantage, vantageLagMs } from "./vantage.ts";

/** The objects with checks that objects are made of in the end, members of members included. */
export function leavesOf(world: Pick<World, "members">, keys: Iterable<ObjectKey>): ObjectKey[] {
  const seen = new Set<ObjectKey>();
  const leaves: ObjectKey[] = [];
  const visit = (key: ObjectKey): void => {
    if (seen.has(key)) return;
    seen.add(key);
    const members = world.members.get(key);
    if (members === undefined) leaves.push(key);
    else for (const member of members) visit(member);
  };
  for (const key of keys) visit(key);
  return leaves;
}

/** Assignments of objects that held at some time of a period. */
function heldIn(
  memory: Pick<Memory, "assignmentsOf">,
  keys: readonly ObjectKey[],
  { fromMs, toMs }: Period,
): Assignment[] {
  return keys.flatMap((key) =>
    memory.assignmentsOf(key).filter((one) => one.fromMs < toMs && (one.toMs === null || one.toMs > fromMs)),
  );
}

/** The memory with the runs that tell of some objects in a period at hand, read at once. */
export function withRuns(
  memory: Memory,
  keys: Iterable<ObjectKey>,
  period: Period,
): { memory: Memory; held: readonly Assignment[] } {
  const held = heldIn(memory, leavesOf(memory.world, keys), period);
  const numbers = held.map(({ assignment }) => assignment);
  const runs = memory.runsAroundMany(numbers, period.fromMs, period.toMs);
  return { memory: { ...memory, runsAround: (assignment) => runs.get(assignment) ?? [] }, held };
}

/**
 * Until when an assignment will go on saying what its runs say now, unless they change: to its last result while the
 * next one may still come in time, to `nowMs` after that. What it says of another's last moments counts once it has
 * said so for longer than clocks differ. `runs` end with its last one, or reach beyond the period.
 */
export function settledUntilMs({ check }: Assignment, runs: readonly Run[], nowMs: number): number {
  const last = runs.at(-1);
  if (last === undefined || nowMs - last.lastMs > policyOf(check).freshnessMs) return nowMs;
  return Math.min(last.lastMs - (isVantage(check.probe) ? vantageLagMs : 0), nowMs);
}
