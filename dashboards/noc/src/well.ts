import { type ObjectKey, type ObjectKind, objectKey } from "@haidang/contract/object.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { searchKey } from "@haidang/contract/text.ts";

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
const inherited: ReadonlySet<string> = new Set(["member_down", "path_down"]);

/**
 * What is not well, worst first and newest first within a class. A unit or site whose reason is one of its
 * members is counted under the first of them, not listed beside it.
 */
export function troubles(objects: Iterable<ObjectStatus>): Trouble[] {
  const all = [...objects].filter((object) => bad.has(object.class));
  const inherits = (object: ObjectStatus) =>
    (object.kind === "unit" || object.kind === "site") && inherited.has(object.reason ?? "");
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

export type ClassCounts = Record<InstantClass, number> & { total: number };

/** How many objects of a kind are in each class; the parts add up to the total. */
export function countClasses(objects: Iterable<ObjectStatus>, kind: ObjectKind): ClassCounts {
  const counts: ClassCounts = {
    total: 0,
    up: 0,
    degraded: 0,
    down: 0,
    unknown: 0,
    maintenance: 0,
    unmonitored: 0,
    outOfPeriod: 0,
  };
  for (const object of objects) {
    if (object.kind !== kind) continue;
    counts[object.class] += 1;
    counts.total += 1;
  }
  return counts;
}

const keys = new WeakMap<ObjectStatus, string>();

/** Whether an object is meant by what was typed, with or without diacritics, every word of it. */
export function isMeant(object: ObjectStatus, typed: string): boolean {
  let key = keys.get(object);
  if (key === undefined) {
    const { name, id, unitName, carrier, address } = object;
    key = searchKey([name, id, unitName, carrier, address].filter(Boolean).join(" "));
    keys.set(object, key);
  }
  const text = key;
  return searchKey(typed)
    .split(" ")
    .every((word) => text.includes(word));
}

export interface HeldOrder {
  order: readonly ObjectKey[];
  /** Objects that came or went while the order was held. */
  pending: number;
}

/** A list nobody is pointing at takes the order wanted; under a pointer it keeps the one it has. */
export function holdOrder(
  former: readonly ObjectKey[] | null,
  wanted: readonly ObjectKey[],
  held: boolean,
): HeldOrder {
  if (!held || former === null) return { order: wanted, pending: 0 };
  const before = new Set(former);
  const after = new Set(wanted);
  const came = wanted.filter((key) => !before.has(key)).length;
  const went = former.filter((key) => !after.has(key)).length;
  return { order: former, pending: came + went };
}
