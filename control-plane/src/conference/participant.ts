import type { Participants } from "@haidang/contract/conference.ts";
import { unitsUnder, type World, type WorldObjectOf } from "../inventory/world.ts";

export type VideoObject = WorldObjectOf<"video">;

/** Who takes part: points of the inventory in the order of their names, and named ones it does not have. */
export interface Taking {
  points: VideoObject[];
  missing: string[];
}

const byName = new Intl.Collator("vi", { numeric: true }).compare;

export function participantsOf(world: World, participants: Participants): Taking {
  const all = [...world.objects.values()].filter((object): object is VideoObject => object.kind === "video");
  if ("ids" in participants) {
    const wanted = new Set(participants.ids);
    const points = all.filter(({ id }) => wanted.has(id));
    const found = new Set(points.map(({ id }) => id));
    return { points: inOrder(points), missing: [...wanted].filter((id) => !found.has(id)) };
  }
  const { under, level } = participants;
  const units = under === undefined ? undefined : unitsUnder(world, under);
  const points = all.filter(
    ({ unit }) =>
      (units === undefined || (unit !== undefined && units.has(unit))) &&
      (level === undefined || unitKind(world, unit) === level),
  );
  return { points: inOrder(points), missing: [] };
}

function inOrder(points: readonly VideoObject[]): VideoObject[] {
  return points.toSorted((a, b) => byName(a.name, b.name) || byName(a.id, b.id));
}

function unitKind(world: World, unit: string | undefined): string | undefined {
  const object = unit === undefined ? undefined : world.objects.get(`unit/${unit}`);
  return object?.kind === "unit" ? object.item.kind : undefined;
}

/** Calls the line of each site carries: of its endpoints one each, of a bridge those of all endpoints elsewhere. */
export function callsBySite(points: readonly VideoObject[]): Map<string, number> {
  const calls = new Map<string, number>();
  const add = (site: string, count: number) => calls.set(site, (calls.get(site) ?? 0) + count);
  const endpoints = points.filter(({ item }) => item.kind === "endpoint");
  for (const { item } of endpoints) add(item.site, 1);
  const bridged = new Set(points.filter(({ item }) => item.kind === "bridge").map(({ item }) => item.site));
  for (const site of bridged) add(site, endpoints.filter(({ item }) => item.site !== site).length);
  return calls;
}
