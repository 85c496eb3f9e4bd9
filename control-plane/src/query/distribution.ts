import type { Distribution, DistributionStep, spreadMeasurements } from "@haidang/contract/distribution.ts";
import { addHistogram, decodeHistogram, type Histogram, quantile } from "@haidang/contract/histogram.ts";
import type { Period } from "../state/timeline.ts";
import type { Aggregate, SeriesStore } from "../store/series.ts";
import { type Bounds, gather } from "./gather.ts";

export interface DistributionQuestion {
  measurement: (typeof spreadMeasurements)[number];
  tags: Readonly<Record<string, string>>;
  /** Only of these objects, `kind/id`; undefined: of all that the tags leave. */
  objects: ReadonlySet<string> | undefined;
  period: Period;
  stepMs: number;
}

/** What the windows of all objects in one step come to. */
interface Gathered {
  sent: number;
  received: number;
  minMs: number | null;
  maxMs: number | null;
  histogram: Histogram;
  /** Windows with any reply, and those of them with a histogram. */
  answered: number;
  told: number;
  /** Sums of the windows' own quantiles, weighed by windows. */
  p50: { sum: number; count: number };
  p95: { sum: number; count: number };
}

/** Fields by how a step's value of them comes from its windows'. */
const questions: ReadonlyArray<[Aggregate, readonly string[]]> = [
  ["merge", ["rttHistogram"]],
  ["sum", ["sent", "received", "rttP50Ms", "rttP95Ms"]],
  ["count", ["rttP50Ms", "rttP95Ms", "rttHistogram"]],
  ["min", ["rttMinMs"]],
  ["max", ["rttMaxMs"]],
];

/** Round-trip times over time, of all objects as one: what a smoke chart draws. */
export async function readDistribution(
  store: SeriesStore,
  question: DistributionQuestion,
  bounds: Bounds,
): Promise<Distribution> {
  const { measurement, tags, objects, period, stepMs } = question;
  const steps = new Map<number, Gathered>();
  const seen = new Set<string>();
  for (const [by, fields] of questions) {
    const found = await gather(period, stepMs, bounds, (piece) =>
      store.aggregate({ measurement, tags, fields }, piece, { stepMs, by }),
    );
    for (const series of found) {
      const object = `${series.tags["kind"]}/${series.tags["id"]}`;
      if (objects !== undefined && !objects.has(object)) continue;
      seen.add(object);
      for (const { timeMs, value } of series.samples) {
        const step = steps.get(timeMs) ?? nothing();
        steps.set(timeMs, step);
        add(step, series.field, by, value);
      }
    }
  }
  return {
    measurement,
    objects: [...seen].toSorted(),
    steps: [...steps].toSorted(([one], [other]) => one - other).map(([timeMs, step]) => finish(timeMs, step)),
  };
}

function nothing(): Gathered {
  return {
    sent: 0,
    received: 0,
    minMs: null,
    maxMs: null,
    histogram: new Map(),
    answered: 0,
    told: 0,
    p50: { sum: 0, count: 0 },
    p95: { sum: 0, count: 0 },
  };
}

function add(step: Gathered, field: string, by: Aggregate, value: number | string | boolean): void {
  if (typeof value === "string") {
    if (field === "rttHistogram") addHistogram(step.histogram, decodeHistogram(value) ?? new Map());
    return;
  }
  if (typeof value !== "number") return;
  switch (`${by} ${field}`) {
    case "sum sent":
      step.sent += value;
      return;
    case "sum received":
      step.received += value;
      return;
    case "sum rttP50Ms":
      step.p50.sum += value;
      return;
    case "sum rttP95Ms":
      step.p95.sum += value;
      return;
    case "count rttP50Ms":
      step.p50.count += value;
      step.answered += value;
      return;
    case "count rttP95Ms":
      step.p95.count += value;
      return;
    case "count rttHistogram":
      step.told += value;
      return;
    case "min rttMinMs":
      step.minMs = Math.min(step.minMs ?? value, value);
      return;
    case "max rttMaxMs":
      step.maxMs = Math.max(step.maxMs ?? value, value);
      return;
  }
}

function finish(timeMs: number, step: Gathered): DistributionStep {
  const { sent, received, minMs, maxMs } = step;
  const exact = step.histogram.size > 0 && step.told >= step.answered;
  const within = (ms: number | undefined): number | null =>
    ms === undefined ? null : Math.min(maxMs ?? ms, Math.max(minMs ?? ms, ms));
  const told = (share: number) => (exact ? within(quantile(step.histogram, share)) : null);
  const mean = ({ sum, count }: { sum: number; count: number }) => (count === 0 ? null : sum / count);
  return {
    timeMs,
    sent,
    received,
    lossPct: sent === 0 ? null : Math.max(0, 100 * (1 - received / sent)),
    minMs,
    p5Ms: told(0.05),
    p25Ms: told(0.25),
    p50Ms: exact ? told(0.5) : mean(step.p50),
    p75Ms: told(0.75),
    p95Ms: exact ? told(0.95) : mean(step.p95),
    maxMs,
    exact,
  };
}
