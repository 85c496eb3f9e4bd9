import {
  addHistogram,
  decodeHistogram,
  encodeHistogram,
  type Histogram,
} from "@haidang/contract/histogram.ts";
import type { FieldValue } from "@haidang/contract/point.ts";
import type { Aggregate } from "./series.ts";

export interface Sample {
  timeMs: number;
  value: FieldValue;
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

/** Start of the epoch-aligned bucket of `stepMs` that holds the instant. */
export function bucketStart(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

/**
 * Samples in time order brought to one a bucket, stamped with its start; a bucket without samples is absent.
 * Texts and booleans have a `last` and a `count`, and are passed over by the rest.
 */
export function intoBuckets(samples: Iterable<Sample>, step: { stepMs: number; by: Aggregate }): Sample[] {
  const numbersOnly = step.by !== "last" && step.by !== "count" && step.by !== "merge";
  const out: Sample[] = [];
  let bucket: Bucket | undefined;
  for (const { timeMs, value } of samples) {
    if (numbersOnly && typeof value !== "number") continue;
    const startMs = bucketStart(timeMs, step.stepMs);
    if (bucket === undefined || bucket.startMs !== startMs) {
      if (bucket !== undefined) out.push(finish(bucket, step.by));
      bucket = {
        startMs,
        count: 0,
        sum: 0,
        min: Infinity,
        max: -Infinity,
        last: value,
        histogram: new Map(),
      };
    }
    if (step.by === "merge") mergeInto(bucket, value);
    else add(bucket, value);
  }
  if (bucket !== undefined) out.push(finish(bucket, step.by));
  return step.by === "merge" ? out.filter(({ value }) => value !== "") : out;
}

function add(bucket: Bucket, value: FieldValue): void {
  bucket.count += 1;
  bucket.last = value;
  if (typeof value !== "number") return;
  bucket.sum += value;
  if (value < bucket.min) bucket.min = value;
  if (value > bucket.max) bucket.max = value;
}

function mergeInto(bucket: Bucket, value: FieldValue): void {
  if (typeof value !== "string") return;
  addHistogram(bucket.histogram, decodeHistogram(value) ?? new Map());
}

function finish(bucket: Bucket, by: Aggregate): Sample {
  if (by === "merge") return { timeMs: bucket.startMs, value: encodeHistogram(bucket.histogram) };
  const value = by === "mean" ? bucket.sum / bucket.count : bucket[by];
  return { timeMs: bucket.startMs, value };
}
