import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Run } from "../store/ledger-records.ts";
import type { Observation } from "./judge.ts";
import { cutRun, diffRuns, neighboursOf, placeObservation } from "./run.ts";

const freshnessMs = 25_000;

/** Places observations in the given order, asking for raw times as the ledger does. */
function placeAll(observations: readonly Observation[]): Run[] {
  let runs: Run[] = [];
  const placed: number[] = [];
  for (const seen of observations) {
    let result = placeObservation(runs, seen, freshnessMs);
    if ("cut" in result) {
      const at = neighboursOf(
        result.cut,
        placed.toSorted((a, b) => a - b),
        seen.timeMs,
      );
      result = placeObservation(cutRun(runs, result.cut, at), seen, freshnessMs);
    }
    if ("cut" in result) throw new Error("still in the way");
    runs = result.runs;
    placed.push(seen.timeMs);
  }
  return runs;
}

const observation = fc.record({
  state: fc.constantFrom("up" as const, "down" as const, "unknown" as const),
  reason: fc.constantFrom(null, "timeout" as const),
});
/** Distinct times on a grid with holes, some wider than freshness. */
const observations = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 })
  .chain((slots) =>
    fc.tuple(
      fc.constant(slots.toSorted((a, b) => a - b)),
      fc.array(observation, { minLength: slots.length, maxLength: slots.length }),
    ),
  )
  .map(([slots, seen]) =>
    slots.map((slot, index) => ({ timeMs: slot * 10_000, ...(seen[index] ?? seenUp) })),
  );
const seenUp = { state: "up" as const, reason: null };

describe("runs", () => {
  it("are the same whatever the order of arrival", () => {
    const shuffled = observations.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([inOrder, anyOrder]) => {
        expect(placeAll(anyOrder)).toEqual(placeAll(inOrder));
      }),
      { numRuns: 500 },
    );
  });

  it("stay in time order, never overlap, and hold every observation once", () => {
    fc.assert(
      fc.property(observations, (list) => {
        const runs = placeAll(list);
        expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        for (const [index, run] of runs.entries()) {
          expect(run.firstMs).toBeLessThanOrEqual(run.lastMs);
          expect(run.firstMs).toBeGreaterThan(runs[index - 1]?.lastMs ?? -1);
        }
      }),
    );
  });

  it("are cut open by a late failure between good results", () => {
    const up = (s: number) => ({ timeMs: s * 1000, state: "up" as const, reason: null });
    const runs = placeAll([up(0), up(10), up(20), { timeMs: 12_000, state: "down", reason: "no_reply" }]);
    expect(runs.map(({ firstMs, lastMs, state, count }) => [firstMs, lastMs, state, count])).toEqual([
      [0, 10_000, "up", 2],
      [12_000, 12_000, "down", 1],
      [20_000, 20_000, "up", 1],
    ]);
  });

  it("let the last write win when a result is written again at its very time", () => {
    const runs = placeAll([
      { timeMs: 5000, state: "down", reason: "no_reply" },
      { timeMs: 5000, state: "up", reason: null },
    ]);
    expect(runs).toEqual([{ firstMs: 5000, lastMs: 5000, state: "up", reason: null, count: 1 }]);
  });

  it("take a count as large when the raw results reach no edge of the run", () => {
    const run: Run = { firstMs: 0, lastMs: 1_000_000, state: "up", reason: null, count: 101 };
    const at = neighboursOf(run, [490_000, 500_000, 510_000], 505_000);
    expect(at).toEqual({ before: { lastMs: 500_000, count: 255 }, after: { firstMs: 510_000, count: 255 } });
  });
});

describe("diffRuns", () => {
  it("names what went and what came", () => {
    const a: Run = { firstMs: 0, lastMs: 1, state: "up", reason: null, count: 2 };
    const b: Run = { ...a, lastMs: 2 };
    expect(diffRuns([a], [b])).toEqual({ remove: [a], add: [b] });
    expect(diffRuns([a], [a])).toEqual({ remove: [], add: [] });
  });
});
