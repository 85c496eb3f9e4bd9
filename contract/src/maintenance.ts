import { z } from "zod";
import { daySchema, hoursSchema, weekdays } from "./calendar.ts";
import { objectRefSchema } from "./object.ts";
import { deviceText, normalizeText } from "./text.ts";

/** What a window covers: an object (a unit, site or rack with all that belongs to it), or the links of a carrier. */
export const windowScopeSchema = z.union([
  z.strictObject({ object: objectRefSchema }),
  z.strictObject({ carrier: z.string().transform(normalizeText).pipe(z.string().min(1).max(120)) }),
]);
export type WindowScope = z.infer<typeof windowScopeSchema>;

const instantMs = z.int().min(0).max(8.64e15);

/**
 * Days of a month: by number (`15`), the last one (`last`), or by weekday (`2-sun` the second Sunday, `last-fri`). A
 * month without the day (31, a fifth Sunday) is passed over.
 */
export const monthDaySchema = z
  .string()
  .regex(new RegExp(`^(?:[1-9]|[12]\\d|3[01]|last|(?:[1-5]|last)-(?:${weekdays.join("|")}))(?!\\n)$`), {
    error: "a day of the month is written like 15, last, 2-sun or last-fri",
  });

const repeated = {
  /** On the clock of Asia/Ho_Chi_Minh; an end before the start is on the next day. */
  hours: hoursSchema,
  firstDay: daySchema,
  lastDay: daySchema.optional(),
};

/** Once, or on some days of each week or month for some hours, between two days (the last included) where they are given. */
export const windowTimeSchema = z.union([
  z
    .strictObject({ fromMs: instantMs, toMs: instantMs })
    .refine(({ fromMs, toMs }) => toMs > fromMs, { error: "a window ends after it begins" })
    .refine(({ fromMs, toMs }) => toMs - fromMs <= 92 * 86_400_000, {
      error: "a window is at most 92 days long",
    }),
  z.strictObject({
    weekly: z.strictObject({
      days: z.array(z.enum(weekdays)).min(1).max(7),
      ...repeated,
    }),
  }),
  z.strictObject({
    monthly: z.strictObject({
      days: z.array(monthDaySchema).min(1).max(31),
      ...repeated,
    }),
  }),
]);
export type WindowTime = z.infer<typeof windowTimeSchema>;

/** POST /api/v1/maintenance: one line says why, since reports show it. */
export const windowRequestSchema = z.strictObject({
  scope: windowScopeSchema,
  /** With an end alone it begins now. */
  time: z.union([windowTimeSchema, z.strictObject({ toMs: instantMs })]),
  reason: z
    .string()
    .transform((text) => deviceText(text, 255))
    .pipe(z.string().min(1, { error: "a window needs a reason" })),
});
export type WindowRequest = z.infer<typeof windowRequestSchema>;

/** POST /api/v1/maintenance/:id/cancel */
export const windowCancelSchema = z.strictObject({
  reason: z
    .string()
    .transform((text) => deviceText(text, 255))
    .pipe(z.string())
    .default(""),
});

/**
 * A maintenance window as it is kept: never changed, only cancelled. What of it began before it was created is an
 * annotation: shown with its author, and counted only by questions that ask for annotations.
 */
export const maintenanceWindowSchema = windowRequestSchema.extend({
  id: z.string(),
  time: windowTimeSchema,
  createdMs: z.number(),
  by: z.string(),
  cancelled: z.object({ atMs: z.number(), by: z.string(), reason: z.string() }).nullable(),
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindowSchema>;

export const windowStates = ["running", "planned", "over", "cancelled"] as const;

/** GET /api/v1/maintenance: windows with how they stand. */
export const maintenanceRowSchema = maintenanceWindowSchema.extend({
  state: z.enum(windowStates),
  /** True for a window whose start (one that repeats: first start) was past when it was created. */
  annotation: z.boolean(),
  /** The occurrence that runs, else the next one, else the last one. */
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  scopeName: z.string(),
  /** Objects it covers now. */
  objects: z.int(),
});
export type MaintenanceRow = z.infer<typeof maintenanceRowSchema>;
/** GET /api/v1/maintenance/times: when windows run within a period, for a calendar. */
export const maintenanceTimeSchema = z.object({
  window: z.string(),
  scopeName: z.string(),
  reason: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
});
export type MaintenanceTime = z.infer<typeof maintenanceTimeSchema>;
export const maintenanceTimesQuerySchema = z.strictObject({
  from: z.string().max(40),
  to: z.string().max(40),
});

export const maintenanceQuerySchema = z.strictObject({
  /** Without it only what runs or is still to come. */
  all: z.stringbool().optional(),
});
