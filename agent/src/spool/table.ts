import type { DatabaseSync } from "node:sqlite";
import type { Packed } from "./pack.ts";
import { readStored, type StoredBatch } from "./salvage.ts";
import { type BatchRange, type Lane, liveMs } from "./spool.ts";

export type Row = StoredBatch & { id: number };

/** What dropping needs to know of a row: cheap to read, since the body stays where it is. */
export interface RowSummary {
  id: number;
  lane: Lane;
  points: number;
  firstMs: number;
  lastMs: number;
  size: number;
}

/** What merging needs to know of a row. */
export interface Head {
  id: number;
  rawBytes: number;
  points: number;
  attempted: boolean;
}

/** Which part of the spool a batch is looked for in. */
export type Part = "state" | "live" | "backlog";

/** Bytes a row takes beside its body, about: columns, index entry, share of the page. */
export const rowOverheadBytes = 160;

const parts: Record<Part, string> = {
  state: "lane = 'state'",
  live: "lane = 'bulk' AND createdMs BETWEEN :fromMs AND :toMs",
  // made in the future of a clock that has since gone back: backlog too, after what is truly old
  backlog: "lane = 'bulk' AND (createdMs < :fromMs OR createdMs > :toMs)",
};

function integer(row: Record<string, unknown> | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === "number" ? value : 0;
}

function readRow(row: Record<string, unknown> | undefined): Row | undefined {
  const stored = row === undefined ? undefined : readStored(row);
  return stored === undefined ? undefined : { ...stored, id: integer(row, "id") };
}

/** The `batch` table: every statement of it, and no policy. */
export function batchTable(database: DatabaseSync) {
  const size = `length(body) + ${rowOverheadBytes}`;
  const summary = `SELECT id, lane, points, firstMs, lastMs, ${size} AS size FROM batch`;
  const get = database.prepare("SELECT * FROM batch WHERE id = ?");
  const lastId = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'batch'");
  const insert = database.prepare(
    `INSERT INTO batch (id, boot, sequence, lane, createdMs, points, firstMs, lastMs, rawBytes, attempted, crc32, body)
     VALUES (:id, :boot, :sequence, :lane, :createdMs, :points, :firstMs, :lastMs, :rawBytes, :attempted, :crc32, :body)`,
  );
  const repack = database.prepare(
    `UPDATE batch SET points = :points, firstMs = :firstMs, lastMs = :lastMs, rawBytes = :rawBytes,
     crc32 = :crc32, body = :body WHERE id = :id`,
  );
  const setCreated = database.prepare("UPDATE batch SET createdMs = ? WHERE id = ?");
  const between = database.prepare("SELECT * FROM batch WHERE id > ? AND id <= ? ORDER BY id LIMIT ?");
  const remove = database.prepare("DELETE FROM batch WHERE id = ?");
  const attempted = database.prepare("UPDATE batch SET attempted = 1 WHERE id = ?");
  const oldest = database.prepare(`${summary} WHERE lane = ? ORDER BY createdMs, id LIMIT 64`);
  const older = database.prepare(
    `${summary} WHERE lane = ? AND createdMs < ? ORDER BY createdMs, id LIMIT 1000`,
  );
  const bytes = database.prepare(`SELECT sum(${size}) AS bytes FROM batch`);
  const counts = database.prepare(
    `SELECT count(*) AS batches, count(*) FILTER (WHERE lane = 'state') AS stateBatches,
     min(createdMs) AS oldestMs FROM batch`,
  );
  const find = database.prepare("SELECT * FROM batch WHERE boot = ? AND sequence = ?");
  const lowest = database.prepare("SELECT min(sequence) AS sequence FROM batch WHERE boot = ?");
  const heads = {
    state: database.prepare(headSql("state")),
    live: database.prepare(headSql("live")),
    backlog: database.prepare(headSql("backlog")),
  };
  const nextId = (): number => integer(lastId.get(), "seq") + 1;
  const summaries = (rows: Record<string, unknown>[]): RowSummary[] =>
    rows.map((row) => ({
      id: integer(row, "id"),
      lane: row["lane"] === "state" ? "state" : "bulk",
      points: integer(row, "points"),
      firstMs: integer(row, "firstMs"),
      lastMs: integer(row, "lastMs"),
      size: integer(row, "size"),
    }));
  return {
    /** Gives a batch the next sequence number, which is its id too. */
    add(batch: Omit<StoredBatch, "sequence">): Row {
      const id = nextId();
      const row = { ...batch, sequence: id };
      insert.run({ ...row, id });
      return { ...row, id };
    },
    /** Takes in a batch that has an identity already. */
    adopt(batch: StoredBatch): void {
      insert.run({ ...batch, id: nextId() });
    },
    repack(id: number, packed: Packed): void {
      repack.run({ ...packed, id });
    },
    setCreated: (id: number, createdMs: number): void => void setCreated.run(createdMs, id),
    between: ({ afterId, throughId }: BatchRange, most: number): Row[] =>
      between.all(afterId, throughId, most).flatMap((row) => readRow(row) ?? []),
    /** The highest id ever given. */
    lastId: (): number => nextId() - 1,
    remove(id: number): void {
      remove.run(id);
    },
    markAttempted(id: number): void {
      attempted.run(id);
    },
    /** Undefined also for a row whose columns are not what they have to be. */
    get: (id: number): Row | undefined => readRow(get.get(id)),
    /** By identity, since a salvaged batch has another id. */
    find(batch: { id: number; boot: string; sequence: number }): Row | undefined {
      const row = readRow(get.get(batch.id));
      if (row?.boot === batch.boot && row.sequence === batch.sequence) return row;
      return readRow(find.get(batch.boot, batch.sequence));
    },
    /** Lowest sequence of a boot that still waits. */
    lowestSequence: (boot: string): number => integer(lowest.get(boot), "sequence"),
    /** The first rows of a part behind an id, in the order they go out. */
    heads(part: Part, nowMs: number, afterId: number): Head[] {
      const range: Record<string, number> =
        part === "state" ? { afterId } : { afterId, fromMs: nowMs - liveMs, toMs: nowMs + liveMs };
      return heads[part].all(range).map((row) => ({
        id: integer(row, "id"),
        rawBytes: integer(row, "rawBytes"),
        points: integer(row, "points"),
        attempted: integer(row, "attempted") !== 0,
      }));
    },
    oldest: (lane: Lane): RowSummary[] => summaries(oldest.all(lane)),
    olderThan: (lane: Lane, timeMs: number): RowSummary[] => summaries(older.all(lane, timeMs)),
    /** Reads every row's head: for opening, not for every look. */
    bytes: (): number => integer(bytes.get(), "bytes"),
    counts(): { batches: number; stateBatches: number; oldestMs: number | undefined } {
      const row = counts.get();
      const batches = integer(row, "batches");
      return {
        batches,
        stateBatches: integer(row, "stateBatches"),
        oldestMs: batches === 0 ? undefined : integer(row, "oldestMs"),
      };
    },
  };
}
export type BatchTable = ReturnType<typeof batchTable>;

/** As many as may be merged into one batch. */
const headRows = 2_000;

function headSql(part: Part): string {
  return `SELECT id, rawBytes, points, attempted FROM batch WHERE (${parts[part]}) AND id > :afterId ORDER BY createdMs, id LIMIT ${headRows}`;
}
