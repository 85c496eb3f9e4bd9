import type { DatabaseSync } from "node:sqlite";
import { type Batch, decodeBatch, encodeBatch } from "./batch.ts";
import type { Newest } from "./newest.ts";
import {
  decodeTags,
  type IndexedField,
  type IndexedSeries,
  newField,
  type SeriesIndex,
} from "./series-index.ts";
import { type FileKind, inTransaction, openDatabase } from "./sqlite.ts";

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

/** Opens the file and fills the index. `made` is called with each field and the day it was made on. */
export function openIndexFile(
  path: string,
  index: SeriesIndex,
  newest: Newest,
  made: (field: IndexedField, day: number) => void,
): IndexFile {
  const db = openDatabase(path, indexKind, { pageBytes: 8192, cacheKib: 8192 });
  try {
    loadNames(db, index, made);
    for (const row of db.prepare("SELECT page, body FROM newest").iterate()) {
      if (row["body"] instanceof Uint8Array) newest.load(Number(row["page"]), row["body"]);
    }
    return indexFile(path, db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function loadNames(
  db: DatabaseSync,
  index: SeriesIndex,
  made: (field: IndexedField, day: number) => void,
): void {
  const byId = new Map<number, IndexedSeries>();
  for (const row of db.prepare("SELECT id, measurement, tags FROM series").iterate()) {
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
  for (const row of db.prepare("SELECT id, series, name, type, madeDay FROM field ORDER BY id").iterate()) {
    const series = byId.get(Number(row["series"]));
    const type = row["type"];
    if (series === undefined || (type !== "number" && type !== "boolean" && type !== "string")) continue;
    const field = newField(series, { id: Number(row["id"]), name: index.nameOf(String(row["name"])), type });
    index.addField(field);
    made(field, Number(row["madeDay"]));
  }
}

function indexFile(path: string, db: DatabaseSync): IndexFile {
  const addSeries = db.prepare("INSERT INTO series (id, measurement, tags) VALUES (?, ?, ?)");
  const addField = db.prepare("INSERT INTO field (id, series, name, type, madeDay) VALUES (?, ?, ?, ?, ?)");
  const addBatch = db.prepare("INSERT INTO batch (sequence, body) VALUES (?, ?)");
  const nthBatch = db.prepare(
    "SELECT sequence FROM batch WHERE sequence <= ? ORDER BY sequence LIMIT 1 OFFSET ?",
  );
  const dropBatches = db.prepare("DELETE FROM batch WHERE sequence <= ?");
  const putNewest = db.prepare("INSERT OR REPLACE INTO newest (page, body) VALUES (?, ?)");
  const dropField = db.prepare("DELETE FROM field WHERE id = ?");
  const dropSeries = db.prepare("DELETE FROM series WHERE id = ?");
  const readSetting = db.prepare("SELECT value FROM setting WHERE name = ?");
  const putSetting = db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)");
  const lastOf = (table: string) =>
    Number(db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(table)?.["seq"] ?? 0);
  const saveNewest = (newest: Newest) => newest.save((page, body) => void putNewest.run(page, body));
  return {
    path,
    db,
    given: { series: lastOf("series"), field: lastOf("field") },
    commit(writes) {
      inTransaction(db, () => {
        for (const { additions, batch, sequence } of writes) {
          for (const { id, measurement, key } of additions.series) addSeries.run(id, measurement, key);
          for (const { field, madeDay } of additions.fields) {
            addField.run(field.id, field.series.id, field.name, field.type, madeDay);
          }
          addBatch.run(sequence, encodeBatch(batch));
        }
      });
    },
    *journalled() {
      for (const { sequence, body } of db
        .prepare("SELECT sequence, body FROM batch ORDER BY sequence")
        .iterate()) {
        if (body instanceof Uint8Array) yield { sequence: Number(sequence), batch: decodeBatch(body) };
      }
    },
    forgetSome(sequence, newest) {
      const stop = nthBatch.get(sequence, forgetAtOnce)?.["sequence"];
      inTransaction(db, () => {
        saveNewest(newest);
        putSetting.run("flushed", sequence);
        dropBatches.run(stop ?? sequence);
      });
      return stop !== undefined;
    },
    remove(fields, emptied, newest) {
      inTransaction(db, () => {
        for (const { id } of fields) dropField.run(id);
        for (const { id } of emptied) dropSeries.run(id);
        saveNewest(newest);
      });
    },
    setting(name) {
      const value = readSetting.get(name)?.["value"];
      return value === undefined ? undefined : Number(value);
    },
    set(name, value) {
      putSetting.run(name, value);
    },
    close: () => db.close(),
  };
}
