import { closeSync, openSync, rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Damage, TimeRange } from "../series.ts";
import type { ChunkRows } from "./chunk-rows.ts";
import { DamagedBytes } from "./codec/bytes.ts";
import { type Column, decodeChunk } from "./codec/chunk.ts";
import { cutColumn } from "./codec/column.ts";
import { type FileSet, onceEach, openFileSet } from "./files.ts";
import { dayMs } from "./head.ts";
import { type FileKind, inTransaction } from "./sqlite.ts";

/**
 * "HDSC". A run is what one head held of the day, its number the newest batch of it: of two runs that know a sample,
 * the higher one is right. Runs are only appended, as to spread each over the whole file would write it anew each time.
 */
const rawKind: FileKind = {
  applicationId: 0x48445343,
  migrations: [
    `
      CREATE TABLE chunk (
        run INTEGER NOT NULL,
        field INTEGER NOT NULL,
        firstMs INTEGER NOT NULL,
        lastMs INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (run, field, firstMs)
      ) STRICT, WITHOUT ROWID;
    `,
  ],
};

/** The day files of raw samples. */
export interface RawFiles
  extends Pick<FileSet, "starts" | "has" | "unlink" | "onLost" | "close" | "settled"> {
  /** Runs of a day, rising; none when there is no file. */
  runs(startMs: number): readonly number[];
  append(startMs: number, run: number, rows: ChunkRows): void;
  /** What each run knows of a field within the range, the run that is right coming last. */
  read(startMs: number, field: number, range: TimeRange): Column[];
  /** The whole day field by field, in rising order, each as its runs know it. Appending to the day meanwhile is fine. */
  walk(startMs: number): Generator<{ field: number; columns: Column[] }>;
  /** Begins a file that can take the place of the day's. */
  rewrite(startMs: number): Rewriting;
}

export interface Rewriting {
  add(rows: ChunkRows): void;
  /** Puts it in the day's place. False when runs came meanwhile, which it would lose: then nothing is changed. */
  finish(): boolean;
  abandon(): void;
}

interface Day {
  runs: number[];
}

export function openRawFiles(folder: string, damaged: (damage: Damage) => void): RawFiles {
  const files = openFileSet({
    folder,
    kind: rawKind,
    nameOf: (startMs) => `raw-${isoDay(startMs)}.db`,
    startOf: (name) => startOfDay(/^raw-(-?\d{8})\.db$/.exec(name)?.[1]),
    pageBytes: 8192,
    damaged,
  });
  const days = new Map<number, Day>();
  const prepared = onceEach(prepare);
  files.onLost((startMs) => days.delete(startMs));

  function dayAt(startMs: number): Day {
    let day = days.get(startMs);
    if (day === undefined) {
      day = { runs: files.use(startMs, runsIn) ?? [] };
      days.set(startMs, day);
    }
    return day;
  }

  function decoded(startMs: number, body: unknown, firstMs: unknown): Column | undefined {
    if (!(body instanceof Uint8Array)) return undefined;
    try {
      return decodeChunk(body, Number(firstMs));
    } catch (error) {
      if (!(error instanceof DamagedBytes)) throw error;
      damaged({ file: `raw-${isoDay(startMs)}.db`, what: error.message });
      return undefined;
    }
  }

  return {
    starts: files.starts,
    has: files.has,
    onLost: files.onLost,
    close: files.close,
    settled: files.settled,
    unlink(startMs) {
      days.delete(startMs);
      files.unlink(startMs);
    },
    runs: (startMs) => dayAt(startMs).runs,
    append(startMs, run, rows) {
      const { runs } = dayAt(startMs);
      const append = (db: DatabaseSync) => inTransaction(db, () => addRows(prepared(db).add, run, rows));
      files.use(startMs, append, true);
      addRun(runs, run);
    },
    read(startMs, field, range) {
      const found: Column[] = [];
      files.use(startMs, (db) => {
        const { read } = prepared(db);
        for (const run of dayAt(startMs).runs) {
          for (const { firstMs, body } of read.all(run, field, range.toMs, range.fromMs)) {
            const column = decoded(startMs, body, firstMs);
            if (column !== undefined) found.push(cutColumn(column, range.fromMs, range.toMs));
          }
        }
      });
      return found;
    },
    *walk(startMs) {
      const cursors = [...dayAt(startMs).runs].map((run) => new RunCursor(run));
      for (;;) {
        const row = files.use(startMs, (db) => nextField(prepared(db).walk, cursors));
        if (row === undefined) return;
        const columns = row.chunks.flatMap(({ firstMs, body }) => decoded(startMs, body, firstMs) ?? []);
        yield { field: row.field, columns };
      }
    },
    rewrite: (startMs) => {
      const day = dayAt(startMs);
      const isStill = () => days.get(startMs) === day;
      return beginRewriting(files, startMs, { day, isStill });
    },
  };
}

