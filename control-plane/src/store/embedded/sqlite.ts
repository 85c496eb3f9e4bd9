import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { HaidangError } from "@haidang/contract/error.ts";

/** What a file holds, and how it grows. */
export interface FileKind {
  /** PRAGMA application_id: says that an SQLite file is one of ours of this kind. */
  applicationId: number;
  /** Entry i brings a file from version i to i + 1; entries are never edited once released. */
  migrations: readonly string[];
}

export interface FileShape {
  /** Of a file that is made now. */
  pageBytes?: number;
  /** Most memory SQLite keeps pages of the file in. */
  cacheKib?: number;
}

/** How long another process may still hold the file while it shuts down, ms. */
const busyTimeoutMs = 2000;
const inMemory = ":memory:";

/** SQLite's primary result codes (sqlite.org/rescode.html) that open() words one by one. */
const resultCodes = { busy: 5, corrupt: 11, notDatabase: 26 } as const;

/**
 * Opens or makes the file and brings it up to date. Every commit is synced to disk; no other process can open it
 * meanwhile.
 */
export function openDatabase(path: string, kind: FileKind, shape: FileShape = {}): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    // made by us so that only this user can read it; SQLite gives its companions the same mode
    if (path !== inMemory) closeSync(openSync(path, "a", 0o600));
    db = new DatabaseSync(path, { timeout: busyTimeoutMs });
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    if (shape.pageBytes !== undefined) db.exec(`PRAGMA page_size = ${shape.pageBytes}`);
    const due = dueMigrations(db, path, kind);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    db.exec("PRAGMA journal_size_limit = 67108864");
    db.exec(`PRAGMA cache_size = -${shape.cacheKib ?? 32_768}`);
    // the write takes the lock that keeps others out from now on
    db.exec(`BEGIN EXCLUSIVE; ${due.join("\n")} COMMIT`);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof HaidangError ? error : openFault(path, error);
  }
}

/** Statements that bring the file up to date; throws when it is somebody else's. Nothing is written yet. */
function dueMigrations(db: DatabaseSync, path: string, { applicationId, migrations }: FileKind): string[] {
  const found = Number(db.prepare("PRAGMA application_id").get()?.["application_id"]);
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
  const tables = Number(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"]);
  if (found !== applicationId && (found !== 0 || tables !== 0)) {
    throw new HaidangError("data_folder", `${path} is an SQLite file of another program`, {
      hint: "Move that file away, or point the data folder elsewhere.",
    });
  }
  if (version > migrations.length) {
    throw new HaidangError("data_folder", `${path} was written by a newer version of Haidang`, {
      hint: "Start that newer version, or restore a backup made before the upgrade.",
    });
  }
  if (version === migrations.length) return [];
  const marks = `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length};`;
  return [...migrations.slice(version), marks];
}

function openFault(path: string, error: unknown): HaidangError {
  const code = resultCode(error);
  if (code === resultCodes.corrupt || code === resultCodes.notDatabase) {
    return new HaidangError("data_folder", `${path} is damaged and cannot be read: ${words(error)}`, {
      hint: `Stop Haidang, move ${path} and its -wal file away, then restore them from a backup or start without: an empty store is made, and agents send again what they still hold.`,
      cause: error,
    });
  }
  if (code === resultCodes.busy) {
    return new HaidangError("data_folder", `${path} is in use by another process`, {
      hint: "Another Haidang control plane runs on this data folder: stop it first.",
      cause: error,
    });
  }
  return new HaidangError("data_folder", `cannot open ${path}: ${words(error)}`, {
    hint: "The folder has to exist and be writable, with space left, for the user Haidang runs as.",
    cause: error,
  });
}

/** A failure while running, as callers meet it: nothing of the call was kept, and it may be tried again. */
export function storeFault(path: string, error: unknown): HaidangError {
  if (error instanceof HaidangError) return error;
  const damaged = resultCode(error) === resultCodes.corrupt || resultCode(error) === resultCodes.notDatabase;
  return new HaidangError("store_unavailable", `the file ${path} failed: ${words(error)}`, {
    hint: damaged
      ? `The file is damaged: stop Haidang and restore ${path} from a backup.`
      : "Look at the disk: it may be full, read-only or failing. Agents keep their data and try again.",
    cause: error,
  });
}

/** Whether SQLite found the file itself broken, not the disk under it or the question. */
export function isDamage(error: unknown): boolean {
  const cause = error instanceof HaidangError ? error.cause : error;
  const code = resultCode(cause);
  return code === resultCodes.corrupt || code === resultCodes.notDatabase;
}

/** SQLite's primary result code of an error, or undefined when SQLite did not raise it. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs `work` in one transaction: all of it is durable when this returns, none of it when it throws. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after a full disk or an I/O error
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
