import { type Run, runCountLimit } from "../store/ledger-records.ts";
import type { Observation } from "./judge.ts";

/**
 * Runs after an observation took its place, or, where it contradicts the inside of a run, the run that has to be
 * cut first. The outcome never depends on the order in which observations arrive.
 */
export type Placement = { runs: Run[] } | { cut: Run };

/** Results of a run on both sides of an instant inside it; null where there are none. Counts are lower bounds. */
export interface CutNeighbours {
  before: { lastMs: number; count: number } | null;
  after: { firstMs: number; count: number } | null;
}

const saysTheSame = (run: Run, seen: Observation) => run.state === seen.state && run.reason === seen.reason;
const bounded = (count: number) => Math.min(count, runCountLimit);

/** `runs` are in time order and hold at least the neighbours on both sides of the observation. */
export function placeObservation(runs: readonly Run[], seen: Observation, freshnessMs: number): Placement {
  const t = seen.timeMs;
  const at = runs.findIndex((run) => run.lastMs >= t);
  const holder = at < 0 ? undefined : runs[at];
  if (holder !== undefined && holder.firstMs <= t) {
    if (!saysTheSame(holder, seen)) return { cut: holder };
    return { runs: runs.with(at, { ...holder, count: bounded(holder.count + 1) }) };
  }
  const index = at < 0 ? runs.length : at;
  const previous = runs[index - 1];
  const following = runs[index];
  const joinsPrevious =
    previous !== undefined && saysTheSame(previous, seen) && t - previous.lastMs <= freshnessMs;
  const joinsFollowing =
    following !== undefined && saysTheSame(following, seen) && following.firstMs - t <= freshnessMs;
  const joined: Run = {
    firstMs: joinsPrevious ? previous.firstMs : t,
    lastMs: joinsFollowing ? following.lastMs : t,
    state: seen.state,
    reason: seen.reason,
    count: bounded((joinsPrevious ? previous.count : 0) + 1 + (joinsFollowing ? following.count : 0)),
  };
  const from = joinsPrevious ? index - 1 : index;
  return { runs: runs.toSpliced(from, (joinsPrevious ? 1 : 0) + (joinsFollowing ? 1 : 0), joined) };
}

/** The runs with `run` cut open, so that an observation inside it finds room. */
export function cutRun(runs: readonly Run[], run: Run, { before, after }: CutNeighbours): Run[] {
  const parts: Run[] = [];
  if (before !== null) parts.push({ ...run, lastMs: before.lastMs, count: bounded(before.count) });
  if (after !== null) parts.push({ ...run, firstMs: after.firstMs, count: bounded(after.count) });
  return runs.toSpliced(runs.indexOf(run), 1, ...parts);
}

/** Observation times of one run, split at an instant: what `cutRun` wants, from the raw results. */
export function neighboursOf(run: Run, timesMs: readonly number[], atMs: number): CutNeighbours {
  const inside = timesMs.filter((time) => time >= run.firstMs && time <= run.lastMs);
  const before = inside.filter((time) => time < atMs);
  const after = inside.filter((time) => time > atMs);
  const lastBefore = before.at(-1);
  const firstAfter = after[0];
  const countFrom = (found: number, reachesEdge: boolean) => (reachesEdge ? found : runCountLimit);
  return {
    before:
      lastBefore === undefined
        ? null
        : { lastMs: lastBefore, count: countFrom(before.length, before[0] === run.firstMs) },
    after:
      firstAfter === undefined
        ? null
        : { firstMs: firstAfter, count: countFrom(after.length, after.at(-1) === run.lastMs) },
  };
}

export function diffRuns<R extends Run>(
  before: readonly R[],
  after: readonly Run[],
): { remove: R[]; add: Run[] } {
  const kept = new Set<Run>(after);
  const known = new Set<Run>(before);
  return { remove: before.filter((run) => !kept.has(run)), add: after.filter((run) => !known.has(run)) };
}
