import type { FieldValue, Point } from "@haidang/contract/point.ts";

/**
 * Which series are meant: a measurement, some of its fields (absent: all), and tags that must be equal. A tag asked
 * to be empty is one that must not be there.
 */
export interface SeriesSelector {
  measurement: string;
  fields?: readonly string[];
  tags?: Readonly<Record<string, string>>;
}

export interface TimeRange {
  /** Inclusive, UTC ms. */
  fromMs: number;
  /** Exclusive, UTC ms. */
  toMs: number;
}

export interface Series {
  measurement: string;
  field: string;
  tags: Readonly<Record<string, string>>;
  /** In time order. */
  samples: Array<{ timeMs: number; value: FieldValue }>;
}

export type Aggregate = "mean" | "min" | "max" | "last" | "sum" | "count";

/**
 * Where measurements live. All drivers mean the same: a point is (measurement, tags, time), writing it again merges
 * its fields and the last write wins, in any order and however late. Points are kept as `carriedPoint` of the
 * contract leaves them. One conformance suite runs over every driver.
 */
export interface SeriesStore {
  /** Name of the engine, for people: `embedded`, `influxdb 1.6.7`, ... */
  readonly engine: string;
  /**
   * Resolves when every point is durable; rejects with `store_unavailable` when that cannot be promised, with
   * `lines_invalid` when a field comes in another type than its measurement keeps it in, with `too_many_series`
   * when the store takes no new ones. After a rejection some points may be kept; writing all again does no harm.
   */
  write(points: readonly Point[]): Promise<void>;
  /** Raw samples, one entry per series and field that has any. */
  range(selector: SeriesSelector, range: TimeRange): Promise<Series[]>;
  /**
   * Buckets of `stepMs`, aligned to the epoch and stamped with their start, so the first may be stamped before
   * `fromMs`; only samples of the range count. A bucket without samples is absent.
   * Non-numeric fields take part only in `last` and `count`.
   */
  aggregate(
    selector: SeriesSelector,
    range: TimeRange,
    step: { stepMs: number; by: Aggregate },
  ): Promise<Series[]>;
  /** The newest sample of each series and field, not older than `sinceMs`. */
  latest(selector: SeriesSelector, sinceMs: number): Promise<Series[]>;
  /** Forgets everything before `timeMs` (retention). Writes and reads go on meanwhile. */
  dropBefore(timeMs: number): Promise<void>;
  /** Rejects with `store_unavailable` when the engine does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
