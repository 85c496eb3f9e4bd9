import type { Subject } from "@haidang/contract/alert.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import { isLost, objectOf, type Scene } from "../alert/scene.ts";
import { downAbove } from "../inventory/topology.ts";

/**
 * What is at the root of a subject's alert: the topmost thing that is lost above it, else the subject itself. Where
 * a site lost all of its several links, the site stands for them. An agent goes by the site it sits at. Where it is we
 * who are cut off, it is the agent that measures.
 */
export function rootOf(scene: Scene, subject: Subject): Subject {
  if (subject.kind === "agent") return rootOfAgent(scene, subject);
  const key = objectOf(subject);
  if (key === undefined || !scene.world.objects.has(key)) return subject;
  const above = downAbove(key, scene.world.parents, (parent) => isLost(scene, parent));
  const tops = above.length === 0 ? [key] : above;
  const top = subjectOf(scene, lostSite(scene, tops) ?? firstDown(scene, tops)) ?? subject;
  return scene.ownSide?.(top) ?? top;
}

function rootOfAgent(scene: Scene, agent: Subject): Subject {
  for (const object of scene.world.objects.values()) {
    if (object.kind === "site" && object.item.agent === agent.id && isLost(scene, object.key)) {
      return rootOf(scene, { kind: "site", id: object.id });
    }
  }
  return scene.ownSide?.(agent) ?? agent;
}

/** The site whose several ways are all down, when these are all such ways. */
function lostSite(scene: Scene, tops: readonly ObjectKey[]): ObjectKey | undefined {
  const sites = new Set(
    tops.map((top) => {
      const object = scene.world.objects.get(top);
      return object?.kind === "link" ? object.item.site : undefined;
    }),
  );
  const [site] = sites;
  if (sites.size !== 1 || site === undefined || !isLost(scene, `site/${site}`)) return undefined;
  return (scene.world.members.get(`site/${site}`) ?? []).length > 1 ? `site/${site}` : undefined;
}

function firstDown(scene: Scene, keys: readonly ObjectKey[]): ObjectKey | undefined {
  const sinceOf = (key: ObjectKey) => scene.status(key)?.sinceMs ?? Number.POSITIVE_INFINITY;
  return keys.toSorted((a, b) => sinceOf(a) - sinceOf(b) || a.localeCompare(b))[0];
}

function subjectOf(scene: Scene, key: ObjectKey | undefined): Subject | undefined {
  const object = key === undefined ? undefined : scene.world.objects.get(key);
  return object === undefined ? undefined : { kind: object.kind, id: object.id };
}
