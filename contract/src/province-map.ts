import { z } from "zod";
import { idSchema } from "./naming.ts";

/** WGS 84, longitude first (RFC 7946 section 3.1.1); a height that follows is left out. */
const positionSchema = z
  .array(z.number())
  .min(2, { error: "a position is [longitude, latitude]" })
  .max(3, { error: "a position is [longitude, latitude]" })
  .transform(([longitude = 0, latitude = 0]): [number, number] => [longitude, latitude])
  .refine(([longitude, latitude]) => Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90, {
    error: "a position is longitude and latitude in degrees (WGS 84), longitude first",
  });
const polygonSchema = z.array(z.array(positionSchema).min(4, { error: "a ring has at least 4 positions" }));
const outlineSchema = z.array(polygonSchema);
export type Position = z.infer<typeof positionSchema>;
/** Polygons of rings: the first ring of each is its border, the others are holes. */
export type Outline = z.infer<typeof outlineSchema>;

/** More are not drawn in a blink of an eye on a wall. */
export const maxMapPositions = 100_000;
const maxFeatures = 2000;

const featureSchema = z.object({
  type: z.literal("Feature"),
  /** `id` of a unit, or its `code`. */
  properties: z.object({ id: z.string().max(63).optional(), code: z.string().max(20).optional() }).nullable(),
  geometry: z.discriminatedUnion("type", [
    z.object({ type: z.literal("Polygon"), coordinates: polygonSchema }),
    z.object({ type: z.literal("MultiPolygon"), coordinates: outlineSchema }),
  ]),
});

/** Outlines of units as GeoJSON (RFC 7946). */
export const featureCollectionSchema = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(featureSchema).max(maxFeatures, { error: `a map has at most ${maxFeatures} outlines` }),
});

/** POST /api/v1/map; without outlines there is no map any more. */
export const mapRequestSchema = z.strictObject({
  outlines: featureCollectionSchema,
  /** The site where links begin that name no near end. */
  centre: idSchema.optional(),
});
export type MapRequest = z.infer<typeof mapRequestSchema>;

export const mapSetSchema = z.object({
  outlines: z.int(),
  positions: z.int(),
  /** Outlines of units of the inventory in force. */
  matched: z.int(),
  /** What the others said they were of. */
  unmatched: z.array(z.string()),
});
export type MapSet = z.infer<typeof mapSetSchema>;

/** GET /api/v1/map: where things are; how they are is told by their states. */
export const provinceMapSchema = z.object({
  outlines: z.array(z.object({ unit: z.string().nullable(), polygons: outlineSchema })),
  /** Sites whose place is known. */
  places: z.array(z.object({ site: z.string(), at: positionSchema })),
  /** Links both of whose ends have a place. */
  lines: z.array(z.object({ link: z.string(), from: z.string(), to: z.string() })),
});
export type ProvinceMap = z.infer<typeof provinceMapSchema>;
