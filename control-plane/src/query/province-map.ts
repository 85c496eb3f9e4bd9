import type { MapRequest, MapSet, Position, ProvinceMap } from "@haidang/contract/province-map.ts";
import type { World } from "../inventory/world.ts";

/** A map's outlines as they were set, and the site its links begin at. */
export type KeptMap = MapRequest;

/** Where units, sites and links of a world are; outlines of units beyond it name none. */
export function provinceMap(world: World, kept: KeptMap | undefined): ProvinceMap {
  const unitOf = unitFinder(world);
  const outlines = (kept?.outlines.features ?? []).map(({ properties, geometry }) => ({
    unit: unitOf(properties) ?? null,
    polygons: geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
  }));
  const places = placesOf(world);
  const lines = [...world.objects.values()].flatMap((object) => {
    if (object.kind !== "link") return [];
    const from = object.item.from ?? kept?.centre;
    const { site } = object.item;
    if (from === undefined || from === site || !places.has(from) || !places.has(site)) return [];
    return [{ link: object.id, from, to: site }];
  });
  return { outlines, places: [...places].map(([site, at]) => ({ site, at })), lines };
}

/** What came of a map that was set. */
export function mapSet(world: World, { outlines: { features } }: MapRequest): MapSet {
  const unitOf = unitFinder(world);
  const unmatched = features.filter(({ properties }) => unitOf(properties) === undefined);
  return {
    outlines: features.length,
    positions: features.reduce(
      (sum, { geometry }) => sum + geometry.coordinates.flat(Infinity).length / 2,
      0,
    ),
    matched: features.length - unmatched.length,
    unmatched: unmatched.map(({ properties }) => properties?.id ?? properties?.code ?? ""),
  };
}

/** A site without coordinates stands where the first of its unit does that has some. */
function placesOf(world: World): Map<string, Position> {
  const places = new Map<string, Position>();
  const ofUnit = new Map<string, Position>();
  const unplaced: Array<{ site: string; unit: string }> = [];
  for (const { kind, id, item, unit } of world.objects.values()) {
    if (kind !== "site") continue;
    if (item.coordinates !== undefined) {
      places.set(id, item.coordinates);
      if (unit !== undefined && !ofUnit.has(unit)) ofUnit.set(unit, item.coordinates);
    } else if (unit !== undefined) unplaced.push({ site: id, unit });
  }
  for (const { site, unit } of unplaced) {
    const at = ofUnit.get(unit);
    if (at !== undefined) places.set(site, at);
  }
  return places;
}

function unitFinder(world: World) {
  const byCode = new Map<string, string>();
  for (const object of world.objects.values()) {
    if (object.kind === "unit" && object.item.code !== undefined) byCode.set(object.item.code, object.id);
  }
  return (named: { id?: string | undefined; code?: string | undefined } | null): string | undefined => {
    if (named === null) return undefined;
    const { id, code } = named;
    if (id !== undefined && world.objects.has(`unit/${id}`)) return id;
    return code === undefined ? undefined : byCode.get(code);
  };
}
