import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { carriedPoint } from "@haidang/contract/line-protocol.ts";
import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { intoBuckets, type Sample } from "../bucket.ts";
import { fieldTypeConflict } from "../field-type.ts";
import { carriedSelector } from "../selector.ts";
import type { Series, SeriesSelector, SeriesStore, TimeRange } from "../series.ts";
import {
  decodeTags,
  encodeTags,
  type IndexedField,
  type IndexedSeries,
  SeriesIndex,
  valueType,
} from "./series-index.ts";
import { type FileKind, inTransaction, openDatabase, storeFault } from "./sqlite.ts";

export interface EmbeddedOptions {
  /** Most series (measurement, tags and field) kept at once; writing a new one beyond is `too_many_series`. */
  maxSeries?: number;
}

const defaultMaxSeries = 1_000_000;
/** Samples deleted in one transaction by `dropBefore`; between two, others get their turn. */
const dropStep = 5_000;

interface Statements {
  addSeries: StatementSync;
  addField: StatementSync;
  addSample: StatementSync;
  range: StatementSync;
  nthBefore: StatementSync;
  dropSamples: StatementSync;
  dropField: StatementSync;
  dropSeries: StatementSync;
}

/** "HDSS". */
const seriesFile: FileKind = {
  applicationId: 0x48445353,
  migrations: [
    `
      CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        measurement TEXT NOT NULL,
        tags TEXT NOT NULL,
        UNIQUE (measurement, tags)
      ) STRICT;
      CREATE TABLE field (
        id INTEGER PRIMARY KEY,
        series INTEGER NOT NULL REFERENCES series (id),
        name TEXT NOT NULL,
        type TEXT NOT NULL CHECK (type IN ('number', 'boolean', 'string')),
        UNIQUE (series, name)
      ) STRICT;
      CREATE TABLE sample (
        field INTEGER NOT NULL,
        timeMs INTEGER NOT NULL,
        value ANY NOT NULL,
        PRIMARY KEY (field, timeMs)
      ) STRICT, WITHOUT ROWID;
    `,
  ],
};

/** One open file with what is known of it. */
interface Embedded {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly statements: Statements;
  readonly index: SeriesIndex;
  readonly maxSeries: number;
}

/**
 * The store that needs no server: one SQLite file, owned by this process alone. Throws `data_folder` when the
 * file is damaged, foreign, newer than this version, in use or cannot be opened.
 */
export function openEmbeddedSeriesStore(path: string, options: EmbeddedOptions = {}): SeriesStore {
  const db = openDatabase(path, seriesFile);
  const store: Embedded = {
    path,
    db,
    statements: prepare(db),
    index: new SeriesIndex(),
    maxSeries: options.maxSeries ?? defaultMaxSeries,
  };
  guarded(store, () => loadIndex(store));
  const whenOpen = <T>(work: () => T): T => guarded(store, work);
  return {
    engine: "embedded",
    tiers: [{ stepMs: 0, keepMs: null }],
    write: async (points) => whenOpen(() => writePoints(store, points)),
    range: async (selector, range) =>
      whenOpen(() => collect(store, selector, (field) => [...samplesOf(store, field, range)])),
    aggregate: async (selector, range, step) =>
      whenOpen(() =>
        collect(store, selector, (field, { measurement }) =>
          step.by === "merge" && fieldDefinition(measurement, field.name)?.kind !== "histogram"
            ? []
            : intoBuckets(samplesOf(store, field, range), step),
        ),
      ),
    latest: async (selector, sinceMs) =>
      whenOpen(() =>
        collect(store, selector, ({ newest }) =>
          newest !== undefined && newest.timeMs >= sinceMs ? [{ ...newest }] : [],
        ),
      ),
    measurements: async () => whenOpen(() => store.index.measurements()),
    dropSeries: async (selector) => whenOpen(() => dropSeries(store, selector)),
    dropBefore: (timeMs) => dropBefore(store, timeMs),
    ping: async () => whenOpen(() => void db.prepare("SELECT 1 FROM series LIMIT 1").get()),
    close: async () => {
      if (db.isOpen) db.close();
    },
  };
}

