import { join } from "node:path";
import type { Point } from "@haidang/contract/point.ts";
import { errorText, type Log } from "../self/log.ts";
import { damagedFiles, sqliteFault } from "./database.ts";
import { droppedPoints, type Remembered, rangeOf } from "./drops.ts";
import { openSpoolFile, type Place, replaceSpoolFile, type SpoolFile, transaction } from "./file.ts";
import { conclude, type Final, handOut, mergeable } from "./hand-out.ts";
import { type Packed, packPoints, unpackLines } from "./pack.ts";
import { openReserve, type Reserve } from "./reserve.ts";
import { restampSome } from "./restamp.ts";
import {
  type Batch,
  type BatchName,
  type BatchRange,
  type Dropped,
  type Lane,
  lanes,
  type Settlement,
  type Spool,
  type SpoolStats,
} from "./spool.ts";
import { type Part, type Row, type RowSummary, rowOverheadBytes } from "./table.ts";

export interface DiskSpoolOptions {
  folder: string;
  nowMs: number;
  log: Log;
  maxBytes?: number;
  maxAgeMs?: number;
  /** Ceiling of the file in pages of 4 KiB, met like a full disk. */
  maxPages?: number;
}

export const spoolDefaults = { maxBytes: 512 * 1024 * 1024, maxAgeMs: 14 * 86_400_000 };

/** Free pages above which the file is made smaller after a delivery. */
const spareFreePages = 256;
const ageLookMs = 60_000;
/** A clock that has just jumped must not empty the spool by age: it is believed after so long without a jump. */
const steadyMs = 3_600_000;
const jumpMs = 10 * 60_000;
const quietMs = 60_000;
/** SQLite's own ceiling (sqlite.org/limits.html). */
const mostPages = 4_294_967_294;

/** Opens the spool in a folder that exists. Throws only when another agent holds it or the folder is not writable. */
export function openDiskSpool(options: DiskSpoolOptions): Spool {
  return new DiskSpool(options);
}

class DiskSpool implements Spool {
  readonly #path: string;
  readonly #options: DiskSpoolOptions;
  readonly #maxBytes: number;
  readonly #maxAgeMs: number;
  readonly #reserve: Reserve;
  readonly #remembered: Remembered = new Map();
  /** Batches handed out, and those settled whose row a full disk would not let change: neither goes out again. */
  readonly #inFlight = new Set<number>();
  readonly #unsettled = new Map<number, { batch: BatchName; settlement: Final }>();
  #trouble: { event: "disk_full" | "disk_error"; lookedMs: number } | undefined;
  /** The file must not grow: the disk is full. */
  #held = false;
  #fullSaid = false;
  #file: SpoolFile;
  #nowMs: number;
  #lookedMs: number;
  #steadySinceMs: number;

  constructor(options: DiskSpoolOptions) {
    this.#path = join(options.folder, "spool.db");
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? spoolDefaults.maxBytes;
    this.#maxAgeMs = options.maxAgeMs ?? spoolDefaults.maxAgeMs;
    this.#nowMs = options.nowMs;
    this.#lookedMs = options.nowMs;
    this.#steadySinceMs = options.nowMs;
    this.#reserve = openReserve(join(options.folder, "spool.reserve"));
    this.#file = openSpoolFile(this.#place());
    this.#reserve.take();
  }

  append(points: readonly Point[], lane: Lane, nowMs: number): void {
    this.#nowMs = nowMs;
    const { packed, lost } = packPoints(points);
    if (lost.length > 0) this.#file.drops.remember(droppedPoints(lost, lane));
    for (const batch of packed) this.#store(batch, lane);
    this.#trimOld(nowMs);
    this.#tidy();
  }

