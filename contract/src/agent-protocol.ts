import { z } from "zod";
import { checkSchema } from "./check.ts";
import { pinSchema } from "./pin.ts";
import { reasonSchema } from "./reason.ts";
import { releaseKeySchema, releaseOfferSchema } from "./release.ts";

/** What an agent and the control plane say to each other. All of it over one HTTPS (on loopback: HTTP) origin. */

const nameSchema = z.string().min(1).max(253);

/** An agent waits for somebody's approval, is one of ours, or is one no longer. */
export const agentStates = ["pending", "active", "revoked"] as const;
export const agentStateSchema = z.enum(agentStates);
export type AgentState = z.infer<typeof agentStateSchema>;

/** POST /api/v1/agent/enrol, without credentials: the single-use code is the proof. */
export const enrolRequestSchema = z.strictObject({
  code: z.string().min(16).max(128),
  hostName: nameSchema,
  version: z.string().max(40),
});
export const enrolResponseSchema = z.object({
  agent: z.string(),
  /** Sent as `Authorization: Bearer` from then on. */
  token: z.string(),
  /** A pending one may ask for its standing and nothing else. */
  state: agentStateSchema.default("active"),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type EnrolResponse = z.infer<typeof enrolResponseSchema>;

/** An invitation as a file `moi-….haidang`, to be carried to a machine that nobody can paste a line into. */
export const invitationFileSchema = z.object({
  haidang: z.literal("invitation"),
  /** One address, or several with commas between them. */
  url: z.string().min(1).max(2500),
  code: z.string().min(16).max(128),
  pin: pinSchema.optional(),
  site: z.string().max(253).optional(),
  expiresAt: z.string().max(40),
});
export type InvitationFile = z.infer<typeof invitationFileSchema>;

/** GET /api/v1/agent/standing?have=<state>&waitS=25: answers at once unless `have` is the state, else as config does. */
export const agentStandingSchema = z.object({ agent: z.string(), state: agentStateSchema });
export type AgentStanding = z.infer<typeof agentStandingSchema>;

/** POST /api/v1/agent/applied: a configuration is in use, with what of it this agent does not understand. */
export const appliedSchema = z.strictObject({
  version: z.string().min(1).max(64),
  refused: z.array(z.strictObject({ check: z.string().max(160), why: z.string().max(400) })).max(100),
});
export type Applied = z.infer<typeof appliedSchema>;

/** Something the agent looked for on its own machine: found, or why not. */
const findingSchema = z.union([
  z.strictObject({ address: z.string().max(253) }),
  z.strictObject({ missing: reasonSchema, detail: z.string().max(255).optional() }),
]);
export type Finding = z.infer<typeof findingSchema>;

const wordsSchema = z.string().min(1).max(120);

/** What a machine is built of, as far as its firmware and kernel tell; what they do not is absent. */
export const hardwareSchema = z.strictObject({
  manufacturer: wordsSchema.optional(),
  model: wordsSchema.optional(),
  serial: wordsSchema.optional(),
  bios: wordsSchema.optional(),
  /** What it runs in, when it is a virtual machine or a container. */
  virtual: wordsSchema.optional(),
  disks: z
    .array(z.strictObject({ name: wordsSchema, type: wordsSchema.optional(), bytes: z.int().min(0) }))
    .max(32)
    .optional(),
  memory: z
    .array(
      z.strictObject({ slot: wordsSchema.optional(), type: wordsSchema.optional(), bytes: z.int().min(0) }),
    )
    .max(64)
    .optional(),
});
export type Hardware = z.infer<typeof hardwareSchema>;

/**
 * POST /api/v1/agent/facts: what this machine is and can reach, at start and when it changes. The control plane
 * turns it into discovered objects; the agent decides nothing.
 */
export const factsSchema = z.strictObject({
  hostName: nameSchema,
  version: z.string().max(40),
  os: z.string().max(120).optional(),
  kernel: z.string().max(120).optional(),
  machine: z.string().max(120).optional(),
  cpu: z.string().max(120).optional(),
  cores: z.int().min(1).optional(),
  memoryBytes: z.int().min(0).optional(),
  /** When the machine booted and when the agent's process began, UTC ms: after a silence they tell what had stopped. */
  bootedMs: z.int().optional(),
  startedMs: z.int().optional(),
  /** Read by a process of its own, so it comes a little after the rest. */
  hardware: hardwareSchema.optional(),
  addresses: z.array(z.string().max(64)).max(64),
  gateway: findingSchema,
  resolvers: z.array(findingSchema).min(1).max(8),
  /** The SNMP agent on 127.0.0.1:161 with community public, when one answers. */
  localSnmp: findingSchema,
  /** How echo requests are sent here: the long-running fping, the ping command, or why not at all. */
  icmp: z.union([
    z.strictObject({ by: z.enum(["fping", "ping"]), detail: z.string().max(255).optional() }),
    z.strictObject({ missing: reasonSchema, detail: z.string().max(255) }),
  ]),
});
export type Facts = z.infer<typeof factsSchema>;

/**
 * GET /api/v1/agent/config?have=<version>&waitS=25: answers at once when the version differs, else when it
 * changes or the wait is over (204). The version is a hash of the rest, so a restart changes nothing.
 */
export const agentConfigSchema = z.object({
  version: z.string(),
  checks: z.array(checkSchema),
  /** Keys of the control plane to trust from now on, where it speaks TLS. */
  pins: z.array(pinSchema).min(1).max(4).optional(),
  /** Where the control plane is reached from now on, the preferred one first; absent where nothing was said of it. */
  addresses: z.array(z.string().max(300)).min(1).max(8).optional(),
  /** A new credential: the former one is good until this one is used. */
  credential: z.object({ token: z.string().min(16).max(4096) }).optional(),
  /** A newer version of the agent, and the key its signature is verified with: the first one told is kept for good. */
  release: releaseOfferSchema.optional(),
  releaseKey: releaseKeySchema.optional(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

/**
 * POST /api/v1/ingest: line protocol with millisecond stamps, `Content-Encoding: zstd` or none.
 * Answers 204 only when every point is durable. A batch named again is acknowledged again and stored once.
 * 400 `lines_invalid` says what is wrong with the first lines in `details.faults` and numbers all of them in
 * `details.lines`; nothing of that batch is stored then. 503 with `details.judged` true: its results count already,
 * though it has to come again to be stored, so what is newer may be sent before it.
 */
export const batchHeaders = {
  boot: "haidang-boot",
  sequence: "haidang-sequence",
  /** CRC-32 of the uncompressed body, eight hexadecimal digits: a damaged body is refused whole. */
  crc32: "haidang-crc32",
  /** Lowest sequence still waiting in this spool: the agent will never send a lower one again. */
  oldest: "haidang-oldest",
} as const;

/**
 * On every answer of the control plane, its own clock in UTC ms: when the request's headers were there, and when the
 * answer left. With its own two readings an agent knows how far its clock is off (the four time stamps of RFC 5905
 * section 8), and half of the round trip is how wrong that may be.
 */
export const clockHeaders = { received: "haidang-received", sent: "haidang-sent" } as const;

/** A clock further from the control plane's than this is told as wrong, ms. */
export const clockLimitMs = 5_000;

export const batchIdSchema = z.strictObject({
  /** Random for each spool ever created, so that sequence numbers never meet again. */
  boot: z.string().regex(/^[0-9a-f]{16}(?!\n)$/),
  sequence: z.coerce.number().int().min(1),
});
export type BatchId = z.infer<typeof batchIdSchema>;

/** Largest body after decompression, bytes. A larger batch is refused with 413. */
export const maxBatchBytes = 8 * 1024 * 1024;