function prepare(db: DatabaseSync): Statements {
  return {
    addSeries: db.prepare("INSERT INTO series (measurement, tags) VALUES (?, ?)"),
    addField: db.prepare("INSERT INTO field (series, name, type) VALUES (?, ?, ?)"),
    addSample: db.prepare("INSERT OR REPLACE INTO sample (field, timeMs, value) VALUES (?, ?, ?)"),
    range: db.prepare(
      "SELECT timeMs, value FROM sample WHERE field = ? AND timeMs >= ? AND timeMs < ? ORDER BY timeMs",
    ),
    nthBefore: db.prepare(
      "SELECT timeMs FROM sample WHERE field = ? AND timeMs < ? ORDER BY timeMs LIMIT 1 OFFSET ?",
    ),
    dropSamples: db.prepare("DELETE FROM sample WHERE field = ? AND timeMs < ?"),
    dropField: db.prepare("DELETE FROM field WHERE id = ?"),
    dropSeries: db.prepare("DELETE FROM series WHERE id = ?"),
  };
}

function guarded<T>(store: Embedded, work: () => T): T {
  if (!store.db.isOpen) {
    throw new HaidangError("store_unavailable", `the series store ${store.path} is closed`);
  }
  try {
    return work();
  } catch (error) {
    throw storeFault(store.path, error);
  }
}

function loadIndex({ db, index }: Embedded): void {
  const byId = new Map<number, IndexedSeries>();
  for (const row of db.prepare("SELECT id, measurement, tags FROM series").iterate()) {
    const key = String(row["tags"]);
    const id = Number(row["id"]);
    const series = {
      id,
      measurement: String(row["measurement"]),
      key,
      tags: decodeTags(key),
      fields: new Map(),
    };
    byId.set(id, series);
    index.addSeries(series);
  }
  const fields = db.prepare(`
    SELECT field.id, field.series, field.name, field.type, sample.timeMs, sample.value
    FROM field LEFT JOIN sample ON sample.field = field.id
      AND sample.timeMs = (SELECT max(timeMs) FROM sample WHERE sample.field = field.id)`);
  for (const row of fields.iterate()) {
    const series = byId.get(Number(row["series"]));
    const type = row["type"];
    if (series === undefined || (type !== "number" && type !== "boolean" && type !== "string")) continue;
    const field: IndexedField = { id: Number(row["id"]), name: String(row["name"]), type, newest: undefined };
    if (row["timeMs"] !== null) field.newest = readSample(field, row);
    index.addField(series, field);
  }
}

function readSample(field: IndexedField, row: Record<string, SQLOutputValue>): Sample {
  const value = row["value"];
  const timeMs = Number(row["timeMs"]);
  if (field.type === "boolean") return { timeMs, value: value === 1 };
  return { timeMs, value: field.type === "number" ? Number(value) : String(value) };
}

function storedValue(value: FieldValue): number | string {
  return typeof value === "boolean" ? Number(value) : value;
}

/** All points in one transaction; the index learns of new samples after the commit, and forgets new series without one. */
function writePoints(store: Embedded, points: readonly Point[]): void {
  const added: Array<() => void> = [];
  const written: Array<{ field: IndexedField; timeMs: number; value: FieldValue }> = [];
  try {
    inTransaction(store.db, () => {
      for (const given of points) {
        const point = carriedPoint(given);
        if (point === undefined) continue;
        const { timeMs } = point;
        const series = seriesOf(store, point, added);
        for (const [name, value] of Object.entries(point.fields)) {
          const field = fieldOf(store, { series, name, value }, added);
          store.statements.addSample.run(field.id, timeMs, storedValue(value));
          written.push({ field, timeMs, value });
        }
      }
    });
  } catch (error) {
    for (const forget of added.reverse()) forget();
    throw error;
  }
  for (const { field, timeMs, value } of written) {
    if (field.newest === undefined || timeMs >= field.newest.timeMs) field.newest = { timeMs, value };
  }
}

function seriesOf({ index, statements }: Embedded, point: Point, added: Array<() => void>): IndexedSeries {
  const key = encodeTags(point.tags);
  const known = index.find(point.measurement, key);
  if (known !== undefined) return known;
  const id = Number(statements.addSeries.run(point.measurement, key).lastInsertRowid);
  const series = { id, measurement: point.measurement, key, tags: point.tags, fields: new Map() };
  index.addSeries(series);
  added.push(() => index.removeSeries(series));
  return series;
}

