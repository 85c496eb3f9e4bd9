import type { Reason } from "@haidang/contract/reason.ts";
import type { Interval, State } from "@haidang/contract/state.ts";
import type { Run } from "../store/ledger-records.ts";
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

/** An interval with more than it covers: the first and the last result that say so, inside the period or not. */
export interface SaidInterval extends Interval {
  sinceMs: number;
  provenMs: number;
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
  return joined(saidTimeline(runs, period, nowMs, policy));
}

/** The intervals alone, those that say the same and meet as one. */
export function joined(said: readonly SaidInterval[]): Interval[] {
  const intervals: Interval[] = [];
  for (const { fromMs, toMs, class: name, reason } of said) {
    const last = intervals.at(-1);
    if (last !== undefined && last.toMs === fromMs && last.class === name && last.reason === reason)
      last.toMs = toMs;
    else intervals.push({ fromMs, toMs, class: name, ...(reason === undefined ? {} : { reason }) });
  }
  return intervals;
}

/** The same, with what each interval rests on. */
export function saidTimeline(
  runs: readonly Run[],
  period: Period,
  nowMs: number,
  policy: Policy,
): SaidInterval[] {
  const toMs = Math.min(period.toMs, nowMs);
  if (toMs <= period.fromMs) return [];
  const intervals: SaidInterval[] = [];
  const streaks = toStreaks(runs, nowMs, policy);
  const first = streaks[0];
  let known: State = "unknown";
  const unmeasuredMs = first?.firstMs ?? toMs;
  push(intervals, period, {
    fromMs: period.fromMs,
    toMs: unmeasuredMs,
    ...unmeasured,
  });
  for (const { meetsNext, nextMs, ...streak } of streaks) {
    const { firstMs, lastMs } = streak;
    const said = confirmed(streak, known, policy);
    const endMs = meetsNext ? nextMs : lastMs;
    push(intervals, period, { fromMs: firstMs, toMs: endMs, sinceMs: firstMs, provenMs: lastMs, ...said });
    known = meetsNext ? said.state : "unknown";
    if (!meetsNext) push(intervals, period, { fromMs: lastMs, toMs: nextMs, sinceMs: lastMs, ...silent });
  }
  return clip(intervals, { fromMs: period.fromMs, toMs });
}

const unmeasured = {
  sinceMs: Number.NEGATIVE_INFINITY,
  provenMs: Number.NEGATIVE_INFINITY,
  state: "unknown",
  reason: "not_measured_yet",
} as const;
const silent = { provenMs: Number.NEGATIVE_INFINITY, state: "unknown", reason: "agent_silent" } as const;

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

function confirmed(
  streak: Pick<Streak, "state" | "reason" | "count">,
  before: State,
  policy: Policy,
): { state: State; reason: Reason | null } {
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

interface Said extends Omit<SaidInterval, "class" | "reason"> {
  state: State;
  reason: Reason | null;
}

function push(
  intervals: SaidInterval[],
  period: Period,
  { fromMs, toMs, sinceMs, provenMs, state, reason }: Said,
): void {
  if (toMs <= fromMs || toMs <= period.fromMs || fromMs >= period.toMs) return;
  intervals.push({
    fromMs,
    toMs,
    sinceMs,
    provenMs,
    class: state,
    ...(reason === null ? {} : { reason }),
  });
}

/** Parts of the intervals inside the period. */
export function clip<I extends Interval>(intervals: readonly I[], { fromMs, toMs }: Period): I[] {
  const inside: I[] = [];
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
