import type { Reason } from "@haidang/contract/reason.ts";
import type { State } from "@haidang/contract/state.ts";
import type { Observation } from "./judge.ts";
import type { Policy } from "./policy.ts";

/** A check as it stands: what is confirmed (hard), and what is seen but not confirmed yet (soft). */
export interface CheckState {
  state: State;
  /** When the state began: the first result that said so, not the one that confirmed it. Null before any result. */
  sinceMs: number | null;
  reason: Reason | null;
  detail?: string;
  soft: { state: "degraded" | "down"; attempt: number; firstMs: number } | null;
  lastResultMs: number | null;
}

export const unmeasured: CheckState = {
  state: "unknown",
  sinceMs: null,
  reason: "not_measured_yet",
  soft: null,
  lastResultMs: null,
};

/** Confirmed states changed; `at` is when the new one began, which lies before the confirmation. */
export interface StateChange {
  from: State;
  to: State;
  atMs: number;
  reason: Reason | null;
}

export interface Transition {
  next: CheckState;
  change: StateChange | null;
}

/**
 * One step of the machine. A result older than the newest one changes nothing here: the ledger takes it, live state
 * does not go back in time.
 */
export function transition(previous: CheckState, seen: Observation, policy: Policy): Transition {
  if (previous.lastResultMs !== null && seen.timeMs < previous.lastResultMs)
    return { next: previous, change: null };
  const base = { ...previous, lastResultMs: seen.timeMs };
  if (seen.state === "up" || seen.state === "unknown") return settle(base, seen, seen.state, seen.timeMs);
  if (seen.state === previous.state) return settle(base, seen, seen.state, seen.timeMs);
  const counted =
    previous.soft?.state === seen.state
      ? { ...previous.soft, attempt: previous.soft.attempt + 1 }
      : { state: seen.state, attempt: 1, firstMs: seen.timeMs };
  const needed = seen.state === "down" ? policy.downAttempts : policy.degradedAttempts;
  if (counted.attempt >= needed) return settle(base, seen, seen.state, counted.firstMs);
  // The target answered, so an outage is over even before a degradation is confirmed.
  if (seen.state === "degraded" && (previous.state === "down" || previous.state === "unknown")) {
    const answered = settle(base, { ...seen, reason: null }, "up", seen.timeMs);
    return { ...answered, next: { ...answered.next, soft: counted } };
  }
  return { next: { ...base, soft: counted }, change: null };
}

function settle(base: CheckState, seen: Observation, state: State, atMs: number): Transition {
  const { detail: _before, ...rest } = base;
  const reason = state === "up" ? null : seen.reason;
  const said = seen.detail === undefined || state === "up" ? {} : { detail: seen.detail };
  if (base.state === state && base.sinceMs !== null) {
    return { next: { ...rest, ...said, reason, soft: null }, change: null };
  }
  return {
    next: { ...rest, ...said, state, sinceMs: atMs, reason, soft: null },
    change: { from: base.state, to: state, atMs, reason },
  };
}

/**
 * Freshness: a check without news becomes unknown, never up and never down. Unknown begins at its last result,
 * since nothing is known of the time after it.
 */
export function expire(previous: CheckState, nowMs: number, policy: Policy): Transition {
  const atMs = previous.lastResultMs;
  if (atMs === null || nowMs - atMs <= policy.freshnessMs) return { next: previous, change: null };
  const saidAlready = previous.reason === "agent_silent" && previous.soft === null;
  if (saidAlready) return { next: previous, change: null };
  const reason: Reason = "agent_silent";
  const wasUnknown = previous.state === "unknown" && previous.sinceMs !== null;
  return {
    next: {
      state: "unknown",
      sinceMs: wasUnknown ? previous.sinceMs : atMs,
      reason,
      // Attempts from before the silence do not count towards an outage after it.
      soft: null,
      lastResultMs: atMs,
    },
    change: wasUnknown ? null : { from: previous.state, to: "unknown", atMs, reason },
  };
}
