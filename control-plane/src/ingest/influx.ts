import { HaidangError } from "@haidang/contract/error.ts";
import { createLineReader, type LineBatch, type LineShape } from "@haidang/contract/line-batch.ts";
import type { LineFault, Precision } from "@haidang/contract/line-protocol.ts";
import { measurements } from "@haidang/contract/measurement.ts";
import { z } from "zod";
import { writeLines } from "../store/lines.ts";
import type { SeriesStore } from "../store/series.ts";
import { futureFault } from "./admit.ts";

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
export type ForeignWriter = (
  text: string,
  options: { precision: Precision; nowMs: number },
) => Promise<ForeignWrite>;

/** Keeps what it learns of the lines' beginnings, so one is made for all doors, not for a request. */
export function createForeignWriter(series: SeriesStore): ForeignWriter {
  const reader = createLineReader();
  return async (text, { precision, nowMs }) => {
    refuseTooMany(text);
    const read = reader.read(text, { precision, nowMs, maxFaults: mostFaults + 1 });
    const { faults } = read;
    let rows = withoutFaulty(read, (shape, timeMs) => shapeFault(shape) ?? timeFault(timeMs, nowMs), faults);
    if (faults.length > mostFaults) throw notLines(faults);
    for (let conflicts = 0; rows.shapes.length > 0; conflicts += 1) {
      const conflict = await writeRows(series, rows);
      if (conflict === undefined) break;
      const before = rows.shapes.length;
      rows = withoutFaulty(
        rows,
        (shape) => (isIn(conflict, shape) ? conflict.error.message : undefined),
        faults,
      );
      if (rows.shapes.length === before || conflicts === mostConflicts) throw conflict.error;
    }
    faults.sort((one, other) => one.line - other.line);
    return { stored: rows.shapes.length, faults };
  };
}

/** The rows nothing is wrong with, the same batch when that is all of them; the faults of the others are added. */
function withoutFaulty(
  batch: LineBatch,
  faultOf: (shape: LineShape, timeMs: number) => string | undefined,
  faults: LineFault[],
): LineBatch {
  const { shapes, times, lines, values } = batch;
  const messages = shapes.map((shape, row) => faultOf(shape, times[row] ?? 0));
  if (messages.every((message) => message === undefined)) return batch;
  const kept: LineBatch = {
    ...batch,
    shapes: shapes.filter((_shape, row) => messages[row] === undefined),
    times: times.filter((_time, row) => messages[row] === undefined),
    lines: lines.filter((_line, row) => messages[row] === undefined),
  };
  const keptValues: number[] = [];
  let at = 0;
  for (const [row, shape] of shapes.entries()) {
    const end = at + shape.fields.length;
    const message = messages[row];
    if (message !== undefined) faults.push({ line: lines[row] ?? 0, message });
    else for (let place = at; place < end; place += 1) keptValues.push(values[place] ?? 0);
    at = end;
  }
  return { ...kept, values: Float64Array.from(keptValues) };
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
 * Why lines of a stranger are refused: they would speak for an agent. Measurements of ours keep their fields in types
 * of ours, so that a stranger's line could stop an agent's; the tag `agent` says who measured.
 */
function shapeFault({ measurement, tags }: LineShape): string | undefined {
  if (Object.hasOwn(measurements, measurement)) {
    return `measurement ${measurement} is written by Haidang's own agents: give yours another name (in Telegraf: name_prefix)`;
  }
  if (tags["agent"] !== undefined) {
    return "the tag agent is set by Haidang's own agents: leave it out (in Telegraf: tagexclude)";
  }
  return undefined;
}

function timeFault(timeMs: number, nowMs: number): string | undefined {
  if (timeMs < earliestMs) {
    return `the time is ${new Date(timeMs).toISOString()}: look at the precision and the sender's clock`;
  }
  return futureFault(timeMs, nowMs, "look at the precision and the sender's clock");
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
async function writeRows(series: SeriesStore, rows: LineBatch): Promise<Conflict | undefined> {
  try {
    await writeLines(series, rows);
    return undefined;
  } catch (error) {
    if (!(error instanceof HaidangError) || error.code !== "lines_invalid") throw error;
    const parsed = conflictSchema.safeParse(error.details);
    if (!parsed.success) throw error;
    return { ...parsed.data, error };
  }
}

/** InfluxDB tells two kinds of numbers apart. */
const numberWords = new Set(["float", "integer", "unsigned"]);

function isIn({ measurement, field, given }: Conflict, shape: LineShape): boolean {
  const type = numberWords.has(given) ? "number" : given;
  return (
    shape.measurement === measurement && shape.fields.some((one) => one.name === field && one.type === type)
  );
}
