import { keptStep } from "../step.ts";
import type { Expression, Selector } from "./ast.ts";
import { labelKey } from "./labels.ts";
import { overTime } from "./over-time.ts";
import { type Reading, readSamples, type Samples } from "./source.ts";
import { type Context, type Grid, instantsOf, type Values, type VectorSeries } from "./value.ts";

type OverTimeCall = Extract<Expression, { kind: "overTime" }>;

/** A sample is what a series is until the next, but no longer than this, ms. */
const lookbackMs = 300_000;
/** From so long a period and so wide a step on, steps are read instead of samples. */
const coarseFromMs = 6 * 3_600_000;
const coarseStepMs = 300_000;

/** The newest sample at each instant. */
export async function readSelector(context: Context, selector: Selector): Promise<VectorSeries[]> {
  const { grid } = context;
  const stepMs = coarseStep(context, grid.stepMs, grid.endMs - grid.startMs);
  const lastMs = stepMs ?? lookbackMs;
  const reading: Reading = stepMs === undefined ? "raw" : { stepMs, by: "last" };
  const series = await read(context, selector, stepMs === undefined ? lastMs : 2 * lastMs, reading);
  return series.flatMap((samples) =>
    present(
      samples,
      gridValues(grid, samples, lastMs, ({ values, from, to }) => (to > from ? values[to - 1] : undefined)),
    ),
  );
}

/** A function of the samples of a range before each instant. */
export async function readOverTime(context: Context, call: OverTimeCall): Promise<VectorSeries[]> {
  const { grid } = context;
  const { name, selector, rangeMs, quantile = Number.NaN } = call;
  const coarse = coarseCall(context, call);
  if (coarse !== undefined) return coarse();
  const series = await read(context, selector, rangeMs, "raw");
  return series.flatMap((samples) =>
    present(
      samples,
      gridValues(grid, samples, rangeMs, (window) =>
        window.to > window.from ? overTime(name, { ...window, rangeMs }, quantile) : undefined,
      ),
    ),
  );
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
  const { grid } = context;
  const stepMs = stepOfRange(context, rangeMs);
  if (stepMs === undefined) return undefined;
  const steps = async (by: "min" | "max" | "last" | "sum" | "count") =>
    read(context, selector, rangeMs + stepMs, { stepMs, by });
  const over = (one: Samples, how: keyof typeof stepwise) =>
    gridValues(grid, one, rangeMs, (window) =>
      window.to > window.from
        ? overTime(how === "count_over_time" ? "sum_over_time" : how, { ...window, rangeMs }, 0)
        : undefined,
    );
  if (name === "avg_over_time") {
    return async () => {
      const counts = new Map(
        (await steps("count")).map((one) => [labelKey(one.labels), over(one, "sum_over_time")]),
      );
      return (await steps("sum")).flatMap((one) => {
        const count = counts.get(labelKey(one.labels)) ?? [];
        return present(
          one,
          over(one, "sum_over_time").map((sum, at) =>
            sum === undefined ? undefined : sum / (count[at] ?? Number.NaN),
          ),
        );
      });
    };
  }
  if (!Object.hasOwn(stepwise, name)) return undefined;
  const how = name as keyof typeof stepwise;
  return async () => (await steps(stepwise[how])).flatMap((one) => present(one, over(one, how)));
}

/** The widest step that ranges and instants are made of. */
function stepOfRange(context: Context, rangeMs: number): number | undefined {
  const { grid } = context;
  const spanMs = grid.endMs - grid.startMs + rangeMs;
  const candidates =
    instantsOf(grid) === 1 ? [3_600_000, coarseStepMs] : [rangeMs, grid.stepMs, coarseStepMs];
  return candidates
    .filter((stepMs) => rangeMs % stepMs === 0 && (instantsOf(grid) === 1 || grid.stepMs % stepMs === 0))
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

/** What `of` makes of the samples in (instant - rangeMs, instant], for each instant. */
function gridValues(
  grid: Grid,
  { times, values }: Samples,
  rangeMs: number,
  of: (seen: Seen) => number | undefined,
): Values {
  const result: Values = [];
  let from = 0;
  let to = 0;
  for (let at = 0; at < instantsOf(grid); at += 1) {
    const endMs = grid.startMs + at * grid.stepMs;
    while (to < times.length && (times[to] ?? 0) <= endMs) to += 1;
    while (from < to && (times[from] ?? 0) <= endMs - rangeMs) from += 1;
    result.push(of({ times, values, from, to, endMs }));
  }
  return result;
}

function present({ labels }: Samples, values: Values): VectorSeries[] {
  return values.some((value) => value !== undefined) ? [{ labels, values }] : [];
}
