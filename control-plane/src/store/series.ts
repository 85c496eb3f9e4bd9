import type { LineBatch } from "@haidang/contract/line-batch.ts";
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

/** `merge` adds up the histograms of fields of that kind (contract/histogram.ts) and passes over all others. */
export type Aggregate = "mean" | "min" | "max" | "last" | "sum" | "count" | "merge";

/** A file that could not be read, put beside under another name so that the store goes on without it. */
export interface Damage {
  file: string;
  /** In a sentence's words. */
  what: string;
}

/** What is kept how long. Readers choose by it how finely a period can be asked for. */
export interface Tier {
  /** 0 for raw samples, else the step of the roll-up, ms. */
  stepMs: number;
  /** Null when it is kept for ever, or as the server's own administrator decided. */
  keepMs: number | null;
}

/**
 * Where measurements live. All drivers mean the same: a point is (measurement, tags, time), writing it again merges
 * its fields and the last write wins, in any order and however late. Points are kept as `carriedPoint` of the
 * contract leaves them. One conformance suite runs over every driver.
 */
export interface SeriesStore {
  /** Name of the engine, for people: `embedded`, `influxdb 1.6.7`, ... */
  readonly engine: string;
  /** Finest first; raw samples are always there. */
  readonly tiers: readonly Tier[];
  /**
   * Resolves when every point is durable; rejects with `store_unavailable` when that cannot be promised, with
   * `lines_invalid` when a field comes in another type than its measurement keeps it in, with `too_many_series`
   * when the store takes no new ones. After a rejection some points may be kept; writing all again does no harm.
   */
  write(points: readonly Point[]): Promise<void>;
  /** As `write`, for drivers that take lines without an object a point. Use `writeLines` of lines.ts for any driver. */
  writeLines?(lines: LineBatch): Promise<void>;
  /** Raw samples, one entry per series and field that has any. */
  range(selector: SeriesSelector, range: TimeRange): Promise<Series[]>;
  /**
   * Buckets of `stepMs`, aligned to the epoch and stamped with their start, so the first may be stamped before
   * `fromMs`; only samples of the range count. A bucket without samples is absent.
   * Non-numeric fields take part only in `last`, `count` and, histograms, `merge`.
   * Beyond the age of raw samples, and wherever the answer is the same, a driver may read a roll-up whose step
   * divides `stepMs`; buckets then count whole. A roll-up tells the last text, but of histograms their sum alone:
   * `last` of a histogram answers nothing beyond the age of raw samples.
   */
  aggregate(
    selector: SeriesSelector,
    range: TimeRange,
    step: { stepMs: number; by: Aggregate },
  ): Promise<Series[]>;
  /** The newest sample of each series and field, not older than `sinceMs`. */
  latest(selector: SeriesSelector, sinceMs: number): Promise<Series[]>;
  /** Measurements that have any samples, in any order. */
  measurements(): Promise<string[]>;
  /** Forgets whole series of a measurement, those whose tags are as said: a device that was a mistake. */
  dropSeries(selector: Omit<SeriesSelector, "fields">): Promise<void>;
  /** Forgets everything before `timeMs`. Writes and reads go on meanwhile. */
  dropBefore(timeMs: number): Promise<void>;
  /**
   * Forgets what the tier of `stepMs` has before `timeMs` (retention). What comes later for a time that only roll-ups
   * still tell of is not kept. Absent where `dropBefore` is all there is.
   */
  dropTierBefore?(stepMs: number, timeMs: number): Promise<void>;
  /** Files found broken and put aside since opening; absent where that is the server's own affair. */
  damages?(): readonly Damage[];
  /**
   * Copies everything into an empty folder, consistent as of one moment while writing goes on. Opened as a data folder
   * it is the store of that moment. Absent where the server has its own way.
   */
  backup?(folder: string): Promise<void>;
  /**
   * Resolves when all that was written before can be read. Absent where `write` already waits for that; where it is
   * there, numbers show a second or so after they were written, and results of checks at once.
   */
  settled?(): Promise<void>;
  /** Rejects with `store_unavailable` when the engine does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
