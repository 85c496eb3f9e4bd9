import { z } from "zod";
import { alertKindSchema, alertSchema, muteSchema, severitySchema, subjectSchema } from "./alert.ts";
import { deviceText } from "./text.ts";
import { causeSchema, overruleSchema, responsibilitySchema, verdictSchema } from "./verdict.ts";

export const incidentStates = ["open", "acknowledged", "resolved"] as const;
export type IncidentState = (typeof incidentStates)[number];

/** Everything that happens to an incident, in its timeline and to those who are told. */
export const incidentEventKinds = [
  "opened",
  "reopened",
  "severity_changed",
  "verdict_changed",
  "overruled",
  "child_joined",
  "child_left",
  "merged",
  "acknowledged",
  "unacknowledged",
  "assigned",
  "noted",
  "muted",
  "unmuted",
  "notified",
  "notification_failed",
  "escalated",
  "resolved",
  "digest",
] as const;
export const incidentEventKindSchema = z.enum(incidentEventKinds);
export type IncidentEventKind = (typeof incidentEventKinds)[number];

export const incidentEventSchema = z.strictObject({
  /** Rises over all incidents; what is told twice has the same. */
  entry: z.int(),
  incident: z.string(),
  atMs: z.number(),
  kind: incidentEventKindSchema,
  /** A person, `channel/<id>`, or `haidang`. */
  by: z.string(),
  /** What the sentence of its kind is filled with. */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type IncidentEvent = z.infer<typeof incidentEventSchema>;

/** GET /api/v1/incidents: one root cause, and what goes by it. */
export const incidentSchema = z.strictObject({
  /** `SC-1024`: what people say on the phone. */
  id: z.string(),
  state: z.enum(incidentStates),
  severity: severitySchema,
  alert: alertKindSchema,
  root: subjectSchema,
  rootName: z.string(),
  unit: z.string().optional(),
  unitName: z.string().optional(),
  carrier: z.string().optional(),
  /** First failed result. */
  startsMs: z.number(),
  openedMs: z.number(),
  resolvedMs: z.number().nullable(),
  /** How often it came back after it was resolved. */
  reopened: z.int(),
  acknowledgedBy: z.string().nullable(),
  assignee: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  overruled: overruleSchema.nullable(),
  mutes: z.array(muteSchema),
  /** Many links of one carrier in one area that went within seconds of each other: the root is the first of them. */
  together: z.strictObject({ carrier: z.string(), area: z.string(), areaName: z.string() }).optional(),
  /** The incident that stands for it since it turned out to have the same root. */
  mergedInto: z.string().optional(),
  /** Alerts that follow from the root: how many fire, and how many there ever were. */
  following: z.strictObject({ firing: z.int(), ever: z.int() }),
  /** Sites and units nobody reaches because of it. */
  affected: z.strictObject({ sites: z.int(), units: z.int() }),
});
export type Incident = z.infer<typeof incidentSchema>;

/** GET /api/v1/incidents/:id */
export const incidentDetailSchema = incidentSchema.extend({
  timeline: z.array(incidentEventSchema),
  alerts: z.array(alertSchema),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

const lineSchema = z.string().transform((text) => deviceText(text, 1000));

/** GET /api/v1/incidents: without `state` those not resolved, worst and newest first. */
export const incidentQuerySchema = z.strictObject({
  state: z.enum([...incidentStates, "all"]).optional(),
  severity: severitySchema.optional(),
  carrier: z.string().max(120).optional(),
  under: z.string().max(63).optional(),
  subject: z.string().max(80).optional(),
  /** ISO 8601; incidents that touch the time since. */
  since: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** POST /api/v1/incidents/:id/{acknowledge,unacknowledge,assign,note,overrule,resolve} */
export const acknowledgeSchema = z.strictObject({ note: lineSchema.default("") });
export const assignSchema = z.strictObject({ to: lineSchema.pipe(z.string().min(1).max(120)) });
export const noteSchema = z.strictObject({ text: lineSchema.pipe(z.string().min(1)) });
export const overruleRequestSchema = z.strictObject({
  cause: causeSchema,
  responsibility: responsibilitySchema.optional(),
  reason: lineSchema.pipe(z.string().min(1, { error: "say why: reports show it" })),
});
/** Only what no measurement will end by itself; refused while an alert of it fires. */
export const resolveSchema = z.strictObject({ note: lineSchema.default("") });
