import type { State } from "@haidang/contract/state.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Run } from "../store/ledger-records.ts";
import type { Observation } from "./judge.ts";
import type { Policy } from "./policy.ts";
import { placeObservation } from "./run.ts";
import { checkTimeline, clip } from "./timeline.ts";
import { type CheckState, expire, transition, unmeasured } from "./transition.ts";

const policy: Policy = {
  downAttempts: 3,
  degradedAttempts: 2,
  freshnessMs: 25_000,
  lossPct: 10,
  rttMs: 300,
  certificateDays: 14,
  pmtuBytes: 1300,
  jitterMs: Number.POSITIVE_INFINITY,
  fullBps: Number.POSITIVE_INFINITY,
  diskPct: Number.POSITIVE_INFINITY,
  sensors: [],
  registered: [],
  callLossPct: 2,
  callJitterMs: 60,
};

function runsOf(observations: readonly Observation[], freshnessMs = policy.freshnessMs): Run[] {
  let runs: Run[] = [];
  for (const seen of observations) {
    const placed = placeObservation(runs, seen, freshnessMs);
    if ("cut" in placed) throw new Error("in order there is nothing to cut");
    runs = placed.runs;
  }
  return runs;
}
const seen = (s: number, state: State): Observation => ({
  timeMs: s * 1000,
  state,
  reason: state === "up" ? null : "timeout",
});
const told = (results: Observation[], [fromS, toS]: [number, number], nowS: number, settings = policy) =>
  checkTimeline(runsOf(results), { fromMs: fromS * 1000, toMs: toS * 1000 }, nowS * 1000, settings).map(
    ({ class: name, fromMs, toMs }) => `${name} ${fromMs / 1000}-${toMs / 1000}`,
  );

describe("the timeline of one check", () => {
  it("begins an outage at the first failed result and ends it at the first good one", () => {
    const results = [
      seen(0, "up"),
      seen(10, "up"),
      ...[20, 25, 30, 40].map((s) => seen(s, "down")),
      seen(50, "up"),
    ];
    expect(told(results, [0, 60], 60)).toEqual(["up 0-20", "down 20-50", "up 50-60"]);
  });
  it("does not count failures that were never confirmed", () => {
    const results = [seen(0, "up"), seen(10, "down"), seen(15, "down"), seen(20, "up")];
    expect(told(results, [0, 30], 30)).toEqual(["up 0-30"]);
  });
  it("is unknown from the last result on when news stop, whatever the state was", () => {
    expect(told([seen(0, "up"), seen(10, "up")], [0, 100], 100)).toEqual(["up 0-10", "unknown 10-100"]);
  });
  it("holds the last state while it is fresh, and ends at now", () => {
    expect(told([seen(0, "up"), seen(10, "up")], [0, 100], 30)).toEqual(["up 0-30"]);
  });
  it("is unknown before the first result and in a gap between results", () => {
    const results = [seen(20, "up"), seen(30, "up"), seen(90, "up"), seen(100, "up")];
    expect(told(results, [0, 110], 110)).toEqual(["unknown 0-20", "up 20-30", "unknown 30-90", "up 90-110"]);
  });
  it("counts failures of different reasons as one streak", () => {
    const results: Observation[] = [
      seen(0, "up"),
      { timeMs: 10_000, state: "down", reason: "timeout" },
      { timeMs: 15_000, state: "down", reason: "refused" },
      { timeMs: 20_000, state: "down", reason: "timeout" },
    ];
    expect(told(results, [0, 30], 30)).toEqual(["up 0-10", "down 10-30"]);
  });
  it("answers nothing for a period that has not begun", () => {
    expect(told([seen(0, "up")], [50, 60], 40)).toEqual([]);
  });
});

const results = fc
  .uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 60 })
  .chain((slots) =>
    fc
      .array(fc.constantFrom<State>("up", "up", "degraded", "down", "unknown"), {
        minLength: slots.length,
        maxLength: slots.length,
      })
      .map((states) =>
        slots
          .toSorted((a, b) => a - b)
          .map((slot, index): Observation => seen(slot * 5, states[index] ?? "up")),
      ),
  );

describe("any timeline", () => {
  it("covers its period without gaps or overlaps, so that the classes add up", () => {
    fc.assert(
      fc.property(
        results,
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 300 }),
        (list, fromS, lengthS) => {
          const period = { fromMs: fromS * 1000, toMs: (fromS + lengthS) * 1000 };
          const nowMs = 1_000_000;
          const intervals = checkTimeline(runsOf(list), period, nowMs, policy);
          expect(intervals[0]?.fromMs).toBe(period.fromMs);
          expect(intervals.at(-1)?.toMs).toBe(period.toMs);
          for (const [index, { fromMs, toMs }] of intervals.entries()) {
            expect(toMs).toBeGreaterThan(fromMs);
            if (index > 0) expect(fromMs).toBe(intervals[index - 1]?.toMs);
          }
        },
      ),
    );
  });

  it("is the whole, cut: a part says what the whole says of it", () => {
    fc.assert(
      fc.property(
        results,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        (list, fromS, lengthS) => {
          const runs = runsOf(list);
          const part = { fromMs: fromS * 1000, toMs: (fromS + lengthS) * 1000 };
          const whole = checkTimeline(runs, { fromMs: 0, toMs: 1_000_000 }, 1_000_000, policy);
          const simple = (intervals: typeof whole) =>
            intervals.map(({ fromMs, toMs, class: name, reason }) => [fromMs, toMs, name, reason]);
          expect(simple(checkTimeline(runs, part, 1_000_000, policy))).toEqual(simple(clip(whole, part)));
        },
      ),
    );
  });

  it("ends in the state the live machine is in", () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 0, max: 60 }), (list, laterS) => {
        let live: CheckState = unmeasured;
        for (const result of list) {
          live = expire(live, result.timeMs, policy).next;
          live = transition(live, result, policy).next;
        }
        const nowMs = (list.at(-1)?.timeMs ?? 0) + laterS * 1000 + 1;
        live = expire(live, nowMs, policy).next;
        const last = checkTimeline(runsOf(list), { fromMs: -1, toMs: nowMs }, nowMs, policy).at(-1);
        // A failure still to be confirmed holds the state before it, in both.
        expect(last?.class).toBe(live.state);
      }),
      { numRuns: 1000 },
    );
  });
});
