import {
  addHistogram,
  decodeHistogram,
  encodeHistogram,
  type Histogram,
} from "@haidang/contract/histogram.ts";
import type { Aggregate } from "../series.ts";
import type { ByteWriter } from "./codec/bytes.ts";
import { type Column, seal, unsealed } from "./codec/chunk.ts";
import { firstAtOrAfter } from "./codec/column.ts";
import {
  decimalsOf,
  readNumbers,
  readTexts,
  readTimes,
  roundTo,
  writeNumbers,
  writeTexts,
  writeTimes,
} from "./codec/values.ts";
import type { IndexedField } from "./series-index.ts";

/** What the samples of a field come to in each bucket that has any, in time order. */
export interface Rollup {
  starts: Float64Array;
  counts: Float64Array;
  /** Newest value; of a text its place in `texts`, of a histogram the place of the sum of all. */
  lasts: Float64Array;
  texts?: readonly string[] | undefined;
  /** Of numbers only. */
  numbers?: { mins: Float64Array; maxs: Float64Array; sums: Float64Array } | undefined;
}

/** Samples in time order, brought to buckets of `stepMs` aligned to the epoch. */
export function rollUp(field: IndexedField, column: Column, stepMs: number): Rollup {
  const { times, values } = column;
  const ends: number[] = [];
  const startOf = (at: number) => Math.floor((times[at] as number) / stepMs) * stepMs;
  for (let at = 1; at <= times.length; at += 1) {
    if (at === times.length || startOf(at) !== startOf(at - 1)) ends.push(at);
  }
  const starts = Float64Array.from(ends, (end) => startOf(end - 1));
  const counts = Float64Array.from(ends, (end, bucket) => end - (ends[bucket - 1] ?? 0));
  if (field.isHistogram) {
    const texts = ends.map((end, bucket) => mergedTexts(column, ends[bucket - 1] ?? 0, end));
    return { starts, counts, lasts: Float64Array.from(ends.keys()), texts };
  }
  const lasts = Float64Array.from(ends, (end) => values[end - 1] as number);
  if (field.type !== "number") return { starts, counts, lasts, texts: column.texts };
  return { starts, counts, lasts, numbers: numbersOf(values, ends) };
}

function mergedTexts({ values, texts = [] }: Column, from: number, to: number): string {
  const counts: Histogram = new Map();
  for (let at = from; at < to; at += 1) {
    addHistogram(counts, decodeHistogram(texts[values[at] as number] ?? "") ?? new Map());
  }
  return encodeHistogram(counts);
}

function numbersOf(values: Float64Array, ends: readonly number[]): NonNullable<Rollup["numbers"]> {
  const mins = new Float64Array(ends.length);
  const maxs = new Float64Array(ends.length);
  const sums = new Float64Array(ends.length);
  const decimals = decimalsOf(values);
  let at = 0;
  for (const [bucket, end] of ends.entries()) {
    let min = values[at] as number;
    let max = min;
    let sum = 0;
    for (; at < end; at += 1) {
      const value = values[at] as number;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    mins[bucket] = min;
    maxs[bucket] = max;
    sums[bucket] = decimals < 0 ? sum : roundTo(sum, decimals);
  }
  return { mins, maxs, sums };
}

const hasTexts = 1;
const hasNumbers = 2;
/** Minima, maxima and sums are the last values: one sample a bucket, or a value that stays. */
const allSame = 4;

export function encodeRollup(writer: ByteWriter, { starts, counts, lasts, texts, numbers }: Rollup): void {
  seal(writer, (into) => {
    const same =
      numbers !== undefined &&
      [numbers.mins, numbers.maxs, numbers.sums].every((each) => isSame(each, lasts));
    into.byte(
      (texts === undefined ? 0 : hasTexts) | (numbers === undefined ? 0 : hasNumbers) | (same ? allSame : 0),
    );
    into.varint(starts.length);
    writeTimes(into, starts);
    writeNumbers(into, counts);
    if (numbers !== undefined && !same) writeNumbers(into, numbers.sums);
    if (texts === undefined) writeNumbers(into, lasts);
    else writeTexts(into, lasts, texts);
    if (numbers === undefined || same) return;
    writeNumbers(into, numbers.mins);
    writeNumbers(into, numbers.maxs);
  });
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  return one.every((value, at) => value === other[at]);
}

/**
 * What `encodeRollup` wrote. For a `sum`, `count` or `mean` reading stops when those are known, the rest being of no
 * meaning then. Throws `DamagedBytes`.
 */
export function decodeRollup(bytes: Uint8Array, firstMs: number, by: Aggregate): Rollup {
  const reader = unsealed(bytes);
  const flags = reader.byte();
  const count = reader.varint();
  const starts = readTimes(reader, count, firstMs);
  const counts = readNumbers(reader, count);
  if ((flags & hasTexts) !== 0) {
    const { values, texts } = readTexts(reader, count);
    return { starts, counts, lasts: values, texts };
  }
  if ((flags & hasNumbers) === 0) return { starts, counts, lasts: readNumbers(reader, count) };
  if ((flags & allSame) !== 0) {
    const lasts = readNumbers(reader, count);
    return { starts, counts, lasts, numbers: { mins: lasts, maxs: lasts, sums: lasts } };
  }
  const sums = readNumbers(reader, count);
  if (by === "mean" || by === "sum" || by === "count") {
    return { starts, counts, lasts: sums, numbers: { mins: sums, maxs: sums, sums } };
  }
  const lasts = readNumbers(reader, count);
  const mins = readNumbers(reader, count);
  return { starts, counts, lasts, numbers: { mins, maxs: readNumbers(reader, count), sums } };
}

export const noRollup: Rollup = {
  starts: new Float64Array(0),
  counts: new Float64Array(0),
  lasts: new Float64Array(0),
};

/** Buckets that start within the range; shares their memory. */
export function withinRollup(rollup: Rollup, fromMs: number, toMs: number): Rollup {
  const { starts, counts, lasts, texts, numbers } = rollup;
  const from = firstAtOrAfter(starts, fromMs);
  const to = Math.max(from, firstAtOrAfter(starts, toMs));
  if (from === 0 && to === starts.length) return rollup;
  return {
    starts: starts.subarray(from, to),
    counts: counts.subarray(from, to),
    lasts: lasts.subarray(from, to),
    texts,
    numbers: numbers && {
      mins: numbers.mins.subarray(from, to),
      maxs: numbers.maxs.subarray(from, to),
      sums: numbers.sums.subarray(from, to),
    },
  };
}

/** Roll-ups of one field, given in time order, as one. */
export function joinRollups(given: readonly Rollup[]): Rollup {
  const parts = given.filter(({ starts }) => starts.length > 0);
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? noRollup;
  const joined = (pick: (part: Rollup) => Float64Array) => joinNumbers(parts.map(pick));
  const texts: string[] = [];
  const lasts = joined((part) => {
    const shift = texts.length;
    for (const text of part.texts ?? []) texts.push(text);
    return shift === 0 ? part.lasts : part.lasts.map((place) => place + shift);
  });
  const starts = joined((part) => part.starts);
  const counts = joined((part) => part.counts);
  if (first.numbers === undefined) {
    return { starts, counts, lasts, texts: first.texts === undefined ? undefined : texts };
  }
  const numbers = {
    mins: joined((part) => part.numbers?.mins ?? part.lasts),
    maxs: joined((part) => part.numbers?.maxs ?? part.lasts),
    sums: joined((part) => part.numbers?.sums ?? part.lasts),
  };
  return { starts, counts, lasts, numbers };
}

function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
