import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HaidangError } from "@haidang/contract/error.ts";
import { errorText } from "../self/log.ts";

const schema = `
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  boot TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  lane TEXT NOT NULL,
  createdMs INTEGER NOT NULL,
  points INTEGER NOT NULL,
  firstMs INTEGER NOT NULL,
  lastMs INTEGER NOT NULL,
  rawBytes INTEGER NOT NULL,
  attempted INTEGER NOT NULL,
  crc32 TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS batch_order ON batch (lane, createdMs);
CREATE INDEX IF NOT EXISTS batch_name ON batch (boot, sequence);
CREATE TABLE IF NOT EXISTS dropped (
  why TEXT NOT NULL,
  lane TEXT NOT NULL,
  hourMs INTEGER NOT NULL,
  points INTEGER NOT NULL,
  firstMs INTEGER NOT NULL,
  lastMs INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (why, lane, hourMs)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dropped_total (why TEXT PRIMARY KEY, points INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Damaged files kept for whoever wants to look; more of them would fill the disk they came from. */
const damagedKept = 2;

export type SqliteFault = "full" | "busy" | "damaged" | "input_output";

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

/** What kind of trouble SQLite met, from its primary result code (sqlite.org/rescode.html), or undefined. */
export function sqliteFault(error: unknown): SqliteFault | undefined {
  switch (resultCode(error)) {
    case 5:
    case 6:
      return "busy";
    // a schema that was damaged into something else shows as a plain error
    case 1:
    case 11:
    case 26:
      return "damaged";
    case 13:
      return "full";
    case 8:
    case 10:
    case 14:
      return "input_output";
    default:
      return undefined;
  }
}

/**
 * Opens or makes the file. The lock is held until closing, so that two agents can never send one spool.
 * Throws SQLite's errors for the caller to sort by `sqliteFault`.
 */
export function openDatabase(path: string): DatabaseSync {
  // SQLite gives its log the mode of the file, so the mode comes first
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL");
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // what is in the log has to fit into the reserve, or a full disk could never take it into the file
    database.exec("PRAGMA wal_autocheckpoint = 128; PRAGMA journal_size_limit = 524288");
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Reading every page of a larger file would hold up the start; damage there is met on the way. */
const checkedBytes = 128 * 1024 * 1024;

/** True when the file's structure is whole, as far as can be told in short time. */
export function looksWhole(database: DatabaseSync, path: string): boolean {
  if (statSync(path).size > checkedBytes) return true;
  return database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"] === "ok";
}

/** Random once for each file, so that sequence numbers never meet again. */
export function bootOf(database: DatabaseSync): string {
  const row = database.prepare("SELECT value FROM meta WHERE name = 'boot'").get();
  if (typeof row?.["value"] === "string" && /^[0-9a-f]{16}$/.test(row["value"])) return row["value"];
  const boot = randomBytes(8).toString("hex");
  database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('boot', ?)").run(boot);
  return boot;
}

export function damagedFiles(path: string): string[] {
  const start = `${basename(path)}.damaged-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(start) && !name.endsWith("-wal") && !name.endsWith("-shm"))
    .sort()
    .map((name) => join(dirname(path), name));
}

/** Moves a damaged file out of the way with its log, and returns where it lies now. */
export function setAside(path: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, "-");
  let aside = `${path}.damaged-${stamp}`;
  for (let again = 1; existsSync(aside); again += 1) aside = `${path}.damaged-${stamp}-${again}`;
  renameSync(path, aside);
  for (const suffix of ["-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  const others = damagedFiles(path).filter((file) => file !== aside);
  for (const old of others.slice(0, 1 - damagedKept)) {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(old + suffix, { force: true });
  }
  return aside;
}

export function folderInUse(path: string): HaidangError {
  return new HaidangError("data_folder", `Another agent is using ${dirname(path)}.`, {
    hint: "Stop it first, or give this one a folder of its own with HAIDANG_AGENT_DATA.",
  });
}

export function folderUnusable(path: string, cause: unknown): HaidangError {
  return new HaidangError(
    "data_folder",
    `The spool cannot be opened in ${dirname(path)}: ${errorText(cause)}.`,
    {
      hint: "Check that the folder exists, belongs to the user the agent runs as and has free space.",
      cause,
    },
  );
}
