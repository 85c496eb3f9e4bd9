import { z } from "zod";
import { idSchema, nameSchema, unitKinds } from "./naming.ts";
import { objectRefSchema } from "./object.ts";
import { reasonSchema } from "./reason.ts";
import { deviceText } from "./text.ts";

/**
 * From when on a figure is worth a look (a quality that people notice), and from when on it spoils a call. Loss, jitter
 * and round trip are those Haidang's operators agreed on for windows of five minutes; they lie inside what the makers
 * of video rooms ask for (loss below 1 %, jitter of 30 to 40 ms, 150 ms one way: ITU-T G.114).
 */
export const qualityDefaults = { callKbps: 2000, lossPct: 0.5, jitterMs: 30, rttMs: 150 } as const;
/** A figure this many times its bound is poor, not only worth a look. */
export const poorFactor = { lossPct: 4, jitterMs: 2, rttMs: 2 } as const;
export const readinessLimits = {
  /** What a call takes on the line beside its own rate: IP headers, bursts. */
  callOverhead: 1.2,
  /** Runtime a UPS should have left, min: until a generator runs. */
  runtimeMin: 10,
  chargePct: 50,
  /** A certificate that ends within so many days after the meeting is said now, d. */
  certificateDays: 14,
} as const;

const line = z.string().transform((text) => deviceText(text, 255));

/** Which video points take part: those named, or those below a unit, of units of a kind, or all there are. */
export const participantsSchema = z.union([
  z.strictObject({ ids: z.array(idSchema).min(1).max(1000) }),
  z.strictObject({ under: idSchema.optional(), level: z.enum(unitKinds).optional() }),
]);
export type Participants = z.infer<typeof participantsSchema>;

/** What a meeting needs of each point: the rate of its call, and bounds from which on a figure is worth a look. */
export const requiredQualitySchema = z.strictObject({
  callKbps: z.int().min(64).max(100_000).default(qualityDefaults.callKbps),
  lossPct: z.number().gt(0).max(25).default(qualityDefaults.lossPct),
  jitterMs: z.number().gt(0).max(1000).default(qualityDefaults.jitterMs),
  rttMs: z.number().gt(0).max(5000).default(qualityDefaults.rttMs),
});
export type RequiredQuality = z.infer<typeof requiredQualitySchema>;

/** POST /api/v1/conferences */
export const conferenceRequestSchema = z.strictObject({
  name: nameSchema,
  startMs: z.int().min(0).max(8.64e15),
  durationMin: z.int().min(5).max(1440),
  participants: participantsSchema.default({}),
  quality: requiredQualitySchema.prefault({}),
  /** The contact of the inventory that is told how ready it is. */
  owner: idSchema.optional(),
});
export type ConferenceRequest = z.infer<typeof conferenceRequestSchema>;

/** POST /api/v1/conferences/:id/cancel */
export const conferenceCancelSchema = z.strictObject({ reason: line.default("") });

/** A planned meeting with video points. */
export const conferenceSchema = conferenceRequestSchema.extend({
  /** `HN-12` */
  id: z.string(),
  owner: z.string().nullable(),
  createdMs: z.number(),
  by: z.string(),
  cancelled: z.strictObject({ atMs: z.number(), by: z.string(), reason: z.string() }).nullable(),
});
export type Conference = z.infer<typeof conferenceSchema>;

export const readinessStages = ["evening", "hour", "live", "manual"] as const;
export type ReadinessStage = (typeof readinessStages)[number];

/** Worst first. `unknown`: what should be known is not, so nobody can say that it is ready. */
export const readinessColours = ["red", "unknown", "amber", "green"] as const;
export const readinessColourSchema = z.enum(readinessColours);
export type ReadinessColour = (typeof readinessColours)[number];

/** Negative when `a` is worse. */
export function compareColour(a: ReadinessColour, b: ReadinessColour): number {
  return readinessColours.indexOf(a) - readinessColours.indexOf(b);
}

/** In the order they are looked at: the first that fails is what a point is said to lack. */
export const readinessLayers = ["network", "power", "room", "plan"] as const;
export const readinessLayerSchema = z.enum(readinessLayers);
export type ReadinessLayer = (typeof readinessLayers)[number];

/** What keeps a point from being ready; worded in `words/conference.ts`, with what to do about it. */
export const findingCodes = [
  "unreachable",
  "way_lost",
  "loss",
  "jitter",
  "delay",
  "flapping",
  "cir_small",
  "headroom",
  "network_stale",
  "battery_low",
  "on_battery",
  "charge_low",
  "runtime_low",
  "ups_stale",
  "room_down",
  "not_registered",
  "room_degraded",
  "certificate",
  "busy",
  "not_in_call",
  "room_stale",
  "works_during",
  "works_before",
  "incident_open",
  "not_in_inventory",
] as const;
export const findingCodeSchema = z.enum(findingCodes);
export type FindingCode = (typeof findingCodes)[number];

/** What a figure is of: the last ten minutes, the last hours, or this time of day on the days before. */
export const figureSpans = ["now", "lately", "same_hours"] as const;
export type FigureSpan = (typeof figureSpans)[number];

