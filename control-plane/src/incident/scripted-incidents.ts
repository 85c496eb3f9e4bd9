import type { Subject } from "@haidang/contract/alert.ts";
import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import { type Inventory, inventorySchema, type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";
import type { AgentSeen, SystemFault } from "../alert/judge.ts";
import { buildWorld } from "../inventory/world.ts";
import { createMutes } from "../mute/mutes.ts";
import { fuseMembers, lostMember } from "../state/fuse.ts";
import type { RecordStore } from "../store/records.ts";
import { createIncidents } from "./create.ts";

/** A district whose line is the way to three communes, one of them with two links. For tests. */
export const scriptedProvince = {
  units: [
    { id: "tinh", name: "Tỉnh", kind: "province" },
    { id: "huyen", name: "Huyện", kind: "district", parent: "tinh" },
    { id: "xa-1", name: "Xã 1", kind: "commune", parent: "huyen" },
    { id: "xa-2", name: "Xã 2", kind: "commune", parent: "huyen" },
    { id: "xa-3", name: "Xã 3", kind: "commune", parent: "huyen" },
  ],
  sites: [
    { id: "h", name: "UBND huyện", unit: "huyen" },
    { id: "s1", name: "UBND xã 1", unit: "xa-1", agent: "may-1" },
    { id: "s2", name: "UBND xã 2", unit: "xa-2" },
    { id: "s3", name: "UBND xã 3", unit: "xa-3" },
  ],
  links: [
    { id: "h1", name: "Huyện", site: "h", address: "10.0.0.1", carrier: "VNPT" },
    { id: "a", name: "Xã 1 VNPT", site: "s1", address: "10.0.1.1", carrier: "VNPT", from: "h" },
    {
      id: "b",
      name: "Xã 1 Viettel",
      site: "s1",
      address: "10.0.1.2",
      carrier: "Viettel",
      role: "backup",
      from: "h",
    },
    { id: "c", name: "Xã 2", site: "s2", address: "10.0.2.1", carrier: "VNPT", from: "h" },
    { id: "d", name: "Xã 3", site: "s3", address: "10.0.3.1", carrier: "Viettel" },
  ],
  devices: [
    { id: "r1", name: "Bộ định tuyến xã 1", site: "s1", address: "10.0.1.9", measuredBy: "hub" },
    { id: "r2", name: "Bộ định tuyến xã 2", site: "s2", address: "10.0.2.9", measuredBy: "hub" },
  ],
};

export interface ScriptedOptions {
  inventory?: unknown;
  nowMs?: number;
  /** What is down from the first look on. */
  down?: readonly ObjectKey[];
}

/** Incidents over real records, with states and times given by the test. */
export function openScriptedIncidents(
  records: RecordStore,
  { inventory = scriptedProvince, nowMs: startMs = 1_000_000, down = [] }: ScriptedOptions = {},
) {
  let nowMs = startMs;
  let world = buildWorld(inventorySchema.parse(inventory), []);
  const statuses = new Map<ObjectKey, ObjectStatus>();
  const subscribers = new Set<(status: ObjectStatus) => void>();
  let agents: AgentSeen[] = [];
  let faults: SystemFault[] = [];
  let verdict: Verdict | undefined;
  const revisers = new Set<(subject: Subject, nowMs: number) => void>();
  const told: Array<{ event: IncidentEvent; incident: Incident }> = [];

  const mutes = createMutes(records, () => world);
  const incidents = createIncidents({
    records,
    engine: {
      status: (key) => statuses.get(key),
      subscribe(listener) {
        subscribers.add(listener);
        return () => subscribers.delete(listener);
      },
    },
    world: () => world,
    assignments: { of: () => [], active: () => records.checks.list() },
    mutes,
    others: () => ({ agents, faults, silentAfterMs: 30_000 }),
    judge: {
      verdict: () => verdict ?? unknownVerdict(nowMs),
      onRevised(listener) {
        revisers.add(listener);
        return () => revisers.delete(listener);
      },
    },
    now: () => nowMs,
    log: () => undefined,
  });
  incidents.onEvent((event, incident) => told.push({ event, incident }));

  /** Sets a state and those made of it, telling only those that changed. */
  function set(key: ObjectKey, name: InstantClass, more: Partial<ObjectStatus> = {}): void {
    const object = world.objects.get(key);
    if (object === undefined) throw new Error(`there is no ${key}`);
    const before = statuses.get(key);
    const sinceMs = before?.class === name ? before.sinceMs : nowMs;
    const unit = object.unit === undefined ? {} : { unit: object.unit };
    const status: ObjectStatus = {
      ...{ kind: object.kind, id: object.id, name: object.name, class: name, sinceMs, lastResultMs: nowMs },
      ...{ discovered: false, ...unit, ...more },
    };
    statuses.set(key, status);
    for (const listener of subscribers) listener(status);
    for (const owner of world.owners.get(key) ?? []) {
      const members = world.members.get(owner) ?? [];
      const fused = fuseMembers(
        members.map((member) => statuses.get(member) ?? { class: "unmonitored" }),
        lostMember(members),
        members.map((member) => statuses.get(member)?.beneath),
      );
      const said = members.map((member) => statuses.get(member)?.beneath ?? statuses.get(member));
      const beneath = fuseMembers(
        said.map((one) => one ?? { class: "unmonitored" }),
        lostMember(members),
      );
      const planned = fused.class === "maintenance" ? { beneath } : {};
      if (statuses.get(owner)?.class !== fused.class || name !== before?.class)
        set(owner, fused.class, planned);
    }
  }

  function step(laterMs = 0): void {
    nowMs += laterMs;
    incidents.step(nowMs);
  }

  for (const object of world.objects.values()) {
    if (world.members.has(object.key)) continue;
    set(object.key, down.includes(object.key) ? "down" : "up");
  }

  return {
    incidents,
    mutes,
    told,
    set,
    step,
    nowMs: () => nowMs,
    /** Steps each second for a while. */
    pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) step(1000);
    },
    agents(next: AgentSeen[]) {
      agents = next;
    },
    faults(next: SystemFault[]) {
      faults = next;
    },
    judged(next: Verdict, subject: Subject) {
      verdict = next;
      for (const reviser of revisers) reviser(subject, nowMs);
    },
    apply(next: Inventory) {
      world = buildWorld(next, []);
    },
    /** Kinds of all events of an incident so far, in order. */
    kinds: (id: string) => told.filter(({ event }) => event.incident === id).map(({ event }) => event.kind),
    all: () => incidents.list({ state: "all", limit: 1000 }),
    open: () => incidents.list({ limit: 1000 }),
    key: objectKey,
  };
}

function unknownVerdict(nowMs: number): Verdict {
  return {
    ...{ cause: "not_known", confidencePct: 0, responsibility: "unknown" },
    ...{ evidence: [], weighed: [], atMs: nowMs },
  };
}
