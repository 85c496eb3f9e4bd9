import { z } from "zod";
import { agentStateSchema, appliedSchema, factsSchema } from "./agent-protocol.ts";
import { probeNameSchema } from "./check.ts";
import { incidentSchema } from "./incident.ts";
import { idSchema } from "./naming.ts";
import { objectKindSchema, unitKinds } from "./object.ts";
import { pinSchema } from "./pin.ts";
import { reasonSchema } from "./reason.ts";
import { releaseStandingSchema } from "./release.ts";
import { revisionSchema } from "./revision.ts";
import { sensorKinds } from "./sensor.ts";
import { intervalSchema, objectStatusSchema } from "./state.ts";
import { groupings, uptimeGroupSchema, uptimeOptionsSchema, uptimeRowSchema } from "./uptime.ts";
import { videoApiRowSchema } from "./video-api.ts";

/** Every answer is `{data, meta}`; every refusal `{error}` (see `error.ts`). */
export const metaSchema = z.object({
  /** When the answer was true, RFC 3339 UTC. */
  asOf: z.string(),
  /** The zone people are shown times in. */
  timezone: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  /** Of uptime: what was counted as what in every row. */
  options: uptimeOptionsSchema.optional(),
  /** Readings are missing because the store of measurements does not answer; states are not. */
  storeAway: z.literal(true).optional(),
  /** The step of the answer, where one was asked for or chosen. */
  stepS: z.number().optional(),
});
export type Meta = z.infer<typeof metaSchema>;
export function envelopeSchema<T extends z.ZodType>(data: T) {
  return z.object({ data, meta: metaSchema });
}
export interface Envelope<T> {
  data: T;
  meta: Meta;
}

export const timezone = "Asia/Ho_Chi_Minh";

/** GET /api/v1/status */
export const stateCountsSchema = z.object({
  total: z.int(),
  up: z.int(),
  degraded: z.int(),
  down: z.int(),
  unknown: z.int(),
  maintenance: z.int(),
  unmonitored: z.int(),
  outOfPeriod: z.int(),
});
export type StateCounts = z.infer<typeof stateCountsSchema>;
export const statusSchema = z.object({
  /** The parts of each add up to its total. */
  counts: z.record(objectKindSchema, stateCountsSchema),
  agents: z.object({ total: z.int(), silent: z.int() }),
  objects: z.array(objectStatusSchema),
});
export type Status = z.infer<typeof statusSchema>;

/** GET /api/v1/{units,sites,links,devices,services,video,racks}: lists of object statuses, with what is particular to the kind. */
export const unitRowSchema = objectStatusSchema.extend({
  unitKind: z.enum(unitKinds),
  code: z.string().optional(),
  links: z.int(),
  devices: z.int(),
  services: z.int(),
});
export const latencySchema = z.object({
  rttP50Ms: z.number().nullable(),
  rttP95Ms: z.number().nullable(),
  lossPct: z.number(),
  atMs: z.number(),
});
/** How full a link is, seen from its site: `in` comes to the site, `out` leaves it. Percent of the CIR. */
export const utilisationSchema = z.object({
  inBps: z.number().nullable(),
  outBps: z.number().nullable(),
  inPct: z.number().nullable(),
  outPct: z.number().nullable(),
  atMs: z.number(),
});
export type Utilisation = z.infer<typeof utilisationSchema>;
export const linkRowSchema = objectStatusSchema.extend({
  site: z.string(),
  siteName: z.string(),
  circuit: z.string().optional(),
  cirBps: z.number().optional(),
  role: z.enum(["primary", "backup"]),
  /** The last window of echo requests, when there is one. */
  latency: latencySchema.optional(),
  /** The last reading of the interface that carries it, when its CIR is known. */
  utilisation: utilisationSchema.optional(),
});
export const deviceRowSchema = objectStatusSchema.extend({
  site: z.string(),
  siteName: z.string(),
  sysName: z.string().optional(),
  sysDescr: z.string().optional(),
  interfaces: z.int(),
});
export const serviceRowSchema = objectStatusSchema.extend({
  url: z.string().optional(),
  totalMs: z.number().optional(),
  statusCode: z.number().optional(),
  /** Of the server's certificate, days; below 0 once it is over. */
  daysLeft: z.number().optional(),
});
export const videoRowSchema = objectStatusSchema.extend({
  site: z.string(),
  siteName: z.string(),
  pointKind: z.enum(["endpoint", "bridge"]),
  /** The last echo-request window. */
  latency: latencySchema.optional(),
  /** Last answer to SIP OPTIONS, while it is present. */
  sip: z
    .object({
      statusCode: z.number().optional(),
      responseMs: z.number().optional(),
      inCall: z.boolean().optional(),
      certificateDaysLeft: z.number().optional(),
      atMs: z.number(),
    })
    .optional(),
  /** Last H.323 reading: what gatekeeper discovery brought, and the time TCP 1720 took to open. */
  h323: z
    .object({
      ras: z.string().optional(),
      gatekeeperName: z.string().optional(),
      connectMs: z.number().optional(),
      atMs: z.number(),
    })
    .optional(),
  /** What it said of itself last, where its API is asked. */
  api: videoApiRowSchema.optional(),
});
/** A rack, and the devices mounted in it; its state is theirs together. */
export const rackRowSchema = objectStatusSchema.extend({
  site: z.string(),
  siteName: z.string(),
  room: z.string().optional(),
  heightU: z.int(),
  devices: z.int(),
});
export type RackRow = z.infer<typeof rackRowSchema>;
export type UnitRow = z.infer<typeof unitRowSchema>;
export type LinkRow = z.infer<typeof linkRowSchema>;
export type DeviceRow = z.infer<typeof deviceRowSchema>;
export type ServiceRow = z.infer<typeof serviceRowSchema>;
export type VideoRow = z.infer<typeof videoRowSchema>;

