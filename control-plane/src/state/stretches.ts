import { type InstantClass, type Interval, instantClasses, noneOfEach } from "@haidang/contract/state.ts";
import type { Period } from "./timeline.ts";

/**
 * What an object was at each instant from `fromMs` on, without gaps and without reasons: stretch after stretch, each
 * with its end (UTC ms) and its class (index into `instantClasses`). Plain lists of numbers, so that a year of
 * thousands of objects fits into memory and is counted in milliseconds.
 */
export interface Stretches {
  fromMs: number;
  endsMs: number[];
  classes: number[];
}

const indexes = new Map<InstantClass, number>(instantClasses.map((name, index) => [name, index]));
const indexOf = (name: InstantClass): number => indexes.get(name) ?? 0;
const down = indexOf("down");
const unmonitored = indexOf("unmonitored");
const answering: ReadonlySet<number | undefined> = new Set([indexOf("up"), indexOf("degraded")]);

export function emptyStretches(fromMs: number): Stretches {
  return { fromMs, endsMs: [], classes: [] };
}

export function endOf({ fromMs, endsMs }: Stretches): number {
  return endsMs.at(-1) ?? fromMs;
}

function push(stretches: Stretches, endMs: number, index: number): void {
  const { endsMs, classes } = stretches;
  if (endMs <= endOf(stretches)) return;
  if (classes.at(-1) === index) endsMs[endsMs.length - 1] = endMs;
  else {
    endsMs.push(endMs);
    classes.push(index);
  }
}

/** Adds what intervals in time order say from the end of the stretches to `toMs`; what they leave out is unmonitored. */
export function addIntervals(stretches: Stretches, intervals: readonly Interval[], toMs: number): void {
  for (const { fromMs, toMs: endMs, class: name } of intervals) {
    if (endMs <= endOf(stretches)) continue;
    if (fromMs >= toMs) break;
    push(stretches, fromMs, unmonitored);
    push(stretches, Math.min(endMs, toMs), indexOf(name));
  }
  push(stretches, toMs, unmonitored);
}

/** Intervals over a period as stretches that cover it. */
export function toStretches(intervals: readonly Interval[], { fromMs, toMs }: Period): Stretches {
  const stretches = emptyStretches(fromMs);
  addIntervals(stretches, intervals, toMs);
  return stretches;
}

export function toIntervals({ fromMs, endsMs, classes }: Stretches): Interval[] {
  return endsMs.map((toMs, at) => ({
    fromMs: endsMs[at - 1] ?? fromMs,
    toMs,
    class: instantClasses[classes[at] ?? 0] ?? "unknown",
  }));
}

/** Index of the stretch an instant lies in; their number when it lies behind them. */
function find(endsMs: readonly number[], atMs: number): number {
  let low = 0;
  let high = endsMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((endsMs[middle] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Drops what is said from an instant on. */
export function truncate(stretches: Stretches, atMs: number): void {
  const { endsMs, classes } = stretches;
  const last = find(endsMs, atMs);
  const reaches = last < endsMs.length && atMs > (endsMs[last - 1] ?? stretches.fromMs);
  endsMs.length = classes.length = last + (reaches ? 1 : 0);
  if (reaches) endsMs[last] = atMs;
}

/** The part inside a period. */
export function cutStretches({ fromMs, endsMs, classes }: Stretches, period: Period): Stretches {
  if (period.toMs <= period.fromMs) return emptyStretches(period.fromMs);
  const first = find(endsMs, period.fromMs);
  const last = find(endsMs, period.toMs - 1);
  const cut = {
    fromMs: Math.max(fromMs, period.fromMs),
    endsMs: endsMs.slice(first, last + 1),
    classes: classes.slice(first, last + 1),
  };
  if (last < endsMs.length && cut.endsMs.length > 0) cut.endsMs[cut.endsMs.length - 1] = period.toMs;
  return cut;
}

/** Adds stretches that begin where these end. */
export function join(stretches: Stretches, more: Stretches): void {
  const { endsMs, classes } = more;
  for (let at = 0; at < endsMs.length; at += 1) push(stretches, endsMs[at] ?? 0, classes[at] ?? 0);
}

/** Time by class and the outages in it. */
export interface Counted {
  ms: Record<InstantClass, number>;
  outages: number;
  /** Outages that became the state on both sides of them. */
  merged: number;
  longestMs: number;
}

export function nothingCounted(): Counted {
  return { ms: { ...noneOfEach }, outages: 0, merged: 0, longestMs: 0 };
}

/** Outages shorter than `mergeBelowMs` count as the state on both sides, where that is one and the same that answers. */
export function countStretches({ fromMs, endsMs, classes }: Stretches, mergeBelowMs: number): Counted {
  const totals = instantClasses.map(() => 0);
  const counted = nothingCounted();
  let startMs = fromMs;
  for (let at = 0; at < endsMs.length; at += 1) {
    const endMs = endsMs[at] ?? startMs;
    const lengthMs = endMs - startMs;
    startMs = endMs;
    let index = classes[at] ?? 0;
    if (index === down) {
      const before = classes[at - 1];
      if (lengthMs < mergeBelowMs && answering.has(before) && before === classes[at + 1]) {
        counted.merged += 1;
        index = before ?? index;
      } else {
        counted.outages += 1;
        counted.longestMs = Math.max(counted.longestMs, lengthMs);
      }
    }
    totals[index] = (totals[index] ?? 0) + lengthMs;
  }
  for (const [index, name] of instantClasses.entries()) counted.ms[name] = totals[index] ?? 0;
  return counted;
}

/** Several members counted as one: times and outages add up. */
export function sumCounted(all: readonly Counted[]): Counted {
  const sum = nothingCounted();
  for (const { ms, outages, merged, longestMs } of all) {
    for (const name of instantClasses) sum.ms[name] += ms[name];
    sum.outages += outages;
    sum.merged += merged;
    sum.longestMs = Math.max(sum.longestMs, longestMs);
  }
  return sum;
}
