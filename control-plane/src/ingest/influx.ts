import { HaidangError } from "@haidang/contract/error.ts";
import { type LineFault, type Precision, parseLines } from "@haidang/contract/line-protocol.ts";
import { measurements } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { z } from "zod";
import type { SeriesStore } from "../store/series.ts";
import { futureLimitMs } from "./admit.ts";

/** Lines of one body; more are a mistake, or meant to fill our memory. */
const mostLines = 100_000;
/** Wrong lines of one body before it is not line protocol at all, and nothing of it is stored. */
const mostFaults = 1000;
/** Before this nobody measured: seconds read as nanoseconds lie in 1970, and would be kept where nobody looks. */
const earliestMs = Date.UTC(2000, 0, 1);
/** Fields of one body that may come in another type than they are kept in, before nothing of it is stored. */
const mostConflicts = 50;

export interface ForeignWrite {
  /** Points that are durable now. */
  stored: number;
  /** Lines that are not, in the order of the body. */
  faults: LineFault[];
}

/**
 * Stores what another program than an agent of ours sends. Good lines are stored though others of the body are wrong,
 * as InfluxDB does it: Telegraf drops a batch that was answered with 400 and never sends its good lines again.
 * Rejects when nothing, or nobody knows what, was stored.
 */
export async function writeForeign(
  series: SeriesStore,
  text: string,
  { precision, nowMs }: { precision: Precision; nowMs: number },
): Promise<ForeignWrite> {
  refuseTooMany(text);
  const lines: number[] = [];
  const { points, faults } = parseLines(text, { precision, nowMs, maxFaults: mostFaults + 1, lines });
  let rows: Row[] = [];
  for (const [index, point] of points.entries()) {
    const line = lines[index] ?? 0;
    const message = foreignFault(point, nowMs);
    if (message === undefined) rows.push({ point, line });
    else faults.push({ line, message });
  }
  if (faults.length > mostFaults) throw notLines(faults);
  for (let conflicts = 0; rows.length > 0; conflicts += 1) {
    const conflict = await writeRows(series, rows);
    if (conflict === undefined) break;
    const kept = rows.filter(({ point }) => !isIn(conflict, point));
    if (kept.length === rows.length || conflicts === mostConflicts) throw conflict.error;
    for (const { point, line } of rows) {
      if (isIn(conflict, point)) faults.push({ line, message: conflict.error.message });
    }
    rows = kept;
  }
  faults.sort((one, other) => one.line - other.line);
  return { stored: rows.length, faults };
}

interface Row {
  point: Point;
  line: number;
}

function refuseTooMany(text: string): void {
  if (text.length <= mostLines) return;
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  if (count <= mostLines + 1) return;
  throw new HaidangError("body_too_large", `the body has more than ${mostLines} lines`, {
    hint: "send it in smaller parts",
  });
}

/**
 * Why a point of a stranger is refused: it would speak for an agent. Measurements of ours keep their fields in types
 * of ours, so that a stranger's point could stop an agent's; the tag `agent` says who measured.
 */
function foreignFault({ measurement, tags, timeMs }: Point, nowMs: number): string | undefined {
  if (Object.hasOwn(measurements, measurement)) {
    return `measurement ${measurement} is written by Haidang's own agents: give yours another name (in Telegraf: name_prefix)`;
  }
  if (tags["agent"] !== undefined) {
    return "the tag agent is set by Haidang's own agents: leave it out (in Telegraf: tagexclude)";
  }
  if (timeMs < earliestMs) {
    return `the time is ${new Date(timeMs).toISOString()}: look at the precision and the sender's clock`;
  }
  const aheadMs = timeMs - nowMs;
  if (aheadMs <= futureLimitMs) return undefined;
  return `the time is ${Math.round(aheadMs / 1000)} s in the future: look at the precision and the sender's clock`;
}

function notLines(faults: LineFault[]): HaidangError {
  const [first] = faults;
  return new HaidangError(
    "lines_invalid",
    `line ${first?.line}: ${first?.message} (and at least ${mostFaults} more); nothing was stored`,
    { hint: "this does not look like InfluxDB line protocol", details: { faults: faults.slice(0, 100) } },
  );
}

const conflictSchema = z.object({ measurement: z.string(), field: z.string(), given: z.string() });
interface Conflict extends z.infer<typeof conflictSchema> {
  error: HaidangError;
}

/** Undefined when all of it is durable; a field whose type is another than the store keeps it in; or rejects. */
async function writeRows(series: SeriesStore, rows: readonly Row[]): Promise<Conflict | undefined> {
  try {
    await series.write(rows.map(({ point }) => point));
    return undefined;
  } catch (error) {
    if (!(error instanceof HaidangError) || error.code !== "lines_invalid") throw error;
    const parsed = conflictSchema.safeParse(error.details);
    if (!parsed.success) throw error;
    return { ...parsed.data, error };
  }
}

function isIn({ measurement, field, given }: Conflict, point: Point): boolean {
  if (point.measurement !== measurement) return false;
  const value = Object.hasOwn(point.fields, field) ? point.fields[field] : undefined;
  return value !== undefined && typeof value === (numberWords.has(given) ? "number" : given);
}

/** InfluxDB tells two kinds of numbers apart. */
const numberWords = new Set(["float", "integer", "unsigned"]);
