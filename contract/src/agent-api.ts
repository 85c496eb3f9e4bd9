import { z } from "zod";
import { agentStateSchema, appliedSchema, factsSchema } from "./agent-protocol.ts";
import { idSchema } from "./naming.ts";
import { pinSchema } from "./pin.ts";
import { reasonSchema } from "./reason.ts";
import { releaseStandingSchema } from "./release.ts";

/** GET /api/v1/agents */
export const agentRowSchema = z.object({
  id: z.string(),
  hostName: z.string(),
  version: z.string(),
  enrolledAtMs: z.number(),
  /** Last time anything authenticated came from it; null before the first. */
  lastSeenMs: z.number().nullable(),
  silent: z.boolean(),
  state: agentStateSchema.default("active"),
  /** The site it was invited for. */
  site: z.string().nullable().default(null),
  checks: z.int(),
  /** The configuration it uses, since when, whether there is none newer, and how many checks of it it refused. */
  configVersion: z.string().nullable().default(null),
  configSinceMs: z.number().nullable().default(null),
  configIsNewest: z.boolean().default(false),
  configRefused: z.int().default(0),
  /** When its credential was made, and whether a newer one waits to be used by it. */
  credentialSinceMs: z.number().nullable().default(null),
  credentialOffered: z.boolean().default(false),
  /** The version it was offered last, and what became of it. */
  release: releaseStandingSchema.nullable().default(null),
  /** From the agent's own measurement; null until it arrives. */
  spoolBatches: z.number().nullable(),
  spoolBytes: z.number().nullable(),
  droppedPoints: z.number().nullable(),
  /** When what it dropped last and first was measured; null where nothing ever was. */
  droppedFirstMs: z.number().nullable().default(null),
  droppedLastMs: z.number().nullable().default(null),
  /** Age of the oldest batch that waits on its disk, s; 0 when none does. */
  oldestUnsentS: z.number().nullable().default(null),
  icmpBy: z.string().nullable(),
  /** What is wrong with the agent itself: `agent_silent`, or `clock_skew` beyond 5 s; null when nothing is. */
  reason: reasonSchema.nullable(),
  /** Its machine's clock minus the control plane's, ms, good to half the round trip; null until it was measured. */
  clockOffsetMs: z.number().nullable(),
  clockRoundTripMs: z.number().nullable(),
  /** Whether that clock follows a common one (chrony, systemd); false where it is not known. */
  clockSynchronised: z.boolean().nullable(),
});
export type AgentRow = z.infer<typeof agentRowSchema>;

/** GET /api/v1/agents/:id: the row, and what its machine is; facts are null until it told them. */
export const agentDetailSchema = agentRowSchema.extend({
  hub: z.boolean(),
  facts: factsSchema.loose().nullable(),
  /** What of its configuration it does not understand, and why. */
  refused: appliedSchema.shape.refused.default([]),
});
export type AgentDetail = z.infer<typeof agentDetailSchema>;

const inviteLife = "an invitation is good for a minute at least and 30 days at most";

/**
 * POST /api/v1/agents/invites. `name` is what the agent will be called, else its machine's name; that of an agent
 * enrolled already gives that agent a new credential, and the one it has is void once the code is used. `site` makes it
 * the agent of that site where the inventory names none. Without `approve` it waits for approval, unless it is the hub.
 */
export const inviteRequestSchema = z.strictObject({
  hub: z.boolean().default(false),
  name: idSchema.optional(),
  site: idSchema.optional(),
  approve: z.boolean().optional(),
  expiresS: z
    .int()
    .min(60, inviteLife)
    .max(30 * 86_400, inviteLife)
    .default(86_400),
});
export const inviteSchema = z.object({
  /** Good for one agent; shown this once. */
  code: z.string(),
  expiresAt: z.string(),
  /** Where others reach the control plane; absent while it serves its own machine only. */
  url: z.string().optional(),
  /** Where agents reach it, the preferred one first; absent where nothing was set. */
  addresses: z.array(z.string()).optional(),
  /** Of its key, for the agent to know it by. */
  pin: pinSchema.optional(),
  site: z.string().optional(),
  /** False when it has to be approved after its first contact. */
  approved: z.boolean().optional(),
});
export type InviteRequest = z.input<typeof inviteRequestSchema>;
export type Invite = z.infer<typeof inviteSchema>;
