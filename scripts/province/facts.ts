import { readFileSync } from "node:fs";
import { z } from "zod";

const communeSchema = z.object({ code: z.string(), name: z.string(), kind: z.string() });
const oldTreeSchema = z.object({
  districts: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      kind: z.string(),
      communes: z.array(communeSchema),
    }),
  ),
});
const newTreeSchema = z.object({
  communes: z.array(communeSchema.extend({ formerDistrict: z.string(), mergedFrom: z.array(z.string()) })),
});
const ringSchema = z.array(z.tuple([z.number(), z.number()]));
const mapSchema = z.object({
  features: z.array(
    z.object({
      geometry: z.union([
        z.object({ type: z.literal("Polygon"), coordinates: z.array(ringSchema) }),
        z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(z.array(ringSchema)) }),
      ]),
      properties: z.looseObject({ code: z.string() }),
    }),
  ),
});

export type OldDistrict = z.infer<typeof oldTreeSchema>["districts"][number];
export type OldCommune = OldDistrict["communes"][number];
export type NewCommune = z.infer<typeof newTreeSchema>["communes"][number];

/** The real units of a province before and after 1 July 2025, and the middle of each of the new ones. */
export interface Facts {
  districts: readonly OldDistrict[];
  communes: readonly NewCommune[];
  /** By code: longitude and latitude, WGS 84. */
  middles: ReadonlyMap<string, readonly [number, number]>;
}

export function readFacts(folder: URL): Facts {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  const { features } = mapSchema.parse(read("communes-2025.geojson"));
  return {
    districts: oldTreeSchema.parse(read("units-2022.json")).districts,
    communes: newTreeSchema.parse(read("units-2025.json")).communes,
    middles: new Map(
      features.map(({ geometry, properties }) => {
        const outlines = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
        return [
          properties.code,
          middleOf(outlines.flatMap(([outer]) => (outer === undefined ? [] : [outer]))),
        ];
      }),
    ),
  };
}

type Ring = z.infer<typeof ringSchema>;

/** Twice the area of a ring, and its centroid (shoelace formula); small enough to be taken as flat. */
function centroid(ring: Ring): { area: number; x: number; y: number } {
  let [area, x, y] = [0, 0, 0];
  for (const [at, [x1, y1]] of ring.entries()) {
    const [x2, y2] = ring[(at + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  }
  return { area: Math.abs(area), x: x / (3 * area), y: y / (3 * area) };
}

/** The middle of the largest island. */
function middleOf(rings: readonly Ring[]): readonly [number, number] {
  const [largest] = rings.map(centroid).toSorted((a, b) => b.area - a.area);
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return [rounded(largest?.x ?? 0), rounded(largest?.y ?? 0)];
}
