import type { ObjectKey } from "@haidang/contract/object.ts";
import { unitsUnder, type World, type WorldObject } from "./world.ts";

/** What somebody may see and act on: what lies under a unit, or everything. */
export interface Sight {
  /** A unit's id; null for the whole province. */
  unit: string | null;
}
export const wholeSight: Sight = { unit: null };

/** A world never changes, and every answer to somebody bounded asks for the same part of it. */
const parts = new WeakMap<World, Map<string, World>>();

/**
 * The part of a world that somebody sees. What is beyond is absent, as if it did not exist; a unit that is not there
 * (any more) shows nothing.
 */
export function seenWorld(world: World, { unit }: Sight): World {
  if (unit === null) return world;
  const known = parts.get(world) ?? new Map<string, World>();
  parts.set(world, known);
  const found = known.get(unit) ?? partUnder(world, unit);
  known.set(unit, found);
  return found;
}

/** Whether an object is there for somebody. */
export function sees(world: World, sight: Sight, key: ObjectKey): boolean {
  return seenWorld(world, sight).objects.has(key);
}

function partUnder(world: World, unit: string): World {
  const units = world.objects.has(`unit/${unit}`) ? unitsUnder(world, unit) : new Set<string>();
  const home = (object: WorldObject) => (object.kind === "unit" ? object.id : object.unit);
  const objects = new Map(
    [...world.objects].filter(([, object]) => {
      const at = home(object);
      return at !== undefined && units.has(at);
    }),
  );
  const inside = (key: ObjectKey) => objects.has(key);
  const keys = (of: World["members"]) =>
    new Map([...of].filter(([key]) => inside(key)).map(([key, others]) => [key, others.filter(inside)]));
  return {
    objects,
    members: keys(world.members),
    owners: keys(world.owners),
    parents: keys(world.parents),
    calendars: new Map([...world.calendars].filter(([key]) => inside(key))),
  };
}
