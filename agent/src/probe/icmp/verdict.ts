import type { Reason } from "@haidang/contract/reason.ts";
import type { BurstOutcome } from "./echo.ts";
import { type EchoSample, type WindowStatistics, windowStatistics } from "./window.ts";

/**
 * The judgement-free heart of the icmp probe: from single echo requests to results of one check, as a pure machine
 * `(state, event) -> (state, emissions)`. A lost request is only a suspicion; a burst settles it. Results leave in
 * rising time, and no window is called ok while a suspicion older than its end is open.
 */
export interface VerdictState {
  readonly windowMs: number;
  /** How long after its end a window waits, until each of its requests is answered or given up. */
  readonly settleMs: number;
  /** End of the next window to emit, a multiple of `windowMs` since the epoch. */
  readonly windowEndMs: number;
  readonly samples: readonly EchoSample[];
  readonly verdict: Verdict | undefined;
  /** A lost request that no burst has settled yet. */
  readonly suspicion: { readonly sinceMs: number; readonly unsent: boolean } | undefined;
  /** Time of the last result emitted. */
  readonly lastMs: number;
}

export type Verdict =
  | { outcome: "ok" }
  | {
      outcome: "failed" | "cannot";
      reason: Reason;
      detail: string | undefined;
      /** Known without sending requests (no tool, no address), so it is repeated without any. */
      standing: boolean;
    };

export type VerdictEvent =
  | { type: "reply"; sentMs: number; rttMs: number }
  | { type: "lost" | "unsent"; sentMs: number }
  | { type: "notice"; detail: string }
  | { type: "burst"; outcome: BurstOutcome; nowMs: number }
  /** Something other than requests decided: the tool is broken, or the name does not resolve. */
  | { type: "standing"; outcome: "failed" | "cannot"; reason: Reason; detail: string; nowMs: number }
  | { type: "tick"; nowMs: number }
  | { type: "end" };

export interface VerdictEmission {
  timeMs: number;
  verdict: Verdict;
  /** The outcome changed. */
  urgent: boolean;
  window?: WindowStatistics;
}

export interface VerdictStep {
  state: VerdictState;
  emissions: readonly VerdictEmission[];
}

export function startVerdict(options: { windowMs: number; settleMs: number; nowMs: number }): VerdictState {
  return {
    windowMs: options.windowMs,
    settleMs: options.settleMs,
    windowEndMs: windowEndAfter(options.nowMs, options.windowMs),
    samples: [],
    verdict: undefined,
    suspicion: undefined,
    lastMs: 0,
  };
}

export function stepVerdict(state: VerdictState, event: VerdictEvent): VerdictStep {
  switch (event.type) {
    case "reply":
      return onReply(state, event);
    case "lost":
    case "unsent":
      return onLost(state, event);
    case "notice":
      return { state: onNotice(state, event.detail), emissions: [] };
    case "burst":
      return onBurst(state, event.outcome, event.nowMs);
    case "standing":
      return onStanding(state, event);
    case "tick":
      return onTick(state, event.nowMs);
    case "end":
      return onEnd(state);
  }
}

function onReply(state: VerdictState, event: { sentMs: number; rttMs: number }): VerdictStep {
  const sampled = addSample(state, { sentMs: event.sentMs, rttMs: event.rttMs });
  const { suspicion } = sampled;
  // A reply to a request older than the suspicion proves nothing about it.
  const cleared =
    suspicion !== undefined && event.sentMs > suspicion.sinceMs
      ? { ...sampled, suspicion: undefined }
      : sampled;
  if (state.verdict?.outcome === "ok" || event.sentMs <= state.lastMs)
    return { state: cleared, emissions: [] };
  return change(cleared, event.sentMs, { outcome: "ok" });
}

function onLost(state: VerdictState, event: { type: "lost" | "unsent"; sentMs: number }): VerdictStep {
  const sampled = addSample(state, { sentMs: event.sentMs });
  if (state.suspicion !== undefined || isKnown(state.verdict, event.type)) {
    return { state: sampled, emissions: [] };
  }
  const suspicion = { sinceMs: event.sentMs, unsent: event.type === "unsent" };
  return { state: { ...sampled, suspicion }, emissions: [] };
}

/** Whether a further lost request tells nothing new, so that no burst is due. */
function isKnown(verdict: Verdict | undefined, type: "lost" | "unsent"): boolean {
  if (verdict === undefined || verdict.outcome === "ok" || verdict.standing) return false;
  return verdict.outcome === "failed" || type === "unsent";
}

/** A router's own words sharpen a failure that began as plain silence. */
function onNotice(state: VerdictState, detail: string): VerdictState {
  const { verdict } = state;
  if (verdict?.outcome !== "failed" || verdict.reason !== "no_reply") return state;
  return { ...state, verdict: { ...verdict, reason: "unreachable", detail } };
}

function onBurst(state: VerdictState, outcome: BurstOutcome, nowMs: number): VerdictStep {
  const { suspicion } = state;
  // A reply of the steady stream was quicker than the burst.
  if (suspicion === undefined) return { state, emissions: [] };
  const settled = { ...state, suspicion: undefined };
  if (outcome.type === "undecided") return { state: settled, emissions: [] };
  if (outcome.type === "answered") {
    if (state.verdict?.outcome === "ok" || outcome.sentMs <= state.lastMs) return onTick(settled, nowMs);
    return change(settled, outcome.sentMs, { outcome: "ok" });
  }
  const verdict: Verdict = {
    outcome: outcome.type === "lost" ? "failed" : "cannot",
    reason: outcome.reason,
    detail: outcome.detail,
    standing: false,
  };
  return then(change(settled, suspicion.sinceMs, verdict), (next) => onTick(next, nowMs));
}

