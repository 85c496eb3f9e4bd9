import { z } from "zod";
import { objectRefSchema } from "./object.ts";
import type { instantClasses } from "./state.ts";

const seconds = z.number().min(0).optional();

/** Seconds by class, zeros left out. */
export const classSecondsSchema = z.strictObject({
  up: seconds,
  degraded: seconds,
  down: seconds,
  unknown: seconds,
  maintenance: seconds,
  unmonitored: seconds,
  outOfPeriod: seconds,
} satisfies Record<(typeof instantClasses)[number], typeof seconds>);
export type ClassSeconds = z.infer<typeof classSecondsSchema>;

export const revisionCauses = ["late_data", "annotation", "inventory"] as const;
export type RevisionCause = (typeof revisionCauses)[number];

/** One change of what was said of a time already past. */
export const revisionSchema = z.object({
  atMs: z.number(),
  object: objectRefSchema,
  /** The stretch inside which something changed. */
  fromMs: z.number(),
  toMs: z.number(),
  cause: z.enum(revisionCauses),
  /** By cause: the agent whose data came late, the window, the inventory revision. */
  by: z.string(),
  /** The check whose results came late. */
  check: z.string().optional(),
  /** What the instants that changed said before and say now; absent where the cause is no data. */
  before: classSecondsSchema.optional(),
  after: classSecondsSchema.optional(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** GET /api/v1/revisions?kind=&id=&from=&to=: of an object and its members, those that touch the period, newest first. */
export const revisionQuerySchema = z.strictObject({
  kind: objectRefSchema.shape.kind,
  id: objectRefSchema.shape.id,
  from: z.string(),
  to: z.string(),
});
