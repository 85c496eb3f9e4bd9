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
  /**
   * By which inventory objects belong to units: today's for the whole period, or that of each instant, so that every
   * part of the period is credited to the unit that owned the site then.
   */
  tree: z.enum(["current", "at-time"]).default("current"),
  /** Instead of today's tree that of this instant, RFC 3339, over the whole period. */
  treeAsOf: z.string().nullable().default(null),
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

const secondsSchema = z.strictObject({
  up: seconds,
  degraded: seconds,
  down: seconds,
  unknown: seconds,
  maintenance: seconds,
  unmonitored: seconds,
  outOfPeriod: seconds,
} satisfies Record<(typeof instantClasses)[number], typeof seconds>);

/**
 * Availability of one object over a period. The seven figures of `seconds` add up to the period exactly; by the tree
 * at the time, to the part of it in which the object was one of those asked for.
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
  seconds: secondsSchema,
  outages: z.int().min(0).describe("confirmed stretches of down that touch the period"),
  shortOutages: z.int().min(0).describe("outages merged away because they were shorter than mergeBelowS"),
  longestOutageS: seconds.describe("the longest outage within the period, s"),
  mtbfS: seconds.nullable().describe("(up + degraded) / outages, s; null without an outage"),
  mttrS: seconds.nullable().describe("down / outages, s; null without an outage"),
  sla: slaBudgetSchema.nullable().describe("null where neither contract nor question names a target"),
});
export type UptimeRow = z.infer<typeof uptimeRowSchema>;

/** By what objects are taken together: their unit, each unit above it, their carrier, their rack, or all as one. */
export const groupings = ["unit", "area", "carrier", "rack", "province"] as const;
export type Grouping = (typeof groupings)[number];

const percent = z.number().min(0).max(100);

/** Availability of several objects together. Percentages are floored to three decimals, never rounded up. */
export const uptimeGroupSchema = z.strictObject({
  by: z.enum(groupings),
  id: z.string().describe("of the unit or rack, the name of the carrier, or all"),
  name: z.string(),
  memberKind: objectKindSchema,
  memberCount: z.int(),
  measuredCount: z.int().describe("members of which anything was measured"),
  meanPct: percent.nullable().describe("mean of the members' availability, %; each counts the same"),
  coveragePct: percent.nullable(),
  worst: z
    .strictObject({ kind: objectKindSchema, id: z.string(), name: z.string(), pct: percent })
    .nullable(),
  anyPathPct: percent
    .nullable()
    .describe(
      "of links: mean availability of the sites they lead to, each up while any of its links in the group is",
    ),
  seconds: secondsSchema.describe("of all members together; adds up to the sum of their periods exactly"),
  outages: z.int().min(0),
  shortOutages: z.int().min(0),
  longestOutageS: seconds,
  mtbfS: seconds.nullable().describe("(up + degraded) / outages of all members together, s"),
  mttrS: seconds.nullable().describe("down / outages of all members together, s"),
  sla: z
    .strictObject({
      members: z.int().describe("members with a target"),
      exceeded: z.int().describe("of these, members that used more than their target allows"),
      allowedS: seconds,
      usedS: seconds,
      leftS: z.number(),
    })
    .nullable()
    .describe("budgets of the members added up; null where no member has a target"),
});
export type UptimeGroup = z.infer<typeof uptimeGroupSchema>;
