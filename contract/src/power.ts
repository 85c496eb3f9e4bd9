import { z } from "zod";
import { redundancySchema, suppliesSchema, supplyRoles } from "./feed.ts";
import { objectKinds } from "./naming.ts";
import { instantClassSchema } from "./state.ts";

/** Of what is carried when one feed is lost, percent of what may be carried. */
export const feedLimitsPct = { shared: 40, alone: 80 } as const;

/** What feeds the output of a UPS. */
export interface UpsFeed {
  onBattery: boolean;
  batteryLow: boolean;
  /** Past the battery: what it feeds goes dark with the mains. */
  onBypass: boolean;
}

const readingsSchema = z.object({
  temperatureC: z.number().optional(),
  humidityPct: z.number().optional(),
  /** The greatest power it tells: its total. */
  powerW: z.number().optional(),
  loadPct: z.number().optional(),
  chargePct: z.number().optional(),
  runtimeMin: z.number().optional(),
  voltageV: z.number().optional(),
  onBattery: z.boolean().optional(),
});
export type Readings = z.infer<typeof readingsSchema>;

export const plantDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string(),
  class: instantClassSchema,
  rack: z.object({ id: z.string(), u: z.int(), heightU: z.int() }).optional(),
  supplies: suppliesSchema.optional(),
  feeds: z.array(z.string()),
  redundancy: redundancySchema.optional(),
  readings: readingsSchema,
  /** States of its parts in its own words, such as the source a transfer switch has chosen. */
  states: z.array(z.object({ name: z.string(), status: z.string() })),
});
export type PlantDevice = z.infer<typeof plantDeviceSchema>;

/** Where a device stands on the way from the grid to the rack; what carries nothing comes last. */
export function supplyRole({ supplies }: Pick<PlantDevice, "supplies">): number {
  return supplies === undefined ? supplyRoles.length : supplyRoles.indexOf(supplies.as);
}

const pctSchema = z.number().nullable();
export const feedRowSchema = z.object({
  id: z.string(),
  /** The worst of what carries it. */
  class: instantClassSchema,
  suppliers: z.int(),
  /** Devices that draw from it, and those that draw from nothing else. */
  devices: z.int(),
  alone: z.int(),
  /** Of its power strips; null where one does not tell. */
  loadW: z.number().nullable(),
  maxW: z.number().nullable(),
  loadPct: pctSchema,
});
export type FeedRow = z.infer<typeof feedRowSchema>;

export const redundancyRowSchema = z.object({
  group: z.string(),
  needs: z.int(),
  has: z.int(),
  working: z.int(),
  /** Whether one more may fail; null while the state of one that decides it is unknown. */
  spare: z.boolean().nullable(),
});
export type RedundancyRow = z.infer<typeof redundancyRowSchema>;

/** GET /api/v1/data-centre */
export const dataCentreSchema = z.object({
  racks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      site: z.string(),
      siteName: z.string(),
      room: z.string().optional(),
      heightU: z.int(),
      maxW: z.number().optional(),
      class: instantClassSchema,
      /** Ports of its devices, and those in use; absent where no device tells. */
      ports: z.object({ total: z.int(), up: z.int() }).optional(),
    }),
  ),
  devices: z.array(plantDeviceSchema),
  feeds: z.array(feedRowSchema),
  redundancy: z.array(redundancyRowSchema),
});
export type DataCentre = z.infer<typeof dataCentreSchema>;
export type PlantRack = DataCentre["racks"][number];

/** Why a feed may not be taken down, or why nobody can say. */
export const failoverReasons = [
  "dies",
  "over_limit",
  "other_on_battery",
  "no_other_feed",
  "state_unknown",
  "no_reading",
  "no_limit",
] as const;
const refSchema = z.object({ kind: z.enum(objectKinds), id: z.string(), name: z.string() });

/** GET /api/v1/feeds/:id/failover: what happens when the feed is taken down now. */
export const failoverSchema = z.object({
  feed: z.string(),
  answer: z.enum(["yes", "no", "unknown"]),
  reasons: z.array(z.object({ why: z.enum(failoverReasons), count: z.int() })),
  /** Devices without another feed that lives. */
  dies: z.array(refSchema),
  /** What is reached only through these. */
  follows: z.array(refSchema),
  /** What carries the load afterwards: strips by rack, UPS each; worst first. */
  burdens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      as: z.enum(["rack", "ups"]),
      nowPct: pctSchema,
      afterPct: pctSchema,
    }),
  ),
});
export type Failover = z.infer<typeof failoverSchema>;
export type FailoverReason = (typeof failoverReasons)[number];