  next(nowMs: number, from: "fresh" | "backlog", behind = everything): Batch | undefined {
    this.#nowMs = nowMs;
    const parts: readonly Part[] = from === "fresh" ? ["state", "live"] : ["backlog"];
    return this.#guarded(() => {
      for (const part of parts) {
        const row = this.#take(part, nowMs, behind[part === "state" ? "state" : "bulk"]);
        if (row !== undefined) {
          this.#inFlight.add(row.id);
          return { ...batchOf(row), oldest: this.#file.table.lowestSequence(row.boot) };
        }
      }
      return undefined;
    });
  }

  settle(batch: BatchName, settlement: Settlement): void {
    this.#inFlight.delete(batch.id);
    if (settlement.as === "kept") return;
    const done = this.#guarded(() =>
      transaction(this.#file, () => {
        conclude(this.#file, batch, settlement);
        return true;
      }),
    );
    if (done === undefined) this.#unsettled.set(batch.id, { batch, settlement });
    this.#tidy();
  }

  lastId(): number {
    return this.#guarded(() => this.#file.table.lastId()) ?? 0;
  }

  restamp(range: BatchRange, byMs: number): number | undefined {
    return this.#guarded(() => transaction(this.#file, () => restampSome(this.#file, range, byMs)));
  }

  stats(): SpoolStats {
    const counts = this.#guarded(() => {
      const { table, drops } = this.#file;
      return { ...table.counts(), droppedBy: drops.byReason(), droppedRange: drops.range() };
    }) ?? { batches: 0, stateBatches: 0, oldestMs: undefined, droppedBy: {}, droppedRange: undefined };
    return {
      ...counts,
      bytes: this.#file.bytes,
      droppedPoints: Object.values(counts.droppedBy).reduce((sum, points) => sum + points, 0),
      damagedFiles: damagedFiles(this.#path).length,
    };
  }

  dropped(): Dropped[] {
    return this.#guarded(() => this.#file.drops.list()) ?? [];
  }

  close(): void {
    this.#tidy();
    this.#file.database.close();
  }

  #place(): Place {
    const { log, maxPages } = this.#options;
    return {
      path: this.#path,
      remembered: this.#remembered,
      reserve: this.#reserve,
      nowMs: this.#nowMs,
      log,
      maxPages,
    };
  }

  // storing

  #store(packed: Packed, lane: Lane): void {
    const size = packed.body.length + rowOverheadBytes;
    const stored = this.#guarded(
      () =>
        transaction(this.#file, () => {
          if (!this.#makeRoom(size, lane)) {
            this.#file.drops.record({ ...rangeOf({ ...packed, lane }), why: "spool_full", detail: "" });
            return true;
          }
          const { boot } = this.#file;
          this.#file.table.add({ ...packed, boot, lane, createdMs: this.#nowMs, attempted: 0 });
          this.#file.bytes += size;
          return true;
        }),
      { bytes: size, lane },
    );
    if (stored === undefined) {
      const why = this.#trouble?.event ?? "disk_error";
      this.#file.drops.remember({ ...rangeOf({ ...packed, lane }), why, detail: "" });
    }
  }

  /** Drops what is oldest until `size` more bytes fit; false when what may be dropped for it is not enough. */
  #makeRoom(size: number, lane: Lane): boolean {
    if (size > this.#maxBytes) return false;
    while (this.#file.bytes + size > this.#maxBytes) {
      if (!this.#fullSaid) this.#options.log.error("spool_full", { folder: this.#options.folder });
      this.#fullSaid = true;
      const victims = this.#victims(lane);
      if (victims.length === 0) return false;
      for (const row of victims) {
        if (this.#file.bytes + size <= this.#maxBytes) break;
        this.#drop(row, "spool_full");
      }
    }
    return true;
  }

  /** What may go for a batch of a lane: bulk first, and state changes for nothing but newer state changes. */
  #victims(lane: Lane): RowSummary[] {
    const free = (row: RowSummary): boolean => !this.#inFlight.has(row.id);
    const bulk = this.#file.table.oldest("bulk").filter(free);
    return bulk.length > 0 || lane === "bulk" ? bulk : this.#file.table.oldest("state").filter(free);
  }

  #drop(row: RowSummary, why: string): void {
    // delivered already, only the row is left
    const lost = this.#unsettled.get(row.id)?.settlement.as !== "accepted";
    if (lost) this.#file.drops.record({ ...rangeOf(row), why, detail: "" });
    this.#file.table.remove(row.id);
    this.#file.bytes -= row.size;
  }

  #trimOld(nowMs: number): void {
    const sinceLookMs = nowMs - this.#lookedMs;
    if (sinceLookMs < 0 || sinceLookMs > jumpMs) this.#steadySinceMs = nowMs;
    else if (sinceLookMs < ageLookMs) return;
    this.#lookedMs = nowMs;
    if (nowMs - this.#steadySinceMs < steadyMs) return;
    this.#guarded(() =>
      transaction(this.#file, () => {
        for (const lane of lanes) {
          for (const row of this.#file.table.olderThan(lane, nowMs - this.#maxAgeMs)) {
            if (!this.#inFlight.has(row.id)) this.#drop(row, "too_old");
          }
        }
      }),
    );
  }

  // handing out

  #take(part: Part, nowMs: number, afterId: number): Row | undefined {
    for (;;) {
      const heads = this.#file.table
        .heads(part, nowMs, afterId)
        .filter(({ id }) => !this.#inFlight.has(id) && !this.#unsettled.has(id));
      const head = heads[0];
      if (head === undefined) return undefined;
      const group = head.attempted ? [head.id] : mergeable(heads);
      const row = this.#handOutGroup(group, head.id);
      if (row !== undefined) return row;
    }
  }

  #handOutGroup(group: readonly number[], first: number): Row | undefined {
    try {
      return transaction(this.#file, () => handOut(this.#file, group));
    } catch (error) {
      // delivering is what frees a full disk, so it must not need any room itself
      const row = sqliteFault(error) === "full" ? this.#file.table.get(first) : undefined;
      if (row === undefined || unpackLines(row) === undefined) throw error;
      return row;
    }
  }

  // keeping the file well

  /**
   * Runs an action against the file and mends what stops it: a damaged file by a new one, a full disk by giving it
   * room, and where something needs to be stored by dropping what is oldest. Undefined when it could not be done; the
   * agent lives on either way.
   */
  #guarded<T>(action: () => T, needed?: { bytes: number; lane: Lane }): T | undefined {
    for (let round = 0; round < 8; round += 1) {
      try {
        const result = action();
        this.#mended();
        return result;
      } catch (error) {
        const fault = sqliteFault(error);
        if (fault === undefined || fault === "busy") throw error;
        if (fault === "damaged") this.#reopenDamaged();
        else if (fault === "full") {
          this.#troubled("disk_full");
          const bytes = needed === undefined ? 0 : Math.max(needed.bytes, 65_536) * 2 ** round;
          if (needed === undefined && round > 0) return undefined;
          if (!this.#freeDisk(bytes, needed?.lane ?? "bulk")) return undefined;
        } else {
          this.#troubled("disk_error", errorText(error));
          return undefined;
        }
      }
    }
    return undefined;
  }

  #reopenDamaged(): void {
    if (this.#file.database.isOpen) this.#file.database.close();
    this.#inFlight.clear();
    this.#unsettled.clear();
    this.#held = false;
    this.#file = replaceSpoolFile(this.#place());
  }

  /** Makes room on a full disk, dropping so many bytes of the oldest batches; false when that cannot be. */
  #freeDisk(bytes: number, lane: Lane): boolean {
    const held = this.#held;
    if (!held) this.#holdSize();
    const dropped = this.#dropBytes(bytes, lane);
    if (dropped || !held) return dropped;
    // not even the deletion could be noted: the room taken back since the last time is needed again
    this.#holdSize();
    return this.#dropBytes(bytes, lane);
  }

  /**
   * From now on the file lives within its size: what the reserve gives back is for noting changes, and the file
   * would only grow into it once and then be stuck for good.
   */
  #holdSize(): void {
    this.#reserve.release();
    try {
      // takes the log into the file, so that it begins anew in the room it has
      this.#file.database.exec("PRAGMA wal_checkpoint(RESTART)");
    } catch (error) {
      // then there is no room even for that, and dropping shows it
      if (sqliteFault(error) === undefined) throw error;
    }
    // never below the size the file has
    this.#file.database.exec("PRAGMA max_page_count = 1");
    this.#held = true;
  }

  #dropBytes(bytes: number, lane: Lane): boolean {
    try {
      return transaction(this.#file, () => {
        let freed = 0;
        while (freed < bytes) {
          const victims = this.#victims(lane);
          if (victims.length === 0) return freed > 0;
          for (const row of victims) {
            if (freed >= bytes) break;
            this.#drop(row, "disk_full");
            freed += row.size;
          }
        }
        return true;
      });
    } catch (error) {
      const fault = sqliteFault(error);
      if (fault === undefined) throw error;
      return fault === "damaged";
    }
  }

  /** Settles what a full disk would not let be settled, and makes the file smaller after a delivery. */
  #tidy(): void {
    try {
      if (this.#unsettled.size > 0 || this.#remembered.size > 0) {
        transaction(this.#file, () => {
          for (const { batch, settlement } of this.#unsettled.values())
            conclude(this.#file, batch, settlement);
        });
        this.#unsettled.clear();
      }
      const free = this.#file.database.prepare("PRAGMA freelist_count").get()?.["freelist_count"];
      if (typeof free === "number" && free > spareFreePages && this.#trouble === undefined) {
        this.#file.database.exec(`PRAGMA incremental_vacuum(${free - spareFreePages})`);
      }
    } catch (error) {
      // nothing depends on it: a trouble that lasts is met, and said, by the next append
      if (sqliteFault(error) === undefined) throw error;
    }
    if (this.#file.bytes < this.#maxBytes * 0.9) this.#fullSaid = false;
  }

  #troubled(event: "disk_full" | "disk_error", why = ""): void {
    if (this.#trouble?.event === event) return;
    this.#options.log.error(event, { folder: this.#options.folder, why });
    this.#trouble = { event, lookedMs: this.#nowMs };
  }

  /** Once a minute while there is trouble: whether the disk has room again. */
  #mended(): void {
    if (this.#trouble === undefined || Math.abs(this.#nowMs - this.#trouble.lookedMs) < quietMs) return;
    this.#trouble.lookedMs = this.#nowMs;
    this.#reserve.take();
    if (!this.#reserve.plenty()) return;
    this.#trouble = undefined;
    this.#held = false;
    this.#file.database.exec(`PRAGMA max_page_count = ${this.#options.maxPages ?? mostPages}`);
    this.#options.log.info("disk_mended");
  }
}

const everything: Readonly<Record<Lane, number>> = { state: 0, bulk: 0 };

function batchOf({ attempted: _attempted, rawBytes: _rawBytes, ...batch }: Row): Omit<Batch, "oldest"> {
  return batch;
}