function prepare(db: DatabaseSync): Record<"read" | "add" | "walk", StatementSync> {
  return {
    read: db.prepare(
      "SELECT firstMs, body FROM chunk WHERE run = ? AND field = ? AND firstMs < ? AND lastMs >= ? ORDER BY firstMs",
    ),
    add: db.prepare(
      "INSERT OR REPLACE INTO chunk (run, field, firstMs, lastMs, body) VALUES (?, ?, ?, ?, ?)",
    ),
    walk: db.prepare(
      `SELECT field, firstMs, body FROM chunk
        WHERE run = ?1 AND (field, firstMs) > (?2, ?3) ORDER BY field, firstMs LIMIT ?4`,
    ),
  };
}

function addRows(add: StatementSync, run: number, rows: ChunkRows): void {
  rows.each(({ field, firstMs, lastMs, body }) => void add.run(run, field, firstMs, lastMs, body));
}

function addRun(runs: number[], run: number): void {
  if (runs.at(-1) === run) return;
  const at = runs.findIndex((each) => each >= run);
  if (at < 0) runs.push(run);
  else if (runs[at] !== run) runs.splice(at, 0, run);
}

function beginRewriting(
  files: FileSet,
  startMs: number,
  { day, isStill }: { day: Day; isStill(): boolean },
): Rewriting {
  const known = day.runs.at(-1) ?? 0;
  const path = `${files.pathOf(startMs)}.new`;
  const { add, close } = newRawFile(path);
  return {
    add(rows) {
      addRows(add, known, rows);
    },
    finish() {
      close();
      if (day.runs.at(-1) !== known || !isStill()) {
        rmSync(path, { force: true });
        return false;
      }
      files.replace(startMs, path);
      day.runs = [known];
      return true;
    },
    abandon() {
      close();
      rmSync(path, { force: true });
    },
  };
}

function runsIn(db: DatabaseSync): number[] {
  const next = db.prepare("SELECT min(run) AS run FROM chunk WHERE run > ?");
  const runs: number[] = [];
  for (let run = next.get(-1)?.["run"]; run != null; run = next.get(Number(run))?.["run"])
    runs.push(Number(run));
  return runs;
}

/**
 * Rows of a run read at once while walking: enough that asking again costs little, few enough that they are gone before
 * the garbage collector takes them for ones that stay.
 */
const walkRows = 4;

/** Where walking stands in one run. Nothing stays open between two looks, so that others may write. */
class RunCursor {
  readonly run: number;
  rows: Array<{ field: number; firstMs: number; body: unknown }> = [];
  at = 0;
  #afterField = -1;
  #afterMs = 0;
  #ended = false;

  constructor(run: number) {
    this.run = run;
  }

  peek(ask: StatementSync): { field: number; firstMs: number; body: unknown } | undefined {
    if (this.at >= this.rows.length && !this.#ended) {
      this.rows = ask
        .all(this.run, this.#afterField, this.#afterMs, walkRows)
        .map(({ field, firstMs, body }) => ({ field: Number(field), firstMs: Number(firstMs), body }));
      this.at = 0;
      const last = this.rows.at(-1);
      this.#ended = this.rows.length < walkRows;
      if (last !== undefined) {
        this.#afterField = last.field;
        this.#afterMs = last.firstMs;
      }
    }
    return this.rows[this.at];
  }
}

function nextField(
  ask: StatementSync,
  cursors: readonly RunCursor[],
): { field: number; chunks: Array<{ firstMs: number; body: unknown }> } | undefined {
  let field = Number.POSITIVE_INFINITY;
  for (const cursor of cursors) field = Math.min(field, cursor.peek(ask)?.field ?? Number.POSITIVE_INFINITY);
  if (field === Number.POSITIVE_INFINITY) return undefined;
  const chunks: Array<{ firstMs: number; body: unknown }> = [];
  for (const cursor of cursors) {
    for (let row = cursor.peek(ask); row?.field === field; row = cursor.peek(ask)) {
      chunks.push(row);
      cursor.at += 1;
    }
  }
  return { field, chunks };
}

/** A file nobody reads before it is whole: it needs no journal of its own, and is synced once at its end. */
function newRawFile(path: string): { add: StatementSync; close(): void } {
  rmSync(path, { force: true });
  closeSync(openSync(path, "a", 0o600));
  const db = new DatabaseSync(path);
  db.exec(
    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1024",
  );
  db.exec(`BEGIN; ${rawKind.migrations.join("\n")}`);
  db.exec(
    `PRAGMA application_id = ${rawKind.applicationId}; PRAGMA user_version = ${rawKind.migrations.length}`,
  );
  const add = db.prepare("INSERT INTO chunk (run, field, firstMs, lastMs, body) VALUES (?, ?, ?, ?, ?)");
  return {
    add,
    close() {
      db.exec("COMMIT");
      db.close();
    },
  };
}

function isoDay(startMs: number): string {
  const date = new Date(startMs);
  const part = (value: number) => String(value).padStart(2, "0");
  return `${String(date.getUTCFullYear()).padStart(4, "0")}${part(date.getUTCMonth() + 1)}${part(date.getUTCDate())}`;
}

function startOfDay(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const startMs = Date.parse(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
  return Number.isNaN(startMs) || startMs % dayMs !== 0 ? undefined : startMs;
}
