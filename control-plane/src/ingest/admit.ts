import { HaidangError } from "@haidang/contract/error.ts";
import { createLineReader, type LineBatch, type LineShape, pointsOf } from "@haidang/contract/line-batch.ts";
import type { LineFault } from "@haidang/contract/line-protocol.ts";
import { objectKey, objectRefSchema } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, readResult, windowOf } from "@haidang/contract/result.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Assignments } from "../state/assignments.ts";
import { readingMeasurements } from "../state/readings.ts";
import type { Assignment } from "../store/ledger-records.ts";

/** A sample stamped further ahead than this is a clock that is wrong, ms. */
export const futureLimitMs = 5 * 60_000;
/** One stamped further back too: spools keep two weeks, and a clock without its battery begins in 1970 or 2000. */
export const pastLimitMs = 400 * 86_400_000;
/**
 * An agent that is cut off goes on measuring what it was given until it hears otherwise, and its spool keeps two weeks:
 * what it says of an object it has no more is taken for stamps up to so long after it was taken away.
 */
export const cutOffMs = 14 * 86_400_000;

/** So many faults are put into words; the lines of all of them are named. An agent reads 64 KiB of an answer. */
const faultsInWords = 20;

/** One check's result with the assignment it belongs to. */
export interface AdmittedResult {
  assignment: Assignment;
  result: CheckResult;
}

export interface AdmittedBatch {
  /** All of it, for the store. */
  lines: LineBatch;
  /** Of `observed` measurements only. */
  points: Point[];
  results: AdmittedResult[];
}

/** Measurements somebody between the door and the store looks at; points of all others are never made. */
const observed: ReadonlySet<string> = new Set([
  ...["check", "icmp", "trap", "device", "neighbour"],
  ...Object.values(windowOf),
  ...readingMeasurements,
]);

/** Agents say the same beginnings of lines again and again. */
const reader = createLineReader();

/**
 * Reads an agent's batch and checks that it only says what this agent may say. All faults at once; a batch with any
 * is refused whole, naming the lines, so that the agent can send the others again.
 */
export function admit(text: string, agent: string, assignments: Assignments, nowMs: number): AdmittedBatch {
  const lines = reader.read(text, { precision: "ms", nowMs });
  const { shapes, times, faults } = lines;
  if (faults.length > 0) throw linesInvalid(faults);
  const points = pointsOf(lines, (measurement) => observed.has(measurement));
  const saidOf = subjects(agent, assignments);
  const results: AdmittedResult[] = [];
  let observedSoFar = 0;
  for (const [row, shape] of shapes.entries()) {
    const point = observed.has(shape.measurement) ? points[observedSoFar++] : undefined;
    const timeMs = times[row] ?? 0;
    const fault = rowFault(shape, timeMs, agent, nowMs) ?? subjectFault(saidOf(shape), timeMs);
    const admitted =
      fault ?? (point?.measurement === "check" ? admitResult(point, agent, assignments) : undefined);
    if (typeof admitted === "string") faults.push({ line: lines.lines[row] ?? 0, message: admitted });
    else if (admitted !== undefined) results.push(admitted);
  }
  if (faults.length > 0) throw linesInvalid(faults);
  return { lines, points, results };
}

function rowFault({ tags }: LineShape, timeMs: number, agent: string, nowMs: number): string | undefined {
  if (tags["agent"] !== agent) return `the agent tag must be ${agent}`;
  const aheadMs = timeMs - nowMs;
  if (aheadMs < -pastLimitMs)
    return `the time is ${Math.round(-aheadMs / 86_400_000)} days ago: set the agent's clock`;
  return futureFault(timeMs, nowMs, "set the agent's clock");
}

/** Of whom a series speaks, and until when the agent was given it; a sentence where it may not speak of it at all. */
type Subject = { object: string; untilMs: number } | string;

const itself: Subject = { object: "itself", untilMs: Number.POSITIVE_INFINITY };

/** Looks each series of a batch up once. */
function subjects(agent: string, assignments: Assignments): (shape: LineShape) => Subject {
  const known = new Map<LineShape, Subject>();
  return (shape) => {
    let subject = known.get(shape);
    if (subject === undefined) {
      subject = subjectOf(shape, agent, assignments);
      known.set(shape, subject);
    }
    return subject;
  };
}

/**
 * An agent speaks of itself, and of objects it is or was given a check of. One that was given later is its to speak of
 * all the same, as with results: a control plane restored from a backup gives things anew.
 */
function subjectOf({ tags }: LineShape, agent: string, assignments: Assignments): Subject {
  const { kind, id } = tags;
  if (kind === undefined && id === undefined) return itself;
  const ref = objectRefSchema.safeParse({ kind, id });
  const object = deviceText(`${kind ?? ""}/${id ?? ""}`, 80);
  const untilMs = ref.success ? assignments.givenUntilMs(agent, objectKey(ref.data)) : undefined;
  return untilMs === undefined ? `${object} was never given to this agent` : { object, untilMs };
}

function subjectFault(subject: Subject, timeMs: number): string | undefined {
  if (typeof subject === "string") return subject;
  if (timeMs <= subject.untilMs + cutOffMs) return undefined;
  return `${subject.object} has not been given to this agent for more than ${cutOffMs / 86_400_000} days`;
}

/** What is wrong with a stamp that lies too far ahead. */
export function futureFault(timeMs: number, nowMs: number, remedy: string): string | undefined {
  const aheadMs = timeMs - nowMs;
  if (aheadMs <= futureLimitMs) return undefined;
  return `the time is ${Math.round(aheadMs / 1000)} s in the future: ${remedy}`;
}

/** A result with its assignment, or a sentence for what is refused. */
function admitResult(point: Point, agent: string, assignments: Assignments): AdmittedResult | string {
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
