import type { Assignment, RecordStore, Run } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import type { Observation } from "./judge.ts";
import { policyOf } from "./policy.ts";
import { cutRun, diffRuns, neighboursOf, placeObservation } from "./run.ts";

/** Runs of one assignment before and after some observations took their places. */
export interface RunChange {
  assignment: number;
  remove: Run[];
  add: Run[];
}

/**
 * Places observations of one assignment among its runs, in time order. Only an observation that contradicts the
 * inside of a run needs the raw results around it, which are read from the series store.
 */
export async function planRuns(
  stores: { records: RecordStore; series: SeriesStore },
  assignment: Assignment,
  observations: readonly Observation[],
): Promise<RunChange> {
  const { freshnessMs } = policyOf(assignment.check);
  const ordered = observations.toSorted((a, b) => a.timeMs - b.timeMs);
  const firstMs = ordered[0]?.timeMs ?? 0;
  const lastMs = ordered.at(-1)?.timeMs ?? 0;
  const before = stores.records.runs.around(
    assignment.assignment,
    firstMs - freshnessMs,
    lastMs + freshnessMs,
  );
  let runs: readonly Run[] = before;
  for (const [index, seen] of ordered.entries()) {
    let placed = placeObservation(runs, seen, freshnessMs);
    if ("cut" in placed) {
      const waiting = new Set(ordered.slice(index).map(({ timeMs }) => timeMs));
      const times = await resultTimes(stores.series, assignment, seen.timeMs, 2 * freshnessMs);
      const neighbours = neighboursOf(
        placed.cut,
        times.filter((time) => !waiting.has(time)),
        seen.timeMs,
      );
      placed = placeObservation(cutRun(runs, placed.cut, neighbours), seen, freshnessMs);
    }
    if ("cut" in placed)
      throw new Error(`a run of ${assignment.check.id} is still in the way after cutting it`);
    runs = placed.runs;
  }
  return { assignment: assignment.assignment, ...diffRuns(before, runs) };
}

async function resultTimes(
  series: SeriesStore,
  { agent, check }: Assignment,
  atMs: number,
  reachMs: number,
): Promise<number[]> {
  const tags = { agent, kind: check.target.kind, id: check.target.id, probe: check.probe };
  const found = await series.range(
    { measurement: "check", fields: ["outcome"], tags },
    { fromMs: atMs - reachMs, toMs: atMs + reachMs + 1 },
  );
  return found.flatMap(({ samples }) => samples.map(({ timeMs }) => timeMs)).sort((a, b) => a - b);
}
