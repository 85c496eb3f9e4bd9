import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { Engine } from "../state/engine.ts";
import { openLedger } from "../state/ledger.ts";
import type { Memory } from "../state/memory.ts";
import type { Period } from "../state/timeline.ts";

/** What others were when something fell silent, by the ledger: right also for outages long past. */
export interface Fates {
  /** Its outage that was there, or began soon after; `together`: it began with the silence, not before it. */
  down(key: ObjectKey): { atMs: number; together: boolean; reason: Interval["reason"] } | undefined;
  /** It answered after the silence began. */
  answers(key: ObjectKey): boolean;
}

/** What falls within this of each other fell together: the slowest echo checks find out within it, ms. */
export const togetherMs = 30_000;
/** How long after the beginning others are looked at, ms. */
const soonMs = 10_000;

/** What is read about a silence: so much before it began and so much after, ms. */
const beforeMs = 120_000;
const afterMs = togetherMs + 15_000;

/** Timelines and last results of a period in which many silences are asked about; each is worked out once. */
export interface Recollection {
  timeline(key: ObjectKey): readonly Interval[];
  lastResultMs(key: ObjectKey): number | null;
}

interface FateSources {
  memory: Memory;
  engine: Pick<Engine, "status">;
}

/** For silences that begin within the period, as things are known at `nowMs`. */
export function recollect({ memory, engine }: FateSources, asked: Period, nowMs: number): Recollection {
  const period = { fromMs: asked.fromMs - beforeMs, toMs: Math.min(nowMs, asked.toMs + afterMs) };
  const last = new Map<ObjectKey, number | null>();
  return {
    timeline: openLedger(memory, { period, nowMs }).timeline,
    lastResultMs(key) {
      const known = last.get(key);
      if (known !== undefined) return known;
      const lastMs = engine.status(key)?.lastResultMs ?? null;
      last.set(key, lastMs);
      return lastMs;
    },
  };
}

export function openFates(
  sources: FateSources,
  startsMs: number,
  nowMs: number,
  recollection: Recollection = recollect(sources, { fromMs: startsMs, toMs: startsMs }, nowMs),
): Fates {
  const { memory } = sources;
  const atMs = Math.min(nowMs - 1, startsMs + soonMs);
  const members = (key: ObjectKey) => memory.world.members.get(key);

  function answers(key: ObjectKey): boolean {
    const own = members(key);
    if (own !== undefined) return own.some(answers);
    const lastMs = recollection.lastResultMs(key);
    // up until the next result says otherwise is no answer
    if (lastMs === null || lastMs <= startsMs + 1000) return false;
    const timeline = recollection.timeline(key);
    const then = timeline[lastBegun(timeline, atMs)];
    return then !== undefined && then.toMs > atMs && (then.class === "up" || then.class === "degraded");
  }

  return {
    down(key) {
      const timeline = recollection.timeline(key);
      let at = lastBegun(timeline, startsMs + togetherMs);
      while (at >= 0 && timeline[at]?.class !== "down") at -= 1;
      const lost = timeline[at];
      if (lost === undefined || lost.toMs <= startsMs) return undefined;
      return {
        atMs: Math.max(lost.fromMs, startsMs - beforeMs),
        together: Math.abs(lost.fromMs - startsMs) <= togetherMs,
        reason: lost.reason,
      };
    },
    answers,
  };
}

/** Place of the last interval that had begun at an instant, -1 where none had. */
function lastBegun(timeline: readonly Interval[], atMs: number): number {
  let [low, high] = [0, timeline.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timeline[middle]?.fromMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
