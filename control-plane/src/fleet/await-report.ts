import type { Heartbeat } from "@haidang/contract/heartbeat.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { Outcome } from "@haidang/contract/result.ts";
import { dueAfter, longestPauseMs } from "../inventory/heartbeat.ts";
import type { HeartbeatRecord } from "../store/heartbeats.ts";

/** What the centre says of a heartbeat at an instant: the result of its check. */
export interface Said {
  timeMs: number;
  outcome: Outcome;
  reason?: Reason;
  detail?: string;
  durationMs?: number;
}

export interface Step {
  record: HeartbeatRecord;
  said: Said[];
}

export type Report =
  | { status: "start" }
  | { status: "ok" | "fail"; message: string; durationMs: number | undefined };

/** A missing report is said again at least so often, so that the outage is told up to the present. */
const saidAgainMs = 10 * 60_000;

export const rhythmOf = ({ intervalS, at, days, withinS }: Heartbeat): string =>
  JSON.stringify([intervalS, at, days, withinS]);

export function unheard(heartbeat: Heartbeat): HeartbeatRecord {
  return {
    id: heartbeat.id,
    reportMs: null,
    status: null,
    message: "",
    durationMs: null,
    startedMs: null,
    fromMs: null,
    phase: "fine",
    saidMs: null,
    rhythm: rhythmOf(heartbeat),
  };
}

/** A report came. That something begins says nothing of how it ends, so it judges nothing. */
export function reported(before: HeartbeatRecord, report: Report, nowMs: number): Step {
  if (report.status === "start") return { record: { ...before, startedMs: nowMs }, said: [] };
  const { status, message } = report;
  const measuredMs = before.startedMs === null ? undefined : Math.max(0, nowMs - before.startedMs);
  const durationMs = report.durationMs ?? measuredMs;
  const record: HeartbeatRecord = {
    ...before,
    ...{ reportMs: nowMs, status, message, durationMs: durationMs ?? null, startedMs: null },
    ...{ fromMs: nowMs, phase: "fine", saidMs: null },
  };
  const took = durationMs === undefined ? {} : { durationMs };
  if (status === "ok") return { record, said: [{ timeMs: nowMs, outcome: "ok", ...took }] };
  const detail = message === "" ? {} : { detail: message };
  return {
    record,
    said: [{ timeMs: nowMs, outcome: "failed", reason: "report_failed", ...detail, ...took }],
  };
}

/**
 * Time passed without a report: late when it is due, missing when its grace is over too, dated to when it should have
 * come (the same instant, so that of the two the last holds). What failed is down already and not late besides.
 */
export function waited(before: HeartbeatRecord, heartbeat: Heartbeat, nowMs: number): Step {
  const { fromMs, phase, saidMs } = before;
  if (fromMs === null) return { record: before, said: [] };
  const dueMs = dueAfter(heartbeat, fromMs);
  if (phase === "missing") {
    const everyMs = Math.min(saidAgainMs, (longestPauseMs(heartbeat) + heartbeat.graceS * 1000) / 2);
    if (saidMs !== null && nowMs - saidMs < everyMs) return { record: before, said: [] };
    return { record: { ...before, saidMs: nowMs }, said: [missing(nowMs)] };
  }
  if (nowMs >= dueMs + heartbeat.graceS * 1000) {
    return {
      record: { ...before, phase: "missing", saidMs: nowMs },
      said: [missing(dueMs), missing(nowMs)],
    };
  }
  if (phase === "late" || nowMs < dueMs) return { record: before, said: [] };
  const record: HeartbeatRecord = { ...before, phase: "late" };
  if (before.status === "fail") return { record, said: [] };
  return { record, said: [{ timeMs: dueMs, outcome: "failed", reason: "report_late" }] };
}

const missing = (timeMs: number): Said => ({ timeMs, outcome: "failed", reason: "report_missing" });

/**
 * The control plane was away: a report that should have come about then may have found nobody, and whoever sent it may
 * not try again. The next one is awaited from now on; what was missing before still is.
 */
export function afterAbsence(
  before: HeartbeatRecord,
  heartbeat: Heartbeat,
  { fromMs: leftMs, toMs: nowMs }: { fromMs: number; toMs: number },
): Step {
  if (before.fromMs === null || before.phase === "missing") return { record: before, said: [] };
  const dueMs = dueAfter(heartbeat, before.fromMs);
  const graceMs = heartbeat.graceS * 1000;
  if (nowMs < dueMs - graceMs || leftMs > dueMs + graceMs) return { record: before, said: [] };
  const record: HeartbeatRecord = { ...before, fromMs: nowMs, phase: "fine" };
  if (nowMs < dueMs || before.status === "fail") return { record, said: [] };
  return { record, said: [{ timeMs: nowMs, outcome: "cannot", reason: "centre_away" }] };
}
