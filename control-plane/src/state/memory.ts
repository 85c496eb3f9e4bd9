import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import type { Assignment, Run } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Assignments } from "./assignments.ts";
import { windowsAt } from "./maintenance.ts";

/** All that the ledger answers from: as it is known now, or as it was known at an instant. */
export interface Memory {
  world: World;
  windows: readonly MaintenanceWindow[];
  assignmentsOf(key: ObjectKey): readonly Assignment[];
  /** See `RunRecords.around`. */
  runsAround(assignment: number, fromMs: number, toMs: number): readonly Run[];
  /** The same of many at once; those without runs may be absent. */
  runsAroundMany(
    assignments: readonly number[],
    fromMs: number,
    toMs: number,
  ): ReadonlyMap<number, readonly Run[]>;
}

export function presentMemory(
  records: RecordStore,
  world: World,
  assignments: Pick<Assignments, "of">,
  windows: readonly MaintenanceWindow[] = records.maintenance.list(),
): Memory {
  return {
    world,
    windows,
    assignmentsOf: assignments.of,
    runsAround: records.runs.around,
    runsAroundMany: records.runs.aroundMany,
  };
}

/** `world` is the one in force at that instant. Nothing that was learnt later is told. */
export function memoryAt(records: RecordStore, world: World, knownMs: number): Memory {
  const paces = records.checks.pacesAt(knownMs);
  const byObject = new Map<ObjectKey, Assignment[]>();
  for (const assignment of records.checks.list()) {
    if (assignment.fromMs > knownMs) continue;
    const { toMs } = assignment;
    const then: Assignment = {
      ...assignment,
      check: { ...assignment.check, ...paces.get(assignment.assignment) },
      toMs: toMs !== null && toMs > knownMs ? null : toMs,
    };
    const key = objectKey(then.check.target);
    byObject.set(key, [...(byObject.get(key) ?? []), then]);
  }
  const runsAround = (assignment: number, fromMs: number, toMs: number) =>
    records.runs.aroundAsKnown(assignment, fromMs, toMs, knownMs);
  return {
    world,
    windows: windowsAt(records.maintenance.list(), knownMs),
    assignmentsOf: (key) => byObject.get(key) ?? [],
    runsAround,
    runsAroundMany: (asked, fromMs, toMs) =>
      new Map(asked.map((assignment) => [assignment, runsAround(assignment, fromMs, toMs)])),
  };
}
