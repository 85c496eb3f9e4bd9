import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Log } from "../self/log.ts";
import {
  bootOf,
  folderInUse,
  folderUnusable,
  looksWhole,
  openDatabase,
  setAside,
  sqliteFault,
} from "./database.ts";
import { type Drops, openDrops, type Remembered, rangeOf } from "./drops.ts";
import type { Reserve } from "./reserve.ts";
import { type StoredBatch, salvage } from "./salvage.ts";
import { type BatchTable, batchTable } from "./table.ts";

/** The open file of a spool and what is known of it. */
export interface SpoolFile {
  database: DatabaseSync;
  boot: string;
  table: BatchTable;
  drops: Drops;
  /** Bytes its batches take. */
  bytes: number;
}

export interface Place {
  path: string;
  remembered: Remembered;
  reserve: Reserve;
  nowMs: number;
  log: Log;
  maxPages: number | undefined;
}

export const damagedDetail = "its bytes are not what was written";

/** Opens the file, or sets it aside when it is damaged and begins a new one. */
export function openSpoolFile(place: Place): SpoolFile {
  try {
    if (statSync(place.path, { throwIfNoEntry: false })?.size === 0) return replaceSpoolFile(place);
    return openWhole(place) ?? replaceSpoolFile(place);
  } catch (error) {
    const fault = sqliteFault(error);
    if (fault === "busy") throw folderInUse(place.path);
    if (fault !== "damaged") throw folderUnusable(place.path, error);
    return replaceSpoolFile(place);
  }
}

function openWhole({ path, remembered, maxPages }: Place): SpoolFile | undefined {
  const database = openDatabase(path);
  try {
    if (!looksWhole(database, path)) {
      database.close();
      return undefined;
    }
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${Math.trunc(maxPages)}`);
    const table = batchTable(database);
    const drops = openDrops(database, remembered);
    return { database, boot: bootOf(database), table, drops, bytes: table.bytes() };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

/** Puts a damaged file aside, begins a new one and saves into it what is whole. */
export function replaceSpoolFile(place: Place): SpoolFile {
  place.reserve.release();
  const aside = setAside(place.path, place.nowMs);
  const file = openWhole(place);
  if (file === undefined) throw folderUnusable(place.path, new Error("a new file is damaged at once"));
  const lose = (batch: StoredBatch, why: string): void =>
    file.drops.remember({ ...rangeOf(batch), why, detail: damagedDetail });
  // one wait for the disk at the end instead of one for each row
  file.database.exec("PRAGMA synchronous = OFF");
  const found = salvage({
    path: aside,
    keep: (batch) => {
      try {
        file.table.adopt(batch);
      } catch (error) {
        if (sqliteFault(error) !== "full") throw error;
        lose(batch, "disk_full");
      }
    },
    lose: (batch) => lose(batch, "damaged"),
    elapsedMs: () => performance.now(),
    deadlineMs: 10_000,
  });
  file.database.exec("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
  file.bytes = file.table.bytes();
  place.log.error("spool_set_aside", { file: aside, ...found });
  return file;
}

/** All of an action or nothing, on disk when it returns. What was remembered as dropped is recorded with it. */
export function transaction<T>(file: SpoolFile, action: () => T): T {
  const bytesBefore = file.bytes;
  const { database, drops } = file;
  database.exec("BEGIN IMMEDIATE");
  try {
    const flushed = drops.flush();
    const result = action();
    database.exec("COMMIT");
    if (flushed) drops.forget();
    return result;
  } catch (error) {
    file.bytes = bytesBefore;
    // a full disk may have rolled back by itself
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
