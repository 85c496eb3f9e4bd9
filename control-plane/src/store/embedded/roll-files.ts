import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Aggregate, Damage, TimeRange } from "../series.ts";
import { ByteWriter, DamagedBytes } from "./codec/bytes.ts";
import type { Column } from "./codec/chunk.ts";
import { cutColumn } from "./codec/column.ts";
import { type FileSet, onceEach, openFileSet } from "./files.ts";
import { dayMs } from "./head.ts";
import type { RollRow, RollRows } from "./roll-rows.ts";
import {
  decodeRollup,
  encodeRollup,
  joinRollups,
  noRollup,
  type Rollup,
  rollUp,
  withinRollup,
} from "./rollup.ts";
import { number, type Row } from "./row.ts";
import type { IndexedField } from "./series-index.ts";
import { type FileKind, inTransaction } from "./sqlite.ts";

/** "HDSR". `rolled` says which run of a day's raw samples its roll-ups were made from. */
const rollKind: FileKind = {
  applicationId: 0x48445352,
  migrations: [
    `
      CREATE TABLE rollup (
        field INTEGER NOT NULL,
        startMs INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (field, startMs)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE rolled (dayMs INTEGER PRIMARY KEY, run INTEGER NOT NULL) STRICT;
    `,
  ],
};

/** One tier of roll-ups. */
export interface RollFiles {
  readonly stepMs: number;
  /** Days rolled up, rising. */
  days(): readonly number[];
  /** The run a day was rolled up from. */
  runOf(dayStartMs: number): number | undefined;
  /** Rolls a field's day up into rows to be put. */
  rollUp(field: IndexedField, day: Column, into: RollRows): void;
  put(dayStartMs: number, rows: RollRows): void;
  /** From here on the day counts as rolled up. */
  mark(dayStartMs: number, run: number): void;
  /** Forgets what was rolled up of a day. */
  clear(dayStartMs: number): void;
  /** Buckets that start within the range, in time order. */
  read(field: number, range: TimeRange, by: Aggregate): Rollup[];
  /** Forgets days before `timeMs`: whole files where it can, rows where it must. */
  dropBefore(timeMs: number): void;
  close(): void;
  /** Paths of the files, nothing of them being in their logs. */
  settledPaths(): string[];
}

/** How a tier lies on disk. A row is long enough to be worth its finding, and short enough that a page holds several. */
interface TierLayout {
  stepMs: number;
  rowMs: number;
  prefix: string;
  /** Of a file's name. */
  digits: number;
}

const layouts: readonly TierLayout[] = [
  { stepMs: 300_000, rowMs: dayMs / 4, prefix: "roll5m", digits: 6 },
  { stepMs: 3_600_000, rowMs: 8 * dayMs, prefix: "roll1h", digits: 4 },
];

/** Steps of the roll-ups there are, ms: 5 minutes and an hour. */
export const rollSteps: readonly number[] = layouts.map(({ stepMs }) => stepMs);

/** Used again for every row, as encoding is never interrupted. */
const writer = new ByteWriter();

export function openRollFiles(folder: string, damaged: (damage: Damage) => void): RollFiles[] {
  return layouts.map((layout) => openTier(folder, layout, damaged));
}

/** A tier's files with what is prepared on each. */
interface TierFiles {
  layout: TierLayout;
  files: FileSet;
  prepared(db: DatabaseSync): ReturnType<typeof prepare>;
  /** First instant of the file's period that has this time. */
  periodOf(timeMs: number): number;
  decoded(row: Row, by: Aggregate): Rollup | undefined;
}

function openTierFiles(folder: string, layout: TierLayout, damaged: (damage: Damage) => void): TierFiles {
  const { prefix, digits } = layout;
  const named = new RegExp(`^${prefix}-(\\d{${digits}})\\.db$`);
  const files = openFileSet({
    folder,
    kind: rollKind,
    nameOf: (startMs) =>
      `${prefix}-${new Date(startMs).toISOString().replaceAll("-", "").slice(0, digits)}.db`,
    startOf: (name) => startOfPeriod(named.exec(name)?.[1]),
    pageBytes: 8192,
    damaged,
  });
  const periodOf = (timeMs: number) => {
    const date = new Date(timeMs);
    return Date.UTC(date.getUTCFullYear(), digits === 4 ? 0 : date.getUTCMonth());
  };
  return {
    layout,
    files,
    prepared: onceEach(prepare),
    periodOf,
    decoded(row, by) {
      const { body } = row;
      if (!(body instanceof Uint8Array)) return undefined;
      const startMs = number(row, "startMs");
      try {
        return decodeRollup(body, startMs, by);
      } catch (error) {
        if (!(error instanceof DamagedBytes)) throw error;
        damaged({ file: files.pathOf(periodOf(startMs)), what: error.message });
        return undefined;
      }
    },
  };
}

