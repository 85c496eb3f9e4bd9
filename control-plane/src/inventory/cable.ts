import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Neighbour } from "../store/neighbours.ts";
import { ancestorsOf, measuredFromWithin, measurerOf } from "./topology.ts";
import type { WorldObject, WorldObjectOf } from "./world-object.ts";

type Objects = ReadonlyMap<ObjectKey, WorldObject>;
type Parents = ReadonlyMap<ObjectKey, readonly ObjectKey[]>;
/** What a cable may lead to. */
type Wired = WorldObjectOf<"device"> | WorldObjectOf<"video">;

interface Cables {
  /** Both ways. */
  beside: ReadonlyMap<ObjectKey, ReadonlySet<ObjectKey>>;
  /** Devices that hear something that stands elsewhere, or the machine of the agent that measures them. */
  uplinked: ReadonlySet<ObjectKey>;
}

interface Known {
  objects: Objects;
  /** The agent that measures what is given to no other. */
  hub: string | undefined;
  neighbours: readonly Neighbour[];
}

/**
 * What each object is reached through, with the cables where the inventory says nothing. A cable has no direction: it
 * is walked from where a site is entered, which is the device its lines end at, or one that hears another site or the
 * agent that measures. Where a site is entered nowhere its cables say nothing. What is written stays as it is.
 */
export function withCables(written: Map<ObjectKey, readonly ObjectKey[]>, known: Known): Parents {
  if (known.neighbours.length === 0) return written;
  const { objects, hub } = known;
  const parents = new Map(written);
  const cables = cablesOf(known);
  const askedBy = (object: Wired) => measurerOf(object, objects) ?? hub ?? "";
  const wired = [...new Set([...cables.beside.keys(), ...cables.uplinked])].flatMap(
    (key) => wiredAt(objects, key) ?? [],
  );
  for (const group of Map.groupBy(wired, (object) => `${object.item.site}\n${askedBy(object)}`).values()) {
    const inside = new Set(group.map(({ key }) => key));
    const ends = lineEnds(objects, group);
    const entries = group.filter(
      (object) =>
        cables.uplinked.has(object.key) || (!measuredFromWithin(object, objects) && ends.has(object.key)),
    );
    const steps = stepsFrom(entries, cables.beside, inside);
    for (const { key, ...object } of group) {
      const isWritten = object.kind === "device" && object.item.parent !== undefined;
      const step = steps.get(key) ?? 0;
      if (isWritten || step === 0) continue;
      const ways = [...(cables.beside.get(key) ?? [])].filter((way) => steps.get(way) === step - 1);
      // what the inventory has below it is no way to it
      const above = ways.filter(
        (way) => objects.get(way)?.kind === "device" && !ancestorsOf(way, parents).includes(key),
      );
      if (above.length > 0) parents.set(key, above.toSorted());
    }
  }
  return parents;
}

function wiredAt(objects: Objects, key: ObjectKey): Wired | undefined {
  const object = objects.get(key);
  return (object?.kind === "device" || object?.kind === "video") && !object.discovered ? object : undefined;
}

/** Names without their domain, as LLDP has them in any case. */
const nameOf = (text: string) => text.split(".")[0]?.toLowerCase() ?? "";

/** Two that are called the same are neither. */
function uniquely<T>(entries: Iterable<readonly [string, T]>): Map<string, T> {
  const found = new Map<string, T | undefined>();
  for (const [name, value] of entries) {
    if (name !== "") found.set(name, found.has(name) && found.get(name) !== value ? undefined : value);
  }
  return new Map(
    [...found].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

function cablesOf({ objects, hub, neighbours }: Known): Cables {
  const written = [...objects.keys()].flatMap((key) => wiredAt(objects, key) ?? []);
  const byAddress = uniquely(written.map((object) => [object.item.address, object] as const));
  const byName = uniquely(
    neighbours.flatMap(({ device, self }) => {
      const object = wiredAt(objects, `device/${device}`);
      return object === undefined ? [] : [[nameOf(self), object] as const];
    }),
  );
  const byId = uniquely(written.map((object) => [nameOf(object.id), object] as const));
  const beside = new Map<ObjectKey, Set<ObjectKey>>();
  const uplinked = new Set<ObjectKey>();
  const join = (a: ObjectKey, b: ObjectKey) => beside.set(a, (beside.get(a) ?? new Set()).add(b));
  for (const { device, name, address } of neighbours) {
    const here = wiredAt(objects, `device/${device}`);
    if (here === undefined) continue;
    const machine = objects.get(`device/${measurerOf(here, objects) ?? hub ?? ""}`);
    if (machine?.discovered && name !== "" && nameOf(machine.name) === nameOf(name)) {
      uplinked.add(here.key);
    }
    const there = byAddress.get(address) ?? byName.get(nameOf(name)) ?? byId.get(nameOf(name));
    if (there === undefined || there.key === here.key) continue;
    join(here.key, there.key);
    join(there.key, here.key);
    if (here.item.site !== there.item.site) uplinked.add(here.key).add(there.key);
  }
  return { beside, uplinked };
}

/** Devices of one site that its lines end at: by the interface written, or by the address. */
function lineEnds(objects: Objects, group: readonly Wired[]): Set<ObjectKey> {
  const [first] = group;
  const byAddress = new Map(group.map(({ key, item }) => [item.address, key]));
  const ends = new Set<ObjectKey>();
  for (const object of objects.values()) {
    if (object.kind !== "link" || object.item.site !== first?.item.site) continue;
    const port = object.item.interface;
    const end = port === undefined ? byAddress.get(object.item.address) : (`device/${port.device}` as const);
    if (end !== undefined) ends.add(end);
  }
  return ends;
}

/** How many cables away from where the site is entered. */
function stepsFrom(
  entries: readonly Wired[],
  beside: Cables["beside"],
  inside: ReadonlySet<ObjectKey>,
): Map<ObjectKey, number> {
  const steps = new Map(entries.map(({ key }) => [key, 0]));
  for (const [key, step] of steps) {
    for (const next of beside.get(key) ?? []) {
      if (inside.has(next) && !steps.has(next)) steps.set(next, step + 1);
    }
  }
  return steps;
}
