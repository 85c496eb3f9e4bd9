import type { ObjectKey, ObjectRef } from "@haidang/contract/object.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import type { Period } from "../state/timeline.ts";
import type { RecordStore } from "../store/records.ts";

/** Revisions of an object and of whatever its state is made of, those that touch the period, newest first. */
export function revisionsOf(
  { records, world }: { records: RecordStore; world: () => World },
  object: WorldObject,
  period: Period,
  limit: number,
): Revision[] {
  return records.revisions.list(withMembers(world(), object), period, limit);
}

function withMembers(world: World, object: WorldObject): ObjectRef[] {
  const found = new Map<ObjectKey, ObjectRef>();
  const visit = (key: ObjectKey): void => {
    const one = world.objects.get(key);
    if (one === undefined || found.has(key)) return;
    found.set(key, { kind: one.kind, id: one.id });
    for (const member of world.members.get(key) ?? []) visit(member);
  };
  visit(object.key);
  return [...found.values()];
}
