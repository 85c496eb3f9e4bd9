import type { Calendar } from "@haidang/contract/calendar.ts";
import { type Inventory, type ObjectKey, type ObjectKind, objectKey } from "@haidang/contract/object.ts";
import { isInForce, type Placement, unitAt } from "@haidang/contract/tree.ts";
import type { Neighbour } from "../store/neighbours.ts";
import { withCables } from "./cable.ts";
import { calendarsOf } from "./calendar.ts";
import type { Discovered, Missing } from "./discovered.ts";
import { limitsOf, type ObjectLimits } from "./limits.ts";
import { parentsOf } from "./topology.ts";
import type { Placed, WorldObject } from "./world-object.ts";

export type { WorldObject, WorldObjectOf } from "./world-object.ts";

/** The inventory in force: what was written, and what agents found. */
export interface World {
  objects: ReadonlyMap<ObjectKey, WorldObject>;
  /**
   * What an object's state is made of: a site's links (its devices when it has none), a unit's sites or child units,
   * a rack's devices.
   * A site an agent found itself on is made of all that was found: the agent sits there, so a gateway that answers
   * nothing does not make it vanish.
   */
  members: ReadonlyMap<ObjectKey, readonly ObjectKey[]>;
  /** Objects whose state a member takes part in. */
  owners: ReadonlyMap<ObjectKey, readonly ObjectKey[]>;
  /** What objects are reached through; any one of them is way enough (see `topology.ts`). */
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>;
  /** The service hours an object goes by; without any it is due always. */
  calendars: ReadonlyMap<ObjectKey, Calendar>;
  /** What was written of when an object counts as degraded; absent where nothing was. */
  limits: ReadonlyMap<ObjectKey, ObjectLimits>;
}

export const emptyWorld: World = {
  objects: new Map(),
  members: new Map(),
  owners: new Map(),
  parents: new Map(),
  calendars: new Map(),
  limits: new Map(),
};

/**
 * What is written wins over what was found under the same id. Units and what belongs to them are as the inventory has
 * them at `atMs`; without it as they will be in the end. `neighbours` are the cables that devices were heard over.
 */
export function buildWorld(
  inventory: Inventory,
  discovered: readonly Discovered[],
  atMs: number = Number.POSITIVE_INFINITY,
  neighbours: readonly Neighbour[] = [],
): World {
  const objects = new Map<ObjectKey, WorldObject>();
  const add = (object: WorldObject) => {
    if (!objects.has(object.key)) objects.set(object.key, object);
  };
  addWritten(inventory, add, atMs);
  for (const found of discovered) addDiscovered(found, add);
  const members = membersOf(objects);
  const owners = new Map<ObjectKey, ObjectKey[]>();
  for (const [owner, keys] of members) {
    for (const key of keys) owners.set(key, [...(owners.get(key) ?? []), owner]);
  }
  const hub = discovered.find(({ hub: isHub }) => isHub === true)?.agent;
  return {
    objects,
    members,
    owners,
    parents: withCables(parentsOf(objects, hub), { objects, hub, neighbours }),
    calendars: calendarsOf(inventory.calendars, objects),
    limits: limitsOf(inventory.thresholds, objects),
  };
}

type Add = (object: WorldObject) => void;

