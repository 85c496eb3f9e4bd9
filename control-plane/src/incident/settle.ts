import type { ObjectKey } from "@haidang/contract/object.ts";
import { isDown, objectOf, type Scene } from "../alert/scene.ts";
import type { Held } from "./book.ts";

/** How long an alert waits for word of what it is reached through, ms. */
export const settleMs = 1000;
/** How long it waits while that, or another way to the same site, is failing itself but not confirmed, ms. */
export const failingHoldMs = 5000;

/**
 * When an alert may be given to an incident: at once when all that it is reached through was seen since its first
 * failure; else a little later, so that the parent is asked before the child is blamed.
 */
export function settledAtMs(scene: Scene, { alert, subject, firedMs }: Held): number {
  const key = objectOf(subject);
  if (key === undefined || alert.labels.alert !== "outage") return firedMs;
  const beside = waysAbove(scene, key);
  if (beside.some((way) => scene.status(way)?.soft?.state === "down")) return firedMs + failingHoldMs;
  const parents = beside.filter((way) => way !== key && !isDown(scene, way));
  const isOld = (way: ObjectKey) => (scene.status(way)?.lastResultMs ?? 0) < alert.startsMs;
  return parents.some(isOld) ? firedMs + settleMs : firedMs;
}

/** What is measured above an object, through composites, and for a link its site's other links. */
function waysAbove({ world }: Scene, key: ObjectKey): ObjectKey[] {
  const found = new Set<ObjectKey>();
  const climb = (at: ObjectKey): void => {
    for (const parent of world.parents.get(at) ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      climb(parent);
    }
  };
  climb(key);
  const object = world.objects.get(key);
  if (object?.kind === "link") {
    for (const link of world.members.get(`site/${object.item.site}`) ?? []) if (link !== key) found.add(link);
  }
  return [...found].filter((way) => !way.startsWith("site/"));
}
