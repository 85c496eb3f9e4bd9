import { HaidangError } from "@haidang/contract/error.ts";
import type { ObjectKey, ObjectKind } from "@haidang/contract/object.ts";
import type { Grouping, UptimeGroup, UptimeOptions, UptimeRow } from "@haidang/contract/uptime.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import { figuresOf, floorPct } from "../state/availability.ts";
import { fuseMembers, sweep } from "../state/fuse.ts";
import { type Stretches, sumCounted, toIntervals, toStretches } from "../state/stretches.ts";
import type { Period } from "../state/timeline.ts";
import {
  addPart,
  countParts,
  type Member,
  matching,
  rowOf,
  type Stretch,
  type UptimeFilter,
} from "./uptime.ts";

interface Group {
  id: string;
  name: string;
  members: Map<ObjectKey, Member>;
  /** Sites the links lead to, each up while any of its links in the group is. */
  sites: Map<ObjectKey, Stretches[]>;
}
type Named = Pick<Group, "id" | "name">;

/** What is taken together where a question names no kind. */
const usualKind: Readonly<Record<Grouping, ObjectKind>> = {
  unit: "link",
  area: "link",
  carrier: "link",
  rack: "device",
  province: "link",
};

export function memberKind(by: Grouping, kind: ObjectKind | undefined): ObjectKind {
  const wanted = kind ?? usualKind[by];
  const only = by === "carrier" || by === "rack" ? usualKind[by] : wanted;
  if (wanted === only) return wanted;
  throw new HaidangError("usage", `a ${wanted} belongs to no ${by}`, { hint: `ask for ${only}s` });
}

/** Mean, worst and any path of the objects that pass the filter, by what they belong to. */
export async function uptimeGroups(
  stretches: readonly Stretch[],
  by: Grouping,
  filter: UptimeFilter,
  options: UptimeOptions,
): Promise<UptimeGroup[]> {
  const kind = memberKind(by, filter.kind);
  const groups = new Map<string, Group>();
  for (const stretch of stretches) await addStretch(groups, stretch, by, { ...filter, kind });
  return [...groups.values()].map((group) => groupRow(group, by, kind, options));
}

async function addStretch(
  groups: Map<string, Group>,
  { world, period, read }: Stretch,
  by: Grouping,
  filter: UptimeFilter,
): Promise<void> {
  const objects = matching(world, filter);
  const groupsOf = openGroups(world, by);
  const own = new Map(objects.map((object) => [object.key, { object, groups: groupsOf(object) }]));
  const keys = [...own].filter(([, { groups: list }]) => list.length > 0).map(([key]) => key);
  const wanted = new Set([...keys, ...keys.flatMap((key) => siteOf(world, key) ?? [])]);
  const told = new Map<ObjectKey, Stretches>();
  await read([...wanted], (key, part) => told.set(key, part));
  const links = new Map<Group, Map<ObjectKey, ObjectKey[]>>();
  for (const key of keys) {
    const part = told.get(key);
    const found = own.get(key);
    if (part === undefined || found === undefined) continue;
    for (const { id, name } of found.groups) {
      const group = groups.get(id) ?? { id, name, members: new Map(), sites: new Map() };
      groups.set(id, group);
      group.name = name;
      addMember(group.members, found.object, copyOf(part));
      const site = siteOf(world, key);
      if (site !== undefined) pushTo(links, group, site, key);
    }
  }
  for (const [group, sites] of links) {
    for (const [site, paths] of sites) {
      const parts = group.sites.get(site) ?? [];
      group.sites.set(site, parts);
      addPart(parts, anyPath({ world, period, told }, site, paths));
    }
  }
}

/** Parts are joined in place, and one part may go to several groups. */
function copyOf({ fromMs, endsMs, classes }: Stretches): Stretches {
  return { fromMs, endsMs: [...endsMs], classes: [...classes] };
}

function addMember(members: Group["members"], object: WorldObject, part: Stretches): void {
  const member = members.get(object.key) ?? { object, parts: [] };
  member.object = object;
  addPart(member.parts, part);
  members.set(object.key, member);
}

function pushTo(
  links: Map<Group, Map<ObjectKey, ObjectKey[]>>,
  group: Group,
  site: ObjectKey,
  key: ObjectKey,
): void {
  const sites = links.get(group) ?? new Map<ObjectKey, ObjectKey[]>();
  links.set(group, sites);
  const paths = sites.get(site);
  if (paths === undefined) sites.set(site, [key]);
  else paths.push(key);
}

/** The site a link leads to. */
function siteOf(world: World, key: ObjectKey): ObjectKey | undefined {
  const object = world.objects.get(key);
  return object?.kind === "link" ? `site/${object.item.site}` : undefined;
}

