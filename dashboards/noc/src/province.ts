import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { Outline, Position, ProvinceMap } from "@haidang/contract/province-map.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { byName, rankOf } from "@haidang/contract/trouble.ts";

type Objects = ReadonlyMap<ObjectKey, ObjectStatus>;
export type Point = readonly [x: number, y: number];
export type Project = (at: Position) => Point;

/** Where degrees come to stand in a box of px, as large as fits, north up, undistorted at the middle latitude. */
export function projectInto(
  { outlines, places }: Pick<ProvinceMap, "outlines" | "places">,
  box: { width: number; height: number; marginPx: number },
): Project {
  let west = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  const take = ([longitude, latitude]: Position) => {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  };
  for (const { polygons } of outlines) for (const [border = []] of polygons) border.forEach(take);
  if (outlines.length === 0) for (const { at } of places) take(at);
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const { width, height, marginPx } = box;
  const room = (px: number) => Math.max(1, px - 2 * marginPx);
  // a single place has no extent to divide by
  const scale = Math.min(
    room(width) / Math.max(1e-3, (east - west) * squeeze),
    room(height) / Math.max(1e-3, north - south),
  );
  const left = (width - (east - west) * squeeze * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  return ([longitude, latitude]) => [
    left + (longitude - west) * squeeze * scale,
    top + (north - latitude) * scale,
  ];
}

/** An outline as the `d` of a path, to a tenth of a px. */
export function outlinePath(polygons: Outline, project: Project): string {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return polygons
    .flat()
    .map((ring) => `M${ring.map((at) => project(at).map(tenth).join(" ")).join("L")}Z`)
    .join("");
}

/** All sites at one place: the worst of them speaks for it. */
export interface Mark {
  at: Position;
  worst: ObjectStatus;
  sites: number;
  /** How many of them are as bad as the worst. */
  alike: number;
}

/** Best first, so that what is wrong is drawn last. */
export function marksOf(places: ProvinceMap["places"], objects: Objects): Mark[] {
  const marks = new Map<string, Mark>();
  for (const { site, at } of places) {
    const status = objects.get(objectKey({ kind: "site", id: site }));
    if (status === undefined) continue;
    const mark = marks.get(at.join());
    if (mark === undefined) marks.set(at.join(), { at, worst: status, sites: 1, alike: 1 });
    else marks.set(at.join(), withSite(mark, status));
  }
  return [...marks.values()].sort((a, b) => rankOf(b.worst.class) - rankOf(a.worst.class));
}

function withSite(mark: Mark, status: ObjectStatus): Mark {
  const sites = mark.sites + 1;
  if (status.class === mark.worst.class) return { ...mark, sites, alike: mark.alike + 1 };
  const isWorse = rankOf(status.class) < rankOf(mark.worst.class);
  return isWorse ? { ...mark, sites, worst: status, alike: 1 } : { ...mark, sites };
}

/** All links between two places, as bad as the worst of them. */
export interface Way {
  from: Position;
  to: Position;
  class: InstantClass;
  links: number;
}

/** Best first. */
export function waysOf({ lines, places }: Pick<ProvinceMap, "lines" | "places">, objects: Objects): Way[] {
  const at = new Map(places.map((place) => [place.site, place.at]));
  const ways = new Map<string, Way>();
  for (const line of lines) {
    const status = objects.get(objectKey({ kind: "link", id: line.link }));
    const from = at.get(line.from);
    const to = at.get(line.to);
    if (status === undefined || from === undefined || to === undefined || from.join() === to.join()) continue;
    const key = `${from.join()} ${to.join()}`;
    const before = ways.get(key);
    const worse = before === undefined || rankOf(status.class) < rankOf(before.class);
    ways.set(key, {
      from,
      to,
      class: worse ? status.class : before.class,
      links: (before?.links ?? 0) + 1,
    });
  }
  return [...ways.values()].sort((a, b) => rankOf(b.class) - rankOf(a.class));
}

/** Sites of a unit, worst first. */
export interface Area {
  id: string;
  name: string;
  sites: readonly ObjectStatus[];
}

/** With more sites an area takes the room of four. */
export const largeArea = 30;

/** A unit with a site alone is shown with the others of the unit above it. */
export function areasOf(objects: Objects): Area[] {
  const byUnit = new Map<string, ObjectStatus[]>();
  for (const object of objects.values()) {
    if (object.kind !== "site" || object.unit === undefined) continue;
    byUnit.set(object.unit, [...(byUnit.get(object.unit) ?? []), object]);
  }
  const areas = new Map<string, ObjectStatus[]>();
  for (const [unit, sites] of byUnit) {
    const above = sites.length > 1 ? undefined : objects.get(objectKey({ kind: "unit", id: unit }))?.unit;
    const area = above ?? unit;
    areas.set(area, [...(areas.get(area) ?? []), ...sites]);
  }
  return [...areas]
    .map(([id, sites]) => ({
      id,
      name: objects.get(objectKey({ kind: "unit", id }))?.name ?? sites[0]?.unitName ?? id,
      sites: sites.toSorted((a, b) => rankOf(a.class) - rankOf(b.class) || byName(a, b)),
    }))
    .sort((a, b) => Number(b.sites.length > largeArea) - Number(a.sites.length > largeArea) || byName(a, b));
}
