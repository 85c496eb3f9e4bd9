import { z } from "zod";
import { probeNameSchema } from "./check.ts";
import { unitKinds } from "./object.ts";
import { revisionSchema } from "./revision.ts";
import { sensorKinds } from "./sensor.ts";
import { intervalSchema, objectStatusSchema } from "./state.ts";
import { uptimeRowSchema } from "./uptime.ts";
import { videoApiRowSchema } from "./video-api.ts";

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