/** One check of an object with its last result; secrets in its settings are never shown. */
export const checkStatusSchema = z.object({
  id: z.string(),
  probe: probeNameSchema,
  agent: z.string(),
  intervalMs: z.number(),
  class: objectStatusSchema.shape.class,
  sinceMs: z.number().nullable(),
  reason: objectStatusSchema.shape.reason,
  detail: z.string().optional(),
  lastResultMs: z.number().nullable(),
});
export type CheckStatus = z.infer<typeof checkStatusSchema>;

export const interfaceRowSchema = z.object({
  ifName: z.string(),
  ifIndex: z.int(),
  alias: z.string(),
  speedBps: z.number(),
  /** IF-MIB words: up, down, testing, ... */
  adminStatus: z.string(),
  operStatus: z.string(),
  inBps: z.number().nullable(),
  outBps: z.number().nullable(),
  inOctets: z.number(),
  outOctets: z.number(),
  inErrors: z.number(),
  outErrors: z.number(),
  atMs: z.number(),
});
export type InterfaceRow = z.infer<typeof interfaceRowSchema>;

/** The last reading of one sensor of a device; `status` is the word of a state. */
export const sensorRowSchema = z.object({
  oid: z.string(),
  kind: z.enum(sensorKinds),
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  status: z.string().optional(),
  atMs: z.number(),
});
export type SensorRow = z.infer<typeof sensorRowSchema>;

