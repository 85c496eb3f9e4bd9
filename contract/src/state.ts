import { z } from "zod";
import { objectKindSchema } from "./object.ts";
import { reasonSchema } from "./reason.ts";

/** What a result says of its target. Unknown is never folded into up or down. */
export const states = ["up", "degraded", "down", "unknown"] as const;
export const stateSchema = z.enum(states);
export type State = z.infer<typeof stateSchema>;

/** What an instant counts as. Every instant of a period is exactly one of these. */
export const instantClasses = [...states, "maintenance", "unmonitored", "outOfPeriod"] as const;
export const instantClassSchema = z.enum(instantClasses);
export type InstantClass = z.infer<typeof instantClassSchema>;
/** Nothing in any class; to be spread, never filled. */
export const noneOfEach: Readonly<Record<InstantClass, 0>> = {
  up: 0,
  degraded: 0,
  down: 0,
  unknown: 0,
  maintenance: 0,
  unmonitored: 0,
  outOfPeriod: 0,
};

/** A half-open stretch `[fromMs, toMs)` of UTC milliseconds in one class. */
export const intervalSchema = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  class: instantClassSchema,
  reason: reasonSchema.optional(),
});
export type Interval = z.infer<typeof intervalSchema>;

/** One object as it stands now: what lists, the page and the live stream all show. */
export const objectStatusSchema = z.strictObject({
  kind: objectKindSchema,
  id: z.string(),
  name: z.string(),
  /** `unmonitored` when nothing measures it. */
  class: instantClassSchema,
  /** When the class began, UTC ms; null before the first measurement. */
  sinceMs: z.number().nullable(),
  reason: reasonSchema.optional(),
  /** More on the reason, from a device or the system: hostile text, one line. */
  detail: z.string().optional(),
  /** While it is planned: what its checks or members say all the same. */
  beneath: z.strictObject({ class: instantClassSchema, reason: reasonSchema.optional() }).optional(),
  /** Its state changes too often to be told each time. */
  flapping: z.literal(true).optional(),
  /** What is down above it, which explains it. */
  upstream: z.strictObject({ kind: objectKindSchema, id: z.string(), name: z.string() }).optional(),
  /** A failure seen but not confirmed yet: attempt n of max. */
  soft: z.strictObject({ state: stateSchema, attempt: z.int(), maxAttempts: z.int() }).optional(),
  lastResultMs: z.number().nullable(),
  /** Unit the object belongs to; a unit's own parent for units. */
  unit: z.string().optional(),
  unitName: z.string().optional(),
  carrier: z.string().optional(),
  address: z.string().optional(),
  /** True when found by an agent rather than written in the inventory. */
  discovered: z.boolean(),
});
export type ObjectStatus = z.infer<typeof objectStatusSchema>;
