import { chmod, cp, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";

export interface RestoreTask {
  /** What `store backup` wrote. */
  backup: string;
  /** The data folder to be; has to be empty or absent. */
  folder: string;
  vaultKey: string | undefined;
}

/** Copies a backup into an empty data folder, for its owner alone; resolves with the number of files. */
export async function restore(
  { backup, folder, vaultKey }: RestoreTask,
  language: Language,
): Promise<number> {
  const refuse = (what: "restore.none" | "restore.running" | "restore.noKey", named = "") =>
    new HaidangError("usage", say(language, what, { folder: named }), { hint: say(language, `${what}Hint`) });
  if (!(await isThere(join(backup, "records.db")))) throw refuse("restore.none", backup);
  if ((await isThere(folder)) && (await readdir(folder)).length > 0) throw refuse("restore.running", folder);
  const keys = join(backup, "keys");
  const hasKeys = await isThere(join(keys, "vault.key"));
  if (!hasKeys && vaultKey === undefined) throw refuse("restore.noKey");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of ["records.db", "series"]) {
    if (await isThere(join(backup, name)))
      await cp(join(backup, name), join(folder, name), { recursive: true });
  }
  if (hasKeys) await cp(keys, folder, { recursive: true });
  if (vaultKey !== undefined) await cp(vaultKey, join(folder, "vault.key"));
  await chmod(folder, 0o700);
  return makePrivate(folder);
}

/** A backup may have lain where modes are not kept. */
async function makePrivate(folder: string): Promise<number> {
  let files = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    await chmod(path, entry.isDirectory() ? 0o700 : 0o600);
    files += entry.isDirectory() ? await makePrivate(path) : 1;
  }
  return files;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
