import { setImmediate as nextTurn } from "node:timers/promises";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { World } from "../inventory/world.ts";
import type { RecordStore } from "../store/records.ts";
import type { Assignments } from "./assignments.ts";
import { createChanges } from "./change.ts";
import { leavesOf, settledUntilMs, withRuns } from "./leaves.ts";
import { openLedger } from "./ledger.ts";
import { type Memory, presentMemory } from "./memory.ts";
import {
  addIntervals,
  cutStretches,
  emptyStretches,
  endOf,
  join,
  type Stretches,
  toStretches,
  truncate,
} from "./stretches.ts";
import { clip, type Period } from "./timeline.ts";

export interface PastQuestion {
  world: World;
  keys: readonly ObjectKey[];
  /** Ends no later than `nowMs`. */
  period: Period;
  nowMs: number;
}

/** Called with each object in turn; the stretches cover the period. */
export type Told = (key: ObjectKey, stretches: Stretches) => void;

/** What every object was, remembered as far as it is settled, so that a question works out only what is new. */
export interface Past {
  /** As all runs, plans and the inventory in force have it; other work gets its turn in between. */
  read(question: PastQuestion, told: Told): Promise<void>;
}

/** Objects worked out together, so that their runs are read by one statement. */
const atOnce = 24;
/** The longest part of the past worked out at once, ms. */
const pieceMs = 31 * 24 * 3_600_000;
const dayMs = 24 * 3_600_000;
/** Longest turn at the event loop, ms. */
const turnMs = 15;
/** Stretches remembered in all, 16 bytes each. */
const mostStretches = 4_000_000;

/** Lets other work have its turn when ours was long enough; `after` is called then. */
export function createPace(after: () => void = () => undefined): () => Promise<void> {
  let begunMs = performance.now();
  return async () => {
    if (performance.now() - begunMs < turnMs) return;
    await nextTurn();
    begunMs = performance.now();
    after();
  };
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
}

/** The long way: everything worked out of runs, for questions of other terms than `Past` remembers. */
export async function readPast(
  memory: Memory,
  { keys, period, nowMs }: Omit<PastQuestion, "world">,
  annotations: boolean,
  told: Told,
): Promise<void> {
  const pace = createPace();
  const share = Math.min(1, pieceMs / Math.max(1, period.toMs - period.fromMs));
  for (const some of chunks(keys, Math.max(1, Math.floor(atOnce * share)))) {
    const ledger = openLedger(withRuns(memory, some, period).memory, { period, nowMs, annotations });
    for (const key of some) told(key, toStretches(ledger.timeline(key), period));
    await pace();
  }
}