/** The run each day was rolled up from. */
class RolledDays {
  readonly #tier: TierFiles;
  readonly #runs = new Map<number, number>();
  #sorted: readonly number[] | undefined;

  constructor(tier: TierFiles) {
    this.#tier = tier;
    const { files } = tier;
    for (const startMs of [...files.starts()]) {
      files.use(startMs, (db) => {
        for (const row of db.prepare("SELECT dayMs, run FROM rolled").all()) {
          this.#runs.set(number(row, "dayMs"), number(row, "run"));
        }
      });
    }
    files.onLost((startMs) => this.#forget((day) => tier.periodOf(day) === startMs));
  }

  list(): readonly number[] {
    this.#sorted ??= [...this.#runs.keys()].sort((one, other) => one - other);
    return this.#sorted;
  }

  runOf(dayStartMs: number): number | undefined {
    return this.#runs.get(dayStartMs);
  }

  mark(dayStartMs: number, run: number): void {
    const { files, periodOf, prepared } = this.#tier;
    files.use(periodOf(dayStartMs), (db) => void prepared(db).mark.run(dayStartMs, run), true);
    this.#runs.set(dayStartMs, run);
    this.#sorted = undefined;
  }

  /** Those that end at `timeMs` or before; in memory only. */
  forgetBefore(timeMs: number): void {
    this.#forget((day) => day + dayMs <= timeMs);
  }

  /** In memory only. */
  forgetDay(dayStartMs: number): void {
    this.#forget((day) => day === dayStartMs);
  }

  #forget(isMeant: (day: number) => boolean): void {
    for (const day of [...this.#runs.keys()]) if (isMeant(day)) this.#runs.delete(day);
    this.#sorted = undefined;
  }
}

function openTier(folder: string, layout: TierLayout, damaged: (damage: Damage) => void): RollFiles {
  const tier = openTierFiles(folder, layout, damaged);
  const { files, periodOf } = tier;
  const { stepMs, rowMs } = layout;
  const rolled = new RolledDays(tier);
  return {
    stepMs,
    days: () => rolled.list(),
    runOf: (dayStartMs) => rolled.runOf(dayStartMs),
    rollUp(field, day, into) {
      const firstMs = day.times[0] ?? 0;
      for (let fromMs = Math.floor(firstMs / rowMs) * rowMs; fromMs < firstMs + dayMs; fromMs += rowMs) {
        const part = cutColumn(day, fromMs, fromMs + rowMs);
        if (part.times.length > 0) into.add(field.id, rollUp(field, part, stepMs));
      }
    },
    put(dayStartMs, rows) {
      const put = (db: DatabaseSync) =>
        inTransaction(db, () => rows.each((row) => putRow(tier, db, dayStartMs, row)));
      files.use(periodOf(dayStartMs), put, true);
    },
    mark: (dayStartMs, run) => rolled.mark(dayStartMs, run),
    clear(dayStartMs) {
      files.use(periodOf(dayStartMs), (db) => inTransaction(db, () => clearDay(tier, db, dayStartMs)));
      rolled.forgetDay(dayStartMs);
    },
    read: (field, range, by) => readRollups(tier, field, range, by),
    dropBefore(timeMs) {
      dropRowsBefore(tier, rolled.list(), timeMs);
      rolled.forgetBefore(timeMs);
    },
    close: files.close,
    settledPaths: () => files.starts().map(files.settled),
  };
}

function addRollup({ prepared }: TierFiles, db: DatabaseSync, field: number, rollup: Rollup): void {
  const [startMs] = rollup.starts;
  if (startMs === undefined) return;
  writer.truncate(0);
  encodeRollup(writer, rollup);
  prepared(db).add.run(field, startMs, writer.between(0, writer.length));
}

/** Puts a day's buckets; what the file's row has of other days stays. */
function putRow(tier: TierFiles, db: DatabaseSync, dayStartMs: number, row: RollRow): void {
  const { rowMs } = tier.layout;
  const { add, read, dropRow } = tier.prepared(db);
  const { field, startMs, body } = row;
  const rowStartMs = Math.floor(startMs / rowMs) * rowMs;
  const known = read.all(field, rowStartMs - 1, rowStartMs + rowMs);
  if (known.length === 0) {
    add.run(field, startMs, body);
    return;
  }
  const kept = known.map((each) => tier.decoded(each, "last") ?? noRollup);
  const before = kept.map((each) => withinRollup(each, rowStartMs, dayStartMs));
  const after = kept.map((each) => withinRollup(each, dayStartMs + dayMs, rowStartMs + rowMs));
  dropRow.run(field, rowStartMs, rowStartMs + rowMs);
  addRollup(tier, db, field, joinRollups([...before, decodeRollup(body, startMs, "last"), ...after]));
}

function clearDay(tier: TierFiles, db: DatabaseSync, dayStartMs: number): void {
  const { unmark, overlapping, dropRow } = tier.prepared(db);
  unmark.run(dayStartMs, dayStartMs + 1);
  for (const row of overlapping.all(dayStartMs - tier.layout.rowMs, dayStartMs + dayMs)) {
    const known = tier.decoded(row, "last") ?? noRollup;
    const left = [
      withinRollup(known, Number.NEGATIVE_INFINITY, dayStartMs),
      withinRollup(known, dayStartMs + dayMs, Number.POSITIVE_INFINITY),
    ];
    const field = number(row, "field");
    const startMs = number(row, "startMs");
    dropRow.run(field, startMs, startMs + 1);
    addRollup(tier, db, field, joinRollups(left));
  }
}

function readRollups(tier: TierFiles, field: number, range: TimeRange, by: Aggregate): Rollup[] {
  const { rowMs, digits } = tier.layout;
  const found: Rollup[] = [];
  for (const startMs of tier.files.starts()) {
    if (startMs >= range.toMs || nextPeriod(startMs, digits) <= range.fromMs) continue;
    tier.files.use(startMs, (db) => {
      for (const row of tier.prepared(db).read.all(field, range.fromMs - rowMs, range.toMs)) {
        const rollup = tier.decoded(row, by);
        if (rollup === undefined) continue;
        const part = withinRollup(rollup, range.fromMs, range.toMs);
        if (part.starts.length > 0) found.push(part);
      }
    });
  }
  return found;
}

function dropRowsBefore(tier: TierFiles, days: readonly number[], timeMs: number): void {
  const { files, layout, periodOf, prepared } = tier;
  for (const startMs of [...files.starts()]) {
    if (nextPeriod(startMs, layout.digits) <= timeMs) files.unlink(startMs);
    else if (startMs < timeMs && days.some((day) => day < timeMs && periodOf(day) === startMs)) {
      files.use(startMs, (db) => {
        inTransaction(db, () => {
          prepared(db).unmark.run(startMs, timeMs - dayMs + 1);
          prepared(db).clear.run(startMs, timeMs - layout.rowMs + 1);
        });
      });
    }
  }
}

function prepare(
  db: DatabaseSync,
): Record<"add" | "dropRow" | "read" | "mark" | "unmark" | "clear" | "overlapping", StatementSync> {
  return {
    add: db.prepare("INSERT OR REPLACE INTO rollup (field, startMs, body) VALUES (?, ?, ?)"),
    dropRow: db.prepare("DELETE FROM rollup WHERE field = ? AND startMs >= ? AND startMs < ?"),
    read: db.prepare(
      "SELECT startMs, body FROM rollup WHERE field = ? AND startMs > ? AND startMs < ? ORDER BY startMs",
    ),
    overlapping: db.prepare("SELECT field, startMs, body FROM rollup WHERE startMs > ? AND startMs < ?"),
    mark: db.prepare("INSERT OR REPLACE INTO rolled (dayMs, run) VALUES (?, ?)"),
    unmark: db.prepare("DELETE FROM rolled WHERE dayMs >= ? AND dayMs < ?"),
    clear: db.prepare("DELETE FROM rollup WHERE startMs >= ? AND startMs < ?"),
  };
}

function startOfPeriod(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const startMs = Date.parse(`${text.slice(0, 4)}-${text.slice(4) || "01"}-01T00:00:00Z`);
  return Number.isNaN(startMs) ? undefined : startMs;
}

function nextPeriod(startMs: number, digits: number): number {
  const date = new Date(startMs);
  return digits === 4
    ? Date.UTC(date.getUTCFullYear() + 1, 0)
    : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
