import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type { Damage } from "../series.ts";
import { type Batch, decodeBatch, encodeBatch } from "./batch.ts";
import { DamagedBytes } from "./codec/bytes.ts";
import type { Newest } from "./newest.ts";
import {
  decodeTags,
  type IndexedField,
  type IndexedSeries,
  newField,
  type SeriesIndex,
} from "./series-index.ts";
import { type FileKind, inTransaction, isDamage, openDatabase } from "./sqlite.ts";

/** "HDSI". */
const indexKind: FileKind = {
  applicationId: 0x48445349,
  migrations: [
    `
      CREATE TABLE series (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        measurement TEXT NOT NULL,
        tags TEXT NOT NULL,
        UNIQUE (measurement, tags)
      ) STRICT;
      CREATE TABLE field (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        series INTEGER NOT NULL REFERENCES series (id),
        name TEXT NOT NULL,
        type TEXT NOT NULL CHECK (type IN ('number', 'boolean', 'string')),
        madeDay INTEGER NOT NULL,
        UNIQUE (series, name)
      ) STRICT;
      CREATE TABLE batch (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE TABLE newest (page INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
      CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  ],
};

/** What is made by one write, not yet on disk. */
export interface Additions {
  series: IndexedSeries[];
  fields: Array<{ field: IndexedField; madeDay: number }>;
}

/**
 * Names of all series, the journal of batches that are not in chunks yet, and the newest sample of each field: what
 * has to be right together lies in one file, and one commit makes a write durable.
 */
export interface IndexFile {
  readonly path: string;
  readonly db: DatabaseSync;
  /** Highest id ever given. */
  readonly given: { series: number; field: number };
  /** Durable when it returns, in one transaction. */
  commit(writes: ReadonlyArray<{ additions: Additions; batch: Batch; sequence: number }>): void;
  /** Batches in the order they came. */
  journalled(): Generator<{ sequence: number; batch: Batch }>;
  /** Brings the copy of the names up to date; has to be done before samples of new fields go into chunks. */
  copyNames(): void;
  /** Deletes some of the batches up to `sequence`, the newest samples kept first. False when none is left. */
  forgetSome(sequence: number, newest: Newest): boolean;
  remove(fields: readonly IndexedField[], emptied: readonly IndexedSeries[], newest: Newest): void;
  setting(name: SettingName): number | undefined;
  set(name: SettingName, value: number): void;
  close(): void;
}

/** `flushed`: newest batch in chunks. `rawFloorMs`: raw samples before it are gone, only roll-ups tell of them. */
type SettingName = "flushed" | "rawFloorMs";

/** Batches deleted in one transaction, and their bytes: freeing is quick, but holds up all else meanwhile. */
const forgetAtOnce = 64;

export interface IndexFileOptions {
  folder: string;
  index: SeriesIndex;
  newest: Newest;
  /** Called with each field and the day it was made on. */
  made(field: IndexedField, day: number): void;
  damaged(damage: Damage): void;
}

export interface OpenedIndex {
  names: IndexFile;
  /** The file was broken and is made anew from the copy of the names: what else it held has to be found elsewhere. */
  isRebuilt: boolean;
}

/**
 * Opens the file and fills the index. A broken one is put aside, and the names are taken from their copy: with them
 * all chunks are readable again, and only what was not in chunks yet is lost.
 */
export function openIndexFile(options: IndexFileOptions): OpenedIndex {
  const path = join(options.folder, "index.db");
  try {
    return openAndLoad(path, options);
  } catch (error) {
    if (!isDamage(error) && !(error instanceof SyntaxError) && !(error instanceof DamagedBytes)) throw error;
    setAside(path);
    options.damaged({ file: "index.db", what: error instanceof Error ? error.message : String(error) });
    options.index.clear();
    return openAndLoad(path, options);
  }
}

function setAside(path: string): void {
  renameSync(path, `${path}.damaged-${Date.now()}`);
  rmSync(`${path}-wal`, { force: true });
}

function openAndLoad(path: string, { index, newest, made, damaged }: IndexFileOptions): OpenedIndex {
  const db = openDatabase(path, indexKind, { pageBytes: 8192, cacheKib: 8192 });
  try {
    // a broken page may read as an empty one: without names every sample would be nobody's
    const found = String(db.prepare("PRAGMA main.quick_check(1)").get()?.["quick_check"]);
    if (found !== "ok") throw new DamagedBytes(found.replaceAll("\n", " "));
    const isRebuilt = attachCopy(db, join(dirname(path), "names.db"), damaged);
    loadNames(db, index, made);
    for (const row of db.prepare("SELECT page, body FROM newest").iterate()) {
      if (row["body"] instanceof Uint8Array) newest.load(Number(row["page"]), row["body"]);
    }
    return { names: indexFile(path, db, damaged), isRebuilt };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Where the copy has names and the index none, the index was lost: true then, the names being back. */
function attachCopy(db: DatabaseSync, path: string, damaged: (damage: Damage) => void): boolean {
  const attach = () => {
    closeSync(openSync(path, "a", 0o600));
    db.prepare("ATTACH ? AS copy").run(path);
    db.exec(`
      PRAGMA copy.journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS copy.series (id INTEGER PRIMARY KEY, measurement TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS copy.field
        (id INTEGER PRIMARY KEY, series INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, madeDay INTEGER NOT NULL) STRICT;
    `);
    const hasNames = (schema: string) =>
      db.prepare(`SELECT 1 FROM ${schema}.series LIMIT 1`).get() !== undefined;
    if (hasNames("main") || !hasNames("copy")) return false;
    db.exec(`
      BEGIN;
      INSERT INTO main.series SELECT id, measurement, tags FROM copy.series;
      INSERT INTO main.field SELECT id, series, name, type, madeDay FROM copy.field;
      COMMIT;
    `);
    return true;
  };
  try {
    return attach();
  } catch (error) {
    if (!isDamage(error)) throw error;
    if (db.isTransaction) db.exec("ROLLBACK");
    if (db.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'copy'").get() !== undefined)
      db.exec("DETACH copy");
    setAside(path);
    damaged({ file: "names.db", what: error instanceof Error ? error.message : String(error) });
    return attach();
  }
}

function loadNames(
  db: DatabaseSync,
  index: SeriesIndex,
  made: (field: IndexedField, day: number) => void,
): void {
  const byId = new Map<number, IndexedSeries>();
  for (const row of db.prepare("SELECT id, measurement, tags FROM main.series").iterate()) {
    const key = String(row["tags"]);
    const series = {
      id: Number(row["id"]),
      measurement: String(row["measurement"]),
      key,
      tags: decodeTags(key),
      fields: new Map(),
    };
    byId.set(series.id, series);
    index.addSeries(series);
  }
  for (const row of db
    .prepare("SELECT id, series, name, type, madeDay FROM main.field ORDER BY id")
    .iterate()) {
    const series = byId.get(Number(row["series"]));
    const type = row["type"];
    if (series === undefined || (type !== "number" && type !== "boolean" && type !== "string")) continue;
    const field = newField(series, { id: Number(row["id"]), name: index.nameOf(String(row["name"])), type });
    index.addField(field);
    made(field, Number(row["madeDay"]));
  }
}

function prepare(db: DatabaseSync) {
  return {
    addSeries: db.prepare("INSERT INTO main.series (id, measurement, tags) VALUES (?, ?, ?)"),
    addField: db.prepare("INSERT INTO main.field (id, series, name, type, madeDay) VALUES (?, ?, ?, ?, ?)"),
    addBatch: db.prepare("INSERT INTO batch (sequence, body) VALUES (?, ?)"),
    nthBatch: db.prepare("SELECT sequence FROM batch WHERE sequence <= ? ORDER BY sequence LIMIT 1 OFFSET ?"),
    dropBatches: db.prepare("DELETE FROM batch WHERE sequence <= ?"),
    putNewest: db.prepare("INSERT OR REPLACE INTO newest (page, body) VALUES (?, ?)"),
    dropField: db.prepare("DELETE FROM main.field WHERE id = ?"),
    dropSeries: db.prepare("DELETE FROM main.series WHERE id = ?"),
    dropCopiedField: db.prepare("DELETE FROM copy.field WHERE id = ?"),
    dropCopiedSeries: db.prepare("DELETE FROM copy.series WHERE id = ?"),
    copySeries: db.prepare(
      `INSERT INTO copy.series SELECT id, measurement, tags FROM main.series
      WHERE id > (SELECT coalesce(max(id), 0) FROM copy.series)`,
    ),
    copyFields: db.prepare(
      `INSERT INTO copy.field SELECT id, series, name, type, madeDay FROM main.field
      WHERE id > (SELECT coalesce(max(id), 0) FROM copy.field)`,
    ),
    readSetting: db.prepare("SELECT value FROM setting WHERE name = ?"),
    putSetting: db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"),
  };
}

function indexFile(path: string, db: DatabaseSync, damaged: (damage: Damage) => void): IndexFile {
  const prepared = prepare(db);
  const lastOf = (table: string) =>
    Number(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(table)?.["seq"] ?? 0);
  const saveNewest = (newest: Newest) => newest.save((page, body) => void prepared.putNewest.run(page, body));
  return {
    path,
    db,
    given: { series: lastOf("series"), field: lastOf("field") },
    commit(writes) {
      inTransaction(db, () => {
        for (const { additions, batch, sequence } of writes) {
          for (const { id, measurement, key } of additions.series)
            prepared.addSeries.run(id, measurement, key);
          for (const { field, madeDay } of additions.fields) {
            prepared.addField.run(field.id, field.series.id, field.name, field.type, madeDay);
          }
          prepared.addBatch.run(sequence, encodeBatch(batch));
        }
      });
    },
    *journalled() {
      for (const { sequence, body } of db
        .prepare("SELECT sequence, body FROM batch ORDER BY sequence")
        .iterate()) {
        if (!(body instanceof Uint8Array)) continue;
        const batch = undamaged(body, damaged);
        if (batch !== undefined) yield { sequence: Number(sequence), batch };
      }
    },
    copyNames() {
      inTransaction(db, () => {
        prepared.copySeries.run();
        prepared.copyFields.run();
      });
    },
    forgetSome(sequence, newest) {
      const stop = prepared.nthBatch.get(sequence, forgetAtOnce)?.["sequence"];
      inTransaction(db, () => {
        saveNewest(newest);
        prepared.putSetting.run("flushed", sequence);
        prepared.dropBatches.run(stop ?? sequence);
      });
      return stop !== undefined;
    },
    remove(fields, emptied, newest) {
      inTransaction(db, () => {
        for (const { id } of fields) {
          prepared.dropField.run(id);
          prepared.dropCopiedField.run(id);
        }
        for (const { id } of emptied) {
          prepared.dropSeries.run(id);
          prepared.dropCopiedSeries.run(id);
        }
        saveNewest(newest);
      });
    },
    setting(name) {
      const value = prepared.readSetting.get(name)?.["value"];
      return value === undefined ? undefined : Number(value);
    },
    set(name, value) {
      prepared.putSetting.run(name, value);
    },
    close: () => db.close(),
  };
}

function undamaged(body: Uint8Array, damaged: (damage: Damage) => void): Batch | undefined {
  try {
    return decodeBatch(body);
  } catch (error) {
    if (!(error instanceof DamagedBytes) && !(error instanceof SyntaxError)) throw error;
    damaged({ file: "index.db", what: error.message });
    return undefined;
  }
}