/** GET /api/v1/links/:id, /devices/:id, ...: the row, its checks, the last 24 hours of intervals and uptime. */
/** What every object's detail has. */
export const shown = {
  checks: z.array(checkStatusSchema),
  intervals: z.array(intervalSchema),
  uptime: z.array(z.object({ period: z.enum(["24h", "7d", "30d"]), row: uptimeRowSchema })),
  /** Changes of what was said of the last 30 days, newest first, the last few. */
  revisions: z.array(revisionSchema).optional(),
};
/** One direction over the last 24 hours. `p95` is of five-minute means, `peak` the highest single reading. */
const busySchema = z.object({
  p95Bps: z.number(),
  p95Pct: z.number(),
  peakBps: z.number(),
  peakPct: z.number(),
  /** Of the period's five-minute steps, how many were measured; the others are not taken for silence. */
  measuredPct: z.number(),
});
export type Busy = z.infer<typeof busySchema>;
export const linkLoadSchema = z.union([
  /** Why it cannot be told. */
  z.object({ unknown: z.enum(["no_cir", "no_interface", "no_reading"]) }),
  z.object({
    device: z.string(),
    ifName: z.string(),
    /** The interface is at the link's site; else at its other end, where the directions are the other way round. */
    atSite: z.boolean(),
    in: busySchema.nullable(),
    out: busySchema.nullable(),
  }),
]);
export type LinkLoad = z.infer<typeof linkLoadSchema>;
const hopsSchema = z.array(z.string().nullable());
/** The path as last traced within seven days, and its changes in that time; a hop that kept silent is null. */
export const linkPathSchema = z.object({
  atMs: z.number(),
  reached: z.boolean(),
  hops: z.array(z.object({ hop: z.int(), address: z.string().nullable(), rttMs: z.number().nullable() })),
  pmtuBytes: z.int().optional(),
  /** Newest first. A path that ends in null was not followed to its target. */
  changes: z.array(z.object({ atMs: z.number(), from: hopsSchema, to: hopsSchema })),
});
export type LinkPath = z.infer<typeof linkPathSchema>;
export const linkDetailSchema = linkRowSchema.extend({
  ...shown,
  load: linkLoadSchema,
  path: linkPathSchema.optional(),
});
export const deviceDetailSchema = deviceRowSchema.extend({
  ...shown,
  interfaces: z.array(interfaceRowSchema),
  sensors: z.array(sensorRowSchema),
  /** Last reading of the `host` measurement, for a machine an agent runs on. */
  host: z.record(z.string(), z.number()).optional(),
});
export const serviceDetailSchema = serviceRowSchema.extend(shown);
export const videoDetailSchema = videoRowSchema.extend(shown);
export const unitDetailSchema = unitRowSchema.extend({ ...shown, members: z.array(objectStatusSchema) });
export const rackDetailSchema = rackRowSchema.extend({
  ...shown,
  members: z.array(objectStatusSchema),
  /** From the top down; `u` is the lowest unit of each. */
  mounted: z.array(z.object({ u: z.int(), id: z.string(), name: z.string() })),
});
export type RackDetail = z.infer<typeof rackDetailSchema>;
export type LinkDetail = z.infer<typeof linkDetailSchema>;
export type DeviceDetail = z.infer<typeof deviceDetailSchema>;
export type ServiceDetail = z.infer<typeof serviceDetailSchema>;
export type VideoDetail = z.infer<typeof videoDetailSchema>;
export type UnitDetail = z.infer<typeof unitDetailSchema>;

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
  /** Of its key, for the agent to know it by. */
  pin: pinSchema.optional(),
  site: z.string().optional(),
  /** False when it has to be approved after its first contact. */
  approved: z.boolean().optional(),
});
export type InviteRequest = z.input<typeof inviteRequestSchema>;
export type Invite = z.infer<typeof inviteSchema>;

/** GET /api/v1/uptime?kind=link&under=&carrier=&level=&ids=&from=&to= (RFC 3339 or ms) → uptime rows, period and options in meta. */
export const uptimeQuerySchema = z.strictObject({
  kind: objectKindSchema.optional(),
  /** A unit's id: it and everything below it. */
  under: z.string().optional(),
  carrier: z.string().optional(),
  level: z.enum(unitKinds).optional(),
  id: z.string().optional(),
  from: z.string(),
  to: z.string(),
  /** Outages shorter than this, s, count as the state on both sides of them. */
  mergeBelowS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(0)
    .describe("outages shorter than this, s, count as the state on both sides of them"),
  unknown: uptimeOptionsSchema.shape.unknown,
  maintenance: uptimeOptionsSchema.shape.maintenance,
  /** Counts maintenance written down after it began. */
  annotations: z
    .stringbool()
    .default(false)
    .describe("count maintenance that was written down after it began"),
  /** A target for every row, %; without it each object's own. */
  slaPct: z.coerce
    .number()
    .gt(0)
    .max(100)
    .optional()
    .describe("target for every row, %; without it each object's own"),
  /** The numbers as they were known then. */
  asKnownAt: z.string().optional().describe("the numbers as they were known then, RFC 3339 or ms"),
  tree: uptimeOptionsSchema.shape.tree.describe("units by today's inventory, or by that of each instant"),
  /** The tree of that day over the whole period, instead of today's. */
  asOf: z.string().optional().describe("units as of that day, e.g. 2025-06-30, over the whole period"),
});
export const uptimeSchema = z.array(uptimeRowSchema);

/** GET /api/v1/uptime/groups?by=...: the same objects taken together. Without a kind: links, in racks devices. */
export const uptimeGroupsQuerySchema = uptimeQuerySchema.extend({ by: z.enum(groupings) });
export const uptimeGroupsSchema = z.array(uptimeGroupSchema);

