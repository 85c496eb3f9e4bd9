import { z } from "zod";
import { idSchema } from "./naming.ts";
import { roles } from "./user.ts";

/**
 * What a token may do: `ingest` sends measurements in InfluxDB's ways (Telegraf), `read` asks the query API (Grafana);
 * a role may do what people of that role may, for scripts. No token may send and read: the one in a sender's
 * configuration must not tell what the province looks like.
 */
export const tokenScopes = ["ingest", "read", ...roles] as const;
export const tokenScopeSchema = z.enum(tokenScopes);
export type TokenScope = z.infer<typeof tokenScopeSchema>;

/** Requests a second a token may make when nothing else is said, bursts of twice as many. */
export const defaultRequestsPerS = 5000;
const longestLifeS = 10 * 366 * 86_400;

/** POST /api/v1/tokens */
export const tokenRequestSchema = z.strictObject({
  scope: tokenScopeSchema,
  /** A unit's id: what the token sees and acts on lies under it; only measurements with an object can be under one. */
  under: idSchema.optional(),
  /** For people, to know it again by. */
  name: z.string().trim().min(1).max(60).optional(),
  /** Without it the token is good until it is revoked. */
  expiresS: z.int().min(1).max(longestLifeS).optional(),
  requestsPerS: z.int().min(1).max(1_000_000).optional(),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** GET /api/v1/tokens: never the token itself, which nobody has but who was given it. */
export const tokenRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: tokenScopeSchema,
  /** The unit it is bounded by; null for the province. */
  under: z.string().nullable().default(null),
  /** The user who made it; null for the holder of the administrator's key. */
  owner: z.string().nullable().default(null),
  requestsPerS: z.int(),
  createdAtMs: z.number(),
  expiresAtMs: z.number().nullable(),
  /** To a minute; null before the first. */
  lastUsedMs: z.number().nullable(),
  expired: z.boolean(),
});
export type TokenRow = z.infer<typeof tokenRowSchema>;

/** The answer to a token's making: the only time it is shown. */
export const newTokenSchema = tokenRowSchema.extend({ token: z.string() });
export type NewToken = z.infer<typeof newTokenSchema>;

/** POST /api/v1/tokens/:id/revoke */
export const revokedTokenSchema = z.object({ id: z.string(), name: z.string() });