/** A site by some of its links. By all of them it is the site as the ledger has it, with what is planned for it. */
function anyPath(
  { world, period, told }: { world: World; period: Period; told: ReadonlyMap<ObjectKey, Stretches> },
  site: ObjectKey,
  paths: readonly ObjectKey[],
): Stretches {
  const whole = told.get(site);
  const all = world.members.get(site) ?? [];
  if (whole !== undefined && all.length === paths.length && all.every((key) => paths.includes(key)))
    return copyOf(whole);
  const parts = paths.flatMap((key) => told.get(key) ?? []);
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return copyOf(only);
  const fused = sweep(parts.map(toIntervals), period, (at) =>
    fuseMembers(
      at.map((interval) => interval ?? { class: "unmonitored" }),
      "path_down",
    ),
  );
  return toStretches(fused, period);
}

/** What an object belongs to in a world. */
function openGroups(world: World, by: Grouping): (object: WorldObject) => Named[] {
  const named = (key: ObjectKey): Named[] => {
    const found = world.objects.get(key);
    return found === undefined ? [] : [{ id: found.id, name: found.name }];
  };
  switch (by) {
    case "unit":
      return ({ unit }) => (unit === undefined ? [] : named(`unit/${unit}`));
    case "area":
      return openAreas(world);
    case "carrier":
      return ({ item }) =>
        "carrier" in item && item.carrier !== undefined ? [{ id: item.carrier, name: item.carrier }] : [];
    case "rack":
      return ({ item }) => ("rack" in item && item.rack !== undefined ? named(`rack/${item.rack.id}`) : []);
    case "province": {
      const provinces = [...world.objects.values()].filter(
        (object) => object.kind === "unit" && object.item.kind === "province",
      );
      const [only] = provinces;
      const name = provinces.length === 1 ? (only?.name ?? "") : "";
      return () => [{ id: "all", name }];
    }
  }
}

/** Units with units below them, each with all that is below it. */
function openAreas(world: World): (object: WorldObject) => Named[] {
  const parents = new Set(
    [...world.objects.values()].flatMap((object) => (object.kind === "unit" ? (object.unit ?? []) : [])),
  );
  return ({ unit }) => {
    const found = new Map<string, Named>();
    for (let id = unit; id !== undefined && !found.has(id); ) {
      const above: WorldObject | undefined = world.objects.get(`unit/${id}`);
      if (above === undefined) break;
      found.set(id, { id, name: above.name });
      id = above.unit;
    }
    return [...found.values()].filter(({ id }) => parents.has(id));
  };
}

function groupRow(
  { id, name, members, sites }: Group,
  by: Grouping,
  kind: ObjectKind,
  options: UptimeOptions,
): UptimeGroup {
  const rows = [...members.values()].map((member) => rowOf(member, options));
  const all = sumCounted([...members.values()].map(({ parts }) => countParts(parts, options)));
  const { seconds, coveragePct, outages, shortOutages, longestOutageS, mtbfS, mttrS } = figuresOf(
    all,
    options,
    undefined,
  );
  const paths = [...sites.values()].map((parts) => figuresOf(countParts(parts, options), options, undefined));
  return {
    by,
    id,
    name,
    memberKind: kind,
    memberCount: rows.length,
    measuredCount: rows.filter(({ availabilityPct }) => availabilityPct !== null).length,
    meanPct: meanPct(rows),
    coveragePct,
    worst: worstOf(rows),
    anyPathPct: meanPct(paths),
    seconds,
    outages,
    shortOutages,
    longestOutageS,
    mtbfS,
    mttrS,
    sla: budgetsOf(rows),
  };
}

/** Each counts the same, however long it was measured; what was not measured at all does not count. */
function meanPct(rows: readonly Pick<UptimeRow, "availabilityPct">[]): number | null {
  const known = rows.flatMap(({ availabilityPct }) => availabilityPct ?? []);
  // thousandths are whole numbers, which add up exactly
  const sum = known.reduce((total, pct) => total + Math.round(pct * 1000), 0);
  return floorPct(sum, known.length * 100_000);
}

function worstOf(rows: readonly UptimeRow[]): UptimeGroup["worst"] {
  const known = rows.filter(({ availabilityPct }) => availabilityPct !== null);
  const worst = known.toSorted(
    (a, b) => (a.availabilityPct ?? 0) - (b.availabilityPct ?? 0) || b.seconds.down - a.seconds.down,
  )[0];
  if (worst === undefined || worst.availabilityPct === null) return null;
  const { kind, id, name, availabilityPct } = worst;
  return { kind, id, name, pct: availabilityPct };
}

function budgetsOf(rows: readonly UptimeRow[]): UptimeGroup["sla"] {
  const budgets = rows.flatMap(({ sla }) => sla ?? []);
  if (budgets.length === 0) return null;
  const sum = (of: (budget: (typeof budgets)[number]) => number) =>
    // milliseconds add up exactly
    budgets.reduce((total, budget) => total + Math.round(of(budget) * 1000), 0) / 1000;
  return {
    members: budgets.length,
    exceeded: budgets.filter(({ leftS }) => leftS < 0).length,
    allowedS: sum(({ allowedS }) => allowedS),
    usedS: sum(({ usedS }) => usedS),
    leftS: sum(({ leftS }) => leftS),
  };
}
