import type { Subject } from "@haidang/contract/alert.ts";
import { type ObjectKey, objectKey, objectKindSchema } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { World, WorldObject } from "../inventory/world.ts";

/** What there is and how it stands: all that judging of alerts looks at. */
export interface Scene {
  world: World;
  status(key: ObjectKey): ObjectStatus | undefined;
  /** The agent that is cut off itself, where that is why something fell; see `incident/own-side.ts`. */
  ownSide?(fallen: Subject): Subject | undefined;
}

/** What checks or members say, whatever is planned; undefined while nothing says. */
export function saidOf(status: ObjectStatus): Pick<ObjectStatus, "class" | "reason"> | undefined {
  const isPlanned = status.class === "maintenance" || status.class === "outOfPeriod";
  return isPlanned ? status.beneath : status;
}

export function isDown({ status }: Scene, key: ObjectKey): boolean {
  const found = status(key);
  return found !== undefined && saidOf(found)?.class === "down";
}

/** Down, or changing too often to count as a way to anything; a site when that is so of all it is made of. */
export function isLost(scene: Scene, key: ObjectKey): boolean {
  if (isDown(scene, key) || scene.status(key)?.flapping === true) return true;
  const members = key.startsWith("site/") ? (scene.world.members.get(key) ?? []) : [];
  return members.length > 0 && members.every((member) => isLost(scene, member));
}

/** The key of an object; undefined for an agent or a part of the control plane. */
export function objectOf({ kind, id }: Subject): ObjectKey | undefined {
  const object = objectKindSchema.safeParse(kind);
  return object.success ? objectKey({ kind: object.data, id }) : undefined;
}

/** The site an object belongs to, itself for a site. */
export function siteOf(object: WorldObject): string | undefined {
  if (object.kind === "site") return object.id;
  return "site" in object.item ? object.item.site : undefined;
}
