import { z } from "zod";
import { idSchema, nameSchema, unitKinds } from "./naming.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** Names for several days at once; a day named by itself goes before them. */
export const dayGroups = {
  "mon-sun": weekdays,
  "mon-sat": weekdays.slice(0, 6),
  "mon-fri": weekdays.slice(0, 5),
  "sat-sun": weekdays.slice(5),
} as const satisfies Record<string, readonly Weekday[]>;

/** `07:30-11:30`; an end at or before the start is on the next day, and `24:00` is the end of the day. */
export const hoursSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)(?!\n)$/, {
    error: "hours are written like 07:30-11:30",
  });
const dayHoursSchema = z.array(hoursSchema).max(8);

/** A day of the calendar that exists, as `2026-09-02`. */
export const daySchema = z.iso.date({ error: "a day is written like 2026-09-02" });

/** A time zone of the IANA database that this machine knows. */
export const zoneSchema = z
  .string()
  .max(60)
  .refine(isKnownZone, { params: { rule: "bad_zone" }, error: "this is not a time zone" });

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Days named by none of these keys have no service hours. */
const weekSchema = z.strictObject({
  "mon-sun": dayHoursSchema.optional(),
  "mon-sat": dayHoursSchema.optional(),
  "mon-fri": dayHoursSchema.optional(),
  "sat-sun": dayHoursSchema.optional(),
  mon: dayHoursSchema.optional(),
  tue: dayHoursSchema.optional(),
  wed: dayHoursSchema.optional(),
  thu: dayHoursSchema.optional(),
  fri: dayHoursSchema.optional(),
  sat: dayHoursSchema.optional(),
  sun: dayHoursSchema.optional(),
} satisfies Record<Weekday | keyof typeof dayGroups, z.ZodType>);

/** When a service is due, in its own zone: what lies outside is out of period and counts on neither side. */
export const calendarSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  zone: zoneSchema.default("Asia/Ho_Chi_Minh"),
  hours: weekSchema,
  /** Days off. */
  holidays: z.array(daySchema).max(1000).default([]),
  /** Days with hours of their own, e.g. a Saturday worked in exchange; they go before holidays. */
  exceptions: z
    .array(z.strictObject({ date: daySchema, hours: dayHoursSchema }))
    .max(1000)
    .default([]),
  /** Units of these kinds, and what belongs to them, go by it unless they name another. */
  unitKinds: z.array(z.enum(unitKinds)).default([]),
  /** For everything that no other calendar is given to. */
  default: z.boolean().default(false),
});
export type Calendar = z.infer<typeof calendarSchema>;
