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

/** What `make` makes of a database, made once for each. */
export function onceEach<T extends object>(make: (db: DatabaseSync) => T): (db: DatabaseSync) => T {
  const made = new WeakMap<DatabaseSync, T>();
  return (db) => {
    const known = made.get(db) ?? make(db);
    made.set(db, known);
    return known;
  };
}

/** Those open now, by the period each is of. */
class OpenFiles {
  readonly #openFile: (startMs: number) => DatabaseSync;
  // taken out and put back: the order of the map is the order of use
  readonly #open = new Map<number, DatabaseSync>();
  #latest: number | undefined;

  constructor(openFile: (startMs: number) => DatabaseSync) {
    this.#openFile = openFile;
  }

  get(startMs: number): DatabaseSync {
    const known = this.#open.get(startMs);
    if (known !== undefined && startMs === this.#latest) return known;
    this.#latest = startMs;
    this.#open.delete(startMs);
    const db = known ?? this.#openFile(startMs);
    this.#open.set(startMs, db);
    if (this.#open.size > openAtOnce) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined) this.release(oldest);
    }
    return db;
  }

  /** The last to close a file brings its log home. Throws when it cannot; the file counts as closed either way. */
  release(startMs: number): void {
    const db = this.#open.get(startMs);
    this.#open.delete(startMs);
    db?.close();
  }

  releaseAll(): void {
    for (const startMs of [...this.#open.keys()]) this.release(startMs);
  }
}

/** Periods there are files of. */
class Periods {
  readonly #present = new Set<number>();
  #sorted: readonly number[] | undefined;

  rising(): readonly number[] {
    this.#sorted ??= [...this.#present].sort((one, other) => one - other);
    return this.#sorted;
  }

  has(startMs: number): boolean {
    return this.#present.has(startMs);
  }

  add(startMs: number): void {
    if (this.#present.has(startMs)) return;
    this.#present.add(startMs);
    this.#sorted = undefined;
  }

  remove(startMs: number): void {
    this.#present.delete(startMs);
    this.#sorted = undefined;
  }
}

export function openFileSet(options: FileSetOptions): FileSet {
  const { folder, kind, nameOf, startOf, pageBytes } = options;
  const lost: Array<(startMs: number) => void> = [];
  const pathOf = (startMs: number) => join(folder, nameOf(startMs));
  const open = new OpenFiles((startMs) => openDatabase(pathOf(startMs), kind, { pageBytes, cacheKib }));
  const periods = new Periods();
  for (const name of readdirSync(folder)) {
    const startMs = startOf(name);
    if (startMs !== undefined) periods.add(startMs);
  }

  function setAside(startMs: number, error: unknown): void {
    try {
      open.release(startMs);
    } catch {
      // a file this broken may fail even to close; it is moved away either way
    }
    renameSync(pathOf(startMs), `${pathOf(startMs)}.damaged-${Date.now()}`);
    rmSync(`${pathOf(startMs)}-wal`, { force: true });
    periods.remove(startMs);
    options.damaged({ file: nameOf(startMs), what: error instanceof Error ? error.message : String(error) });
    for (const listener of lost) listener(startMs);
  }

  return {
    starts: () => periods.rising(),
    has: (startMs) => periods.has(startMs),
    use(startMs, work, make = false) {
      if (!periods.has(startMs) && !make) return undefined;
      try {
        const result = work(open.get(startMs));
        periods.add(startMs);
        return result;
      } catch (error) {
        if (!isDamage(error) || !periods.has(startMs)) throw error;
        setAside(startMs, error);
        return undefined;
      }
    },
    pathOf,
    settled(startMs) {
      open.release(startMs);
      return pathOf(startMs);
    },
    unlink(startMs) {
      open.release(startMs);
      periods.remove(startMs);
      rmSync(pathOf(startMs), { force: true });
      rmSync(`${pathOf(startMs)}-wal`, { force: true });
    },
    replace(startMs, path) {
      syncFile(path);
      open.release(startMs);
      renameSync(path, pathOf(startMs));
      syncFile(folder);
      periods.add(startMs);
    },
    onLost: (listener) => void lost.push(listener),
    close: () => open.releaseAll(),
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
