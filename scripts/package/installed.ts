import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const namesSchema = z.record(z.string(), z.string()).default({});
const entrySchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().default(false),
  resolved: z.string().optional(),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  dependencies: namesSchema,
  optionalDependencies: namesSchema,
  peerDependencies: namesSchema,
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });
type Entry = z.infer<typeof entrySchema>;

/** An npm package as the lockfile has it. */
export interface Installed {
  /** Its folder, from the root of the checkout. */
  path: string;
  name: string;
  version: string;
  /** What its package.json says, an SPDX expression mostly; some say nothing. */
  license: string | undefined;
  integrity: string | undefined;
  hasInstallScript: boolean;
  /** Only some kinds of machines get it. */
  isOptional: boolean;
}

export interface Selection {
  /** Workspaces (folders) whose production dependencies are meant, theirs too. */
  workspaces: readonly string[];
  /** Names that are not followed. */
  without?: readonly string[];
}

/** The npm packages that workspaces need to run, those they need in turn included, by path. */
export function productionPackages(root: string, { workspaces, without = [] }: Selection): Installed[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  const found = new Map<string, Entry>();
  const follow = (path: string): void => {
    const entry = packages[path];
    if (entry === undefined || found.has(path)) return;
    found.set(path, entry);
    for (const name of dependenciesOf(entry)) {
      const at = without.includes(name) ? undefined : locate(packages, path, name);
      if (at !== undefined) follow(at);
    }
  };
  for (const workspace of workspaces) {
    if (packages[workspace] === undefined)
      throw new Error(`the lockfile knows no workspace ${workspace === "" ? "at its root" : workspace}`);
    follow(workspace);
  }
  return [...found]
    .filter(([path]) => path.includes("node_modules/"))
    .map(([path, entry]) => toInstalled(path, entry))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

function dependenciesOf({ dependencies, optionalDependencies, peerDependencies }: Entry): string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** Where Node finds a package from another's folder: in the nearest node_modules upwards; a workspace is a link there. */
function locate(packages: Readonly<Record<string, Entry>>, from: string, name: string): string | undefined {
  for (let at: string | undefined = from; at !== undefined; at = folderAbove(at)) {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    const entry = packages[path];
    if (entry !== undefined) return entry.link ? entry.resolved : path;
  }
  return undefined;
}

function folderAbove(path: string): string | undefined {
  if (path === "") return undefined;
  const cut = path.lastIndexOf("/node_modules/");
  return cut === -1 ? "" : path.slice(0, cut);
}

function toInstalled(path: string, entry: Entry): Installed {
  return {
    path,
    name: entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    version: entry.version ?? "",
    license: entry.license,
    integrity: entry.integrity,
    hasInstallScript: entry.hasInstallScript,
    isOptional: entry.optional,
  };
}
