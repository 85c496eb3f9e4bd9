import { type ObjectKey, objectKey } from "./object.ts";
import type { InstantClass, ObjectStatus } from "./state.ts";

/** Worst first; the place of a class in every list and sum. */
export const worstFirst: readonly InstantClass[] = [
  "down",
  "degraded",
  "unknown",
  "maintenance",
  "unmonitored",
  "outOfPeriod",
  "up",
];
const rank = new Map(worstFirst.map((name, place) => [name, place]));
export function rankOf(name: InstantClass): number {
  return rank.get(name) ?? worstFirst.length;
}

const collator = new Intl.Collator("vi", { numeric: true });
export function byName(a: { name: string }, b: { name: string }): number {
  return collator.compare(a.name, b.name);
}

/** Something not well, and the units and sites that are so only because of it. */
export interface Trouble {
  object: ObjectStatus;
  follows: readonly ObjectStatus[];
}

const bad: ReadonlySet<InstantClass> = new Set(["down", "degraded", "unknown"]);

/**
 * What is not well, worst first and newest first within a class. Units and sites are only what their members are, so
 * one in trouble is counted under the first of its members, not listed beside it.
 */
export function troubles(objects: Iterable<ObjectStatus>): Trouble[] {
  const all = [...objects].filter((object) => bad.has(object.class));
  const inherits = ({ kind }: ObjectStatus) => kind === "unit" || kind === "site";
  const roots = all.filter((object) => !inherits(object)).sort(worstThenNewest);
  const follows = new Map<ObjectKey, ObjectStatus[]>(roots.map((root) => [objectKey(root), []]));
  const alone: ObjectStatus[] = [];
  const byId = new Map(all.filter((object) => object.kind === "unit").map((unit) => [unit.id, unit]));
  for (const object of all.filter(inherits)) {
    const root = roots.find((candidate) => liesWithin(candidate, object, byId));
    if (root === undefined) alone.push(object);
    else follows.get(objectKey(root))?.push(object);
  }
  return [...roots, ...alone]
    .sort(worstThenNewest)
    .map((object) => ({ object, follows: follows.get(objectKey(object)) ?? [] }));
}

/** Whether `object` belongs to the unit that `above` is, or that `above` (a site) belongs to. */
function liesWithin(
  object: ObjectStatus,
  above: ObjectStatus,
  units: ReadonlyMap<string, ObjectStatus>,
): boolean {
  const wanted = above.kind === "unit" ? above.id : above.unit;
  let unit = object.unit;
  // Inventory forbids rings of parents; the bound keeps a page alive should one come anyway.
  for (let depth = 0; unit !== undefined && depth < 16; depth += 1) {
    if (unit === wanted) return true;
    unit = units.get(unit)?.unit;
  }
  return false;
}

function worstThenNewest(a: ObjectStatus, b: ObjectStatus): number {
  return rankOf(a.class) - rankOf(b.class) || (b.sinceMs ?? 0) - (a.sinceMs ?? 0) || byName(a, b);
}
