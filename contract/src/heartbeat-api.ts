import { z } from "zod";
import { weekdays } from "./calendar.ts";
import { shown } from "./row.ts";
import { objectStatusSchema } from "./state.ts";

export const reportStatuses = ["ok", "fail", "start"] as const;
export type ReportStatus = (typeof reportStatuses)[number];

/** Longest message of a report that is kept, characters. */
export const reportMessageLength = 200;

/**
 * GET or POST /api/v1/heartbeats/:id/:secret: a report. `exit` is a program's own: anything but 0 is a failure. What a
 * POST has in its body is the message.
 */
export const reportQuerySchema = z.strictObject({
  status: z.enum(reportStatuses).optional(),
  exit: z.coerce.number().int().optional(),
  message: z.string().max(2000).optional(),
  durationS: z.coerce
    .number()
    .min(0)
    .max(31 * 86_400)
    .optional(),
});
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** What the centre made of a report, and until when it waits for the next. */
export const reportAnswerSchema = z.object({
  heartbeat: z.string(),
  status: z.enum(reportStatuses),
  dueMs: z.number(),
});
export type ReportAnswer = z.infer<typeof reportAnswerSchema>;

/** GET /api/v1/heartbeats */
export const heartbeatRowSchema = objectStatusSchema.extend({
  site: z.string(),
  siteName: z.string(),
  intervalS: z.number().optional(),
  at: z.array(z.string()).optional(),
  days: z.array(z.enum(weekdays)).optional(),
  withinS: z.number().optional(),
  graceS: z.number(),
  /** Its last report that was ok or a failure; null before the first. */
  lastReportMs: z.number().nullable(),
  lastStatus: z.enum(["ok", "fail"]).optional(),
  message: z.string().optional(),
  durationS: z.number().optional(),
  /** It said that it begins, and nothing since. */
  startedMs: z.number().optional(),
  /** When its next report is awaited. */
  dueMs: z.number().optional(),
});
export type HeartbeatRow = z.infer<typeof heartbeatRowSchema>;

/** GET /api/v1/heartbeats/:id */
export const heartbeatDetailSchema = heartbeatRowSchema.extend(shown);
export type HeartbeatDetail = z.infer<typeof heartbeatDetailSchema>;

/** GET /api/v1/heartbeats/:id/address: where it reports to. */
export const heartbeatAddressSchema = z.object({
  heartbeat: z.string(),
  /** Where others reach the control plane, when they do. */
  url: z.string().optional(),
  /** With the token in it. */
  path: z.string(),
  token: z.string(),
});
export type HeartbeatAddress = z.infer<typeof heartbeatAddressSchema>;
