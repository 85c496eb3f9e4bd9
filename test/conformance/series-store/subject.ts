import type { FieldValue } from "@haidang/contract/point.ts";
import type { Series, SeriesStore } from "@haidang/control-plane/store/series.ts";

/** The store under test. Tests share it, each in a measurement of its own. */
export interface Subject {
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
