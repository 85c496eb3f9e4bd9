import type { FieldValue } from "@haidang/contract/point.ts";
import type { Series, SeriesStore } from "@haidang/control-plane/store/series.ts";
import { expect } from "vitest";

/** What an engine cannot do, in the words of the tests' titles. */
export interface Lacks {
  /** It cannot replace a value: one of those written is kept. */
  overwriting?: string;
  /** It keeps the leading 12 digits of a number. */
  digits?: string;
}

/** The store under test. Tests share it, each in a measurement of its own. */
export interface Subject {
  readonly lacks: Lacks;
  readonly store: SeriesStore;
  newMeasurement(): string;
  /** All there is of a measurement, in one order. */
  read(measurement: string, tags?: Record<string, string>): Promise<PlainSeries[]>;
  /** Closes the store and opens it again over the same data. */
  reopen(): Promise<void>;
}

export const minuteMs = 60_000;
/** 2026-09-01T00:00:00Z, in one InfluxDB shard with all that is written near it. */
export const startMs = Date.UTC(2026, 8, 1);
export const everything = { fromMs: startMs - 365 * 86_400_000, toMs: startMs + 365 * 86_400_000 };

export type PlainSeries = Omit<Series, "tags"> & { tags: Record<string, string> };

/** Series in one order, with plain tags, to compare drivers by. */
export function plain(found: readonly Series[]): PlainSeries[] {
  return found.map((series) => ({ ...series, tags: { ...series.tags } })).sort(bySeries);
}

export function line(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  field: string,
  samples: ReadonlyArray<readonly [number, FieldValue]>,
): PlainSeries {
  return {
    measurement,
    field,
    tags: { ...tags },
    samples: samples.map(([timeMs, value]) => ({ timeMs, value })),
  };
}

export function bySeries(one: PlainSeries, other: PlainSeries): number {
  const key = ({ measurement, tags, field }: PlainSeries) =>
    JSON.stringify([measurement, Object.entries(tags).sort(), field]);
  return key(one) < key(other) ? -1 : 1;
}

/** The last value written where the engine can replace one, else any of them. */
export function rewritten(subject: Subject, last: FieldValue, ...before: FieldValue[]): FieldValue {
  return subject.lacks.overwriting === undefined ? last : expect.toBeOneOf([last, ...before]);
}

/** A title with what the engine cannot do of it. */
export function titled(title: string, lack: string | undefined): string {
  return lack === undefined ? title : `${title} (${lack})`;
}

/** A number as far as the engine has to keep it. */
export function kept(subject: Subject, value: FieldValue): FieldValue {
  return typeof value === "number" && subject.lacks.digits !== undefined
    ? Number(value.toPrecision(12))
    : value;
}
