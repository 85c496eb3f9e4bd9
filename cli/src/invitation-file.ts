import { statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Invite } from "@haidang/contract/agent-api.ts";
import type { InvitationFile } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";

/**
 * Writes an invitation to carry on a stick, readable by its owner only, and returns its path. In a folder it is called
 * after whom it is for. Throws a HaidangError `usage` when it cannot be written; a file of that name stays as it is.
 */
export function writeInvitation(
  place: string,
  { code, expiresAt, pin, site, url }: Invite & { url: string },
  name = "agent",
): string {
  const path = isFolder(place) ? join(resolve(place), `moi-${name}.haidang`) : resolve(place);
  const file: InvitationFile = {
    ...{ haidang: "invitation", url, code, expiresAt },
    ...(pin === undefined ? {} : { pin }),
    ...(site === undefined ? {} : { site }),
  };
  try {
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HaidangError("usage", `${path} cannot be written: ${why}`, {
      hint: "give another path with --file; the invitation just made is void after its time",
      cause: error,
    });
  }
  return path;
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}
