import type { Check, ProbeName } from "@haidang/contract/check.ts";
import type { Outcome } from "@haidang/contract/result.ts";
import { phaseMs, slotAfter, wholeSecond } from "./slot.ts";

/** `idle` waits for its slot, `running` has one run, `stuck` has a run that ignored its deadline. */
export type Phase = "idle" | "running" | "stuck";

/** What the schedule knows of one check; a value, replaced and never changed. */
export interface Entry {
  check: Check;
  phase: Phase;
  /** When it runs next, UTC ms. */
  nextMs: number;
  lastOutcome: Outcome | undefined;
  /** When its last run began, UTC ms. */
  startedMs?: number | undefined;
  /** While it runs: when it is to run once more, sooner than its slot. */
  hurriedMs?: number | undefined;
}

/** A new check runs at once, so that the time of not knowing is short. */
export function newEntry(check: Check, nowMs: number): Entry {
  return { check, phase: "idle", nextMs: nowMs, lastOutcome: undefined };
}

export interface Due {
  entry: Entry;
  /** The stamp of the run. */
  slotMs: number;
  /** `skip`: its last run has not come back, so the slot yields `cannot`/`skipped` instead. */
  as: "run" | "skip";
}

/** A path takes seconds, or the better part of a minute: 345 of them at a start must leave places to the rest. */
const placesOf: Partial<Record<ProbeName, number>> = { path: 8 };

/**
 * What starts now, most overdue first, with no more than `limit` running, of slow probes even less; and what is
 * skipped. A check whose next slot lies further away than its longest wait was planned before the clock was set back:
 * it is due.
 */
export function dueEntries(entries: Iterable<Entry>, nowMs: number, limit: number): Due[] {
  const due: Due[] = [];
  let running = 0;
  const taken = new Map<ProbeName, number>();
  const takePlace = ({ probe }: Check): boolean => {
    const before = taken.get(probe) ?? 0;
    if (running >= limit || before >= (placesOf[probe] ?? limit)) return false;
    running += 1;
    taken.set(probe, before + 1);
    return true;
  };
  for (const entry of entries) {
    if (entry.phase === "running") takePlace(entry.check);
    else if (isDue(entry, nowMs)) {
      due.push({ entry, slotMs: slotOf(entry, nowMs), as: entry.phase === "stuck" ? "skip" : "run" });
    }
  }
  due.sort((one, other) => one.entry.nextMs - other.entry.nextMs);
  return due.filter(({ as, entry }) => as === "skip" || takePlace(entry.check));
}

function isDue({ nextMs, check }: Entry, nowMs: number): boolean {
  return nextMs <= nowMs || nextMs - nowMs > Math.max(check.intervalMs, check.retryIntervalMs) + 1000;
}

/** A slot that was missed (the machine slept) is stamped with now: the measurement is of now. */
function slotOf({ nextMs, check }: Entry, nowMs: number): number {
  const late = nowMs - nextMs;
  return wholeSecond(late >= 0 && late < check.intervalMs ? nextMs : nowMs);
}

/** After its run started. The next slot is known at its end; until then it has none. */
export function started(entry: Entry, nowMs: number): Entry {
  return { ...entry, phase: "running", startedMs: nowMs, hurriedMs: undefined };
}

/** A run asked for out of turn begins so long after the one before, ms: no two runs share a stamp. */
const leastGapMs = 1000;
/** A link that goes up and down all the time is not traced each time. */
const leastPathGapMs = 30_000;

/**
 * Runs once more at a moment, if nothing is due before; the slots stay. What runs may have looked already, so it runs
 * again after its end. A check that is stuck stays so.
 */
export function hurried(entry: Entry, atMs: number): Entry {
  const gapMs = entry.check.probe === "path" ? leastPathGapMs : leastGapMs;
  const soonestMs = Math.max(atMs, (entry.startedMs ?? 0) + gapMs);
  if (entry.phase === "idle") return { ...entry, nextMs: Math.min(entry.nextMs, soonestMs) };
  if (entry.phase === "stuck") return entry;
  return { ...entry, hurriedMs: Math.min(entry.hurriedMs ?? soonestMs, soonestMs) };
}

/** After a run ended: the next slot, or sooner while the target fails. */
export function ended(entry: Entry, slotMs: number, outcome: Outcome, nowMs: number): Entry {
  return {
    ...entry,
    phase: "idle",
    lastOutcome: outcome,
    nextMs: Math.min(
      nextAfter(entry.check, slotMs, outcome, nowMs),
      entry.hurriedMs ?? Number.POSITIVE_INFINITY,
    ),
    hurriedMs: undefined,
  };
}

function nextAfter(check: Check, slotMs: number, outcome: Outcome, nowMs: number): number {
  if (outcome === "failed") return Math.max(slotMs + check.retryIntervalMs, nowMs);
  // after the slot just served, also when the run began a little before or ended long after it
  return slotAfter(Math.max(slotMs, nowMs), check.intervalMs, phaseMs(check.id, check.intervalMs));
}

/** After a run ignored its deadline, and after each slot skipped for it. */
export function stuck(entry: Entry, nowMs: number): Entry {
  const { check } = entry;
  const nextMs = slotAfter(nowMs, check.intervalMs, phaseMs(check.id, check.intervalMs));
  return { ...entry, phase: "stuck", nextMs, lastOutcome: "cannot" };
}

export interface Outlook {
  /** Until something is due that is not yet, at most the longest wait. */
  waitMs: number;
  /** Something is due and found no place: the end of a run makes one. */
  crowded: boolean;
}

export function outlook(entries: Iterable<Entry>, nowMs: number, longestMs: number): Outlook {
  let waitMs = longestMs;
  let crowded = false;
  for (const { phase, nextMs } of entries) {
    if (phase === "running") continue;
    if (nextMs <= nowMs) crowded = true;
    else waitMs = Math.min(waitMs, nextMs - nowMs);
  }
  return { waitMs, crowded };
}
