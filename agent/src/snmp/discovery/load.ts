import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { blocksOf, type Profile } from "./profile.ts";
import { type ProfileSource, profileSchema } from "./schema.ts";

const maxFileBytes = 256 * 1024;
const maxFiles = 500;

export type Profiles = ReadonlyMap<string, Profile>;

interface Found {
  source: ProfileSource;
  /** What a fault of it is told by: its file, or its name when it has none. */
  path: string;
}

/**
 * Reads every `.yaml` and `.json` of the folders, or takes what was read before; a profile of a later place takes that of
 * one with its name. Throws a HaidangError `usage` that names the file, and in it the place; its details are `{profile, why}`.
 */
export async function loadProfiles(
  places: readonly (string | readonly ProfileSource[])[],
): Promise<Profiles> {
  const sources = new Map<string, Found>();
  for (const place of places) {
    const found =
      typeof place === "string"
        ? await readFolder(place)
        : place.map((source) => ({ source, path: source.name }));
    for (const one of found) sources.set(one.source.name, one);
  }
  return new Map([...sources].map(([name, { path }]) => [name, assemble(name, sources, path)]));
}

/** Every profile of a folder as it was written, sound by itself. Throws as `loadProfiles` does. */
export async function readFolder(folder: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const path of await filesOf(folder)) found.push({ source: await readSource(path), path });
  return found;
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: Error) => {
    throw fault(folder, `the folder cannot be read (${error.message})`);
  });
  const found = names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).toSorted();
  if (found.length > maxFiles) throw fault(folder, `there are more than ${maxFiles} profiles`);
  return found.map((name) => join(folder, name));
}

async function readSource(path: string): Promise<ProfileSource> {
  let data: unknown;
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes / 1024} kB`);
    data = await parseFile(path);
  } catch (error) {
    throw fault(path, error instanceof Error ? error.message : String(error));
  }
  const parsed = profileSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw fault(path, `${place}${issue?.message ?? "it is not a profile"}`);
}

async function parseFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  if (path.endsWith(".json")) return JSON.parse(text);
  // Only here, so that an agent without SNMP devices, or with profiles in JSON, never loads it.
  const { parse } = await import("yaml");
  return parse(text, { maxAliasCount: 0 });
}

/** A profile with the readings of those it uses, each once, its own first. */
function assemble(name: string, sources: ReadonlyMap<string, Found>, path: string): Profile {
  const order: ProfileSource[] = [];
  const visit = (wanted: string, from: readonly string[]) => {
    if (from.includes(wanted)) throw fault(path, `${[...from, wanted].join(" uses ")}: a circle`);
    const found = sources.get(wanted);
    if (found === undefined) throw fault(path, `it uses "${wanted}", which is no profile`);
    if (order.includes(found.source)) return;
    order.push(found.source);
    for (const next of found.source.uses) visit(next, [...from, wanted]);
  };
  visit(name, []);
  const identity: Profile["identity"] = {};
  for (const source of order.toReversed()) Object.assign(identity, source.identity);
  try {
    const blocks = order.flatMap(blocksOf);
    return { name, match: sources.get(name)?.source.match ?? [], identity, blocks };
  } catch (error) {
    throw fault(path, error instanceof Error ? error.message : String(error));
  }
}

function fault(path: string, message: string): HaidangError {
  return new HaidangError("usage", `SNMP profile ${path}: ${message}.`, {
    hint: "Mend the file, or move it out of the folder; the profiles that come with Haidang are examples.",
    details: { profile: path, why: message },
  });
}
