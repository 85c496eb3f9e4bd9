import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Damage } from "../series.ts";
import { type FileKind, isDamage, openDatabase } from "./sqlite.ts";

/** Files of one kind in the folder, one a period of time; opened when needed, the least used closed again. */
export interface FileSet {
  /** First instants of the periods there are files of, rising. */
  starts(): readonly number[];
  has(startMs: number): boolean;
  /** Runs `work` on the file, made when `make`. Undefined when there is none, or it turned out to be damaged. */
  use<T>(startMs: number, work: (db: DatabaseSync) => T, make?: boolean): T | undefined;
  pathOf(startMs: number): string;
  /** The path, all of the file's contents being in it and none in its log. */
  settled(startMs: number): string;
  /** Removes the file. */
  unlink(startMs: number): void;
  /** Puts a finished file, closed, in the place of the present one. */
  replace(startMs: number, path: string): void;
  onLost(listener: (startMs: number) => void): void;
  close(): void;
}

interface FileSetOptions {
  folder: string;
  kind: FileKind;
  /** File name of a period, and the period of a file name. */
  nameOf(startMs: number): string;
  startOf(name: string): number | undefined;
  pageBytes: number;
  damaged(damage: Damage): void;
}

/** Files open at once: 35 days of raw samples, with room; each costs some 100 KiB. */
const openAtOnce = 48;
const cacheKib = 512;

export function openFileSet(options: FileSetOptions): FileSet {
  const { folder, kind, nameOf, startOf, pageBytes } = options;
  const open = new Map<number, DatabaseSync>();
  const lost: Array<(startMs: number) => void> = [];
  const present = new Set<number>();
  for (const name of readdirSync(folder)) {
    const startMs = startOf(name);
    if (startMs !== undefined) present.add(startMs);
  }
  let sorted: readonly number[] | undefined;
  let latest: number | undefined;
  const pathOf = (startMs: number) => join(folder, nameOf(startMs));

  function opened(startMs: number): DatabaseSync {
    const known = open.get(startMs);
    if (known !== undefined && startMs === latest) return known;
    latest = startMs;
    // taken out and put back: the order of the map is the order of use
    if (known !== undefined) open.delete(startMs);
    const db = known ?? openDatabase(pathOf(startMs), kind, { pageBytes, cacheKib });
    open.set(startMs, db);
    if (open.size > openAtOnce) closeOldest();
    return db;
  }

  function closeOldest(): void {
    for (const [startMs, db] of open) {
      open.delete(startMs);
      db.close();
      return;
    }
  }

  function release(startMs: number): void {
    open.get(startMs)?.close();
    open.delete(startMs);
  }

  function setAside(startMs: number, error: unknown): void {
    try {
      release(startMs);
    } catch {
      // a file this broken may fail even to close; it is moved away either way
      open.delete(startMs);
    }
    const file = nameOf(startMs);
    const to = `${pathOf(startMs)}.damaged-${Date.now()}`;
    renameSync(pathOf(startMs), to);
    rmSync(`${pathOf(startMs)}-wal`, { force: true });
    present.delete(startMs);
    sorted = undefined;
    options.damaged({ file, what: error instanceof Error ? error.message : String(error) });
    for (const listener of lost) listener(startMs);
  }

  return {
    starts() {
      sorted ??= [...present].sort((one, other) => one - other);
      return sorted;
    },
    has: (startMs) => present.has(startMs),
    use(startMs, work, make = false) {
      if (!present.has(startMs) && !make) return undefined;
      try {
        const result = work(opened(startMs));
        if (!present.has(startMs)) {
          present.add(startMs);
          sorted = undefined;
        }
        return result;
      } catch (error) {
        if (!isDamage(error) || !present.has(startMs)) throw error;
        setAside(startMs, error);
        return undefined;
      }
    },
    pathOf,
    settled(startMs) {
      // the last to close a file brings its log home
      release(startMs);
      return pathOf(startMs);
    },
    unlink(startMs) {
      release(startMs);
      present.delete(startMs);
      sorted = undefined;
      rmSync(pathOf(startMs), { force: true });
      rmSync(`${pathOf(startMs)}-wal`, { force: true });
    },
    replace(startMs, path) {
      syncFile(path);
      release(startMs);
      renameSync(path, pathOf(startMs));
      syncFile(folder);
      present.add(startMs);
      sorted = undefined;
    },
    onLost: (listener) => void lost.push(listener),
    close() {
      for (const startMs of [...open.keys()]) release(startMs);
    },
  };
}

/** A file's bytes, or a folder's names, on the disk itself. */
function syncFile(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
