import { isDeepStrictEqual } from "node:util";
import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { emptyWorld, type World } from "../inventory/world.ts";
import { isCertain, type RunReplaced } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Assignments } from "./assignments.ts";
import { coveredBy } from "./maintenance.ts";
import { policyOf } from "./policy.ts";
import { vantageLagMs } from "./vantage.ts";

/** Objects, and from when on what is said of each may be another; `all`: of every one, from the beginning. */
export type Change = ReadonlyMap<ObjectKey, number> | "all";

/** Notes whatever the past of objects is worked out of, and says what has become of it. */
export interface Changes {
  /** What changed since it was asked last. */
  heed(world: World): Change;
  /** All maintenance windows as of then. */
  windows(): readonly MaintenanceWindow[];
}

/** What of an assignment decides what it says, runs aside. */
interface Terms {
  assignment: number;
  fromMs: number;
  toMs: number | null;
  freshnessMs: number;
}

/** Where the runs of one assignment changed: what stays certain before `untouchedMs` must be looked for. */
interface Touched {
  exactMs: number;
  untouchedMs: number;
}

export function createChanges(
  records: RecordStore,
  assignments: Pick<Assignments, "of" | "version">,
): Changes {
  const touched = new Map<number, Touched>();
  let world: World = emptyWorld;
  let version = -1;
  let terms = new Map<ObjectKey, readonly Terms[]>();
  let targets = new Map<number, ObjectKey>();
  let windows = new Map<string, MaintenanceWindow>();

  records.runs.onReplace((assignment, change) => {
    const { exactMs, untouchedMs } = touchedBy(change);
    const known = touched.get(assignment);
    touched.set(assignment, {
      exactMs: Math.min(exactMs, known?.exactMs ?? exactMs),
      untouchedMs: Math.min(untouchedMs, known?.untouchedMs ?? untouchedMs),
    });
  });

  /** An object, and whatever its state takes part in. */
  function spread(found: Map<ObjectKey, number>, key: ObjectKey, fromMs: number): void {
    const known = found.get(key);
    if (known !== undefined && known <= fromMs) return;
    found.set(key, fromMs);
    for (const owner of world.owners.get(key) ?? []) spread(found, owner, fromMs);
  }

  function addRuns(found: Map<ObjectKey, number>): void {
    for (const [assignment, { exactMs, untouchedMs }] of touched) {
      const key = targets.get(assignment);
      if (key === undefined) continue;
      const certainMs =
        untouchedMs === Number.POSITIVE_INFINITY
          ? untouchedMs
          : (records.runs.certainBefore(assignment, untouchedMs) ?? 0);
      // a vantage's newer result may confirm or contradict what another check said a little before its last one
      spread(found, key, Math.min(exactMs, certainMs) - vantageLagMs);
    }
    touched.clear();
  }

  function addTerms(found: Map<ObjectKey, number>): void {
    if (assignments.version() === version) return;
    version = assignments.version();
    const before = terms;
    terms = new Map();
    targets = new Map();
    for (const key of world.objects.keys()) {
      const list = assignments.of(key);
      if (list.length === 0) continue;
      const now = list.map(({ assignment, fromMs, toMs, check }) => {
        targets.set(assignment, objectKey(check.target));
        return { assignment, fromMs, toMs, freshnessMs: policyOf(check).freshnessMs };
      });
      terms.set(key, now);
      const was = before.get(key) ?? [];
      if (!isDeepStrictEqual(was, now)) spread(found, key, firstDifference(was, now));
    }
  }

  function addWindows(found: Map<ObjectKey, number>): void {
    const before = windows;
    windows = new Map(records.maintenance.list().map((window) => [window.id, window]));
    for (const { id, scope, createdMs, cancelled } of windows.values()) {
      const was = before.get(id);
      if (was !== undefined && was.cancelled?.atMs === cancelled?.atMs) continue;
      for (const key of coveredBy(scope, world)) spread(found, key, createdMs);
    }
  }

  return {
    windows: () => [...windows.values()],
    heed(next) {
      const reshaped = next !== world && !sameShape(world, next);
      world = next;
      // objects that are new to the world have assignments not looked at yet
      if (reshaped) version = -1;
      const found = new Map<ObjectKey, number>();
      addTerms(found);
      addRuns(found);
      addWindows(found);
      return reshaped ? "all" : found;
    },
  };
}

/** Two worlds of which the same runs and plans tell the same. */
function sameShape(a: World, b: World): boolean {
  const places = ({ objects }: World) =>
    [...objects.values()].map(({ key, unit, item }) => [
      key,
      unit,
      "site" in item ? item.site : undefined,
      "carrier" in item ? item.carrier : undefined,
    ]);
  return (
    isDeepStrictEqual(a.members, b.members) &&
    isDeepStrictEqual(a.calendars, b.calendars) &&
    isDeepStrictEqual(places(a), places(b))
  );
}

function firstDifference(before: readonly Terms[], after: readonly Terms[]): number {
  const was = new Map(before.map((one) => [one.assignment, one]));
  let fromMs = Number.POSITIVE_INFINITY;
  for (const one of after) {
    const old = was.get(one.assignment);
    if (old === undefined) fromMs = Math.min(fromMs, one.fromMs);
    else if (old.freshnessMs !== one.freshnessMs) return 0;
    else if (old.toMs !== one.toMs)
      fromMs = Math.min(fromMs, old.toMs ?? Number.POSITIVE_INFINITY, one.toMs ?? Number.POSITIVE_INFINITY);
  }
  return fromMs;
}

/** A certain run that only grew at its end changes nothing before its last result of then. */
export function touchedBy({ remove, add }: RunReplaced): Touched {
  const before = new Map(remove.map((run) => [run.firstMs, run]));
  let exactMs = Number.POSITIVE_INFINITY;
  let untouchedMs = Number.POSITIVE_INFINITY;
  for (const run of add) {
    const was = before.get(run.firstMs);
    if (was !== undefined && was.state === run.state && isCertain(was) && isCertain(run)) {
      exactMs = Math.min(exactMs, was.lastMs, run.lastMs);
      before.delete(run.firstMs);
    } else untouchedMs = Math.min(untouchedMs, run.firstMs);
  }
  for (const firstMs of before.keys()) untouchedMs = Math.min(untouchedMs, firstMs);
  return { exactMs, untouchedMs };
}
