import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Aggregate, Damage, TimeRange } from "../series.ts";
import { ByteWriter, DamagedBytes } from "./codec/bytes.ts";
import type { Column } from "./codec/chunk.ts";
import { cutColumn } from "./codec/column.ts";
import { openFileSet } from "./files.ts";
import { dayMs } from "./head.ts";
import type { RollRows } from "./roll-rows.ts";
import {
  decodeRollup,
  encodeRollup,
  joinRollups,
  noRollup,
  type Rollup,
  rollUp,
  withinRollup,
} from "./rollup.ts";
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

function openTier(folder: string, layout: TierLayout, damaged: (damage: Damage) => void): RollFiles {
  const { stepMs, rowMs, prefix, digits } = layout;
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
  const statements = new WeakMap<DatabaseSync, ReturnType<typeof prepare>>();
  const prepared = (db: DatabaseSync) => {
    const made = statements.get(db) ?? prepare(db);
    statements.set(db, made);
    return made;
  };
  const runs = new Map<number, number>();
  let sorted: readonly number[] | undefined;
  const changed = () => {
    sorted = undefined;
  };
  for (const startMs of [...files.starts()]) {
    files.use(startMs, (db) => {
      for (const row of db.prepare("SELECT dayMs, run FROM rolled").all()) {
        runs.set(Number(row["dayMs"]), Number(row["run"]));
      }
    });
  }
  files.onLost((startMs) => {
    for (const day of [...runs.keys()]) if (periodOf(day) === startMs) runs.delete(day);
    changed();
  });

  const decoded = (body: unknown, startMs: number, by: Aggregate): Rollup | undefined => {
    if (!(body instanceof Uint8Array)) return undefined;
    try {
      return decodeRollup(body, startMs, by);
    } catch (error) {
      if (!(error instanceof DamagedBytes)) throw error;
      damaged({ file: files.pathOf(periodOf(startMs)), what: error.message });
      return undefined;
    }
  };

  function addRow(db: DatabaseSync, field: number, rollup: Rollup): void {
    const [startMs] = rollup.starts;
    if (startMs === undefined) return;
    writer.truncate(0);
    encodeRollup(writer, rollup);
    prepared(db).add.run(field, startMs, writer.between(0, writer.length));
  }

  return {
    stepMs,
    days() {
      sorted ??= [...runs.keys()].sort((one, other) => one - other);
      return sorted;
    },
    runOf: (dayStartMs) => runs.get(dayStartMs),
    rollUp(field, day, into) {
      const firstMs = day.times[0] ?? 0;
      for (let fromMs = Math.floor(firstMs / rowMs) * rowMs; fromMs < firstMs + dayMs; fromMs += rowMs) {
        const part = cutColumn(day, fromMs, fromMs + rowMs);
        if (part.times.length > 0) into.add(field.id, rollUp(field, part, stepMs));
      }
    },
    put(dayStartMs, rows) {
      files.use(
        periodOf(dayStartMs),
        (db) =>
          inTransaction(db, () => {
            const { add, read, dropRow } = prepared(db);
            rows.each(({ field, startMs, body }) => {
              const rowStartMs = Math.floor(startMs / rowMs) * rowMs;
              const known = read.all(field, rowStartMs - 1, rowStartMs + rowMs);
              if (known.length === 0) {
                add.run(field, startMs, body);
                return;
              }
              // of the same row: what it has of other days stays
              const kept = known.map(
                (row) => decoded(row["body"], Number(row["startMs"]), "last") ?? noRollup,
              );
              const before = kept.map((each) => withinRollup(each, rowStartMs, dayStartMs));
              const after = kept.map((each) => withinRollup(each, dayStartMs + dayMs, rowStartMs + rowMs));
              dropRow.run(field, rowStartMs, rowStartMs + rowMs);
              addRow(db, field, joinRollups([...before, decodeRollup(body, startMs, "last"), ...after]));
            });
          }),
        true,
      );
    },
    mark(dayStartMs, run) {
      files.use(periodOf(dayStartMs), (db) => void prepared(db).mark.run(dayStartMs, run), true);
      runs.set(dayStartMs, run);
      changed();
    },
    clear(dayStartMs) {
      files.use(periodOf(dayStartMs), (db) => {
        inTransaction(db, () => {
          const { unmark, overlapping, dropRow } = prepared(db);
          unmark.run(dayStartMs, dayStartMs + 1);
          for (const { field, startMs, body } of overlapping.all(dayStartMs - rowMs, dayStartMs + dayMs)) {
            const known = decoded(body, Number(startMs), "last") ?? noRollup;
            const left = [
              withinRollup(known, Number.NEGATIVE_INFINITY, dayStartMs),
              withinRollup(known, dayStartMs + dayMs, Number.POSITIVE_INFINITY),
            ];
            dropRow.run(Number(field), Number(startMs), Number(startMs) + 1);
            addRow(db, Number(field), joinRollups(left));
          }
        });
      });
      runs.delete(dayStartMs);
      changed();
    },
    read(field, range, by) {
      const found: Rollup[] = [];
      for (const startMs of files.starts()) {
        if (startMs >= range.toMs || nextPeriod(startMs, digits) <= range.fromMs) continue;
        files.use(startMs, (db) => {
          for (const row of prepared(db).read.all(field, range.fromMs - rowMs, range.toMs)) {
            const rollup = decoded(row["body"], Number(row["startMs"]), by);
            if (rollup === undefined) continue;
            const part = withinRollup(rollup, range.fromMs, range.toMs);
            if (part.starts.length > 0) found.push(part);
          }
        });
      }
      return found;
    },
    dropBefore(timeMs) {
      for (const startMs of [...files.starts()]) {
        if (nextPeriod(startMs, digits) <= timeMs) files.unlink(startMs);
        else if (
          startMs < timeMs &&
          [...runs.keys()].some((day) => day < timeMs && periodOf(day) === startMs)
        ) {
          files.use(startMs, (db) => {
            inTransaction(db, () => {
              prepared(db).unmark.run(startMs, timeMs - dayMs + 1);
              prepared(db).clear.run(startMs, timeMs - rowMs + 1);
            });
          });
        }
      }
      for (const day of [...runs.keys()]) if (day + dayMs <= timeMs) runs.delete(day);
      changed();
    },
    close: files.close,
    settledPaths: () => files.starts().map(files.settled),
  };
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
