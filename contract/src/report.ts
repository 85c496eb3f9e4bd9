import { z } from "zod";
import { reportFilter, reportFormats, reportKinds } from "./agreement.ts";
import { objectRefSchema } from "./object.ts";
import { revisionCauses } from "./revision.ts";
import { languages } from "./text.ts";
import { uptimeGroupSchema, uptimeRowSchema } from "./uptime.ts";
import { causeSchema, evidenceSchema, overruleSchema, responsibilitySchema } from "./verdict.ts";

/** POST /api/v1/reports: a report of links over a period, kept under a number. */
export const reportRequestSchema = z.strictObject({
  kind: z.enum(reportKinds),
  /** RFC 3339, or a day: its midnight in Asia/Ho_Chi_Minh. */
  from: z.string().max(40),
  to: z.string().max(40),
  ...reportFilter,
  /** As it was known at that time; without it as it is known now. */
  asKnownAt: z.string().max(40).optional(),
});
export type ReportRequest = z.infer<typeof reportRequestSchema>;

const seconds = z.number().min(0);
const pct = z.number().min(0).max(100);

/** A link over the period: the row of its uptime, and whose line it is. */
export const reportRowSchema = uptimeRowSchema.extend({
  unitName: z.string(),
  carrier: z.string().optional(),
  circuit: z.string().optional(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

/** An outage as far as it lies in the period, with who has to answer for it. */
export const reportOutageSchema = z.strictObject({
  object: objectRefSchema,
  name: z.string(),
  unitName: z.string(),
  carrier: z.string().optional(),
  circuit: z.string().optional(),
  fromMs: z.number(),
  toMs: z.number(),
  /** It went on at the end of the period. */
  lasts: z.boolean(),
  cause: causeSchema,
  confidencePct: z.int().min(0).max(100),
  responsibility: responsibilitySchema,
  /** What a person said it was, which goes before the verdict. */
  overruled: overruleSchema.nullable(),
  evidence: z.array(evidenceSchema),
  incident: z.string().nullable(),
});
export type ReportOutage = z.infer<typeof reportOutageSchema>;

/** What a contract promised of a link, what came of it, and what is owed. */
export const contractRowSchema = z.strictObject({
  contract: z.string(),
  contractName: z.string(),
  contractNumber: z.string().optional(),
  carrier: z.string(),
  link: z.string(),
  linkName: z.string(),
  circuit: z.string().optional(),
  targetPct: pct,
  /** What users got, and what of that the carrier answers for by the terms of the contract; both floored. */
  availabilityPct: pct.nullable(),
  chargedPct: pct.nullable(),
  coveragePct: pct.nullable(),
  chargedS: seconds,
  /** Down, and somebody else's to answer for. */
  excludedS: seconds,
  /** Down, and nobody knows yet whose it is. */
  undecidedS: seconds,
  kept: z.boolean().nullable(),
  /** đồng; null where the contract names none, or the period is no calendar month. */
  fee: z.int().nullable(),
  creditPct: z.number().nullable(),
  credit: z.int().nullable(),
});
export type ContractRow = z.infer<typeof contractRowSchema>;

/** What was left out of the figures, or judged otherwise, by whom and why. */
export const exclusionSchema = z.strictObject({
  kind: z.enum(["maintenance", "annotation", "calendar", "overrule"]),
  /** Of the window, the calendar or the incident. */
  id: z.string(),
  name: z.string(),
  /** Null for a calendar, which holds all the time. */
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  /** Links of this report it concerns. */
  links: z.int(),
  by: z.string(),
  atMs: z.number().nullable(),
  reason: z.string(),
});
export type Exclusion = z.infer<typeof exclusionSchema>;

/** What a report says. The same facts make the same text, whose SHA-256 is its hash. */
export const reportContentSchema = z.strictObject({
  kind: z.enum(reportKinds),
  fromMs: z.number(),
  toMs: z.number(),
  filter: z.strictObject(reportFilter),
  /** Name of the unit of the filter. */
  underName: z.string().optional(),
  /** All links together; null when none passes the filter. */
  whole: uptimeGroupSchema.nullable(),
  groups: z.array(
    z.strictObject({ by: z.enum(["level", "area", "carrier"]), rows: z.array(uptimeGroupSchema) }),
  ),
  rows: z.array(reportRowSchema),
  contracts: z.array(contractRowSchema),
  outages: z.array(reportOutageSchema),
  exclusions: z.array(exclusionSchema),
});
export type ReportContent = z.infer<typeof reportContentSchema>;

/** A report without what it says. */
export const reportHeadSchema = z.strictObject({
  /** `BC-1001`, never given twice. */
  number: z.string(),
  kind: z.enum(reportKinds),
  fromMs: z.number(),
  toMs: z.number(),
  filter: z.strictObject(reportFilter),
  /** The unit whose people see it; null for the province. */
  unit: z.string().nullable(),
  /** Later data is not in it. */
  knownMs: z.number(),
  inventoryRevision: z.int(),
  madeMs: z.number(),
  by: z.string(),
  /** SHA-256 of what it says, hexadecimal. */
  hash: z.string(),
  /** An earlier report of the same question that said otherwise. */
  before: z.string().nullable(),
});
export type ReportHead = z.infer<typeof reportHeadSchema>;

/** One link of which is said otherwise now; null where it was or is not in the report. */
export const reportChangeSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  was: uptimeRowSchema.nullable(),
  is: uptimeRowSchema.nullable(),
  /** What came since, as far as the ledger says. */
  because: z.array(z.strictObject({ cause: z.enum(revisionCauses), by: z.string(), atMs: z.number() })),
});
export type ReportChange = z.infer<typeof reportChangeSchema>;

/** The same question asked again. */
export const reportAgainSchema = z.strictObject({
  atMs: z.number(),
  hash: z.string(),
  changed: z.boolean(),
  changes: z.array(reportChangeSchema),
  /** Outages that were judged otherwise or are worded otherwise now, and what contracts owe. */
  outagesChanged: z.int(),
  credit: z.strictObject({ was: z.int(), is: z.int() }),
});
export type ReportAgain = z.infer<typeof reportAgainSchema>;

/** POST /api/v1/reports, GET /api/v1/reports/:number */
export const reportSchema = z.strictObject({
  head: reportHeadSchema,
  content: reportContentSchema,
  again: reportAgainSchema.nullable(),
});
export type Report = z.infer<typeof reportSchema>;

export const scheduleStates = ["waiting", "sending", "sent", "failed"] as const;

/** GET /api/v1/reports: those kept, newest first, and those that make themselves. */
export const reportListSchema = z.strictObject({
  reports: z.array(reportHeadSchema),
  schedules: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum(reportKinds),
      nextMs: z.number(),
      /** Of the month told last, `2026-10`; null before the first. */
      month: z.string().nullable(),
      report: z.string().nullable(),
      state: z.enum(scheduleStates),
      recipients: z.int(),
      formats: z.array(z.enum(reportFormats)),
    }),
  ),
});
export type ReportList = z.infer<typeof reportListSchema>;

export const reportListQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** GET /api/v1/reports/:number: any format but json is a file. */
export const reportQuerySchema = z.strictObject({
  format: z.enum(reportFormats).default("json"),
  language: z.enum(languages).default("vi"),
  /** With json: asks the same question again and says what is otherwise now. */
  again: z.stringbool().default(false),
});
