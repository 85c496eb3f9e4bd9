import {
  addHistogram,
  decodeHistogram,
  encodeHistogram,
  type Histogram,
} from "@haidang/contract/histogram.ts";
import type { FieldValue } from "@haidang/contract/point.ts";
import { bucketStart, type Sample } from "../bucket.ts";
import type { Aggregate } from "../series.ts";
import type { Column } from "./codec/chunk.ts";
import type { Rollup } from "./rollup.ts";
import type { IndexedField } from "./series-index.ts";

/** Whether an aggregate of such a field says anything. */
export function suits({ type, isHistogram }: IndexedField, by: Aggregate): boolean {
  if (by === "merge") return isHistogram;
  return type === "number" || by === "last" || by === "count";
}

/** A field's value as it is shown, from how a column keeps it. */
export function shownValue(
  { type }: IndexedField,
  value: number,
  texts: readonly string[] | undefined,
): FieldValue {
  if (type === "string") return texts?.[value] ?? "";
  return type === "boolean" ? value === 1 : value;
}

interface Bucket {
  startMs: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  last: FieldValue;
  histogram: Histogram;
}

/** Stands where nothing is merged: buckets are many, and a map of its own for each would cost most of the time. */
const none: Histogram = new Map();

/** Adds up what is given in time order, samples and finer buckets alike, to buckets of one step. */
export class Buckets {
  readonly #field: IndexedField;
  readonly #stepMs: number;
  readonly #by: Aggregate;
  readonly #out: Sample[] = [];
  #bucket: Bucket | undefined;

  constructor(field: IndexedField, step: { stepMs: number; by: Aggregate }) {
    this.#field = field;
    this.#stepMs = step.stepMs;
    this.#by = step.by;
  }

  addColumn({ times, values, texts }: Column): void {
    let bucket = this.#bucket;
    let endMs = bucket === undefined ? Number.NEGATIVE_INFINITY : bucket.startMs + this.#stepMs;
    for (let at = 0; at < times.length; at += 1) {
      const timeMs = times[at] as number;
      if (bucket === undefined || timeMs >= endMs) {
        bucket = this.#at(timeMs);
        endMs = bucket.startMs + this.#stepMs;
      }
      const value = values[at] as number;
      bucket.count += 1;
      if (this.#field.type === "number") {
        bucket.sum += value;
        if (value < bucket.min) bucket.min = value;
        if (value > bucket.max) bucket.max = value;
        bucket.last = value;
      } else if (this.#by === "merge") {
        addHistogram(bucket.histogram, decodeHistogram(texts?.[value] ?? "") ?? new Map());
      } else bucket.last = shownValue(this.#field, value, texts);
    }
  }

  addRollup({ starts, counts, lasts, texts, numbers }: Rollup): void {
    for (let at = 0; at < starts.length; at += 1) {
      const bucket = this.#at(starts[at] as number);
      bucket.count += counts[at] as number;
      if (this.#by === "merge") {
        addHistogram(bucket.histogram, decodeHistogram(texts?.[lasts[at] as number] ?? "") ?? new Map());
        continue;
      }
      bucket.last = shownValue(this.#field, lasts[at] as number, texts);
      if (numbers === undefined) continue;
      bucket.sum += numbers.sums[at] as number;
      bucket.min = Math.min(bucket.min, numbers.mins[at] as number);
      bucket.max = Math.max(bucket.max, numbers.maxs[at] as number);
    }
  }

  #at(timeMs: number): Bucket {
    const startMs = bucketStart(timeMs, this.#stepMs);
    if (this.#bucket?.startMs === startMs) return this.#bucket;
    if (this.#bucket !== undefined) this.#put(this.#bucket);
    this.#bucket = {
      startMs,
      count: 0,
      sum: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      last: "",
      histogram: this.#by === "merge" ? new Map() : none,
    };
    return this.#bucket;
  }

  #put(bucket: Bucket): void {
    const timeMs = bucket.startMs;
    if (this.#by === "merge") {
      if (bucket.histogram.size > 0) this.#out.push({ timeMs, value: encodeHistogram(bucket.histogram) });
      return;
    }
    this.#out.push({ timeMs, value: this.#by === "mean" ? bucket.sum / bucket.count : bucket[this.#by] });
  }

  finish(): Sample[] {
    if (this.#bucket !== undefined) this.#put(this.#bucket);
    this.#bucket = undefined;
    return this.#out;
  }
}
