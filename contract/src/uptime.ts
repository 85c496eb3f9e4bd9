import { z } from "zod";
import { objectKindSchema } from "./object.ts";
import type { instantClasses } from "./state.ts";

const seconds = z.number().min(0);

/** What a report was asked to count, as contracts differ. */
export const uptimeOptionsSchema = z.strictObject({
  /** Outages shorter than this, s, count as the state that holds on both sides of them; 0 merges none. */
  mergeBelowS: z.number().min(0).max(86_400).default(0),
  /** What unknown time counts as in availability. */
  unknown: z.enum(["out", "up", "down"]).default("out"),
  /** What maintenance counts as in availability. */
  maintenance: z.enum(["out", "up"]).default("out"),
  /** Whether maintenance written down after it began counts as maintenance. */
  annotations: z.boolean().default(false),
  /** Target for every row, %; null: each object's own, from its contract. */
  slaPct: z.number().gt(0).max(100).nullable().default(null),
  /** The numbers as they were known at that instant, RFC 3339; null for all that is known. */
  asKnownAt: z.string().nullable().default(null),
});
export type UptimeOptions = z.infer<typeof uptimeOptionsSchema>;
export const defaultUptimeOptions: UptimeOptions = uptimeOptionsSchema.parse({});

/** What a target allows of the time it is held against, s. `leftS` is negative once more than that was used. */
export const slaBudgetSchema = z.strictObject({
  targetPct: z.number(),
  allowedS: seconds.describe("(100 - target) % of the time due and watched, s"),
  usedS: seconds.describe("down time, s, and unknown time where that counts as down"),
  leftS: z.number().describe("negative once more than allowed was used, s"),
});
export type SlaBudget = z.infer<typeof slaBudgetSchema>;

/**
 * Availability of one object over a period. The seven figures of `seconds` add up to the period exactly.
 * `availabilityPct` = (up + degraded) / (up + degraded + down), null when nothing was measured; options may put
 * unknown or maintenance on either side. `coveragePct` = (up + degraded + down) / (period - outOfPeriod -
 * maintenance), null when that is nothing. Both are floored to three decimals, never rounded up.
 */
export const uptimeRowSchema = z.strictObject({
  kind: objectKindSchema,
  id: z.string(),
  name: z.string(),
  availabilityPct: z.number().min(0).max(100).nullable(),
  coveragePct: z.number().min(0).max(100).nullable(),
  seconds: z.strictObject({
    up: seconds,
    degraded: seconds,
    down: seconds,
    unknown: seconds,
    maintenance: seconds,
    unmonitored: seconds,
    outOfPeriod: seconds,
  } satisfies Record<(typeof instantClasses)[number], typeof seconds>),
  outages: z.int().min(0).describe("confirmed stretches of down that touch the period"),
  shortOutages: z.int().min(0).describe("outages merged away because they were shorter than mergeBelowS"),
  longestOutageS: seconds.describe("the longest outage within the period, s"),
  mtbfS: seconds.nullable().describe("(up + degraded) / outages, s; null without an outage"),
  mttrS: seconds.nullable().describe("down / outages, s; null without an outage"),
  sla: slaBudgetSchema.nullable().describe("null where neither contract nor question names a target"),
});
export type UptimeRow = z.infer<typeof uptimeRowSchema>;
