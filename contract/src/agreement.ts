import { z } from "zod";
import { idSchema, nameSchema, unitKinds } from "./naming.ts";
import { targetSchema } from "./notify.ts";
import { languages } from "./text.ts";
import { validity } from "./tree.ts";
import { responsibilities } from "./verdict.ts";

/** What a carrier promised for some links, and what it owes when it does not keep it. */
export const contractSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  /** As it is written on the paper. */
  number: nameSchema.optional(),
  carrier: nameSchema,
  ...validity,
  /** Without it all links of the carrier. */
  links: z.array(idSchema).min(1).max(5000).optional(),
  /** Availability promised of each link in each calendar month, %. */
  sla: z.number().gt(0).max(100),
  /** Outages shorter than this do not count, s. */
  mergeBelowS: z.number().min(0).max(86_400).default(0),
  /** Down time counts against the carrier when one of these has to answer for it. */
  counts: z.array(z.enum(responsibilities)).min(1).default(["carrier"]),
  /** Of each link for a calendar month, đồng. */
  monthlyFee: z.int().min(0).max(1e12).optional(),
  /** Below so many percent so much of the fee is owed; of several that hold, the most. */
  credits: z
    .array(z.strictObject({ below: z.number().gt(0).max(100), pct: z.number().gt(0).max(100) }))
    .max(20)
    .default([]),
});
export type Contract = z.infer<typeof contractSchema>;

export const reportKinds = ["sla", "carrier", "outages"] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportFormats = ["json", "csv", "html", "xlsx", "pdf"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What of the province a report is about: links that pass all that is given. */
export const reportFilter = {
  /** Kind of the unit a link belongs to. */
  level: z.enum(unitKinds).optional(),
  /** A unit with all below it. */
  under: z.string().min(1).max(63).optional(),
  carrier: z.string().min(1).max(120).optional(),
  circuit: z.string().min(1).max(60).optional(),
  link: z.string().min(1).max(63).optional(),
  /** Units as they were on that day, over the whole period: `under` and areas may be units that are no more. */
  asOf: z.iso.date().optional(),
};

/** A report of the month that ended, made each month and sent by mail. */
export const scheduleSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  kind: z.enum(reportKinds),
  ...reportFilter,
  /** On the clock of Asia/Ho_Chi_Minh. */
  day: z.int().min(1).max(28).default(1),
  at: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?!\n)$/, { error: "a time is written like 07:00" })
    .default("07:00"),
  /** Over channels of mail. */
  to: z.array(targetSchema).min(1).max(20),
  formats: z.array(z.enum(reportFormats)).min(1).max(5).default(["pdf", "xlsx"]),
  language: z.enum(languages).default("vi"),
});
export type Schedule = z.infer<typeof scheduleSchema>;
