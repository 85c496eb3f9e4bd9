import { setImmediate as breathe } from "node:timers/promises";
import { keptStep } from "../step.ts";
import type { Expression, Selector } from "./ast.ts";
import { labelKey } from "./labels.ts";
import { overTime } from "./over-time.ts";
import { refused } from "./parse.ts";
import { type Reading, readSamples, type Samples } from "./source.ts";
import { type Context, instantsOf, type Values, type VectorSeries } from "./value.ts";

type OverTimeCall = Extract<Expression, { kind: "overTime" }>;

/** A sample is what a series is until the next, but no longer than this, ms. */
const lookbackMs = 300_000;
/** From so long a period and so wide a step on, steps are read instead of samples. */
const coarseFromMs = 6 * 3_600_000;
const coarseStepMs = 300_000;
/** Samples that may be looked at, each as often as ranges hold it; looking for a quantile counts more. */
const mostVisits = 30_000_000;
const quantileVisits = 10;
/** So many visits are done in some 20 ms; then others have their turn. */
const visitsInOneGo = 2_000_000;

/** The newest sample at each instant. */
export async function readSelector(context: Context, selector: Selector): Promise<VectorSeries[]> {
  const { grid } = context;
  const stepMs = coarseStep(context, grid.stepMs, grid.endMs - grid.startMs);
  const lastMs = stepMs ?? lookbackMs;
  const reading: Reading = stepMs === undefined ? "raw" : { stepMs, by: "last" };
  const series = await read(context, selector, stepMs === undefined ? lastMs : 2 * lastMs, reading);
  return eachOnGrid(context, series, {
    rangeMs: lastMs,
    visits: 0,
    of: ({ values, to }) => values[to - 1],
  });
}

/** A function of the samples of a range before each instant. */
export async function readOverTime(context: Context, call: OverTimeCall): Promise<VectorSeries[]> {
  const { name, selector, rangeMs, quantile = Number.NaN } = call;
  const coarse = coarseCall(context, call);
  if (coarse !== undefined) return coarse();
  const series = await read(context, selector, rangeMs, "raw");
  return eachOnGrid(context, series, {
    rangeMs,
    visits: name === "quantile_over_time" ? quantileVisits : 1,
    of: (seen) => overTime(name, { ...seen, rangeMs }, quantile),
  });
}

const stepwise = {
  min_over_time: "min",
  max_over_time: "max",
  last_over_time: "last",
  sum_over_time: "sum",
  count_over_time: "count",
} as const;

/** Reads sums, counts, least and greatest values of steps that make up the ranges, where that is what is asked for. */
function coarseCall(
  context: Context,
  { name, selector, rangeMs }: OverTimeCall,
): (() => Promise<VectorSeries[]>) | undefined {
  const stepMs = stepOfRange(context, rangeMs);
  if (stepMs === undefined) return undefined;
  const over = async (how: keyof typeof stepwise) => {
    const steps = await read(context, selector, rangeMs + stepMs, { stepMs, by: stepwise[how] });
    const together = how === "count_over_time" ? "sum_over_time" : how;
    return eachOnGrid(context, steps, {
      rangeMs,
      visits: 1,
      of: (seen) => overTime(together, { ...seen, rangeMs }, 0),
    });
  };
  if (name === "avg_over_time") {
    return async () => {
      const counts = new Map(
        (await over("count_over_time")).map(({ labels, values }) => [labelKey(labels), values]),
      );
      return (await over("sum_over_time")).map(({ labels, values }) => {
        const count = counts.get(labelKey(labels)) ?? [];
        return {
          labels,
          values: values.map((sum, at) => (sum === undefined ? undefined : sum / (count[at] ?? Number.NaN))),
        };
      });
    };
  }
  if (!Object.hasOwn(stepwise, name)) return undefined;
  const how = name as keyof typeof stepwise;
  return () => over(how);
}

