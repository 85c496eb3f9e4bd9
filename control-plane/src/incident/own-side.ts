import { type Subject, subjectKey } from "@haidang/contract/alert.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { AgentSeen } from "../alert/judge.ts";
import { objectOf, type Scene, saidOf } from "../alert/scene.ts";
import { downAbove } from "../inventory/topology.ts";
import type { World } from "../inventory/world.ts";
import { type Around, lookAround, siteIdOf } from "../verdict/around.ts";
import { togetherMs } from "../verdict/fates.ts";
import { leastSites, spread } from "../verdict/gather-around.ts";

/** Who is looked at before all are: one that answers is enough to say that it is not us. */
const firstAsked = 12;
/** Agents that have to fall silent together before it is not they who stopped. */
export const leastAgents = leastSites;

interface Watched {
  agents: readonly AgentSeen[];
  silentAfterMs: number;
  nowMs: number;
}

const around = new WeakMap<World, { hub: string | undefined; around: Around }>();

function aroundOf(world: World, hub: string | undefined): Around {
  const known = around.get(world);
  if (known !== undefined && known.hub === hub) return known.around;
  const made = lookAround(world, hub);
  around.set(world, { hub, around: made });
  return made;
}

/**
 * Says of what fell whether it is we who are cut off: nothing that its agent asks at other places has answered since, or
 * every agent but the hub fell silent at once. The agent that measures is the root then. One answer is good for one step.
 */
export function ownSideOf(
  scene: Pick<Scene, "world" | "status">,
  watched: Watched,
): (fallen: Subject) => Subject | undefined {
  const hub = watched.agents.find((agent) => agent.hub)?.id;
  const known = new Map<string, boolean>();
  const isCutOff = (agent: string, fell: ObjectKey): boolean => {
    // what fell within the same while has the same answer
    const name = `${agent}\n${Math.floor((scene.status(fell)?.sinceMs ?? 0) / togetherMs)}`;
    const done = known.get(name);
    if (done !== undefined) return done;
    const asked = aroundOf(scene.world, hub).elsewhere(agent);
    const isLost = hasLostAll(scene, asked, { fell, nowMs: watched.nowMs });
    known.set(name, isLost);
    return isLost;
  };
  return (fallen) => {
    if (fallen.kind === "agent") {
      const areSilent = hub !== undefined && fallen.id !== hub && haveFallenSilent(watched);
      return areSilent ? { kind: "agent", id: hub } : undefined;
    }
    const key = objectOf(fallen);
    const leaf = scene.world.objects.get(leafOf(scene.world, key) ?? "unit/");
    const agent = leaf === undefined ? undefined : aroundOf(scene.world, hub).measurerOf(leaf);
    if (leaf === undefined || agent === undefined || !isCutOff(agent, leaf.key)) return undefined;
    return { kind: "agent", id: agent };
  };
}

/** A site is what its links are. */
function leafOf(world: World, key: ObjectKey | undefined): ObjectKey | undefined {
  const [member] = key === undefined ? [] : (world.members.get(key) ?? []);
  return member ?? key;
}

function hasLostAll(
  { world, status }: Pick<Scene, "world" | "status">,
  asked: readonly ObjectKey[],
  { fell, nowMs }: { fell: ObjectKey; nowMs: number },
): boolean {
  const statusOf = (key: ObjectKey) => {
    const found = status(key);
    return found === undefined ? undefined : { ...found, class: saidOf(found)?.class };
  };
  const isDown = (key: ObjectKey) => statusOf(key)?.class === "down";
  const fellMs = statusOf(fell)?.sinceMs ?? 0;
  /** What is slowly asked may be up by its last answer for long: then it counts by when that was. */
  const answers = (key: ObjectKey): boolean => {
    const found = statusOf(key);
    if (found?.class !== "up" && found?.class !== "degraded") return false;
    return nowMs - fellMs <= togetherMs || (found.lastResultMs ?? 0) > fellMs + answeredMs;
  };
  if (!isDown(fell) || spread(asked, firstAsked).some(answers) || asked.some(answers)) return false;
  const sites = new Set<string>();
  for (const key of asked) {
    const object = world.objects.get(key);
    const site = object === undefined ? undefined : siteIdOf(object);
    const isTogether = Math.abs((statusOf(key)?.sinceMs ?? 0) - fellMs) <= togetherMs;
    if (site === undefined || !isDown(key) || !isTogether) continue;
    // many behind one way that is down tell of that way
    if (downAbove(key, world.parents, isDown).length === 0) sites.add(site);
  }
  return sites.size >= leastSites;
}

/** Answers this soon after the first failure were on their way, ms. */
const answeredMs = 1000;

function haveFallenSilent({ agents, silentAfterMs, nowMs }: Watched): boolean {
  const others = agents.filter(({ hub, lastSeenMs }) => !hub && lastSeenMs !== null);
  const seen = others.map(({ lastSeenMs }) => lastSeenMs ?? 0);
  const lastMs = Math.max(0, ...seen);
  if (nowMs - lastMs <= silentAfterMs) return false;
  // who was silent before has a cause of its own
  return seen.filter((atMs) => lastMs - atMs <= togetherMs).length >= leastAgents;
}

/** Whether an incident's root is the agent that is cut off, by which others go though it has no alert of its own. */
export function isOwnSide(scene: Scene, root: Subject, fallen: readonly Subject[]): boolean {
  if (root.kind !== "agent") return false;
  return fallen.some((subject) => {
    const ours = scene.ownSide?.(subject);
    return ours !== undefined && subjectKey(ours) === subjectKey(root);
  });
}
