import { noCounts } from "@haidang/contract/api.ts";
import type { ObjectKind } from "@haidang/contract/object.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { searchKey } from "@haidang/contract/text.ts";

export type ClassCounts = Record<InstantClass, number> & { total: number };

/** How many objects of a kind are in each class; the parts add up to the total. */
export function countClasses(objects: Iterable<ObjectStatus>, kind: ObjectKind): ClassCounts {
  const counts: ClassCounts = { ...noCounts };
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

export interface HeldOrder<K extends string> {
  order: readonly K[];
  /** Objects that came or went while the order was held. */
  pending: number;
}

/** A list nobody is pointing at takes the order wanted; under a pointer it keeps the one it has. */
export function holdOrder<K extends string>(
  former: readonly K[] | null,
  wanted: readonly K[],
  held: boolean,
): HeldOrder<K> {
  if (!held || former === null) return { order: wanted, pending: 0 };
  const before = new Set(former);
  const after = new Set(wanted);
  const came = wanted.filter((key) => !before.has(key)).length;
  const went = former.filter((key) => !after.has(key)).length;
  return { order: former, pending: came + went };
}

/** Kinds to show: video points and heartbeats only where there are any; the others always, so that eyes learn the place. */
export function usedKinds<K extends ObjectKind>(
  kinds: readonly K[],
  objects: Iterable<Pick<ObjectStatus, "kind">>,
): K[] {
  const seen = new Set<ObjectKind>([...objects].map(({ kind }) => kind));
  return kinds.filter((kind) => (kind !== "video" && kind !== "heartbeat") || seen.has(kind));
}
