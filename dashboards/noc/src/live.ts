import { type LiveEvent, type LiveEventName, liveEvents, type Status } from "@haidang/contract/api.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import type { HeardIncident } from "./incident.ts";

export type LatencyWindow = Extract<LiveEvent, { name: "latency" }>["data"];

/** One reading of the control plane's clock, and when it came by this page's own steady clock. */
export interface ClockReading {
  serverMs: number;
  atMs: number;
}

export interface StateChange {
  object: ObjectStatus;
  from: InstantClass;
}

/** Everything the stream has told so far. */
export interface Live {
  /** Null until the first snapshot. */
  agents: Status["agents"] | null;
  objects: ReadonlyMap<ObjectKey, ObjectStatus>;
  latency: ReadonlyMap<ObjectKey, LatencyWindow>;
  /** By id, each as it was last told; the newest 500. */
  incidents: ReadonlyMap<string, HeardIncident>;
  /** How often all was told anew: what the stream told in between was missed. */
  snapshots: number;
  clock: ClockReading | null;
  /** When anything last came, by this page's steady clock. */
  heardAtMs: number | null;
  /** Changes of class since they were last taken for telling aloud; the newest 50. */
  changes: readonly StateChange[];
}

export const nothingHeard: Live = {
  agents: null,
  objects: new Map(),
  latency: new Map(),
  incidents: new Map(),
  snapshots: 0,
  clock: null,
  heardAtMs: null,
  changes: [],
};

export interface Heard {
  event: LiveEvent;
  atMs: number;
}

/** What is known after a handful of events, in the order they came. */
export function hear(before: Live, heard: readonly Heard[]): Live {
  if (heard.length === 0) return before;
  let objects: Map<ObjectKey, ObjectStatus> | null = null;
  let latency: Map<ObjectKey, LatencyWindow> | null = null;
  let incidents: Map<string, HeardIncident> | null = null;
  let { agents, clock, heardAtMs, snapshots } = before;
  const changes: StateChange[] = [];
  for (const { event, atMs } of heard) {
    heardAtMs = atMs;
    if (event.name === "tick") clock = { serverMs: event.data.nowMs, atMs };
    else if (event.name === "latency") {
      latency ??= new Map(before.latency);
      latency.set(objectKey(event.data), event.data);
    } else if (event.name === "object") {
      objects ??= new Map(before.objects);
      const changed = changeOf(objects.get(objectKey(event.data)), event.data);
      if (changed !== null) changes.push(changed);
      objects.set(objectKey(event.data), event.data);
    } else if (event.name === "incident") {
      incidents ??= new Map(before.incidents);
      keepIncident(incidents, { incident: event.data, atMs });
    } else if (event.name === "snapshot") {
      snapshots += 1;
      const former = objects ?? before.objects;
      objects = new Map(event.data.objects.map((object) => [objectKey(object), object]));
      changes.push(...changesBetween(former, objects));
      agents = event.data.agents;
    }
  }
  return {
    agents,
    clock,
    heardAtMs,
    snapshots,
    incidents: incidents ?? before.incidents,
    objects: objects ?? before.objects,
    latency: latency ?? before.latency,
    changes: changes.length === 0 ? before.changes : [...before.changes, ...changes].slice(-50),
  };
}

const mostIncidents = 500;
/** The one told longest ago makes room. */
function keepIncident(incidents: Map<string, HeardIncident>, heard: HeardIncident): void {
  incidents.delete(heard.incident.id);
  incidents.set(heard.incident.id, heard);
  const [oldest] = incidents.keys();
  if (incidents.size > mostIncidents && oldest !== undefined) incidents.delete(oldest);
}

/** What was not known before is no news: so the first snapshot tells nothing aloud. */
function changeOf(former: ObjectStatus | undefined, object: ObjectStatus): StateChange | null {
  if (former === undefined || former.class === object.class) return null;
  return { object, from: former.class };
}

function changesBetween(
  former: ReadonlyMap<ObjectKey, ObjectStatus>,
  objects: ReadonlyMap<ObjectKey, ObjectStatus>,
): StateChange[] {
  return [...objects].flatMap(([key, object]) => changeOf(former.get(key), object) ?? []);
}

/** An event as the stream wrote it. Throws when it is not what this page was built to read. */
export function readEvent(name: LiveEventName, text: string): LiveEvent {
  const body: unknown = JSON.parse(text);
  switch (name) {
    case "snapshot":
      return { name, data: liveEvents.snapshot.parse(body) };
    case "object":
      return { name, data: liveEvents.object.parse(body) };
    case "incident":
      return { name, data: liveEvents.incident.parse(body) };
    case "latency":
      return { name, data: liveEvents.latency.parse(body) };
    case "tick":
      return { name, data: liveEvents.tick.parse(body) };
  }
}

/** The control plane's time at an instant of this page's steady clock; null before its first word. */
export function serverTime(clock: ClockReading | null, atMs: number): number | null {
  return clock === null ? null : clock.serverMs + Math.max(0, atMs - clock.atMs);
}

export const lateAfterMs = 30_000;
export const lostAfterMs = 120_000;
export type Freshness = "waiting" | "fresh" | "late" | "lost";

/** How far what is shown can be believed. */
export function freshness(heardAtMs: number | null, atMs: number): Freshness {
  if (heardAtMs === null) return "waiting";
  const ageMs = atMs - heardAtMs;
  if (ageMs >= lostAfterMs) return "lost";
  return ageMs >= lateAfterMs ? "late" : "fresh";
}