export const findingSchema = z.strictObject({
  code: findingCodeSchema,
  layer: readinessLayerSchema,
  colour: readinessColourSchema.exclude(["green"]),
  /** What it lies with; points with the same code and subject have one cause. Absent: with the point itself. */
  subject: objectRefSchema.extend({ name: z.string() }).optional(),
  incident: z.string().optional(),
  reason: reasonSchema.optional(),
  span: z.enum(figureSpans).optional(),
  /** The figure, in the unit of its code, and the bound it is held against. */
  value: z.number().optional(),
  bound: z.number().optional(),
  /** Since when, or from when to when, UTC ms. */
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  /** A carrier, the reason of planned work: one line. */
  note: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** `unwatched`: nothing in the inventory tells of it, so nothing is said of it. */
export const layerStates = [...readinessColours, "unwatched"] as const;
const layerStateSchema = z.enum(layerStates);
export type LayerState = (typeof layerStates)[number];

/** What was seen of a point; null is not known. Of the last two steps of five minutes the better one. */
export const pointFiguresSchema = z.strictObject({
  lossPct: z.number().nullable(),
  jitterMs: z.number().nullable(),
  rttMs: z.number().nullable(),
  /** CIR of its line less what was in use at the busiest, and what the calls of its site take. */
  freeBps: z.number().nullable(),
  neededBps: z.number().nullable(),
  runtimeMin: z.number().nullable(),
  chargePct: z.number().nullable(),
  registered: z.boolean().nullable(),
  inCall: z.boolean().nullable(),
});
export type PointFigures = z.infer<typeof pointFiguresSchema>;

export const readinessPointSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["endpoint", "bridge"]),
  site: z.string(),
  siteName: z.string(),
  unit: z.string().nullable(),
  unitName: z.string().nullable(),
  colour: readinessColourSchema,
  layers: z.record(readinessLayerSchema, layerStateSchema),
  /** Worst first, then in the order of layers. */
  findings: z.array(findingSchema),
  figures: pointFiguresSchema,
});
export type ReadinessPoint = z.infer<typeof readinessPointSchema>;

/** Points that one cause keeps from being ready: in the order in which they are worth mending. */
export const readinessGroupSchema = z.strictObject({
  finding: findingSchema,
  points: z.array(z.string()).min(1),
  bridges: z.int(),
});
export type ReadinessGroup = z.infer<typeof readinessGroupSchema>;

export const readinessTotalsSchema = z.strictObject({
  green: z.int(),
  amber: z.int(),
  red: z.int(),
  unknown: z.int(),
});
export type ReadinessTotals = z.infer<typeof readinessTotalsSchema>;

/** How points came out against an earlier run. */
export const readinessChangesSchema = z.strictObject({
  run: z.int(),
  atMs: z.number(),
  stage: z.enum(readinessStages),
  better: z.int(),
  worse: z.int(),
  points: z.array(z.strictObject({ id: z.string(), from: readinessColourSchema, to: readinessColourSchema })),
});
export type ReadinessChanges = z.infer<typeof readinessChangesSchema>;

/** GET /api/v1/conferences/:id/readiness */
export const readinessSchema = z.strictObject({
  conference: z.string(),
  /** Null while it is not kept. */
  run: z.int().nullable(),
  stage: z.enum(readinessStages),
  atMs: z.number(),
  by: z.string(),
  tookMs: z.number(),
  totals: readinessTotalsSchema,
  groups: z.array(readinessGroupSchema),
  points: z.array(readinessPointSchema),
  changes: readinessChangesSchema.nullable(),
});
export type Readiness = z.infer<typeof readinessSchema>;

/** `?run=12` shows one that was kept; without it how ready it is now. */
export const readinessQuerySchema = z.strictObject({ run: z.coerce.number().int().min(1).optional() });

export const readinessRunSchema = readinessSchema
  .pick({
    stage: true,
    atMs: true,
    by: true,
    totals: true,
  })
  .extend({ run: z.int() });
export type ReadinessRun = z.infer<typeof readinessRunSchema>;

export const conferenceStates = ["running", "planned", "over", "cancelled"] as const;
export type ConferenceState = (typeof conferenceStates)[number];

/** GET /api/v1/conferences: those that run or are to come, soonest first; with `all` also what is over. */
export const conferenceRowSchema = conferenceSchema.extend({
  state: z.enum(conferenceStates),
  ownerName: z.string().nullable(),
  /** Video points that take part, by the inventory of now. */
  count: z.int(),
  /** The last run that was kept. */
  last: readinessRunSchema.nullable(),
});
export type ConferenceRow = z.infer<typeof conferenceRowSchema>;
export const conferenceQuerySchema = z.strictObject({ all: z.stringbool().optional() });

/** GET /api/v1/conferences/:id */
export const conferenceDetailSchema = conferenceRowSchema.extend({ runs: z.array(readinessRunSchema) });
export type ConferenceDetail = z.infer<typeof conferenceDetailSchema>;

const minutes = z.int().min(0);
const spreadSchema = z.strictObject({
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  max: z.number().nullable(),
});
export type QualitySpread = z.infer<typeof spreadSchema>;

/**
 * What a meeting was like at one point. The four kinds of minutes add up to those that have passed of it: within the
 * bounds, beyond them, without any reply, and not measured.
 */
export const qualityPointSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  unitName: z.string().nullable(),
  goodMin: minutes,
  poorMin: minutes,
  lostMin: minutes,
  unknownMin: minutes,
  /** Stretches without any reply, and calls that the point itself said had ended before the meeting did. */
  drops: z.int().min(0),
  lossPct: spreadSchema,
  jitterMs: spreadSchema,
  rttMs: spreadSchema,
  /** What was measured: the way to the point, or the line of its site where the point answers no echo. */
  measured: z.enum(["point", "line"]),
});
export type QualityPoint = z.infer<typeof qualityPointSchema>;

/** GET /api/v1/conferences/:id/quality */
export const conferenceQualitySchema = z.strictObject({
  conference: z.string(),
  name: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  /** When it was worked out: late measurements may change it until then. */
  madeMs: z.number(),
  quality: requiredQualitySchema,
  points: z.array(qualityPointSchema),
});
export type ConferenceQuality = z.infer<typeof conferenceQualitySchema>;
