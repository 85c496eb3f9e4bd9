import { z } from "zod";
import { idSchema, nameSchema, objectKinds } from "./naming.ts";
import { sensorKinds } from "./sensor.ts";

/** Limits of one kind of sensor, in the unit of the kind (see `sensor.ts`); `name` is a part of the sensor's own. */
export const sensorLimitSchema = z.strictObject({
  sensor: z.enum(sensorKinds),
  name: z.string().min(1).max(120).optional(),
  low: z.number().optional(),
  high: z.number().optional(),
});
export type SensorLimit = z.infer<typeof sensorLimitSchema>;

const share = z.number().gt(0).max(100);
/** Three results in a row confirm whatever any check asks: see `certainCount` of the records. */
const attempts = z.int().min(1).max(3);

/** From when on what answers counts as degraded, and how many results confirm it. What is not written is not changed. */
export const limitsSchema = z.strictObject({
  lossPct: share.optional(),
  rttMs: z.number().gt(0).max(60_000).optional(),
  jitterMs: z.number().gt(0).max(60_000).optional(),
  pmtuBytes: z.int().min(68).max(65_535).optional(),
  callLossPct: share.optional(),
  callJitterMs: z.number().gt(0).max(60_000).optional(),
  /** Share of the CIR in use either way, at the link's interface. */
  utilisationPct: share.optional(),
  /** Share of a disk or file system in use. */
  diskPct: share.optional(),
  sensors: z.array(sensorLimitSchema).max(32).optional(),
  downAttempts: attempts.optional(),
  degradedAttempts: attempts.optional(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** Limits under a name: for all objects, for some kinds, or for those that name it. */
export const thresholdProfileSchema = limitsSchema.extend({
  id: idSchema,
  name: nameSchema.optional(),
  default: z.boolean().default(false),
  kinds: z.array(z.enum(objectKinds)).default([]),
});
export type ThresholdProfile = z.infer<typeof thresholdProfileSchema>;
