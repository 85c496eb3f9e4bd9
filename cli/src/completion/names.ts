import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../language.ts";

/** What a shell offers after Tab: ids with the names people know them by, by what they are. */
export interface NameList {
  atMs: number;
  names: Readonly<Record<string, readonly (readonly [id: string, name: string])[]>>;
}

/** Each control plane that is asked has a list of its own; `profile` is the one in use. */
export function nameListPath(environment: Environment, profile: string | undefined): string {
  const root = environment["XDG_CACHE_HOME"] || join(environment["HOME"] || homedir(), ".cache");
  const asked = [environment["HAIDANG_URL"], environment["HAIDANG_DATA"], profile];
  const key = createHash("sha256")
    .update(JSON.stringify(asked.map((one) => one ?? null)))
    .digest("hex");
  return join(root, "haidang", `names-${key.slice(0, 16)}.json`);
}

/** Undefined where there is none or what is there is none. */
export function readNameList(path: string): NameList | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isNameList(read) ? read : undefined;
  } catch {
    // whatever is wrong with a cache, it is made anew
    return undefined;
  }
}

/** Readable by nobody else: what an account sees is not for every account of the machine. */
export async function writeNameList(path: string, list: NameList): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, JSON.stringify(list), { mode: 0o600 });
  await rename(draft, path);
}

function isNameList(read: unknown): read is NameList {
  if (typeof read !== "object" || read === null || !("atMs" in read) || !("names" in read)) return false;
  const { atMs, names } = read;
  if (typeof atMs !== "number" || typeof names !== "object" || names === null) return false;
  return Object.values(names).every((list) => Array.isArray(list) && list.every(isPair));
}

function isPair(one: unknown): boolean {
  return Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string");
}
