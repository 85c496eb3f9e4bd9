import type { Reason } from "@haidang/contract/reason.ts";
import type { Interval, State } from "@haidang/contract/state.ts";
import type { Run } from "../store/records.ts";
import type { Policy } from "./policy.ts";

export interface Period {
  /** Inclusive, UTC ms. */
  fromMs: number;
  /** Exclusive, UTC ms. */
  toMs: number;
}

/** Runs that say the same state with no gap between them, whatever their reasons: one streak of attempts. */
interface Streak {
  firstMs: number;
  lastMs: number;
  state: State;
  reason: Reason | null;
  count: number;
  /** True when the next result came in time, so that the streak's word holds until then. */
  meetsNext: boolean;
  nextMs: number;
}

/**
 * What one check says of each instant of the period: runs become intervals, outages beginning at their first failed
 * result and ending at the first good one. Unconfirmed failures count as what was before them. Where no two results
 * cover an instant it is unknown. The period is cut at `nowMs`; the answer covers it without gaps.
 */
export function checkTimeline(
  runs: readonly Run[],
  period: Period,
  nowMs: number,
  policy: Policy,
): Interval[] {
  const toMs = Math.min(period.toMs, nowMs);
  if (toMs <= period.fromMs) return [];
  const intervals: Interval[] = [];
  const streaks = toStreaks(runs, nowMs, policy);
  const first = streaks[0];
  let known: State = "unknown";
  push(intervals, period, period.fromMs, first?.firstMs ?? toMs, "unknown", "not_measured_yet");
  for (const streak of streaks) {
    const { state, reason } = confirmed(streak, known, policy);
    push(intervals, period, streak.firstMs, streak.meetsNext ? streak.nextMs : streak.lastMs, state, reason);
    known = streak.meetsNext ? state : "unknown";
    if (!streak.meetsNext) push(intervals, period, streak.lastMs, streak.nextMs, "unknown", "agent_silent");
  }
  return clip(intervals, { fromMs: period.fromMs, toMs });
}

function toStreaks(runs: readonly Run[], nowMs: number, policy: Policy): Streak[] {
  const streaks: Streak[] = [];
  for (const [index, run] of runs.entries()) {
    const nextMs = runs[index + 1]?.firstMs ?? Math.max(nowMs, run.lastMs);
    const meetsNext = nextMs - run.lastMs <= policy.freshnessMs;
    const open = streaks.at(-1);
    if (open?.meetsNext && open.state === run.state && run.state !== "unknown") {
      Object.assign(open, { lastMs: run.lastMs, count: open.count + run.count, meetsNext, nextMs });
    } else {
      const { firstMs, lastMs, state, reason, count } = run;
      streaks.push({ firstMs, lastMs, state, reason, count, meetsNext, nextMs });
    }
  }
  return streaks;
}

function confirmed(streak: Streak, before: State, policy: Policy): { state: State; reason: Reason | null } {
  const { state, reason, count } = streak;
  if (state === "down" && count < policy.downAttempts) {
    return before === "up" || before === "degraded" || before === "down"
      ? { state: before, reason: null }
      : { state: "unknown", reason: "not_measured_yet" };
  }
  if (state === "degraded" && count < policy.degradedAttempts && before !== "degraded") {
    return { state: "up", reason: null };
  }
  return { state, reason };
}

function push(
  intervals: Interval[],
  period: Period,
  fromMs: number,
  toMs: number,
  state: State,
  reason: Reason | null,
): void {
  if (toMs <= fromMs || toMs <= period.fromMs || fromMs >= period.toMs) return;
  const last = intervals.at(-1);
  if (
    last !== undefined &&
    last.toMs === fromMs &&
    last.class === state &&
    last.reason === (reason ?? undefined)
  ) {
    last.toMs = toMs;
    return;
  }
  intervals.push({ fromMs, toMs, class: state, ...(reason === null ? {} : { reason }) });
}

/** Parts of the intervals inside the period. */
export function clip(intervals: readonly Interval[], { fromMs, toMs }: Period): Interval[] {
  const inside: Interval[] = [];
  for (const interval of intervals) {
    const clipped = {
      ...interval,
      fromMs: Math.max(interval.fromMs, fromMs),
      toMs: Math.min(interval.toMs, toMs),
    };
    if (clipped.toMs > clipped.fromMs) inside.push(clipped);
  }
  return inside;
}
