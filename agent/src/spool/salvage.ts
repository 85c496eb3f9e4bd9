import { DatabaseSync } from "node:sqlite";
import { unpackLines } from "./pack.ts";
import { type Lane, lanes } from "./spool.ts";

/** A row as the file holds it. */
export interface StoredBatch {
  boot: string;
  sequence: number;
  lane: Lane;
  createdMs: number;
  points: number;
  firstMs: number;
  lastMs: number;
  rawBytes: number;
  attempted: number;
  crc32: string;
  body: Uint8Array;
}

const numbers = ["sequence", "createdMs", "points", "firstMs", "lastMs", "rawBytes", "attempted"] as const;

/** A row read back with every column checked: in a damaged file any of them may be anything. */
export function readStored(row: Record<string, unknown>): StoredBatch | undefined {
  const lane = lanes.find((name) => name === row["lane"]);
  const { boot, crc32, body } = row;
  if (lane === undefined || typeof boot !== "string" || !/^[0-9a-f]{16}$/.test(boot)) return undefined;
  if (typeof crc32 !== "string" || !(body instanceof Uint8Array)) return undefined;
  const read: Record<(typeof numbers)[number], number> = {
    sequence: 0,
    createdMs: 0,
    points: 0,
    firstMs: 0,
    lastMs: 0,
    rawBytes: 0,
    attempted: 0,
  };
  for (const name of numbers) {
    const value = row[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value)) return undefined;
    read[name] = value;
  }
  return { ...read, boot, lane, crc32, body };
}

export interface SalvageOptions {
  path: string;
  /** Called for each batch whose bytes are what its CRC says. */
  keep: (batch: StoredBatch) => void;
  /** Called for each batch that is readable but not whole: its points are lost, and known by number. */
  lose: (batch: StoredBatch) => void;
  /** Monotonic clock, ms. */
  elapsedMs: () => number;
  deadlineMs: number;
}

/**
 * Saves the whole batches out of a damaged file; they keep their identity, so one the centre has already is not
 * stored twice. Row by row past unreadable pages, in bounded time. Returns what was found.
 */
export function salvage(options: SalvageOptions): { kept: number; damaged: number } {
  const found = { kept: 0, damaged: 0 };
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(options.path);
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
  } catch {
    // not even the header can be read: the file was set aside and counted by the caller
    return found;
  }
  try {
    salvageRows(database, options, found);
  } finally {
    database.close();
  }
  return found;
}

function salvageRows(
  database: DatabaseSync,
  options: SalvageOptions,
  found: { kept: number; damaged: number },
): void {
  const endMs = options.elapsedMs() + options.deadlineMs;
  let after = 0;
  let stride = 1;
  while (options.elapsedMs() < endMs && stride <= 2 ** 40) {
    let row: Record<string, unknown> | undefined;
    try {
      row = database.prepare("SELECT * FROM batch NOT INDEXED WHERE id > ? ORDER BY id LIMIT 1").get(after);
    } catch {
      // an unreadable page: look beyond it with growing strides
      found.damaged += stride === 1 ? 1 : 0;
      after += stride;
      stride *= 2;
      continue;
    }
    if (row === undefined || typeof row["id"] !== "number") return;
    after = Math.max(row["id"], after + 1);
    stride = 1;
    const stored = readStored(row);
    const whole = stored !== undefined && unpackLines(stored) !== undefined;
    found[whole ? "kept" : "damaged"] += 1;
    if (whole) options.keep(stored);
    else if (stored !== undefined) options.lose(stored);
  }
}
