import { existsSync } from "node:fs";
import { type FileKind, inTransaction, openDatabase, storeFault } from "../embedded/sqlite.ts";

export const hourMs = 3_600_000;

/** "HDRU". */
const dirtyFile: FileKind = {
  applicationId: 0x48445255,
  migrations: ["CREATE TABLE dirty (hour INTEGER PRIMARY KEY) STRICT;"],
};

/** Hours whose roll-ups are not what their samples say. Outlives a crash, so that no late sample is forgotten. */
export interface DirtyHours {
  /** Whether the file was made just now: nothing is known of what came before. */
  readonly isNew: boolean;
  /** Durable when it returns. To be called before the samples are sent, and `touched` after they are stored. */
  mark(timesMs: Iterable<number>): Set<number>;
  touched(hours: ReadonlySet<number>): void;
  /** Those that were over by then, oldest first, each with what `clean` has to be given back. */
  due(beforeMs: number): Array<{ hour: number; generation: number }>;
  /** Takes the hour off, unless samples came while it was worked on. */
  clean(hour: number, generation: number): void;
  close(): void;
}

export function openDirtyHours(path: string): DirtyHours {
  const isNew = !existsSync(path);
  const db = openDatabase(path, dirtyFile);
  const generations = new Map<number, number>();
  for (const { hour } of db.prepare("SELECT hour FROM dirty").iterate()) generations.set(Number(hour), 0);
  const add = db.prepare("INSERT OR IGNORE INTO dirty (hour) VALUES (?)");
  const drop = db.prepare("DELETE FROM dirty WHERE hour = ?");
  const bump = (hour: number) => generations.set(hour, (generations.get(hour) ?? 0) + 1);
  return {
    isNew,
    mark(timesMs) {
      const hours = new Set<number>();
      for (const timeMs of timesMs) hours.add(Math.floor(timeMs / hourMs));
      const unknown = [...hours].filter((hour) => !generations.has(hour));
      if (unknown.length > 0) {
        try {
          inTransaction(db, () => {
            for (const hour of unknown) add.run(hour);
          });
        } catch (error) {
          throw storeFault(path, error);
        }
      }
      for (const hour of hours) bump(hour);
      return hours;
    },
    touched(hours) {
      for (const hour of hours) if (generations.has(hour)) bump(hour);
    },
    due: (beforeMs) =>
      [...generations]
        .flatMap(([hour, generation]) => ((hour + 1) * hourMs <= beforeMs ? [{ hour, generation }] : []))
        .sort((one, other) => one.hour - other.hour),
    clean(hour, generation) {
      // a round may still be under way when the store is closed: its hour is done again after the next start
      if (generations.get(hour) !== generation || !db.isOpen) return;
      drop.run(hour);
      generations.delete(hour);
    },
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}
