import type { Revision } from "@haidang/contract/revision.ts";
import type { Assignment, Run } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import type { Observation } from "./judge.ts";
import { policyOf } from "./policy.ts";
import { keepKnown, knownRule, liveEdgeMs, type RunReplacement, revisionOf } from "./revise.ts";
import { cutRun, diffRuns, neighboursOf, placeObservation } from "./run.ts";

/** How the runs of one assignment change as some observations take their places. */
export interface RunChange extends RunReplacement {
  assignment: number;
  /** What this changes of a time already past. */
  revision: Revision | undefined;
}

/**
 * Places observations of one assignment among its runs, in time order. Only an observation that contradicts the
 * inside of a run needs the raw results around it, which are read from the series store.
 */
export async function planRuns(
  stores: { records: RecordStore; series: SeriesStore },
  assignment: Assignment,
  observations: readonly Observation[],
  nowMs: number,
): Promise<RunChange> {
  const policy = policyOf(assignment.check);
  const { freshnessMs } = policy;
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
  const kept = keepKnown(diffRuns(before, runs), nowMs, knownRule(policy));
  const isPast = firstMs < nowMs - liveEdgeMs(policy) && kept.add.some((run) => run.knownMs === nowMs);
  return {
    assignment: assignment.assignment,
    ...kept,
    revision: isPast ? revisionOf(assignment, { before, after: runs }, nowMs) : undefined,
  };
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
