import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../language.ts";

/** A control plane under a short name: where it is, the key it takes, and the authority its certificate is from. */
export interface Profile {
  url: string;
  token: string;
  /** As HAIDANG_CA: a fingerprint or a file. */
  ca?: string;
}

export interface Profiles {
  /** The one used where none is named. */
  current?: string;
  profiles: Readonly<Record<string, Profile>>;
}

/** `profiles.json` in `haidang` of the folder for settings (XDG_CONFIG_HOME, else ~/.config). */
export function profilesPath(environment: Environment): string {
  const root = environment["XDG_CONFIG_HOME"] || join(environment["HOME"] || homedir(), ".config");
  return join(root, "haidang", "profiles.json");
}

/** None where there is no file; undefined where what is there cannot be read or is none of ours. */
export function readProfiles(path: string): Profiles | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const isAbsent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    return isAbsent ? { profiles: {} } : undefined;
  }
  try {
    const read: unknown = JSON.parse(text);
    return isProfiles(read) ? read : undefined;
  } catch {
    // a file that is no JSON is as good as one of another form: the caller says so
    return undefined;
  }
}

/** Whole or not at all, readable by its owner only. */
export function writeProfiles(path: string, profiles: Profiles): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** The profile a command without --url and --data goes by, `name` being what --profile says. */
export function profileInUse(
  environment: Environment,
  name: string | undefined = undefined,
): { name: string; isNamed: boolean; profile: Profile | undefined } | undefined {
  const { HAIDANG_PROFILE, HAIDANG_URL, HAIDANG_DATA, HAIDANG_TOKEN } = environment;
  const named = name ?? (HAIDANG_PROFILE || undefined);
  // what the surroundings say goes before what was chosen some day
  if (named === undefined && (HAIDANG_URL || HAIDANG_DATA || HAIDANG_TOKEN)) return undefined;
  const read = readProfiles(profilesPath(environment));
  const wanted = named ?? read?.current;
  if (wanted === undefined) return undefined;
  const known = read?.profiles ?? {};
  const profile = Object.hasOwn(known, wanted) ? known[wanted] : undefined;
  return { name: wanted, isNamed: named !== undefined, profile };
}

function isProfiles(read: unknown): read is Profiles {
  if (typeof read !== "object" || read === null || !("profiles" in read)) return false;
  if ("current" in read && typeof read.current !== "string") return false;
  const { profiles } = read;
  return typeof profiles === "object" && profiles !== null && Object.values(profiles).every(isProfile);
}

function isProfile(read: unknown): read is Profile {
  if (typeof read !== "object" || read === null || !("url" in read) || !("token" in read)) return false;
  return (
    typeof read.url === "string" &&
    typeof read.token === "string" &&
    (!("ca" in read) || typeof read.ca === "string")
  );
}
