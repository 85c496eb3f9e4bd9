import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  type Release,
  releaseKeySchema,
  releaseReportSchema,
  releaseSchema,
  releaseStatement,
} from "@haidang/contract/release.ts";
import { z } from "zod";
import { writePrivate } from "./folder.ts";
import { openAgentVault, readSealed, writeSealed } from "./sealed-file.ts";

const heldSchema = releaseSchema.extend({
  /** SHA-256 of the installed agent it was put over: another package installed since goes before it. */
  over: z.string(),
});
export type HeldRelease = z.infer<typeof heldSchema>;

const keptSchema = z.object({
  /** The first key releases were said to be signed with. */
  key: releaseKeySchema.optional(),
  /** Of every release ever begun with: none up to it is taken again. */
  highest: z.int().default(0),
  current: heldSchema.optional(),
  /** Begun with and not seen to reach the control plane yet. */
  trial: heldSchema.extend({ attempts: z.int() }).optional(),
  /** What the control plane was not told yet. */
  report: releaseReportSchema.optional(),
});
export type KeptReleases = z.infer<typeof keptSchema>;

/** What this agent knows of versions of itself; nothing where that is damaged. */
export function readReleases(folder: string): KeptReleases {
  const kept = readSealed(join(folder, "release.json"), openAgentVault(folder));
  const read = kept === undefined || kept === "damaged" ? undefined : keptSchema.safeParse(kept.value);
  return read?.data ?? { highest: 0 };
}

/** Keeps it, and of bundles only those that are named in it. */
export function keepReleases(folder: string, kept: KeptReleases): void {
  writeSealed(join(folder, "release.json"), kept, openAgentVault(folder));
  const named = new Set([kept.current, kept.trial].map((held) => held && fileName(held)));
  for (const name of readdirSync(folder)) {
    if (/^release-[0-9a-f]{64}\.cjs$/.test(name) && !named.has(name))
      rmSync(join(folder, name), { force: true });
  }
}

const fileName = ({ sha256 }: Pick<Release, "sha256">): string => `release-${sha256}.cjs`;

export function bundlePath(folder: string, release: Pick<Release, "sha256">): string {
  return join(folder, fileName(release));
}

/** Whether the release was signed with the key. */
export function isSigned(release: Release, key: string): boolean {
  try {
    const spki = createPublicKey({ key: Buffer.from(key, "base64"), type: "spki", format: "der" });
    const statement = Buffer.from(releaseStatement(release));
    return (
      spki.asymmetricKeyType === "ed25519" &&
      verify(null, statement, spki, Buffer.from(release.signature, "base64"))
    );
  } catch {
    // what is no key vouches for nothing
    return false;
  }
}

export function isBundleOf({ sha256, bytes }: Release, bundle: Uint8Array): boolean {
  return bundle.length === bytes && sha256Of(bundle) === sha256;
}

export function sha256Of(bundle: Uint8Array): string {
  return createHash("sha256").update(bundle).digest("hex");
}

export function writeBundle(folder: string, release: Release, bundle: string): void {
  writePrivate(bundlePath(folder, release), bundle);
}

/** Whether what lies on disk is the release, whole and as signed. */
export function isWhole(folder: string, release: Release, key: string | undefined): boolean {
  try {
    return (
      key !== undefined &&
      isSigned(release, key) &&
      isBundleOf(release, readFileSync(bundlePath(folder, release)))
    );
  } catch {
    // what cannot be read is not run
    return false;
  }
}
