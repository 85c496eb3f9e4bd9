import type { ObjectKey } from "@haidang/contract/object.ts";
import { downAbove } from "../inventory/topology.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import { type Around, siteIdOf } from "./around.ts";
import type { Others, OutageFacts, Seen } from "./facts.ts";
import { type Fates, togetherMs } from "./fates.ts";
import { type Silence, seenOf } from "./gather-site.ts";

/** What is asked about those around a silence. */
export interface Scene {
  world: World;
  around: Around;
  fates: Fates;
  startsMs: number;
}

/** Others looked at before it is believed that all is lost; a carrier's whole network is less than that. */
const fewAsked = 12;
const mostAsked = 48;
/** Sites that have to fall together before it is our own side. */
export const leastSites = 3;

/** So many of a list, spread over all of it. */
export function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)] as T);
}

/** The same of a list without one of its members. */
function spreadWithout<T>(all: readonly T[], without: T | undefined, most: number): T[] {
  const at = without === undefined ? -1 : all.indexOf(without);
  if (at === -1) return spread(all, most);
  const left = all.length - 1;
  return Array.from({ length: Math.min(left, most) }, (_, nth) => {
    const place = left <= most ? nth : Math.floor((nth * left) / most);
    return all[place < at ? place : place + 1] as T;
  });
}

/** The topmost that are down above an object. */
export function aboveOf({ world, fates }: Scene, key: ObjectKey): ObjectKey[] {
  return downAbove(key, world.parents, (parent) => fates.down(parent) !== undefined);
}

export function aboveUpOf({ world, fates, startsMs }: Scene, key: ObjectKey): Seen | undefined {
  for (const parent of world.parents.get(key) ?? []) {
    const object = world.objects.get(parent);
    if (object !== undefined && fates.answers(parent)) return seenOf(object, startsMs);
  }
  return undefined;
}

/** Of some objects, those that fell together with the silence and those that went on answering. */
export function othersOf({ fates, startsMs }: Scene, objects: readonly WorldObject[]): Others {
  const down: Seen[] = [];
  const up: Seen[] = [];
  for (const object of objects) {
    const lost = fates.down(object.key);
    if (lost?.together) down.push(seenOf(object, lost.atMs));
    else if (lost === undefined && fates.answers(object.key)) up.push(seenOf(object, startsMs));
  }
  return { down, up };
}

/** How the agent that measures fared: whether anything elsewhere still answered it, and its own gateway. */
export function measurerFacts(
  scene: Scene,
  agent: string,
  except: ObjectKey | undefined,
): OutageFacts["measurer"] {
  const { world, around, fates, startsMs } = scene;
  const gateway = world.objects.get(`link/${agent}-gateway`);
  const lostGateway = gateway?.discovered ? fates.down(gateway.key) : undefined;
  const here = { subject: { kind: "agent", id: agent } as const, name: agent, atMs: startsMs };
  const gatewayDown = lostGateway?.together ? { ...here, atMs: lostGateway.atMs } : undefined;
  const all = around.elsewhere(agent);
  const someOf = (most: number) => othersOf(scene, objectsOf(world, spreadWithout(all, except, most)));
  let asked = someOf(fewAsked);
  // what answers otherwise than by what lies above the silent one tells of the way out
  const answering = asked.up.slice(0, fewAsked);
  if (asked.up.length > 0 || asked.down.length + (except === undefined ? 0 : 1) < leastSites)
    return { gatewayDown, answering };
  if (all.length > fewAsked) asked = someOf(mostAsked);
  if (asked.up.length > 0) return { gatewayDown, answering: asked.up };
  const sites = new Set(
    [
      ...asked.down.map(({ subject }) => `${subject.kind}/${subject.id}` as ObjectKey),
      ...(except === undefined ? [] : [except]),
    ].flatMap((key) => {
      const object = world.objects.get(key);
      // what lies behind the gateway of who measures is lost by itself: that gateway is our own side too
      const isExplained = aboveOf(scene, key).some((above) => above !== gateway?.key);
      const own = object === undefined || isExplained ? undefined : siteIdOf(object);
      return own === undefined ? [] : [own];
    }),
  );
  if (sites.size < leastSites) return { gatewayDown, answering };
  const firstMs = Math.min(startsMs, ...asked.down.map(({ atMs }) => atMs));
  return { gatewayDown, answering, lostAll: { ...here, atMs: firstMs, sites: sites.size } };
}

export function objectsOf(world: World, keys: readonly ObjectKey[]): WorldObject[] {
  return keys.flatMap((key) => world.objects.get(key) ?? []);
}

/** Links of the carrier that fell together with this one, to other sites and not because of what is above them. */
export function carrierFacts(
  scene: Scene,
  link: WorldObject & { kind: "link" },
): OutageFacts["carrierLinks"] {
  const { world, around } = scene;
  const { carrier, site } = link.item;
  if (carrier === undefined) return { down: 0, asked: 0 };
  const others = objectsOf(world, around.ofCarrier(carrier)).filter(
    (other) => siteIdOf(other) !== site && other.key !== link.key,
  );
  const asked = spread(others, mostAsked);
  const down = othersOf(scene, asked).down.filter(
    ({ subject }) => aboveOf(scene, `${subject.kind}/${subject.id}` as ObjectKey).length === 0,
  );
  return { down: down.length, asked: asked.length };
}

/** All agents but the hub, when they fell silent at once: then it is not they. */
export function agentsTogether(
  agents: readonly AgentRecord[],
  { spells, startsMs }: Silence,
): OutageFacts["agentsTogether"] {
  const others = agents.filter(({ hub, lastSeenMs }) => !hub && lastSeenMs !== null);
  const silent = others.flatMap(({ id }) =>
    spells
      .between(`agent/${id}`, "silence", startsMs - togetherMs, startsMs + togetherMs)
      .filter(({ fromMs }) => Math.abs(fromMs - startsMs) <= togetherMs)
      .slice(0, 1),
  );
  if (silent.length < leastSites || silent.length < others.length) return undefined;
  return { count: silent.length, atMs: Math.min(...silent.map(({ fromMs }) => fromMs)) };
}
