import type { DatabaseSync } from "node:sqlite";
import { gunzipSync, gzipSync } from "node:zlib";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { type FileKind, inTransaction, openDatabase, storeFault } from "../embedded/sqlite.ts";
import { fieldTypeConflict } from "../field-type.ts";
import type { Aliases } from "./names.ts";

/** "HDVM". */
const besideFile: FileKind = {
  applicationId: 0x4844564d,
  migrations: [
    `
      CREATE TABLE field (
        measurement TEXT NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        PRIMARY KEY (measurement, name)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE alias (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE floor (one INTEGER PRIMARY KEY CHECK (one = 1), timeMs INTEGER NOT NULL) STRICT;
      CREATE TABLE sent (id INTEGER PRIMARY KEY, sentMs INTEGER NOT NULL, points BLOB NOT NULL) STRICT;
      CREATE INDEX sentByTime ON sent (sentMs);
    `,
  ],
};

/** What VictoriaMetrics cannot keep about its own data. */
export interface Beside extends Aliases {
  /** Settles the types of new fields; throws `lines_invalid` when one comes in another, and settles none then. */
  claimTypes(points: readonly Point[]): void;
  /** Readers see nothing older. */
  readonly floorMs: number;
  raiseFloor(timeMs: number): void;
  /** Points the server may still lose, kept until it has them on its disk. Durable when this returns. */
  keep(points: readonly Point[], nowMs: number): number;
  forget(id: number): void;
  /** Whether any were sent before. */
  hasBefore(timeMs: number): boolean;
  forgetBefore(timeMs: number): void;
  /** All that are kept, oldest first, one at a time. */
  kept(): Generator<Point[]>;
  renew(nowMs: number): void;
  /** Leaves out what belongs to a series that was dropped. */
  dropKept(isDropped: (point: Point) => boolean): void;
  dropTypes(measurement: string): void;
  close(): void;
}

/** Throws `data_folder` when the file is damaged, foreign, newer than this version or in use. */
export function openBeside(path: string): Beside {
  const db = openDatabase(path, besideFile);
  const guarded: Guard = (work) => {
    try {
      return work();
    } catch (error) {
      throw storeFault(path, error);
    }
  };
  let floorMs = Number(db.prepare("SELECT timeMs FROM floor").get()?.["timeMs"] ?? Number.NEGATIVE_INFINITY);
  return {
    ...openAliases(db, guarded),
    ...openTypes(db, guarded),
    ...openSent(db, guarded),
    get floorMs() {
      return floorMs;
    },
    raiseFloor(timeMs) {
      if (timeMs <= floorMs) return;
      guarded(() => db.prepare("INSERT OR REPLACE INTO floor (one, timeMs) VALUES (1, ?)").run(timeMs));
      floorMs = timeMs;
    },
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

type Guard = <T>(work: () => T) => T;

function openAliases(db: DatabaseSync, guarded: Guard): Aliases {
  const names = new Map<number, string>();
  const ids = new Map<string, number>();
  for (const row of db.prepare("SELECT id, name FROM alias").iterate()) {
    names.set(Number(row["id"]), String(row["name"]));
    ids.set(String(row["name"]), Number(row["id"]));
  }
  const add = db.prepare("INSERT INTO alias (name) VALUES (?)");
  return {
    idOf(name) {
      const known = ids.get(name);
      if (known !== undefined) return known;
      const id = guarded(() => Number(add.run(name).lastInsertRowid));
      names.set(id, name);
      ids.set(name, id);
      return id;
    },
    nameOf: (id) => names.get(id),
  };
}

function openTypes(db: DatabaseSync, guarded: Guard): Pick<Beside, "claimTypes" | "dropTypes"> {
  const types = new Map<string, string>();
  const key = (measurement: string, field: string) => JSON.stringify([measurement, field]);
  for (const row of db.prepare("SELECT measurement, name, type FROM field").iterate()) {
    types.set(key(String(row["measurement"]), String(row["name"])), String(row["type"]));
  }
  const add = db.prepare("INSERT INTO field (measurement, name, type) VALUES (?, ?, ?)");
  return {
    claimTypes(points) {
      const claimed = newTypes(points, (measurement, field) => types.get(key(measurement, field)));
      if (claimed.length === 0) return;
      guarded(() =>
        inTransaction(db, () => {
          for (const { measurement, field, type } of claimed) add.run(measurement, field, type);
        }),
      );
      for (const { measurement, field, type } of claimed) types.set(key(measurement, field), type);
    },
    dropTypes(measurement) {
      guarded(() => db.prepare("DELETE FROM field WHERE measurement = ?").run(measurement));
      const head = `[${JSON.stringify(measurement)},`;
      for (const each of types.keys()) if (each.startsWith(head)) types.delete(each);
    },
  };
}

type Sent = Pick<Beside, "keep" | "forget" | "hasBefore" | "forgetBefore" | "kept" | "renew" | "dropKept">;

function openSent(db: DatabaseSync, guarded: Guard): Sent {
  const add = db.prepare("INSERT INTO sent (sentMs, points) VALUES (?, ?)");
  const drop = db.prepare("DELETE FROM sent WHERE id = ?");
  const older = db.prepare("SELECT 1 FROM sent WHERE sentMs < ? LIMIT 1");
  const pack = (points: readonly Point[]) => gzipSync(JSON.stringify(points), { level: 1 });
  return {
    keep: (points, nowMs) => guarded(() => Number(add.run(nowMs, pack(points)).lastInsertRowid)),
    forget: (id) => guarded(() => void drop.run(id)),
    hasBefore: (timeMs) => guarded(() => older.get(timeMs) !== undefined),
    forgetBefore: (timeMs) => guarded(() => void db.prepare("DELETE FROM sent WHERE sentMs < ?").run(timeMs)),
    *kept() {
      for (const { id } of db.prepare("SELECT id FROM sent ORDER BY id").all()) {
        const row = guarded(() => db.prepare("SELECT points FROM sent WHERE id = ?").get(id ?? 0));
        if (row !== undefined) yield readKept(row["points"]);
      }
    },
    renew: (nowMs) => guarded(() => void db.prepare("UPDATE sent SET sentMs = ?").run(nowMs)),
    dropKept(isDropped) {
      guarded(() =>
        inTransaction(db, () => {
          for (const { id, points } of db.prepare("SELECT id, points FROM sent").all()) {
            const left = readKept(points).filter((point) => !isDropped(point));
            db.prepare("UPDATE sent SET points = ? WHERE id = ?").run(pack(left), id ?? 0);
          }
        }),
      );
    },
  };
}

/** Only `keep` has written these, into a file no other process can open. */
function readKept(body: unknown): Point[] {
  if (!(body instanceof Uint8Array)) return [];
  return JSON.parse(gunzipSync(body).toString()) as Point[];
}

interface ClaimedType {
  measurement: string;
  field: string;
  type: string;
}

function newTypes(
  points: readonly Point[],
  typeOf: (measurement: string, field: string) => string | undefined,
): ClaimedType[] {
  const claimed = new Map<string, ClaimedType>();
  for (const { measurement, fields } of points) {
    for (const [field, value] of Object.entries(fields)) {
      const type = valueType(value);
      const known = typeOf(measurement, field) ?? claimed.get(JSON.stringify([measurement, field]))?.type;
      if (known === type) continue;
      if (known !== undefined) throw fieldTypeConflict({ measurement, field, given: type, known });
      claimed.set(JSON.stringify([measurement, field]), { measurement, field, type });
    }
  }
  return [...claimed.values()];
}

function valueType(value: FieldValue): string {
  return typeof value;
}