function onStanding(
  state: VerdictState,
  event: { outcome: "failed" | "cannot"; reason: Reason; detail: string; nowMs: number },
): VerdictStep {
  const { outcome, reason, detail, nowMs } = event;
  const verdict: Verdict = { outcome, reason, detail, standing: true };
  const settled = { ...state, suspicion: undefined };
  if (state.verdict?.outcome === outcome && state.verdict.reason === reason) {
    return { state: { ...settled, verdict }, emissions: [] };
  }
  return change(settled, nowMs, verdict);
}

/** Emits each window that is over and settled. */
function onTick(state: VerdictState, nowMs: number): VerdictStep {
  // of the forty ticks of a window one has something to close
  const leftMs = state.windowEndMs - nowMs;
  if (leftMs + state.settleMs > 0 && leftMs <= state.windowMs) return { state, emissions: [] };
  const aligned = realign(state, nowMs);
  const { suspicion, windowMs, settleMs } = aligned;
  const settledMs = nowMs - settleMs;
  const heldMs = suspicion === undefined ? settledMs : Math.min(settledMs, suspicion.sinceMs);
  return closeWindows(aligned, Math.floor(heldMs / windowMs) * windowMs);
}

/** After a jump of the clock or a long sleep, windows start anew from now; what was measured before is let go. */
function realign(state: VerdictState, nowMs: number): VerdictState {
  const { windowMs, settleMs, windowEndMs } = state;
  const wentBack = windowEndMs - nowMs > windowMs;
  const slept = nowMs - windowEndMs > Math.max(3 * windowMs, 10_000) + settleMs;
  if (!wentBack && !slept) return state;
  const fresh = { ...state, samples: [], suspicion: undefined, windowEndMs: windowEndAfter(nowMs, windowMs) };
  return wentBack ? { ...fresh, lastMs: 0 } : fresh;
}

/** Gives back what is unfinished, stamped with the last moment there is evidence for. */
function onEnd(state: VerdictState): VerdictStep {
  const { suspicion, verdict } = state;
  const untilMs = suspicion?.sinceMs ?? Number.POSITIVE_INFINITY;
  const samples = state.samples.filter((sample) => sample.sentMs < untilMs);
  const lastSampleMs = samples.reduce((last, sample) => Math.max(last, sample.sentMs), 0);
  const step = closeWindows(
    { ...state, samples },
    Math.floor(lastSampleMs / state.windowMs) * state.windowMs,
  );
  const rest = step.state.samples;
  if (verdict === undefined || rest.length === 0 || lastSampleMs <= step.state.lastMs) return step;
  const emission = { timeMs: lastSampleMs, verdict, urgent: false, window: windowStatistics(rest) };
  return {
    state: { ...step.state, samples: [], lastMs: lastSampleMs },
    emissions: [...step.emissions, emission],
  };
}

/** A new verdict from `timeMs` on: windows that ended before it still carry the old one. */
function change(state: VerdictState, timeMs: number, verdict: Verdict): VerdictStep {
  const closed = closeWindows(state, Math.floor(timeMs / state.windowMs) * state.windowMs);
  const stampMs = Math.max(timeMs, closed.state.lastMs + 1);
  const urgent = state.verdict?.outcome !== verdict.outcome;
  return {
    state: { ...closed.state, verdict, lastMs: stampMs },
    emissions: [...closed.emissions, { timeMs: stampMs, verdict, urgent }],
  };
}

function closeWindows(state: VerdictState, throughMs: number): VerdictStep {
  let current = state;
  const emissions: VerdictEmission[] = [];
  while (current.windowEndMs <= throughMs) {
    const endMs = current.windowEndMs;
    const inside = current.samples.filter((sample) => sample.sentMs < endMs);
    const emission = windowEmission(current, endMs, inside);
    if (emission !== undefined) emissions.push(emission);
    current = {
      ...current,
      samples: current.samples.filter((sample) => sample.sentMs >= endMs),
      windowEndMs: endMs + current.windowMs,
      lastMs: emission === undefined ? current.lastMs : endMs,
    };
  }
  return { state: current, emissions };
}

/** Nothing measured, nothing said: silence is for the control plane to judge. */
function windowEmission(
  state: VerdictState,
  endMs: number,
  samples: readonly EchoSample[],
): VerdictEmission | undefined {
  const { verdict, lastMs } = state;
  if (verdict === undefined || endMs <= lastMs) return undefined;
  if (samples.length > 0) {
    return { timeMs: endMs, verdict, urgent: false, window: windowStatistics(samples) };
  }
  const standing = verdict.outcome !== "ok" && verdict.standing;
  return standing ? { timeMs: endMs, verdict, urgent: false } : undefined;
}

/** A sample of a window already emitted came too late to count. */
function addSample(state: VerdictState, sample: EchoSample): VerdictState {
  if (sample.sentMs < state.windowEndMs - state.windowMs) return state;
  return { ...state, samples: [...state.samples, sample] };
}

function then(step: VerdictStep, next: (state: VerdictState) => VerdictStep): VerdictStep {
  const following = next(step.state);
  return { state: following.state, emissions: [...step.emissions, ...following.emissions] };
}

function windowEndAfter(nowMs: number, windowMs: number): number {
  return (Math.floor(nowMs / windowMs) + 1) * windowMs;
}