export function createPast(records: RecordStore, assignments: Pick<Assignments, "of" | "version">): Past {
  const known = new Map<ObjectKey, Stretches>();
  let size = 0;
  const changes = createChanges(records, assignments);

  function forgetFrom(key: ObjectKey, atMs: number): void {
    const stretches = known.get(key);
    if (stretches === undefined || atMs >= endOf(stretches)) return;
    size -= stretches.endsMs.length;
    truncate(stretches, atMs);
    size += stretches.endsMs.length;
    if (atMs <= stretches.fromMs) known.delete(key);
  }

  function heed(world: World): void {
    const changed = changes.heed(world);
    if (changed === "all") {
      known.clear();
      size = 0;
    } else for (const [key, fromMs] of changed) forgetFrom(key, fromMs);
  }

  /** What is remembered of an object, from the beginning of the period or earlier. */
  function remembered(key: ObjectKey, fromMs: number): Stretches {
    const found = known.get(key);
    known.delete(key);
    if (found !== undefined && found.fromMs <= fromMs) {
      known.set(key, found);
      return found;
    }
    size -= found?.endsMs.length ?? 0;
    const begun = emptyStretches(Math.floor(fromMs / dayMs) * dayMs);
    known.set(key, begun);
    return begun;
  }

  function forgetOldest(): void {
    for (const [key, { endsMs }] of known) {
      if (size <= mostStretches) return;
      known.delete(key);
      size -= endsMs.length;
    }
  }

  /** Works out a part of the past of some objects; remembers what of it is settled, and returns the rest. */
  function workOut(
    { world, nowMs }: PastQuestion,
    some: ReadonlyMap<ObjectKey, Stretches>,
    period: Period,
  ): Map<ObjectKey, Stretches> {
    const all = presentMemory(records, world, assignments, changes.windows());
    const { memory, held } = withRuns(all, some.keys(), period);
    const settled = new Map<ObjectKey, number>();
    for (const assignment of held) {
      const key = objectKey(assignment.check.target);
      const untilMs = settledUntilMs(
        assignment,
        memory.runsAround(assignment.assignment, period.fromMs, period.toMs),
        nowMs,
      );
      settled.set(key, Math.min(settled.get(key) ?? nowMs, untilMs));
    }
    const ledger = openLedger(memory, { period, nowMs });
    const rest = new Map<ObjectKey, Stretches>();
    for (const [key, stretches] of some) {
      const untilMs = Math.min(
        period.toMs,
        ...leavesOf(world, [key]).map((leaf) => settled.get(leaf) ?? nowMs),
      );
      const timeline = ledger.timeline(key);
      size -= stretches.endsMs.length;
      if (untilMs > endOf(stretches)) addIntervals(stretches, timeline, untilMs);
      size += stretches.endsMs.length;
      const open = { fromMs: endOf(stretches), toMs: period.toMs };
      rest.set(key, toStretches(clip(timeline, open), open));
    }
    return rest;
  }

  /** Objects by about how much of their past is still to be worked out. */
  function alike(some: ReadonlyMap<ObjectKey, Stretches>, toMs: number): Map<ObjectKey, Stretches>[] {
    const groups = new Map<number, Map<ObjectKey, Stretches>>();
    for (const [key, stretches] of some) {
      const size = Math.ceil(Math.log2(Math.max(1, (toMs - endOf(stretches)) / 900_000)));
      const group = groups.get(size) ?? new Map<ObjectKey, Stretches>();
      groups.set(size, group.set(key, stretches));
    }
    return [...groups.values()];
  }

  const earliest = (some: ReadonlyMap<ObjectKey, Stretches>) =>
    Math.min(...[...some.values()].map((stretches) => endOf(stretches)));

  /** Brings what lies far back into memory, piece by piece. */
  async function bringNear(question: PastQuestion, some: readonly ObjectKey[], pace: () => Promise<void>) {
    const { period } = question;
    for (;;) {
      const far = new Map(
        some
          .map((key): [ObjectKey, Stretches] => [key, remembered(key, period.fromMs)])
          .filter(([, stretches]) => period.toMs - endOf(stretches) > pieceMs),
      );
      const [group] = alike(far, period.toMs);
      if (group === undefined) return;
      const fromMs = earliest(group);
      workOut(question, group, { fromMs, toMs: fromMs + pieceMs });
      await pace();
    }
  }

  async function read(question: PastQuestion, told: Told): Promise<void> {
    const { world, keys, period } = question;
    const pace = createPace(() => heed(world));
    heed(world);
    for (const some of chunks(keys, atOnce)) {
      await pace();
      await bringNear(question, some, pace);
      const open = new Map(some.map((key) => [key, remembered(key, period.fromMs)]));
      const rests = new Map<ObjectKey, Stretches>();
      for (const group of alike(open, period.toMs)) {
        const fromMs = earliest(group);
        if (fromMs >= period.toMs) continue;
        const rest = workOut(question, group, { fromMs, toMs: period.toMs });
        for (const [key, stretches] of rest) rests.set(key, stretches);
      }
      for (const [key, stretches] of open) {
        const cut = cutStretches(stretches, period);
        const rest = rests.get(key);
        if (rest !== undefined) join(cut, cutStretches(rest, period));
        told(key, cut);
      }
      forgetOldest();
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    // one at a time: two questions of different worlds would forget each other's work over and over
    read(question, told) {
      const mine = last.then(() => read(question, told));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
