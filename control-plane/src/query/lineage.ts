import { HaidangError } from "@haidang/contract/error.ts";
import type { Inventory, Unit } from "@haidang/contract/object.ts";
import {
  dayStartMs,
  isInForce,
  type Placement,
  type TreeRow,
  type UnitHistory,
  unitAt,
} from "@haidang/contract/tree.ts";

/** The tree of a day; without one all units there ever are, each as it is now or was on its last day. */
export function treeRows(inventory: Inventory, asOfMs: number | undefined, nowMs: number): TreeRow[] {
  const owned = openOwned(inventory);
  const lineage = openLineage(inventory);
  const byId = new Map(inventory.units.map((unit) => [unit.id, unit]));
  return inventory.units
    .filter((unit) => asOfMs === undefined || isInForce(unit, asOfMs))
    .map((unit) => {
      const atMs = asOfMs ?? seenMs(unit, nowMs);
      const parent = byId.get(unit.parent ?? "");
      const { id, name, kind: unitKind, code, from, to } = unit;
      return {
        id,
        name,
        unitKind,
        ...(code === undefined ? {} : { code }),
        ...(parent === undefined ? {} : { parent: parent.id, parentName: parent.name }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        inForce: isInForce(unit, asOfMs ?? nowMs),
        ...(owned(atMs).get(id) ?? { sites: 0, links: 0 }),
        ...lineage(id),
      };
    });
}

/** One unit through time; undefined where no unit ever had the id. */
export function unitHistory(inventory: Inventory, id: string, nowMs: number): UnitHistory | undefined {
  const row = treeRows(inventory, undefined, nowMs).find((unit) => unit.id === id);
  if (row === undefined) return undefined;
  const had = inventory.sites.flatMap((site) =>
    stretchesIn(site.unit, row).map((stretch) => ({ id: site.id, name: site.name, ...stretch })),
  );
  return { ...row, had };
}

/** When a unit is looked at: now, or just before it ended or when it begins. */
function seenMs(unit: Unit, nowMs: number): number {
  if (unit.to !== undefined && dayStartMs(unit.to) <= nowMs) return dayStartMs(unit.to) - 1;
  return unit.from === undefined ? nowMs : Math.max(nowMs, dayStartMs(unit.from));
}

/** How many sites and links each unit had at an instant; few instants differ, so each is counted once. */
function openOwned({ sites, links }: Inventory) {
  const linksOf = new Map<string, number>();
  for (const { site } of links) linksOf.set(site, (linksOf.get(site) ?? 0) + 1);
  const counted = new Map<number, Map<string, { sites: number; links: number }>>();
  return (atMs: number) => {
    const known = counted.get(atMs);
    if (known !== undefined) return known;
    const found = new Map<string, { sites: number; links: number }>();
    for (const { id, unit } of sites) {
      const owner = unitAt(unit, atMs);
      const { sites: count, links: lines } = found.get(owner) ?? { sites: 0, links: 0 };
      found.set(owner, { sites: count + 1, links: lines + (linksOf.get(id) ?? 0) });
    }
    counted.set(atMs, found);
    return found;
  };
}

function openLineage({ units, successions }: Inventory) {
  const names = new Map(units.map(({ id, name }) => [id, name]));
  const before = Map.groupBy(successions, ({ to }) => to);
  const after = Map.groupBy(successions, ({ from }) => from);
  const shown = (id: string, { share, on }: { share: "whole" | "part"; on: string }) => ({
    id,
    name: names.get(id) ?? id,
    share,
    on,
  });
  return (id: string) => ({
    predecessors: (before.get(id) ?? []).map((one) => shown(one.from, one)),
    successors: (after.get(id) ?? []).map((one) => shown(one.to, one)),
  });
}

/** When something was placed in a unit, no longer than the unit was there. */
function stretchesIn(placement: Placement, unit: Pick<TreeRow, "id" | "from" | "to">) {
  const places = typeof placement === "string" ? [{ unit: placement }] : placement;
  return places.flatMap((place, at) => {
    if (place.unit !== unit.id) return [];
    const from = ("from" in place ? place.from : undefined) ?? unit.from;
    const next = places[at + 1];
    const to = (next !== undefined && "from" in next ? next.from : undefined) ?? unit.to;
    return [{ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

export function noSuchUnit(id: string): HaidangError {
  return new HaidangError("not_found", `there is no unit ${JSON.stringify(id)}, and never was`, {
    hint: "haidang unit find <word> looks through units of all times",
  });
}
