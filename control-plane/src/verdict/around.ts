import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { agentAt, measurerOf } from "../inventory/topology.ts";
import type { World, WorldObject } from "../inventory/world.ts";

/** Who stands where and who asks whom, of one world; worked out once for each. */
export interface Around {
  /** Links, devices and video points of a site, by its id. */
  atSite(site: string): readonly WorldObject[];
  ofCarrier(carrier: string): readonly ObjectKey[];
  /** What an agent asks that stands at other sites than its own. */
  elsewhere(agent: string): readonly ObjectKey[];
  /** What is reached through an object, directly. */
  below(key: ObjectKey): readonly ObjectKey[];
  measurerOf(object: WorldObject): string | undefined;
  /** The site an agent sits at. */
  siteOf(agent: string): string | undefined;
  /** The agent that sits at a site. */
  agentOf(site: string): string | undefined;
}

export function lookAround(world: World, hub: string | undefined): Around {
  const sites = new Map<string, WorldObject[]>();
  const carriers = new Map<string, ObjectKey[]>();
  const measured = new Map<string, ObjectKey[]>();
  const below = new Map<ObjectKey, ObjectKey[]>();
  const agents = new Map<string, string>();
  const push = <K, V>(map: Map<K, V[]>, key: K, value: V) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [value]);
    else list.push(value);
  };
  /** A site that an agent found itself on has its name. */
  const agentOf = (site: string) => {
    const object = world.objects.get(`site/${site}`);
    return agentAt(site, world.objects) ?? (object?.discovered ? site : undefined);
  };
  const askedBy = (object: WorldObject) => measurerOf(object, world.objects) ?? hub;
  for (const object of world.objects.values()) {
    if (object.kind === "site") {
      const agent = agentOf(object.id);
      // what was written of an agent's place counts before what it found
      if (agent !== undefined && (!object.discovered || !agents.has(agent))) agents.set(agent, object.id);
    }
    if (object.kind !== "link" && object.kind !== "device" && object.kind !== "video") continue;
    push(sites, object.item.site, object);
    if (object.kind === "link" && object.item.carrier !== undefined)
      push(carriers, object.item.carrier, object.key);
    const by = askedBy(object);
    const isOwn = agentOf(object.item.site) === by;
    if (by !== undefined && !isOwn && object.missing === undefined) push(measured, by, object.key);
  }
  for (const [key, parents] of world.parents) for (const parent of parents) push(below, parent, key);
  return {
    atSite: (site) => sites.get(site) ?? [],
    ofCarrier: (carrier) => carriers.get(carrier) ?? [],
    elsewhere: (agent) => measured.get(agent) ?? [],
    below: (key) => below.get(key) ?? [],
    measurerOf: askedBy,
    siteOf: (agent) => agents.get(agent),
    agentOf,
  };
}

/** The site an object stands at, or is. */
export function siteIdOf(object: WorldObject): string | undefined {
  if (object.kind === "site") return object.id;
  return "site" in object.item ? object.item.site : undefined;
}

export const keyOf = (object: WorldObject): ObjectKey => objectKey({ kind: object.kind, id: object.id });
