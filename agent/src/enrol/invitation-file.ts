import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type InvitationFile, invitationFileSchema } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { errorText } from "../self/log.ts";

const ending = ".haidang";
const mostBytes = 16 * 1024;
const mend = "Make a new one with: haidang agent invite --site <site> --file <path>";

/** Folders below which sticks are mounted, and how deep. */
const mountRoots = [
  { path: "/media", depth: 2 },
  { path: "/run/media", depth: 2 },
  { path: "/mnt", depth: 1 },
] as const;

/** Where a stick with an invitation may be mounted. */
export function stickFolders(): string[] {
  return mountRoots.flatMap(({ path, depth }) => foldersBelow(path, depth));
}

function foldersBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [folder];
  return [folder, ...entriesOf(folder).flatMap((name) => foldersBelow(join(folder, name), depth - 1))];
}

/** What cannot be looked into holds nothing for us. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // not a folder, not mounted, or another user's stick
    return [];
  }
}

/**
 * The invitation in a file, or the only one in a folder or in several. Throws a HaidangError `usage` when there is none,
 * more than one, or it cannot be read.
 */
export function readInvitationFile(places: readonly string[]): InvitationFile & { path: string } {
  const files = places.flatMap((place) => (isFile(place) ? [place] : invitationsIn(place)));
  const [path] = files;
  if (path === undefined) {
    throw new HaidangError("usage", `There is no file *${ending} in ${places.join(", ")}.`, {
      hint: "Give its path: haidang-agent enrol --file /media/usb/moi-co-to.haidang",
    });
  }
  if (files.length > 1) {
    throw new HaidangError("usage", `There are several invitations: ${files.join(", ")}.`, {
      hint: "Give the path of the one that is meant.",
    });
  }
  return { ...parse(path), path };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // what is not there holds nothing, which the caller says
    return false;
  }
}

function invitationsIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((name) => name.endsWith(ending) && !name.startsWith("."))
    .map((name) => join(folder, name))
    .filter(isFile);
}

function parse(path: string): InvitationFile {
  let why: string;
  try {
    if (statSync(path).size > mostBytes) throw new Error("it is too large");
    const read = invitationFileSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (read.success) return read.data;
    why = "it is not an invitation";
  } catch (error) {
    why = errorText(error);
  }
  throw new HaidangError("usage", `${path} cannot be used: ${why}.`, { hint: mend });
}
