import { z } from "zod";
import { severitySchema } from "./alert.ts";
import { weekdays } from "./calendar.ts";
import { idSchema, nameSchema } from "./naming.ts";
import { secretText } from "./secret.ts";

/** How often it comes is written as one of these. */
export const heartbeatRhythms = ["intervalS", "at"] as const;

const timeOfDaySchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?!\n)$/, {
  error: "a time of day is written like 02:00",
});

/** What whoever reports shows: long enough that nobody guesses it, and of letters a URL takes as they are. */
export const heartbeatTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{16,128}(?!\n)$/, {
  error: "a token is 16 to 128 letters, digits, dashes or underscores",
});

/** Something that reports to us: a station, a logger, a nightly job. Its silence is what is judged. */
export const heartbeatSchema = z
  .strictObject({
    id: idSchema,
    name: nameSchema,
    site: idSchema,
    /** It reports every so often. */
    intervalS: z
      .int()
      .min(30)
      .max(31 * 86_400)
      .optional(),
    /** It begins at these times of the day, on the clock of Asia/Ho_Chi_Minh. */
    at: z.array(timeOfDaySchema).min(1).max(24).optional(),
    /** The days on which it does; without them every day. */
    days: z.array(z.enum(weekdays)).min(1).max(7).optional(),
    /** How long after a time of `at` its report may come without being late. */
    withinS: z.int().min(0).max(86_400).default(900),
    /** How long it may be late before it counts as down. */
    graceS: z
      .int()
      .min(10)
      .max(7 * 86_400)
      .default(300),
    /** Without one the control plane makes one: `haidang heartbeat address` shows it. */
    token: secretText(heartbeatTokenSchema).optional(),
    calendar: idSchema.optional(),
    sla: z.number().gt(0).max(100).optional(),
    severity: severitySchema.optional(),
  })
  .refine((beat) => heartbeatRhythms.filter((rhythm) => beat[rhythm] !== undefined).length === 1, {
    error: "a heartbeat has exactly one of intervalS or at",
  });
export type Heartbeat = z.infer<typeof heartbeatSchema>;
