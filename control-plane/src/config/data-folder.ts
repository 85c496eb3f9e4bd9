import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { refuseWiderMode } from "./private-file.ts";

export interface DataFolder {
  path: string;
  /** The standing credential of the administrator; the CLI reads it from `admin.key`. */
  adminKey: string;
  file(name: string): string;
}

/**
 * Opens the folder everything is kept in, making it and the administrator's key on the first start. Refuses a folder
 * of ours or a key that others on this machine could have read.
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  const keyPath = join(folder, "admin.key");
  if (existsSync(keyPath))
    refuseWiderMode(folder, `look who could have read it, then run: chmod 700 ${folder}`);
  try {
    makeAll(folder);
    // one made by hand holds nothing of ours yet
    chmodSync(folder, 0o700);
  } catch (cause) {
    throw new HaidangError("data_folder", `the data folder ${folder} cannot be used: ${String(cause)}`, {
      hint: "choose another with HAIDANG_DATA, or mend its owner",
      cause,
    });
  }
  return {
    path: folder,
    adminKey: readAdminKey(keyPath),
    file: (name) => join(folder, name),
  };
}

/** Not `recursive: true`: under /proc, where nothing can be made, that one never comes back. */
function makeAll(folder: string): void {
  if (existsSync(folder)) return;
  makeAll(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function readAdminKey(path: string): string {
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  refuseWiderMode(path, `delete it so that a new key is made, or run: chmod 600 ${path}`);
  const key = readFileSync(path, "utf8").trim();
  if (key.length < 32) {
    throw new HaidangError("data_folder", `${path} holds no usable key`, {
      hint: "delete it so that a new key is made",
    });
  }
  return key;
}
