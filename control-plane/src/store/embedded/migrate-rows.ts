import { existsSync, rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import type { EmbeddedStore } from "./embedded.ts";
import { decodeTags } from "./series-index.ts";
import { type FileKind, openDatabase, storeFault } from "./sqlite.ts";

/** "HDSS": the store of version 0.1, a row a sample. */
const rowsKind: FileKind = { applicationId: 0x48445353, migrations: ["SELECT 1;"] };

const pointsAtOnce = 20_000;
const tellEveryMs = 2000;

export interface MigrationProgress {
  samples: number;
  ofSamples: number;
}

/**
 * Takes the samples of a store that kept rows, if there is one at `path`, into `store`, and removes it once all of
 * them are in chunks. Stopped half-way it begins again: writing a sample twice is writing it once. Nothing else may
 * write meanwhile, or an old sample could cover a newer one. Throws as opening a store does.
 */
export async function migrateRows(
  path: string,
  store: EmbeddedStore,
  tell: (progress: MigrationProgress) => void,
): Promise<boolean> {
  if (!existsSync(path)) return false;
  const db = openDatabase(path, rowsKind);
  try {
    const ofSamples = Number(db.prepare("SELECT count(*) AS n FROM sample").get()?.["n"]);
    let samples = 0;
    let toldMs = Number.NEGATIVE_INFINITY;
    const progress = () => {
      if (performance.now() - toldMs < tellEveryMs) return;
      toldMs = performance.now();
      tell({ samples, ofSamples });
    };
    const fields = db.prepare(
      "SELECT field.id, name, type, measurement, tags FROM field JOIN series ON series.id = field.series",
    );
    const after = db.prepare(
      "SELECT timeMs, value FROM sample WHERE field = ? AND timeMs > ? ORDER BY timeMs LIMIT ?",
    );
    let waiting: Point[] = [];
    for (const row of fields.all()) {
      const measurement = String(row["measurement"]);
      const tags = decodeTags(String(row["tags"]));
      const name = String(row["name"]);
      for (let lastMs = Number.MIN_SAFE_INTEGER; ; ) {
        const found = after.all(Number(row["id"]), lastMs, pointsAtOnce);
        for (const { timeMs, value } of found) {
          lastMs = Number(timeMs);
          const kept =
            row["type"] === "boolean"
              ? value === 1
              : row["type"] === "number"
                ? Number(value)
                : String(value);
          const fieldsOfPoint: Record<string, FieldValue> = Object.create(null);
          fieldsOfPoint[name] = kept;
          waiting.push({ measurement, tags, fields: fieldsOfPoint, timeMs: lastMs });
        }
        samples += found.length;
        progress();
        if (waiting.length >= pointsAtOnce) {
          await store.takeOver(waiting);
          waiting = [];
          await setImmediate();
        }
        if (found.length < pointsAtOnce) break;
      }
    }
    await store.takeOver(waiting);
    await store.compact();
    tell({ samples, ofSamples });
  } catch (error) {
    throw storeFault(path, error);
  } finally {
    db.close();
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  return true;
}
