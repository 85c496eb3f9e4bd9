import { z } from "zod";
import { objectKindSchema } from "./object.ts";

/** Measurements whose windows carry a histogram of round-trip times. */
export const spreadMeasurements = ["icmp", "stamp"] as const;

/** GET /api/v1/query/distribution: round-trip times over time, of one object or of a group as one. */
export const distributionQuerySchema = z.strictObject({
  measurement: z.enum(spreadMeasurements).default("icmp"),
  kind: objectKindSchema.optional(),
  id: z.string().max(120).optional(),
  /** A unit's id: it and everything below it. */
  under: z.string().max(120).optional(),
  /** Only links of this carrier. */
  carrier: z.string().max(120).optional(),
  from: z.string(),
  to: z.string(),
  /** Without it chosen, so that there are about `points`. */
  stepS: z.coerce.number().int().min(1).max(86_400).optional(),
  points: z.coerce.number().int().min(1).max(2000).default(200),
});

const msSchema = z.number().nullable();

/** One step: times in ms, null where nothing of the step tells. Steps without any data are absent. */
export const distributionStepSchema = z.object({
  /** Start of the step. */
  timeMs: z.number(),
  sent: z.number(),
  received: z.number(),
  lossPct: z.number().nullable(),
  minMs: msSchema,
  p5Ms: msSchema,
  p25Ms: msSchema,
  p50Ms: msSchema,
  p75Ms: msSchema,
  p95Ms: msSchema,
  maxMs: msSchema,
  /** False where windows of the step had no histogram: quantiles are then means of the windows' own, or null. */
  exact: z.boolean(),
});
export type DistributionStep = z.infer<typeof distributionStepSchema>;

export const distributionSchema = z.object({
  measurement: z.enum(spreadMeasurements),
  /** Objects that had data, as `kind/id`. */
  objects: z.array(z.string()),
  steps: z.array(distributionStepSchema),
});
export type Distribution = z.infer<typeof distributionSchema>;