/** The widest step that ranges and instants are made of. */
function stepOfRange(context: Context, rangeMs: number): number | undefined {
  const { grid } = context;
  const isOne = instantsOf(grid) === 1;
  const spanMs = grid.endMs - grid.startMs + rangeMs;
  const candidates = isOne ? [3_600_000, coarseStepMs] : [rangeMs, grid.stepMs, coarseStepMs];
  return candidates
    .filter((stepMs) => rangeMs % stepMs === 0 && (isOne || grid.stepMs % stepMs === 0))
    .map((stepMs) => coarseStep(context, stepMs, spanMs))
    .find((stepMs) => stepMs !== undefined);
}

/**
 * The step to read in: for long periods, and for those of which samples are kept no more. Undefined where samples are
 * read. Steps are the epoch's; a grid beside it sees them as soon as they are over.
 */
function coarseStep({ grid, store, nowMs }: Context, stepMs: number, spanMs: number): number | undefined {
  const keptMs = keptStep(store.tiers, nowMs - grid.startMs);
  const isLong = spanMs >= coarseFromMs && stepMs >= coarseStepMs;
  if (!isLong && keptMs === 0) return undefined;
  return stepMs > 0 && stepMs % Math.max(1000, keptMs) === 0 ? stepMs : undefined;
}

/** Series from `backMs` before the first instant on. A step is stamped with its last instant. */
async function read(
  context: Context,
  selector: Selector,
  backMs: number,
  reading: Reading,
): Promise<Samples[]> {
  const { store, grid, bounds } = context;
  const period = { fromMs: grid.startMs - backMs, toMs: grid.endMs + 1 };
  if (reading === "raw") return readSamples(store, selector, period, reading, bounds);
  const { stepMs } = reading;
  const whole = {
    fromMs: Math.floor(period.fromMs / stepMs) * stepMs,
    toMs: Math.floor(period.toMs / stepMs) * stepMs,
  };
  const series = await readSamples(store, selector, whole, reading, bounds);
  for (const { times } of series) for (const [at, time] of times.entries()) times[at] = time + stepMs - 1;
  return series;
}

interface Seen {
  times: readonly number[];
  values: readonly number[];
  from: number;
  to: number;
  endMs: number;
}

/** What is made of the samples in (instant - rangeMs, instant], for each instant that has any. */
interface Making {
  rangeMs: number;
  /** What looking at one sample counts. */
  visits: number;
  of: (seen: Seen) => number | undefined;
}

/** Every series over the grid, those without any value left out; others have their turn meanwhile. */
async function eachOnGrid(
  context: Context,
  series: readonly Samples[],
  making: Making,
): Promise<VectorSeries[]> {
  const instants = instantsOf(context.grid);
  context.left.values -= series.length * instants;
  if (context.left.values < 0) {
    throw refused(
      "that means too many series at too many instants: narrow the selector, or ask for a longer step",
    );
  }
  const found: VectorSeries[] = [];
  let visits = 0;
  let breathedAt = 0;
  for (const samples of series) {
    const values: Values = [];
    visits += onGrid(context, samples, { ...making, allowed: mostVisits - visits }, values) + instants;
    if (values.some((value) => value !== undefined)) found.push({ labels: samples.labels, values });
    if (visits - breathedAt < visitsInOneGo) continue;
    breathedAt = visits;
    await breathe();
    if (context.bounds.isOver()) throw tooCostly();
  }
  return found;
}

/** Fills `values` for the grid; returns the visits it took, and refuses beyond `allowed` ones. */
function onGrid(
  { grid }: Context,
  { times, values: given }: Samples,
  { rangeMs, visits: each, of, allowed }: Making & { allowed: number },
  values: Values,
): number {
  let from = 0;
  let to = 0;
  let visits = 0;
  for (let endMs = grid.startMs; endMs <= grid.endMs; endMs += grid.stepMs) {
    while (to < times.length && (times[to] ?? 0) <= endMs) to += 1;
    while (from < to && (times[from] ?? 0) <= endMs - rangeMs) from += 1;
    visits += (to - from) * each;
    if (visits > allowed) throw tooCostly();
    values.push(to > from ? of({ times, values: given, from, to, endMs }) : undefined);
  }
  return visits;
}

function tooCostly(): Error {
  return refused("that takes too long to work out: ask for a shorter range, fewer series or a longer step");
}
