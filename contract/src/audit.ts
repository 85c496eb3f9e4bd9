import { z } from "zod";

/** One thing that was done: never changed, never removed. */
export const auditEntrySchema = z.object({
  /** Numbered without gaps. */
  entry: z.int(),
  atMs: z.number(),
  /** Who: `admin` for the holder of the key, a user, `token/<name>`, `agent/<id>`. */
  actor: z.string(),
  /** Address of the socket it came from; empty for what the control plane did by itself. */
  address: z.string(),
  /** What, e.g. `user.change`. */
  action: z.string(),
  object: z.string(),
  detail: z.string(),
  /** JSON of what was, and of what is since; null where there was nothing or nothing is known. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** SHA-256 over this entry and the hash of the one before, hexadecimal. */
  hash: z.string(),
});
export type AuditRow = z.infer<typeof auditEntrySchema>;

/** GET /api/v1/audit: newest first. */
export const auditQuerySchema = z.strictObject({
  /** RFC 3339 or ms. */
  since: z.string().optional(),
  actor: z.string().max(120).optional(),
  object: z.string().max(200).optional(),
  action: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(200),
});

/** GET /api/v1/audit/verify: `head` is what an earlier verification said, written down elsewhere. */
export const auditVerifyQuerySchema = z.strictObject({
  head: z
    .string()
    .regex(/^\d{1,15}:[0-9a-f]{64}(?!\n)$/, {
      error: "a head is a number, a colon and 64 hexadecimal digits",
    })
    .optional(),
});
export const auditFaults = ["altered", "missing", "head"] as const;
export const auditVerdictSchema = z.object({
  entries: z.int(),
  /** The newest entry as `number:hash`; null while there is none. Written down elsewhere it proves what was there. */
  head: z.string().nullable(),
  /** The first entry that is altered, or before which one is missing, or that is not the head asked for. */
  fault: z.object({ entry: z.int(), what: z.enum(auditFaults) }).nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdictSchema>;
