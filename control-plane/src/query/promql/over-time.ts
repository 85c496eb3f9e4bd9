import type { OverTime } from "./ast.ts";

/** Samples of one series that lie in one range, as places `from` (inclusive) to `to` (exclusive). */
export interface Window {
  times: readonly number[];
  values: readonly number[];
  from: number;
  to: number;
  /** The range is (endMs - rangeMs, endMs]. */
  endMs: number;
  rangeMs: number;
}

type WindowFunction = (window: Window, quantile: number) => number | undefined;

function fold(start: number, step: (result: number, value: number) => number): WindowFunction {
  return ({ values, from, to }) => {
    let result = start;
    for (let at = from; at < to; at += 1) result = step(result, values[at] ?? Number.NaN);
    return result;
  };
}

const sum = fold(0, (result, value) => result + value);
const smallest = (one: number, other: number) => (other < one || Number.isNaN(one) ? other : one);
const greatest = (one: number, other: number) => (other > one || Number.isNaN(one) ? other : one);

/** Undefined where a series has no value: none is asked about a range without samples. */
const functions: Readonly<Record<OverTime, WindowFunction>> = {
  sum_over_time: sum,
  avg_over_time: (window, quantile) => (sum(window, quantile) ?? 0) / (window.to - window.from),
  count_over_time: ({ from, to }) => to - from,
  min_over_time: fold(Number.NaN, smallest),
  max_over_time: fold(Number.NaN, greatest),
  last_over_time: ({ values, to }) => values[to - 1],
  quantile_over_time: ({ values, from, to }, share) => quantileOf(values.slice(from, to), share),
  changes: ({ values, from, to }) => {
    let count = 0;
    for (let at = from + 1; at < to; at += 1) if (!Object.is(values[at], values[at - 1])) count += 1;
    return count;
  },
  rate: (window) => extrapolated(window, { isCounter: true, isRate: true }),
  increase: (window) => extrapolated(window, { isCounter: true, isRate: false }),
  delta: (window) => extrapolated(window, { isCounter: false, isRate: false }),
  irate: ({ times, values, from, to }) => {
    if (to - from < 2) return undefined;
    const last = values[to - 1] ?? Number.NaN;
    const before = values[to - 2] ?? Number.NaN;
    const seconds = ((times[to - 1] ?? 0) - (times[to - 2] ?? 0)) / 1000;
    return (last < before ? last : last - before) / seconds;
  },
};

export function overTime(name: OverTime, window: Window, quantile: number): number | undefined {
  return functions[name](window, quantile);
}

/** Linear between the two nearest ranks, as Prometheus has it. */
export function quantileOf(values: readonly number[], share: number): number {
  if (values.length === 0 || Number.isNaN(share)) return Number.NaN;
  if (share < 0) return -Infinity;
  if (share > 1) return Infinity;
  const sorted = values.toSorted((one, other) =>
    Number.isNaN(one) ? -1 : Number.isNaN(other) ? 1 : one - other,
  );
  const rank = share * (sorted.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(sorted.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[low] ?? Number.NaN) * (1 - weight) + (sorted[high] ?? Number.NaN) * weight;
}

/** Prometheus' extrapolation: to the range's ends where samples come near them, half a sample's distance else. */
function extrapolated(
  { times, values, from, to, endMs, rangeMs }: Window,
  { isCounter, isRate }: { isCounter: boolean; isRate: boolean },
): number | undefined {
  const count = to - from;
  if (count < 2) return undefined;
  const first = values[from] ?? Number.NaN;
  let difference = (values[to - 1] ?? Number.NaN) - first;
  if (isCounter) {
    for (let at = from + 1; at < to; at += 1) {
      const before = values[at - 1] ?? 0;
      if ((values[at] ?? 0) < before) difference += before;
    }
  }
  const firstMs = times[from] ?? 0;
  const lastMs = times[to - 1] ?? 0;
  const sampledMs = lastMs - firstMs;
  const apartMs = sampledMs / (count - 1);
  const near = (gapMs: number) => (gapMs < apartMs * 1.1 ? gapMs : apartMs / 2);
  let beforeMs = firstMs - (endMs - rangeMs);
  if (isCounter && difference > 0 && first >= 0) {
    // A counter was not below zero: no further back than where it would have been.
    beforeMs = Math.min(beforeMs, sampledMs * (first / difference));
  }
  const factor = (sampledMs + near(beforeMs) + near(endMs - lastMs)) / sampledMs;
  return difference * (isRate ? factor / (rangeMs / 1000) : factor);
}
