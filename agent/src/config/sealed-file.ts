import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import { createVault, type Vault, vaultKeyBytes } from "@haidang/contract/vault.ts";
import { z } from "zod";
import { makeFolder, readJson, writePrivate } from "./folder.ts";

const mend = "delete identity.json, config.json and agent.key, and enrol with a new code";
const sealedSchema = z.object({ sealed: z.string() });

/**
 * Seals what the agent keeps, with the key in `agent.key` of its folder, which is made when there is none. Throws
 * `data_folder` when others on this machine could have read it, or when it holds no key.
 */
export function openAgentVault(folder: string): Vault {
  const path = join(folder, "agent.key");
  if (!existsSync(path)) {
    makeFolder(folder);
    writePrivate(path, `${randomBytes(vaultKeyBytes).toString("base64url")}\n`);
  }
  for (const kept of [folder, path]) {
    const mode = statSync(kept).mode & 0o777;
    if ((mode & 0o077) === 0) continue;
    throw new HaidangError(
      "data_folder",
      `${kept} can be read by other users of this machine (mode ${mode.toString(8)}).`,
      { hint: `Look who could have read it, then run: chmod ${kept === path ? "600" : "700"} ${kept}` },
    );
  }
  const key = Buffer.from(readFileSync(path, "utf8").trim(), "base64url");
  if (key.length === vaultKeyBytes) return createVault([key], { name: "agent.key", mend });
  throw new HaidangError("data_folder", `${path} holds no usable key.`, { hint: `To go on: ${mend}.` });
}

/** `shown` lies beside what is sealed, for people; it is never read back. */
export function writeSealed(path: string, value: unknown, vault: Vault, shown: object = {}): void {
  writePrivate(path, `${JSON.stringify({ ...shown, sealed: vault.seal(JSON.stringify(value)) })}\n`);
}

/** What a file holds, also plainly as earlier versions wrote it; undefined when there is no file. */
export function readSealed(
  path: string,
  vault: Vault,
): { value: unknown; plain: boolean } | "damaged" | undefined {
  const kept = readJson(path);
  if (kept === undefined || kept === "damaged") return kept;
  const read = sealedSchema.safeParse(kept.value);
  if (!read.success) return { value: kept.value, plain: true };
  try {
    return { value: JSON.parse(vault.open(read.data.sealed)), plain: false };
  } catch (error) {
    // the caller says which file it is and what to do
    if (error instanceof HaidangError) return "damaged";
    throw error;
  }
}
