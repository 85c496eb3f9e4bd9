import { z } from "zod";

/** The largest bundle of an agent that is taken, bytes. */
export const maxReleaseBytes = 8 * 1024 * 1024;

const versionSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+~-]{0,39}(?!\n)$/, {
  error: "a version is written like 0.2.0",
});

/** A version of the agent as the control plane signed it. `sequence` only grows, so that an older one is known as such. */
export const releaseSchema = z.object({
  sequence: z.int().min(1),
  version: versionSchema,
  /** Of the bundle, hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}(?!\n)$/),
  bytes: z.int().min(1).max(maxReleaseBytes),
  /** Ed25519 (RFC 8032) over `releaseStatement`, base64. */
  signature: z.string().min(80).max(100),
});
export type Release = z.infer<typeof releaseSchema>;

/** What is signed: nothing of a release can be exchanged for that of another. */
export function releaseStatement({ sequence, version, sha256, bytes }: Omit<Release, "signature">): string {
  return `haidang agent release\n${sequence}\n${version}\n${sha256}\n${bytes}\n`;
}

/** A release in an agent's configuration: fetched at once, begun with from `applyAtMs` on. */
export const releaseOfferSchema = releaseSchema.extend({ applyAtMs: z.number() });
export type ReleaseOffer = z.infer<typeof releaseOfferSchema>;

/** Public key releases are signed with: SubjectPublicKeyInfo (RFC 8410), DER in base64. */
export const releaseKeySchema = z.string().min(40).max(120);

export const releaseStates = ["offered", "fetched", "applied", "returned", "refused"] as const;
export type ReleaseState = (typeof releaseStates)[number];

/** POST /api/v1/agent/release: what an agent made of an offer. `returned`: the former version runs again, and why. */
export const releaseReportSchema = z.strictObject({
  sequence: z.int().min(1),
  state: z.enum(["fetched", "applied", "returned", "refused"]),
  why: z.string().max(400),
});
export type ReleaseReport = z.infer<typeof releaseReportSchema>;

/** How an agent stands to the release it was offered last. */
export const releaseStandingSchema = z.object({
  sequence: z.int(),
  version: z.string(),
  applyAtMs: z.number(),
  state: z.enum(releaseStates),
  why: z.string(),
  sinceMs: z.number(),
});
export type ReleaseStanding = z.infer<typeof releaseStandingSchema>;

/** POST /api/v1/releases?version=0.2.0, with the bundle as its body. */
export const releaseQuerySchema = z.strictObject({ version: versionSchema });

/** GET /api/v1/releases */
export const releaseRowSchema = releaseSchema.omit({ signature: true }).extend({
  addedAtMs: z.number(),
  by: z.string(),
});
export type ReleaseRow = z.infer<typeof releaseRowSchema>;

/** POST /api/v1/releases/offer: the newest release, or the one of a version, to some agents or to all of ours. */
export const releaseOfferRequestSchema = z.strictObject({
  agents: z.union([z.literal("all"), z.array(z.string().min(1).max(253)).min(1).max(2000)]),
  version: versionSchema.optional(),
  /** Without it at once. */
  applyAtMs: z.int().min(0).max(8.64e15).optional(),
});
export type ReleaseOfferRequest = z.infer<typeof releaseOfferRequestSchema>;

export const releaseOfferedSchema = z.object({
  release: releaseRowSchema,
  applyAtMs: z.number(),
  offered: z.array(z.string()),
  /** Those that run it already. */
  running: z.array(z.string()),
});
export type ReleaseOffered = z.infer<typeof releaseOfferedSchema>;