/** GET /api/v1/query: series of a measurement, raw, in steps, the newest of each, or the greatest ones. */
export const aggregates = ["mean", "min", "max", "last", "sum", "count"] as const;
export const rankings = ["mean", "max", "min", "last", "sum"] as const;
export const seriesQuerySchema = z.strictObject({
  measurement: z.string().min(1).max(120),
  /** Comma-separated names; without it every field. */
  field: z.string().max(500).optional(),
  kind: objectKindSchema.optional(),
  id: z.string().optional(),
  /** A unit's id: it and everything below it. Further tags are given as `tag.ifName=eth0`. */
  under: z.string().max(120).optional(),
  /** Only links of this carrier. */
  carrier: z.string().max(120).optional(),
  from: z.string(),
  to: z.string(),
  /** Without it, and without `points`, raw points. */
  stepS: z.coerce.number().int().min(1).max(86_400).optional(),
  /** About so many points a series: the step that gives them, and that is still kept for the period, is chosen. */
  points: z.coerce.number().int().min(1).max(10_000).optional(),
  aggregate: z.enum(aggregates).default("mean"),
  /** Only the newest point of each series since `from`, up to now. */
  latest: z.enum(["true"]).optional(),
  /** Only the so many greatest series of the period, greatest first, by `by`. */
  top: z.coerce.number().int().min(1).max(100).optional(),
  by: z.enum(rankings).default("mean"),
});
export const seriesSchema = z.object({
  measurement: z.string(),
  field: z.string(),
  unit: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  /** `[timeMs, value]`, in time order; a step with no data is absent, never zero. */
  points: z.array(z.tuple([z.number(), z.union([z.number(), z.string(), z.boolean()])])),
});
export type SeriesData = z.infer<typeof seriesSchema>;

/** POST /api/v1/inventory/validate and /apply: the files as they are; paths only name them in messages. */
export const inventoryFilesSchema = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(500), text: z.string().max(4_000_000) }))
    .min(1)
    .max(500),
});
export type InventoryFiles = z.infer<typeof inventoryFilesSchema>;

/** One fault: what is wrong, where, how to mend it. */
export const inventoryFaultSchema = z.object({
  file: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  /** Cell of a spreadsheet, e.g. `B17`; line and column are its row and column. */
  cell: z.string().optional(),
  /** Path in the document, e.g. `links[2].carrier`. */
  path: z.string(),
  message: z.string(),
  mend: z.string(),
  /** Rule and values behind the words, so that a reader can say it in its own language: see `words/inventory.ts`. */
  rule: z.string().optional(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type InventoryFault = z.infer<typeof inventoryFaultSchema>;

/** One value of an entry that is another now; absent where there was or is none, and where it is a secret. */
export const fieldChangeSchema = z.object({
  field: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  secret: z.boolean().optional(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const inventoryChangeSchema = z.object({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  /** By changed entry, what of it changed. */
  fields: z.record(z.string(), z.array(fieldChangeSchema)).optional(),
  /** The revision it was compared with: 0 where none was in force. */
  against: z.int().optional(),
  /** Objects in force afterwards, by kind. */
  counts: z.record(objectKindSchema, z.int()),
  /** Set by apply only: grows by one with each. */
  revision: z.int().optional(),
});
export type InventoryChange = z.infer<typeof inventoryChangeSchema>;

/** GET /api/v1/stream: server-sent events, `id:` rising so that a lost connection resumes without a gap or with a snapshot. */
export const liveEvents = {
  /** All objects; first after connecting when nothing can be resumed. */
  snapshot: statusSchema,
  /** One object changed. */
  object: objectStatusSchema,
  /** One incident opened or changed. */
  incident: incidentSchema,
  /** A window of echo requests of one object. */
  latency: z.object({
    kind: objectKindSchema,
    id: z.string(),
    timeMs: z.number(),
    rttP50Ms: z.number().nullable(),
    rttMinMs: z.number().nullable(),
    rttMaxMs: z.number().nullable(),
    lossPct: z.number(),
  }),
  /** Every 5 s: the control plane's own clock, so that the page can tell stale from quiet. */
  tick: z.object({ nowMs: z.number() }),
} as const;
export type LiveEventName = keyof typeof liveEvents;
export type LiveEvent = {
  [N in LiveEventName]: { name: N; data: z.infer<(typeof liveEvents)[N]> };
}[LiveEventName];

export const backupRequestSchema = z.strictObject({
  /** A folder on the control plane's machine, absolute, that does not exist yet or is empty. */
  folder: z
    .string()
    .max(4000)
    .regex(/^\/[^\0]*$/, "must be an absolute path"),
  /** Also what opens it: whoever has the backup can read all then. */
  withKeys: z.boolean().default(false),
});
export type BackupRequest = z.input<typeof backupRequestSchema>;

/** What a backup holds. Of a series store on a server of its own, that server has to be backed up its own way. */
export const backupSchema = z.object({
  folder: z.string(),
  series: z.boolean(),
  records: z.boolean(),
  keys: z.boolean(),
});
export type Backup = z.infer<typeof backupSchema>;
