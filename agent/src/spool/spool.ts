import type { Point } from "@haidang/contract/point.ts";

/** `state`: changes of outcome, few and kept longest. `bulk`: everything else. */
export const lanes = ["state", "bulk"] as const;
export type Lane = (typeof lanes)[number];

/** A finished batch as it travels. `(boot, sequence)` names it for ever; its bytes change only by `trimmed`. */
export interface Batch {
  /** Names the row in this spool, for `settle`. */
  id: number;
  boot: string;
  sequence: number;
  lane: Lane;
  createdMs: number;
  points: number;
  /** Oldest and newest time stamp of its points, UTC ms. */
  firstMs: number;
  lastMs: number;
  /** Line protocol with millisecond stamps, zstd. */
  body: Uint8Array;
  /** CRC-32 of the body before compression, eight hexadecimal digits. */
  crc32: string;
  /** Lowest sequence of this boot still in the spool: none below it will ever be sent again. */
  oldest: number;
}

export type BatchName = Pick<Batch, "id" | "boot" | "sequence">;

/**
 * How an attempt to deliver a batch ended. `kept`: fate unknown or the centre away, it goes again under the same
 * identity. `trimmed`: the centre named bad lines (counted from 1) and stored nothing, so they are left out and the
 * rest keeps its identity. `split`: too large for the centre, it becomes two batches with identities of their own.
 */
export type Settlement =
  | { as: "accepted" }
  | { as: "kept" }
  | { as: "refused"; why: string; detail: string }
  | { as: "trimmed"; why: string; detail: string; lines: readonly number[] }
  | { as: "split" };

/** Points that will never arrive, and why: a stretch of one hour of measured time at most. */
export interface Dropped {
  /** `spool_full`, `disk_full`, `disk_error`, `too_old`, `damaged`, `not_encodable`, or `refused_<code>`. */
  why: string;
  lane: Lane;
  points: number;
  firstMs: number;
  lastMs: number;
  /** The last sentence the centre or the system said about it. */
  detail: string;
}

/** Batches from behind `afterId` through `throughId`. */
export interface BatchRange {
  afterId: number;
  throughId: number;
}

export interface SpoolStats {
  batches: number;
  stateBatches: number;
  bytes: number;
  /** When the oldest waiting batch was made, UTC ms. */
  oldestMs: number | undefined;
  /** All points ever dropped or refused by this spool, restarts included. */
  droppedPoints: number;
  /** Points by reason, as in `Dropped.why`. */
  droppedBy: Readonly<Record<string, number>>;
  /** When the first and the last of these had been measured, UTC ms; undefined when there is none. */
  droppedRange: { firstMs: number; lastMs: number } | undefined;
  /** Damaged files lying beside the spool. */
  damagedFiles: number;
}

export interface Spool {
  /** Durable when it returns. Never throws for a full or failing disk: what could not be kept is counted. */
  append(points: readonly Point[], lane: Lane, nowMs: number): void;
  /**
   * The next batch to deliver, and from then on in flight until settled. `fresh`: state changes oldest first, then
   * bulk made within the last minute. `backlog`: older bulk, oldest first. Small batches that were never handed
   * out are merged on the way, since a day of two-second batches would otherwise be 43,200 requests. With `behind`
   * only batches with a higher id in their lane.
   */
  next(nowMs: number, from: "fresh" | "backlog", behind?: Readonly<Record<Lane, number>>): Batch | undefined;
  settle(batch: BatchName, settlement: Settlement): void;
  /** What is appended from now on has a higher id. */
  lastId(): number;
  /**
   * Moves the stamps of a few batches that were measured by a clock so many ms off; gives the id to go on behind, or
   * undefined at the end. Only for batches not handed out yet.
   */
  restamp(range: BatchRange, byMs: number): number | undefined;
  stats(): SpoolStats;
  /** Newest first. */
  dropped(): Dropped[];
  close(): void;
}

/** Bulk made within this time counts as live. */
export const liveMs = 60_000;
