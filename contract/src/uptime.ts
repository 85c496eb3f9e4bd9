import { z } from "zod";
import { objectKindSchema } from "./object.ts";
import type { instantClasses } from "./state.ts";

const seconds = z.number().min(0);

/**
 * Availability of one object over a period. The seven figures of `seconds` add up to the period exactly.
 * `availabilityPct` = (up + degraded) / (up + degraded + down), null when nothing was measured;
 * `coveragePct` = (up + degraded + down) / (period - outOfPeriod - maintenance), null when that is nothing.
 * Both are floored to three decimals, never rounded up.
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
  /** Stretches of `down` that touch the period, confirmed ones only. */
  outages: z.int().min(0),
});
export type UptimeRow = z.infer<typeof uptimeRowSchema>;
