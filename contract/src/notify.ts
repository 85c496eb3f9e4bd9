import { z } from "zod";
import { alertKinds, severities, subjectKinds } from "./alert.ts";
import { daySchema, hoursSchema, weekdays } from "./calendar.ts";
import { channelKinds } from "./channel.ts";
import { idSchema, nameSchema } from "./naming.ts";
import { languages } from "./text.ts";

/** A Vietnamese mobile or any international number: 0912345678, +84912345678. Kept as digits with the country code. */
export const phoneSchema = z
  .string()
  .transform((text) =>
    text
      .replace(/[\s.()-]/g, "")
      .replace(/^\+/, "")
      .replace(/^0(?=\d{9,10}$)/, "84"),
  )
  .pipe(z.string().regex(/^[1-9]\d{7,14}(?!\n)$/, { error: "a phone number is written like 0912345678" }));

/** Somebody who is told. */
export const contactSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  email: z.email().max(255).optional(),
  /** For SMS, a GSM modem and Zalo. */
  phone: phoneSchema.optional(),
  /** Chat id. */
  telegram: z
    .string()
    .regex(/^-?\d{1,20}(?!\n)$/)
    .optional(),
  language: z.enum(languages).default("vi"),
});
export type Contact = z.infer<typeof contactSchema>;

/**
 * Who is on call when. Later shifts go before earlier ones, overrides before both; nobody is an answer too, and is told
 * as such.
 */
export const rosterSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  shifts: z
    .array(
      z.strictObject({
        /** One after the other, `everyDays` each, beginning on `from` at `handover`. */
        contacts: z.array(idSchema).min(1).max(60),
        from: daySchema.optional(),
        everyDays: z.int().min(1).max(92).default(7),
        handover: z
          .string()
          .regex(/^(?:[01]\d|2[0-3]):[0-5]\d(?!\n)$/, { error: "a time is written like 07:00" })
          .default("07:00"),
        /** All at once instead of in turn. */
        together: z.boolean().default(false),
        days: z.array(z.enum(weekdays)).min(1).max(7).optional(),
        hours: hoursSchema.optional(),
      }),
    )
    .min(1)
    .max(50),
  overrides: z
    .array(
      z.strictObject({ day: daySchema, lastDay: daySchema.optional(), contacts: z.array(idSchema).max(60) }),
    )
    .max(500)
    .default([]),
});
export type Roster = z.infer<typeof rosterSchema>;

/** Where something goes, and to whom. */
export const targetSchema = z.strictObject({
  channel: idSchema,
  contacts: z.array(idSchema).max(60).default([]),
  roster: idSchema.optional(),
});
export type NotifyTarget = z.infer<typeof targetSchema>;

const listOf = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100).optional();

/**
 * Who is told of what. Routes are gone through in order; the first that matches is taken, and those after it too where
 * it says `continue`. An empty `when` takes everything.
 */
export const routeSchema = z.strictObject({
  id: idSchema,
  when: z
    .strictObject({
      /** At least this bad. */
      severity: z.enum(severities).optional(),
      alerts: listOf(z.enum(alertKinds)),
      kinds: listOf(z.enum(subjectKinds)),
      /** Units, each with all below it. */
      areas: listOf(idSchema),
      carriers: listOf(z.string().min(1).max(120)),
      /** Only within the hours of a calendar, or only outside them. */
      calendar: idSchema.optional(),
      outside: idSchema.optional(),
    })
    .prefault({}),
  to: z.array(targetSchema).min(1).max(20),
  /** Told one after the other, each so long after the incident was told, until somebody acknowledges it. */
  escalate: z
    .array(z.strictObject({ afterS: z.int().min(30).max(86_400), to: z.array(targetSchema).min(1).max(20) }))
    .max(8)
    .default([]),
  /** Told again so often while nobody acknowledges; 0 for never. */
  repeatS: z
    .int()
    .min(0)
    .max(7 * 86_400)
    .default(0),
  /** More incidents within this time go into one notification; the first is told at once. */
  groupS: z.int().min(0).max(3600).default(30),
  /** Also when it is over. */
  resolved: z.boolean().default(true),
  continue: z.boolean().default(false),
});
export type NotifyRoute = z.infer<typeof routeSchema>;

/**
 * Why something is sent: an incident opened (or came back), something of it changed, it is over, the next people are
 * asked, the same are asked again; `group` several of one kind, `digest` what was held back or came late; `letter` is of
 * no incident, `report` a report of the month.
 */
export const notificationPurposes = [
  "open",
  "update",
  "resolved",
  "escalation",
  "reminder",
  "digest",
  "group",
  "letter",
  "report",
  "test",
] as const;
export const notificationPurposeSchema = z.enum(notificationPurposes);
export type NotificationPurpose = (typeof notificationPurposes)[number];

/** `nobody`: somebody should have been told, and there was nobody to tell. */
export const notificationStates = ["waiting", "delivered", "failed", "nobody"] as const;
export type NotificationState = (typeof notificationStates)[number];

/** GET /api/v1/notifications: one message to one recipient, newest first. */
export const notificationRowSchema = z.strictObject({
  /** The same each time it is tried: receivers tell repetitions by it. */
  id: z.string(),
  state: z.enum(notificationStates),
  purpose: notificationPurposeSchema,
  /** Null where nobody was to be found. */
  channel: z.string().nullable(),
  channelName: z.string().nullable(),
  contact: z.string().nullable(),
  contactName: z.string().nullable(),
  incidents: z.array(z.string()),
  routes: z.array(z.string()),
  madeMs: z.number(),
  /** When it is tried next; of those done, when they were to go out. */
  dueMs: z.number(),
  doneMs: z.number().nullable(),
  attempts: z.int(),
  /** Why the last attempt did not succeed, or why there was nobody. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export type NotificationRow = z.infer<typeof notificationRowSchema>;

export const notificationQuerySchema = z.strictObject({
  state: z.enum(notificationStates).optional(),
  incident: z.string().max(40).optional(),
  channel: z.string().max(63).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type NotificationQuery = z.infer<typeof notificationQuerySchema>;

/** GET /api/v1/channels: addresses and secrets of a channel are not told. */
export const channelRowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(channelKinds),
  /** It needs somebody to go to. */
  personal: z.boolean(),
  waiting: z.int(),
  lastDeliveredMs: z.number().nullable(),
  /** Since when nothing got through; null while all is well. */
  failingSinceMs: z.number().nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export type ChannelRow = z.infer<typeof channelRowSchema>;

/** POST /api/v1/channels/:id/test: sends a test message now and says what became of it. */
export const channelTestRequestSchema = z.strictObject({ to: idSchema.optional() });
export const channelTestSchema = z.strictObject({
  id: z.string(),
  channel: z.string(),
  contact: z.string().nullable(),
  delivered: z.boolean(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  tookMs: z.number(),
});
export type ChannelTest = z.infer<typeof channelTestSchema>;

/** GET /api/v1/oncall */
export const onCallQuerySchema = z.strictObject({
  /** Now when absent. */
  at: z.iso.datetime({ offset: true }).optional(),
});
export const onCallRowSchema = z.strictObject({
  roster: z.string(),
  rosterName: z.string(),
  /** Empty: nobody is on call. */
  contacts: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  atMs: z.number(),
  /** When others take over; null when nothing changes within 31 days. */
  untilMs: z.number().nullable(),
});
export type OnCallRow = z.infer<typeof onCallRowSchema>;