function addWritten(inventory: Inventory, add: Add, atMs: number): void {
  const units = inventory.units.filter((unit) => isInForce(unit, atMs));
  const known = new Set(inventory.units.map(({ id }) => id));
  const present = new Set(units.map(({ id }) => id));
  /** A unit that is not there yet, or no more, has nothing. */
  const unitOf = (placement: Placement) => {
    const id = unitAt(placement, atMs);
    return known.has(id) && !present.has(id) ? undefined : id;
  };
  const unitOfSite = new Map(inventory.sites.map((site) => [site.id, unitOf(site.unit)]));
  const placed = (
    kind: ObjectKind,
    item: { id: string; name: string },
    unit: string | undefined,
  ): Placed => ({
    key: objectKey({ kind, id: item.id }),
    id: item.id,
    name: item.name,
    unit,
    discovered: false,
  });
  for (const item of units) add({ ...placed("unit", item, item.parent), kind: "unit", item });
  for (const item of inventory.sites)
    add({ ...placed("site", item, unitOfSite.get(item.id)), kind: "site", item });
  for (const item of inventory.links) {
    add({ ...placed("link", item, unitOfSite.get(item.site)), kind: "link", item });
  }
  for (const item of inventory.devices) {
    add({ ...placed("device", item, unitOfSite.get(item.site)), kind: "device", item, agentHost: false });
  }
  for (const item of inventory.services)
    add({ ...placed("service", item, unitOf(item.unit)), kind: "service", item });
  for (const item of inventory.videoPoints) {
    add({ ...placed("video", item, unitOfSite.get(item.site)), kind: "video", item });
  }
  for (const item of inventory.racks)
    add({ ...placed("rack", item, unitOfSite.get(item.site)), kind: "rack", item });
  for (const item of inventory.heartbeats)
    add({ ...placed("heartbeat", item, unitOfSite.get(item.site)), kind: "heartbeat", item });
}

function addDiscovered({ agent, unit, site, link, device, services }: Discovered, add: Add): void {
  const placed = (kind: ObjectKind, item: { id: string; name: string; missing?: Missing }): Placed => ({
    key: objectKey({ kind, id: item.id }),
    id: item.id,
    name: item.name,
    unit: kind === "unit" ? undefined : agent,
    discovered: true,
    missing: item.missing,
  });
  add({ ...placed("unit", unit), kind: "unit", item: unit });
  add({ ...placed("site", site), kind: "site", item: site });
  add({ ...placed("link", link), kind: "link", item: link });
  add({ ...placed("device", device), kind: "device", item: device, agentHost: true });
  for (const service of services) add({ ...placed("service", service), kind: "service", item: service });
}

function membersOf(objects: ReadonlyMap<ObjectKey, WorldObject>): Map<ObjectKey, ObjectKey[]> {
  const links = new Map<ObjectKey, ObjectKey[]>();
  const devices = new Map<ObjectKey, ObjectKey[]>();
  const mounted = new Map<ObjectKey, ObjectKey[]>();
  const sites = new Map<ObjectKey, ObjectKey[]>();
  const children = new Map<ObjectKey, ObjectKey[]>();
  const push = (map: Map<ObjectKey, ObjectKey[]>, owner: ObjectKey, key: ObjectKey) =>
    map.set(owner, [...(map.get(owner) ?? []), key]);
  for (const object of objects.values()) {
    if (object.kind === "link") push(links, `site/${object.item.site}`, object.key);
    if (object.kind === "device") push(devices, `site/${object.item.site}`, object.key);
    if (object.kind === "device" && object.item.rack !== undefined)
      push(mounted, `rack/${object.item.rack.id}`, object.key);
    if (object.kind === "site" && object.unit !== undefined) push(sites, `unit/${object.unit}`, object.key);
    if (object.kind === "unit" && object.item.parent !== undefined)
      push(children, `unit/${object.item.parent}`, object.key);
  }
  const members = new Map<ObjectKey, ObjectKey[]>();
  for (const { kind, key, discovered } of objects.values()) {
    if (kind === "site" && discovered)
      members.set(key, [...(links.get(key) ?? []), ...(devices.get(key) ?? [])]);
    else if (kind === "site") members.set(key, links.get(key) ?? devices.get(key) ?? []);
    if (kind === "rack") members.set(key, mounted.get(key) ?? []);
    if (kind === "unit") members.set(key, sites.get(key) ?? children.get(key) ?? []);
  }
  return members;
}

/** A unit and every unit below it. */
export function unitsUnder(world: World, unit: string): Set<string> {
  const found = new Set([unit]);
  const units = [...world.objects.values()].filter((object) => object.kind === "unit");
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { id, item } of units) if (item.parent !== undefined && found.has(item.parent)) found.add(id);
  }
  return found;
}
