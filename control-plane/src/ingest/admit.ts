import { HaidangError } from "@haidang/contract/error.ts";
import { type LineFault, parseLines } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, readResult } from "@haidang/contract/result.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Assignment } from "../store/records.ts";

/** A sample stamped further ahead than this is a clock that is wrong, ms. */
export const futureLimitMs = 5 * 60_000;
/** One stamped further back too: spools keep two weeks, and a clock without its battery begins in 1970 or 2000. */
export const pastLimitMs = 400 * 86_400_000;

/** So many faults are put into words; the lines of all of them are named. An agent reads 64 KiB of an answer. */
const faultsInWords = 20;

/** One check's result with the assignment it belongs to. */
export interface AdmittedResult {
  assignment: Assignment;
  result: CheckResult;
}

export interface AdmittedBatch {
  points: Point[];
  results: AdmittedResult[];
}

/**
 * Reads an agent's batch and checks that it only says what this agent may say. All faults at once; a batch with any
 * is refused whole, naming the lines, so that the agent can send the others again.
 */
export function admit(text: string, agent: string, assignments: Assignments, nowMs: number): AdmittedBatch {
  const { points, faults } = parseLines(text, { precision: "ms", nowMs });
  const results: AdmittedResult[] = [];
  if (faults.length === 0) {
    for (const [index, point] of points.entries()) {
      const admitted = admitPoint(point, agent, assignments, nowMs);
      if (typeof admitted === "string") faults.push({ line: index + 1, message: admitted });
      else if (admitted !== null) results.push(admitted);
    }
  }
  if (faults.length > 0) throw linesInvalid(faults);
  return { points, results };
}

/** Null for a plain measurement, a result with its assignment for a check, a sentence for what is refused. */
function admitPoint(
  point: Point,
  agent: string,
  assignments: Assignments,
  nowMs: number,
): AdmittedResult | null | string {
  if (point.tags["agent"] !== agent) return `the agent tag must be ${agent}`;
  const aheadMs = point.timeMs - nowMs;
  if (aheadMs > futureLimitMs)
    return `the time is ${Math.round(aheadMs / 1000)} s in the future: set the agent's clock`;
  if (aheadMs < -pastLimitMs)
    return `the time is ${Math.round(-aheadMs / 86_400_000)} days ago: set the agent's clock`;
  if (point.measurement !== "check") return null;
  const read = readResult(point);
  if ("fault" in read) return read.fault;
  const { probe, target, timeMs } = read.result;
  const checkId = `${probe}:${target.kind}/${target.id}`;
  const assignment = assignments.find(agent, checkId, timeMs);
  return assignment === undefined
    ? `check ${checkId} was never given to this agent`
    : { assignment, result: read.result };
}

function linesInvalid(faults: LineFault[]): HaidangError {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new HaidangError(
    "lines_invalid",
    `line ${first?.line}: ${first?.message}${more}; nothing was stored`,
    {
      hint: "send the batch again without the lines named in details",
      details: { faults: faults.slice(0, faultsInWords), lines: faults.map(({ line }) => line) },
    },
  );
}
