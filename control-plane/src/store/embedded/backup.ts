import { copyFile, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { backup, type DatabaseSync } from "node:sqlite";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Embedded } from "./state.ts";

/** Pages copied before others have their turn. */
const pagesAtOnce = 200;

/** Copies an open SQLite file as it is at one moment, while it is written to. */
export async function backupDatabase(db: DatabaseSync, path: string): Promise<void> {
  await backup(db, path, { rate: pagesAtOnce });
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

/** Throws `usage` for a folder that holds something. */
export async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new HaidangError("usage", `${folder} is not empty`, {
      hint: "Name a new folder for each backup: one is never written over another.",
    });
  }
}

/** What a backup that failed has left, so that nobody takes it for one. */
export async function removeBackup(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
