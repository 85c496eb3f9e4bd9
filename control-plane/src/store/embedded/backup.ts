import { closeSync, openSync } from "node:fs";
import { copyFile, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { backup, type DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { storeFault } from "./sqlite.ts";
import type { Embedded } from "./state.ts";

/** Pages copied before others have their turn. */
const pagesAtOnce = 200;

/** How often a copy is begun anew that met a write. */
const attempts = 10;

/** A step that met a write at the wrong moment is told by node:sqlite as a fault without a code ("not an error"). */
function isCollision(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [0, 5, 6].includes(Number(error.errcode));
}

/** Copies an open SQLite file as it is at one moment, while it is written to. */
async function backupDatabase(db: DatabaseSync, path: string): Promise<void> {
  // made first, so that it is nobody else's from its first byte on
  closeSync(openSync(path, "wx", 0o600));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await backup(db, path, { rate: pagesAtOnce });
      break;
    } catch (error) {
      if (attempt === attempts || !isCollision(error)) throw error;
      await setTimeout(50 * attempt);
    }
  }
  await syncFile(path);
}

/**
 * Copies the store into `folder`. No head may be put into chunks and no day merged meanwhile: then the day files stand
 * still, and the index file, copied last, has everything that is not in them in its journal.
 */
export async function backupStore(store: Embedded, folder: string): Promise<void> {
  await makeEmpty(folder);
  const { raw, rolls, names } = store;
  for (const path of [...raw.starts().map(raw.settled), ...rolls.flatMap((tier) => tier.settledPaths())]) {
    const to = join(folder, path.slice(path.lastIndexOf("/") + 1));
    await copyFile(path, to);
    await syncFile(to);
  }
  await backupDatabase(names.db, join(folder, "index.db"));
  await syncFile(folder);
}

/** Into `folder`, which has to be empty, beside what `before` puts there. */
export async function backupRecords(
  db: DatabaseSync,
  folder: string,
  before: () => Promise<void>,
): Promise<void> {
  await makeEmpty(folder);
  try {
    await before();
    await backupDatabase(db, join(folder, "records.db"));
    await syncFile(folder);
  } catch (error) {
    // so that nobody takes a part for the whole
    await rm(folder, { recursive: true, force: true });
    throw storeFault(folder, error);
  }
}

/** Throws `usage` for a folder that holds something. */
async function makeEmpty(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HaidangError(
      "usage",
      `${folder} cannot be made: ${cause instanceof Error ? cause.message : cause}`,
      {
        hint: "Name a folder on the control plane's machine that its user may write to.",
        cause,
      },
    );
  }
  if ((await readdir(folder)).length > 0) {
    throw new HaidangError("usage", `${folder} is not empty`, {
      hint: "Name a new folder for each backup: one is never written over another.",
    });
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
