import { z } from "zod";
import { calendarSchema } from "./calendar.ts";
import { probeNameSchema } from "./check.ts";
import { maintenanceWindowSchema } from "./maintenance.ts";
import { reasonSchema } from "./reason.ts";
import { reportContentSchema } from "./report.ts";
import { stateSchema } from "./state.ts";

/** POST /api/v1/evidence: one outage of a link, by when it began, or all links of a carrier over a period. */
export const evidenceRequestSchema = z.union([
  z.strictObject({ link: z.string().min(1).max(63), at: z.string().max(40) }),
  z.strictObject({
    carrier: z.string().min(1).max(120),
    from: z.string().max(40),
    to: z.string().max(40),
  }),
]);
export type EvidenceRequest = z.infer<typeof evidenceRequestSchema>;

/** The files of a pack that everything else is checked against. */
export const evidenceFiles = {
  manifest: "manifest.json",
  signature: "manifest.sig",
  claims: "claims.json",
  ledger: "ledger.json",
  points: "points.lp",
  clocks: "clocks.csv",
} as const;

/** `manifest.json`, whose bytes are signed: what lies beside it, and whose key signed. */
export const evidenceManifestSchema = z.strictObject({
  format: z.literal("haidang-evidence/1"),
  madeMs: z.number(),
  by: z.string(),
  /** Outages whose raw results are kept no more, or would have made the pack too large. */
  outagesWithoutRaw: z.int().min(0),
  /** Ed25519, SPKI in DER, base64. Its SHA-256 is the fingerprint to ask for on another way. */
  publicKey: z.string().max(200),
  files: z.array(
    z.strictObject({ name: z.string().max(100), bytes: z.int(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type EvidenceManifest = z.infer<typeof evidenceManifestSchema>;

/** `claims.json`: the report this is the evidence of. */
export const evidenceClaimsSchema = reportContentSchema;

/** Results in a row that say the same, as the ledger keeps them. */
export const keptRunSchema = z.strictObject({
  firstMs: z.number(),
  lastMs: z.number(),
  state: stateSchema,
  reason: reasonSchema.nullable(),
  count: z.int(),
});

/** `ledger.json`: what each link's figures are worked out from, without any secret. */
export const evidenceLedgerSchema = z.strictObject({
  links: z.array(
    z.strictObject({
      id: z.string(),
      calendar: calendarSchema.nullable(),
      /** Those that cover the link, each as one of the link itself. */
      windows: z.array(maintenanceWindowSchema),
      checks: z.array(
        z.strictObject({
          assignment: z.int(),
          agent: z.string(),
          probe: probeNameSchema,
          intervalMs: z.int(),
          timeoutMs: z.int(),
          attempts: z.strictObject({ down: z.int().optional(), degraded: z.int().optional() }).nullable(),
          fromMs: z.number(),
          toMs: z.number().nullable(),
          runs: z.array(keptRunSchema),
        }),
      ),
      /** Stretches of which `points.lp` has every result. */
      raw: z.array(z.strictObject({ fromMs: z.number(), toMs: z.number() })),
    }),
  ),
});
export type EvidenceLedger = z.infer<typeof evidenceLedgerSchema>;
export type EvidenceLink = EvidenceLedger["links"][number];

/** What does not fit: a closed list, worded in the CLI. */
export const evidenceFaults = [
  "not_a_pack",
  "signature",
  "fingerprint",
  "file_missing",
  "file_unlisted",
  "file_changed",
  "unreadable",
  "figure",
  "raw",
] as const;
export type EvidenceFault = {
  fault: (typeof evidenceFaults)[number];
  values: Readonly<Record<string, string | number>>;
};

/** What checking a pack came to. */
export interface EvidenceVerdict {
  ok: boolean;
  /** SHA-256 of the public key, hexadecimal; empty where there is none. */
  fingerprint: string;
  madeMs: number | null;
  by: string;
  links: number;
  outages: number;
  points: number;
  /** Outages whose raw results are in the pack and say the same. */
  rawProven: number;
  outagesWithoutRaw: number;
  faults: EvidenceFault[];
}
