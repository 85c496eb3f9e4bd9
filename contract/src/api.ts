import { z } from "zod";
import { incidentSchema } from "./incident.ts";
import { objectKindSchema, unitKinds } from "./object.ts";
import { noneOfEach, objectStatusSchema } from "./state.ts";
import { groupings, uptimeGroupSchema, uptimeOptionsSchema, uptimeRowSchema } from "./uptime.ts";

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
export const noCounts: Readonly<StateCounts> = { total: 0, ...noneOfEach };
/** Fresh counts of zero, to be filled. */
export function countsOfNone(): Status["counts"] {
  return {
    unit: { ...noCounts },
    site: { ...noCounts },
    link: { ...noCounts },
    device: { ...noCounts },
    service: { ...noCounts },
    video: { ...noCounts },
    rack: { ...noCounts },
    heartbeat: { ...noCounts },
  };
}

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
