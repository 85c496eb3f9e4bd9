import { isDeepStrictEqual } from "node:util";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import type { World } from "../inventory/world.ts";
import type { Assignments } from "./assignments.ts";

/**
 * What a new inventory changes of the past: objects that go by other service hours than before, or are made of other
 * members, from the time they were first watched.
 */
export function reshapedBy(
  worlds: { before: World; after: World },
  assignments: Pick<Assignments, "of">,
  applied: { revision: number; nowMs: number },
): Revision[] {
  const { before, after } = worlds;
  const found: Revision[] = [];
  for (const [key, { kind, id }] of after.objects) {
    if (!before.objects.has(key)) continue;
    const sameHours = isDeepStrictEqual(before.calendars.get(key), after.calendars.get(key));
    const sameMembers = isDeepStrictEqual(before.members.get(key), after.members.get(key));
    if (sameHours && sameMembers) continue;
    const fromMs = Math.min(
      firstWatchedMs(key, before, assignments),
      firstWatchedMs(key, after, assignments),
    );
    if (fromMs >= applied.nowMs) continue;
    found.push({
      atMs: applied.nowMs,
      object: { kind, id },
      fromMs,
      toMs: applied.nowMs,
      cause: "inventory",
      by: String(applied.revision),
    });
  }
  return found;
}

function firstWatchedMs(start: ObjectKey, { members }: World, assignments: Pick<Assignments, "of">): number {
  const seen = new Set<ObjectKey>();
  let firstMs = Number.POSITIVE_INFINITY;
  const visit = (key: ObjectKey): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const { fromMs } of assignments.of(key)) firstMs = Math.min(firstMs, fromMs);
    for (const member of members.get(key) ?? []) visit(member);
  };
  visit(start);
  return firstMs;
}
