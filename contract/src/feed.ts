import { z } from "zod";
import { idSchema, nameSchema } from "./naming.ts";

/** What carries a feed, from the grid to the rack. */
export const supplyRoles = ["meter", "generator", "ats", "ups", "strip"] as const;

const maxWSchema = z.int().min(1).max(100_000_000);

/** A device that carries a feed: of a rack where it is mounted in one, else of the whole feed. */
export const suppliesSchema = z.strictObject({
  feed: idSchema,
  as: z.enum(supplyRoles),
  /** What it may carry, W. */
  maxW: maxWSchema.optional(),
});

/** One of several that do the same: so many of its group have to work. */
export const redundancySchema = z.strictObject({ group: nameSchema, needs: z.int().min(1).max(100) });

export const rackPowerSchema = maxWSchema;

/** The feeds that a device draws from; with one of them alive it lives. */
export const feedsSchema = z.array(idSchema).min(1).max(4);
