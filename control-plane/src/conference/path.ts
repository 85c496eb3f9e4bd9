import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { World, WorldObjectOf } from "../inventory/world.ts";
import { coveredBy, occurrencesOf } from "../state/maintenance.ts";
import type { WorkFacts } from "./judge.ts";
import type { VideoObject } from "./participant.ts";

type LinkObject = WorldObjectOf<"link">;

/** What a point is reached through. */
export interface PointPath {
  /** Lines of its site, the main ones first. */
  links: LinkObject[];
  /** Its site, their lines, and all above these. */
  above: ReadonlySet<ObjectKey>;
}

export function linksBySite(world: World): Map<string, LinkObject[]> {
  const links = new Map<string, LinkObject[]>();
  for (const object of world.objects.values()) {
    if (object.kind !== "link") continue;
    links.set(object.item.site, [...(links.get(object.item.site) ?? []), object]);
  }
  const rank = ({ item }: LinkObject) => (item.role === "primary" ? 0 : 1);
  return new Map([...links].map(([site, of]) => [site, of.toSorted((a, b) => rank(a) - rank(b))]));
}

export function pathOf(world: World, point: VideoObject, linksAt: ReturnType<typeof linksBySite>): PointPath {
  const links = linksAt.get(point.item.site) ?? [];
  const above = new Set<ObjectKey>([`site/${point.item.site}`, ...links.map(({ key }) => key)]);
  for (const parent of world.parents.get(point.key) ?? []) above.add(parent);
  for (const key of above) for (const parent of world.parents.get(key) ?? []) above.add(parent);
  return { links, above };
}

/** A time of planned work that touches a period, with what it covers. */
export interface PlannedWork {
  fromMs: number;
  toMs: number;
  reason: string;
  covered: ReadonlySet<ObjectKey>;
  scope: MaintenanceWindow["scope"];
}

export function plannedWorks(
  windows: readonly MaintenanceWindow[],
  world: World,
  period: { fromMs: number; toMs: number },
): PlannedWork[] {
  return windows
    .filter(({ cancelled }) => cancelled === null)
    .flatMap(({ time, scope, reason }) => {
      const times = occurrencesOf(time, period);
      if (times.length === 0) return [];
      const covered = new Set(coveredBy(scope, world));
      return times.map((one) => ({ ...one, reason, covered, scope }));
    });
}

/** The works that touch a point; they cut it when they cover the point, its site, or each line of the site. */
export function worksOn(
  world: World,
  point: VideoObject,
  { links, above }: PointPath,
  works: readonly PlannedWork[],
): WorkFacts[] {
  return works.flatMap(({ fromMs, toMs, reason, covered, scope }): WorkFacts[] => {
    const touched = [point.key, ...above].find((key) => covered.has(key));
    if (touched === undefined) return [];
    const cuts =
      covered.has(point.key) ||
      covered.has(`site/${point.item.site}`) ||
      (links.length > 0 && links.every(({ key }) => covered.has(key)));
    const named = "object" in scope ? objectKey(scope.object) : touched;
    const object = world.objects.get(named);
    if (object === undefined) return [];
    return [{ subject: { kind: object.kind, id: object.id, name: object.name }, reason, fromMs, toMs, cuts }];
  });
}
