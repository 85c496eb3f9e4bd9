import { z } from "zod";
import {
  addressSchema,
  leastSignallingIntervalS,
  nutAccessSchema,
  objectRefSchema,
  stampAccessSchema,
} from "./object.ts";
import { mostHops } from "./path.ts";
import { dnsTargetSchema, httpTargetSchema, tcpTargetSchema, tlsTargetSchema } from "./service-target.ts";
import { snmpCommunitySchema, snmpUserSchema } from "./snmp-access.ts";
import { sipTransports, sipUriSchema, videoApiAccessSchema } from "./video-access.ts";

/** A probe is the code that measures; a check is a probe with a target and a schedule. */
export const probeNames = [
  "icmp",
  "snmp",
  "host",
  "http",
  "dns",
  "tcp",
  "tls",
  "stamp",
  "sip",
  "h323",
  "path",
  "video-api",
  "nut",
  "icmp-far",
  "port",
  "port-near",
  "heartbeat",
] as const;
export const probeNameSchema = z.enum(probeNames);
export type ProbeName = z.infer<typeof probeNameSchema>;
/** What agents run; for reports the control plane waits itself. */
export type AgentProbe = Exclude<ProbeName, "heartbeat">;
export const agentProbes = probeNames.filter((name): name is AgentProbe => name !== "heartbeat");

const schedule = {
  /** `<probe>:<kind>/<id>`; an agent runs at most one check of a probe for an object. */
  id: z.string().min(1).max(160),
  target: objectRefSchema,
  /** Time between results while all is well, ms. For `icmp` it is the window; echo requests go out each second. */
  intervalMs: z.int().min(1000).max(3_600_000),
  /** Time between results while the last one failed, ms. */
  retryIntervalMs: z.int().min(1000).max(3_600_000),
  timeoutMs: z.int().min(100).max(60_000),
  /** Results in a row that confirm, where that is not what is usual for the probe. Agents are not told. */
  attempts: z
    .strictObject({ down: z.int().min(1).max(3).optional(), degraded: z.int().min(1).max(3).optional() })
    .optional(),
};

export const icmpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("icmp"),
  settings: z.strictObject({ address: addressSchema }),
});

const snmpPlace = { address: addressSchema, port: z.int().min(1).max(65535) };

export const snmpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("snmp"),
  settings: z.discriminatedUnion("version", [
    snmpCommunitySchema.extend(snmpPlace),
    snmpUserSchema.safeExtend(snmpPlace),
  ]),
});

export const hostCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("host"),
  settings: z.strictObject({}),
});

export const httpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("http"),
  settings: httpTargetSchema.extend({
    /** A device's own page: whoever answers with a status below 500 is alive, whatever its certificate. */
    anyAnswer: z.literal(true).optional(),
  }),
});

export const dnsCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("dns"),
  settings: dnsTargetSchema,
});

export const tcpCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("tcp"),
  settings: tcpTargetSchema,
});

export const tlsCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("tls"),
  settings: tlsTargetSchema,
});

/** `intervalMs` is the window; `timeoutMs` how long a packet may be away before it counts as lost. */
export const stampCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("stamp"),
  settings: z.strictObject({ address: addressSchema, ...stampAccessSchema.shape }),
});

/** Video points are asked no oftener than this, whether they answer or not, ms. */
const signallingPace = z
  .int()
  .min(leastSignallingIntervalS * 1000)
  .max(3_600_000);

export const sipCheckSchema = z.strictObject({
  ...schedule,
  intervalMs: signallingPace,
  retryIntervalMs: signallingPace,
  probe: z.literal("sip"),
  settings: z.strictObject({
    /** Where the request is sent: the point itself, or its registrar. */
    address: addressSchema,
    port: z.int().min(1).max(65535),
    transport: z.enum(sipTransports),
    via: z.enum(["direct", "registrar"]),
    /** Whom the request is for; without it the machine at the address. */
    uri: sipUriSchema.optional(),
  }),
});

export const h323CheckSchema = z.strictObject({
  ...schedule,
  intervalMs: signallingPace,
  retryIntervalMs: signallingPace,
  probe: z.literal("h323"),
  settings: z.strictObject({ address: addressSchema, gatekeeper: addressSchema.optional() }),
});

/** The way to an address, hop by hop, and the largest packet that passes whole. */
export const pathCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("path"),
  settings: z.strictObject({ address: addressSchema, maxHops: z.int().min(1).max(mostHops).default(15) }),
});

/** What a video point says of itself. The password is secret: nothing but an assignment may hold it. */
export const videoApiCheckSchema = z.strictObject({
  ...schedule,
  intervalMs: signallingPace,
  retryIntervalMs: signallingPace,
  probe: z.literal("video-api"),
  settings: z.strictObject({ address: addressSchema, ...videoApiAccessSchema.shape }),
});

/** A UPS asked through the machine it is wired to: Network UPS Tools (RFC 9271). */
export const nutCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("nut"),
  settings: z.strictObject({
    address: addressSchema,
    ups: nutAccessSchema.shape.ups,
    port: nutAccessSchema.shape.port,
  }),
});

/** Echo requests from the far end of a link to its near end: what that end sees of the same line. */
export const icmpFarCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("icmp-far"),
  settings: z.strictObject({ address: addressSchema }),
});

/** As the agents' SNMP probe names it: ifName, told apart where several share one. */
const portPlace = { ...snmpPlace, ifName: z.string().min(1).max(120) };
const portSettings = z.discriminatedUnion("version", [
  snmpCommunitySchema.extend(portPlace),
  snmpUserSchema.safeExtend(portPlace),
]);

/** The port that carries a link, as its device tells it (IF-MIB, RFC 2863). */
export const portCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("port"),
  settings: portSettings,
});

/** The port at the other end of the same link. */
export const portNearCheckSchema = z.strictObject({
  ...schedule,
  probe: z.literal("port-near"),
  settings: portSettings,
});

/** The longest between two reports that are awaited, and the grace after it, ms. */
const awaited = z
  .int()
  .min(1000)
  .max(40 * 86_400_000);

/** Nobody is asked: the control plane itself waits for reports, and its word is the result. */
export const heartbeatCheckSchema = z.strictObject({
  ...schedule,
  intervalMs: awaited,
  retryIntervalMs: awaited,
  timeoutMs: awaited,
  probe: z.literal("heartbeat"),
  settings: z.strictObject({}),
});

export const checkSchema = z.discriminatedUnion("probe", [
  icmpCheckSchema,
  snmpCheckSchema,
  hostCheckSchema,
  httpCheckSchema,
  dnsCheckSchema,
  tcpCheckSchema,
  tlsCheckSchema,
  stampCheckSchema,
  sipCheckSchema,
  h323CheckSchema,
  pathCheckSchema,
  videoApiCheckSchema,
  nutCheckSchema,
  icmpFarCheckSchema,
  portCheckSchema,
  portNearCheckSchema,
  heartbeatCheckSchema,
]);
export type Check = z.infer<typeof checkSchema>;
export type CheckOf<P extends ProbeName> = Extract<Check, { probe: P }>;
export type SettingsOf<P extends ProbeName> = CheckOf<P>["settings"];
