import { describe, expect, it } from "vitest";
import type { Observation } from "./judge.ts";
import type { Policy } from "./policy.ts";
import { type CheckState, expire, type StateChange, transition, unmeasured } from "./transition.ts";

const policy: Policy = {
  downAttempts: 3,
  degradedAttempts: 2,
  freshnessMs: 30_000,
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
const up = (s: number): Observation => ({ timeMs: s * 1000, state: "up", reason: null });
const down = (s: number): Observation => ({ timeMs: s * 1000, state: "down", reason: "timeout" });
const slow = (s: number): Observation => ({ timeMs: s * 1000, state: "degraded", reason: "high_latency" });
const lost = (s: number): Observation => ({ timeMs: s * 1000, state: "unknown", reason: "no_permission" });

/** Plays results one by one and tells, after each: state, attempt of a soft one, and a change with its back-dated second. */
function play(results: Observation[], settings = policy): string[] {
  let state: CheckState = unmeasured;
  return results.map((seen) => {
    const { next, change } = transition(state, seen, settings);
    state = next;
    return told(next, change);
  });
}
function told({ state, soft }: CheckState, change: StateChange | null): string {
  const attempt = soft === null ? "" : ` soft ${soft.state} ${soft.attempt}`;
  return `${state}${attempt}${change === null ? "" : ` | ${change.from}>${change.to} @${change.atMs / 1000}`}`;
}

describe("transition, result by result", () => {
  it("confirms an outage at the third failure and dates it to the first", () => {
    expect(play([up(0), down(10), down(15), down(20), down(25), up(30)])).toEqual([
      "up | unknown>up @0",
      "up soft down 1",
      "up soft down 2",
      "down | up>down @10",
      "down",
      "up | down>up @30",
    ]);
  });
  it("forgets failures that were not confirmed", () => {
    expect(play([up(0), down(10), down(15), up(20), down(30), up(40)])).toEqual([
      "up | unknown>up @0",
      "up soft down 1",
      "up soft down 2",
      "up",
      "up soft down 1",
      "up",
    ]);
  });
  it("believes one failure where the probe has confirmed it already", () => {
    expect(play([up(0), down(10), up(11)], { ...policy, downAttempts: 1 })).toEqual([
      "up | unknown>up @0",
      "down | up>down @10",
      "up | down>up @11",
    ]);
  });
  it("does not call a target down that never answered until that is confirmed", () => {
    expect(play([down(0), down(5), down(10)])).toEqual([
      "unknown soft down 1",
      "unknown soft down 2",
      "down | unknown>down @0",
    ]);
  });
  it("ends an outage with the first answer, even a slow one, and confirms the slowness apart", () => {
    const once = { ...policy, downAttempts: 1 };
    expect(play([up(0), down(10), slow(20), slow(30), up(40)], once)).toEqual([
      "up | unknown>up @0",
      "down | up>down @10",
      "up soft degraded 1 | down>up @20",
      "degraded | up>degraded @20",
      "up | degraded>up @40",
    ]);
  });
  it("starts counting again when the failure is of another kind", () => {
    expect(play([up(0), slow(10), down(20), slow(30), slow(40)])).toEqual([
      "up | unknown>up @0",
      "up soft degraded 1",
      "up soft down 1",
      "up soft degraded 1",
      "degraded | up>degraded @30",
    ]);
  });
  it("becomes unknown at once when the probe cannot measure", () => {
    expect(play([up(0), lost(10), up(20)])).toEqual([
      "up | unknown>up @0",
      "unknown | up>unknown @10",
      "up | unknown>up @20",
    ]);
  });
  it("does not go back in time for a late result", () => {
    expect(play([up(0), up(20), down(10), down(12), down(14)])).toEqual([
      "up | unknown>up @0",
      "up",
      "up",
      "up",
      "up",
    ]);
  });
});

describe("expire", () => {
  const fresh = transition(unmeasured, up(100), policy).next;
  it("keeps a state while its last result is fresh", () => {
    expect(expire(fresh, 130_000, policy).change).toBeNull();
  });
  it("makes a check unknown from its last result on, never up and never down", () => {
    const { next, change } = expire(fresh, 130_001, policy);
    expect(change).toEqual({ from: "up", to: "unknown", atMs: 100_000, reason: "agent_silent" });
    expect(next).toMatchObject({ state: "unknown", sinceMs: 100_000, reason: "agent_silent" });
  });
  it("says it once", () => {
    const { next } = expire(fresh, 200_000, policy);
    expect(expire(next, 300_000, policy)).toEqual({ next, change: null });
  });
  it("leaves a check alone that was never measured", () => {
    expect(expire(unmeasured, 1e12, policy)).toEqual({ next: unmeasured, change: null });
  });
});