function fieldOf(
  { index, statements, maxSeries }: Embedded,
  { series, name, value }: { series: IndexedSeries; name: string; value: FieldValue },
  added: Array<() => void>,
): IndexedField {
  const type = valueType(value);
  const { measurement } = series;
  const known = series.fields.get(name);
  if (known?.type === type) return known;
  if (known !== undefined) {
    throw fieldTypeConflict({ measurement, field: name, given: type, known: known.type });
  }
  index.checkType(measurement, name, type);
  if (index.size >= maxSeries) {
    throw new HaidangError("too_many_series", `the store keeps ${maxSeries} series and takes no more`, {
      hint: "A tag probably holds something that changes all the time, such as a number or a time: leave it out.",
      details: { measurement, field: name, tags: { ...series.tags } },
    });
  }
  const id = Number(statements.addField.run(series.id, name, type).lastInsertRowid);
  const field: IndexedField = { id, name, type, newest: undefined };
  index.addField(series, field);
  added.push(() => index.removeField(series, field));
  return field;
}

function* samplesOf({ statements }: Embedded, field: IndexedField, range: TimeRange): Generator<Sample> {
  for (const row of statements.range.iterate(field.id, range.fromMs, range.toMs))
    yield readSample(field, row);
}

function collect(
  { index }: Embedded,
  selector: SeriesSelector,
  samplesFor: (field: IndexedField, series: IndexedSeries) => Sample[],
): Series[] {
  const found: Series[] = [];
  for (const { series, field } of index.select(carriedSelector(selector))) {
    const samples = samplesFor(field, series);
    if (samples.length > 0) {
      found.push({ measurement: series.measurement, field: field.name, tags: series.tags, samples });
    }
  }
  return found;
}

function dropSeries({ db, statements, index }: Embedded, selector: SeriesSelector): void {
  const { measurement, tags } = carriedSelector(selector);
  const found = [...index.select({ measurement, tags: tags ?? {} })];
  inTransaction(db, () => {
    for (const { field } of found) {
      statements.dropSamples.run(field.id, Number.MAX_SAFE_INTEGER);
      statements.dropField.run(field.id);
    }
    for (const { id } of new Set(found.map(({ series }) => series))) statements.dropSeries.run(id);
  });
  for (const { series, field } of found) {
    index.removeField(series, field);
    index.removeSeries(series);
  }
}

/** Field by field in steps of `dropStep` samples, so that a long retention run holds up nobody. */
async function dropBefore(store: Embedded, timeMs: number): Promise<void> {
  const all = [...store.index.all()].flatMap((series) =>
    [...series.fields.values()].map((field) => ({ series, field })),
  );
  let next = 0;
  while (next < all.length) {
    next = guarded(store, () => dropSome(store, { all, from: next, timeMs }));
    await setImmediate();
  }
}

/** One transaction of it. Returns the place in `all` to go on from. */
function dropSome(
  { db, statements, index }: Embedded,
  {
    all,
    from,
    timeMs,
  }: { all: ReadonlyArray<{ series: IndexedSeries; field: IndexedField }>; from: number; timeMs: number },
): number {
  const emptied: Array<{ series: IndexedSeries; field: IndexedField }> = [];
  let at = from;
  inTransaction(db, () => {
    for (let left = dropStep; left > 0 && at < all.length; at += 1) {
      const each = all[at];
      if (each === undefined || each.series.fields.get(each.field.name) !== each.field) continue;
      const stop = statements.nthBefore.get(each.field.id, timeMs, left)?.["timeMs"];
      left -= Number(statements.dropSamples.run(each.field.id, stop ?? timeMs).changes) + 1;
      if (stop !== undefined) return;
      if (each.field.newest === undefined || each.field.newest.timeMs < timeMs) {
        statements.dropField.run(each.field.id);
        emptied.push(each);
      }
    }
  });
  for (const { series, field } of emptied) index.removeField(series, field);
  dropEmptySeries({ db, statements, index }, new Set(emptied.map(({ series }) => series)));
  return at;
}

function dropEmptySeries(
  { db, statements, index }: Pick<Embedded, "db" | "statements" | "index">,
  candidates: ReadonlySet<IndexedSeries>,
): void {
  const empty = [...candidates].filter((series) => series.fields.size === 0);
  if (empty.length === 0) return;
  inTransaction(db, () => {
    for (const { id } of empty) statements.dropSeries.run(id);
  });
  for (const series of empty) index.removeSeries(series);
}
