import type { Subject } from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { objectOf, type Scene } from "../alert/scene.ts";
import { amend, type Book, type Case, isOpen, openCases } from "./book.ts";
import { merge } from "./merge.ts";
import { carrierOf } from "./open.ts";

/** From so many links of a carrier in an area on they have one cause, though nothing above them is known. */
export const togetherFrom = 5;
/** How far apart their first failures may lie, ms: a round of the slowest usual check. */
export const togetherWithinMs = 30_000;

type Together = NonNullable<Incident["together"]>;

/** Carrier and area of a link or site; the area is the unit above its own. Undefined for all that has no carrier. */
function together({ scene, root }: { scene: Scene; root: Subject }): Together | undefined {
  const key = objectOf(root);
  const object = key === undefined ? undefined : scene.world.objects.get(key);
  if (object === undefined || (object.kind !== "link" && object.kind !== "site")) return undefined;
  const carrier = carrierOf(scene, object);
  const unit = object.unit === undefined ? undefined : scene.world.objects.get(`unit/${object.unit}`);
  const area = unit?.unit === undefined ? unit : (scene.world.objects.get(`unit/${unit.unit}`) ?? unit);
  if (carrier === undefined || area === undefined) return undefined;
  return { carrier, area: area.id, areaName: area.name };
}

const nameOf = ({ carrier, area }: Together) => `${area}\n${carrier}`;

/** Brings together what went within seconds: many links of a carrier in an area, the first of them being the root. */
export function bringTogether(book: Book, scene: Scene): void {
  const groups = new Map<string, Array<{ one: Case; of: Together }>>();
  for (const one of openCases(book)) {
    if (one.incident.alert !== "outage") continue;
    const of = one.incident.together ?? together({ scene, root: one.incident.root });
    if (of === undefined) continue;
    const name = nameOf(of);
    groups.set(name, [...(groups.get(name) ?? []), { one, of }]);
  }
  for (const group of groups.values()) gather(book, group);
}

function gather(book: Book, group: ReadonlyArray<{ one: Case; of: Together }>): void {
  const byStart = group.toSorted((a, b) => a.one.incident.startsMs - b.one.incident.startsMs);
  for (const { one: first, of } of byStart) {
    if (!isOpen(first)) continue;
    const near = byStart.filter(
      ({ one }) =>
        one !== first &&
        isOpen(one) &&
        one.incident.together === undefined &&
        one.incident.startsMs >= first.incident.startsMs &&
        one.incident.startsMs - first.incident.startsMs <= togetherWithinMs,
    );
    const isGroup = first.incident.together !== undefined;
    if (!isGroup && near.length + 1 < togetherFrom) continue;
    if (!isGroup) amend(book, first, { together: of });
    for (const { one } of near) merge(book, one, first);
  }
}
