import type { ObjectKey } from "@haidang/contract/object.ts";
import type { WorldObject } from "./world-object.ts";

/** The agent that measures an object, by the inventory: named by it, or sitting at its site; else the first hub. */
export function measurerOf(
  object: WorldObject,
  objects: ReadonlyMap<ObjectKey, WorldObject>,
): string | undefined {
  if ("measuredBy" in object.item && object.item.measuredBy !== undefined) return object.item.measuredBy;
  return object.kind === "device" || object.kind === "video" ? agentAt(object.item.site, objects) : undefined;
}

export function agentAt(
  site: string | undefined,
  objects: ReadonlyMap<ObjectKey, WorldObject>,
): string | undefined {
  const found = site === undefined ? undefined : objects.get(`site/${site}`);
  return found?.kind === "site" ? found.item.agent : undefined;
}

/** The way out of an agent's own network: its gateway, where it found one that is no link of the inventory. */
function gatewayOf(
  agent: string | undefined,
  object: WorldObject,
  objects: ReadonlyMap<ObjectKey, WorldObject>,
): ObjectKey | undefined {
  const found = agent === undefined ? undefined : objects.get(`link/${agent}-gateway`);
  if (found?.kind !== "link" || !found.discovered || found.missing !== undefined) return undefined;
  const isSame = object.kind === "link" && object.item.address === found.item.address;
  return isSame ? undefined : found.key;
}

/**
 * What each object is reached through, as its measuring agent sees it: any one of these is way enough. A link goes by
 * the site at its near end, else by the gateway of the agent that measures it (`hub` where none is named); a site by its
 * links; a name server that an agent found by the agent's gateway; what stands at a site by the device named as its
 * parent, else by the site, unless the agent that measures it sits there too.
 */
export function parentsOf(
  objects: ReadonlyMap<ObjectKey, WorldObject>,
  hub?: string,
): Map<ObjectKey, readonly ObjectKey[]> {
  const parents = new Map<ObjectKey, ObjectKey[]>();
  const push = (key: ObjectKey, parent: ObjectKey) => parents.set(key, [...(parents.get(key) ?? []), parent]);
  for (const object of objects.values()) {
    if (object.kind === "link") {
      push(`site/${object.item.site}`, object.key);
      const near = object.item.from;
      const isOwn =
        near === object.item.site || agentAt(near, objects) === (measurerOf(object, objects) ?? "");
      const gateway = object.discovered
        ? undefined
        : gatewayOf(measurerOf(object, objects) ?? hub, object, objects);
      if (near !== undefined && !isOwn) push(object.key, `site/${near}`);
      else if (gateway !== undefined) push(object.key, gateway);
    }
    if (object.kind === "service") {
      const gateway = gatewayOf(measurerOf(object, objects), object, objects);
      if (object.discovered && object.id !== "haidang" && gateway !== undefined) push(object.key, gateway);
    }
    // its report comes to us by the way the site has, whatever agent sits there
    if (object.kind === "heartbeat") push(object.key, `site/${object.item.site}`);
    if (object.kind !== "device" && object.kind !== "video") continue;
    if (object.discovered) continue;
    const through = object.kind === "device" ? object.item.parent : undefined;
    if (through !== undefined) push(object.key, `device/${through}`);
    else if (!measuredFromWithin(object, objects)) push(object.key, `site/${object.item.site}`);
  }
  return parents;
}

/** Who measures it sits at its site, so that no line of the site lies between. */
export function measuredFromWithin(
  object: WorldObject & { kind: "device" | "video" },
  objects: ReadonlyMap<ObjectKey, WorldObject>,
): boolean {
  const measurer = measurerOf(object, objects);
  return measurer !== undefined && measurer === agentAt(object.item.site, objects);
}

/**
 * The topmost objects that are down above one, when every way to it is down; none when it is down by itself. `isDown`
 * is asked of parents only. Rings end where they began.
 */
export function downAbove(
  key: ObjectKey,
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
  isDown: (key: ObjectKey) => boolean,
): ObjectKey[] {
  const found = new Set<ObjectKey>();
  const climb = (at: ObjectKey, trail: ReadonlySet<ObjectKey>): boolean => {
    const ways = (parents.get(at) ?? []).filter((parent) => !trail.has(parent));
    if (ways.length === 0 || !ways.every(isDown)) return false;
    for (const way of ways) {
      if (!climb(way, new Set([...trail, way]))) found.add(way);
    }
    return true;
  };
  climb(key, new Set([key]));
  return [...found];
}

/** What is reached through each object: `parents` the other way round. */
export function childrenOf(
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
): Map<ObjectKey, readonly ObjectKey[]> {
  const children = new Map<ObjectKey, ObjectKey[]>();
  for (const [child, ways] of parents) {
    for (const way of ways) {
      const list = children.get(way);
      if (list === undefined) children.set(way, [child]);
      else list.push(child);
    }
  }
  return children;
}

/** Everything above an object, nearest first, itself left out. */
export function ancestorsOf(
  key: ObjectKey,
  parents: ReadonlyMap<ObjectKey, readonly ObjectKey[]>,
): ObjectKey[] {
  const found = new Set<ObjectKey>([key]);
  for (const at of found) for (const parent of parents.get(at) ?? []) found.add(parent);
  found.delete(key);
  return [...found];
}
