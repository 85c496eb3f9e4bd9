import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Incident, IncidentDetail, IncidentEvent } from "@haidang/contract/incident.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import type { Incidents } from "@haidang/control-plane/incident/incidents.ts";
import { acknowledgeLinks } from "@haidang/control-plane/notify/acknowledge.ts";
import { createChannels } from "@haidang/control-plane/notify/channel/table.ts";
import { readEgressRules } from "@haidang/control-plane/notify/egress.ts";
import { createNotify } from "@haidang/control-plane/notify/notify.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { sized } from "../large.ts";

/*
 * Tells incidents over real webhooks until it is killed. Only the incidents are by hand; they lie in the same file and
 * come with the same transactions as the outbox. Arguments: data folder, URL of the receiver, first number, how many
 * to fire, how many of them to end again. Prints `fired <id>` once each is committed, `over` when nothing waits.
 */
const [folder = "", receiver = "", first = "0", count = "0", ends = "0"] = process.argv.slice(2);
/** So many that none of them hears so often that it is given a digest. */
const hooks = sized(14, 140);

mkdirSync(folder, { recursive: true });
const records = openEmbeddedRecordStore(join(folder, "records.db"));
const listeners = new Set<(event: IncidentEvent, incident: Incident) => void>();
const hookOf = (id: string) => `hook-${Number(id.replace("SC-", "")) % hooks}`;

/** The audit stands in for the table of incidents. */
function stateOf(id: string): "open" | "resolved" | undefined {
  const entry = records.audit.list(10_000).find(({ object }) => object === id);
  return entry === undefined ? undefined : entry.action === "opened" ? "open" : "resolved";
}

function show(id: string): IncidentDetail | undefined {
  const state = stateOf(id);
  if (state === undefined) return undefined;
  return {
    ...{ id, state, severity: "major", alert: "outage", startsMs: 0, openedMs: 0 },
    resolvedMs: state === "resolved" ? Date.now() : null,
    ...{ root: { kind: "link", id: "xa" }, rootName: "Xã", carrier: hookOf(id), reopened: 0 },
    ...{ acknowledgedBy: null, assignee: null, verdict: null, overruled: null, mutes: [] },
    ...{ following: { firing: 0, ever: 0 }, affected: { sites: 0, units: 0 }, timeline: [], alerts: [] },
  };
}

const incidents: Pick<Incidents, "show" | "list" | "recordWithin" | "onEvent"> = {
  show,
  list: () => [],
  recordWithin: () => undefined,
  onEvent(listener) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
const ids = Array.from({ length: hooks }, (_, number) => `hook-${number}`);
const inventory = inventorySchema.parse({
  channels: ids.map((id) => ({ id, name: id, kind: "webhook", url: `${receiver}/${id}` })),
  routes: ids.map((id) => ({ id, when: { carriers: [id] }, groupS: 0, to: [{ channel: id }] })),
});
const channels = createChannels();
const notify = createNotify({
  ...{ records, incidents, inventory: { version: () => 1, read: () => inventory } },
  deliver: (channel, message, signal) =>
    channels.deliver(channel, message, {
      ...{ signal, nowMs: Date.now(), allowed: readEgressRules("127.0.0.0/8"), folder },
      secrets: { get: () => undefined, put: () => undefined },
    }),
  links: acknowledgeLinks("s".repeat(43)),
  ...{ publicUrl: undefined, now: Date.now, random: Math.random },
  onFault: (error) => process.stdout.write(`fault ${String(error)}\n`),
});

function tell(id: string, kind: "opened" | "resolved"): void {
  records.transaction(() => {
    records.audit.append({ atMs: Date.now(), actor: "test", action: kind, object: id, detail: "" });
    const incident = show(id);
    if (incident === undefined) throw new Error(`${id} is not kept`);
    const event: IncidentEvent = { entry: 0, incident: id, atMs: Date.now(), kind, by: "test", values: {} };
    for (const listener of listeners) listener(event, incident);
  });
  process.stdout.write(`${kind === "opened" ? "fired" : "ended"} ${id}\n`);
}

notify.begin();
for (let number = 0; number < Number(count); number += 1) {
  const id = `SC-${Number(first) + number}`;
  if (stateOf(id) === undefined) tell(id, "opened");
  await new Promise((resolve) => setTimeout(resolve, 3));
}
for (let number = 0; number < Number(ends); number += 1) {
  const id = `SC-${Number(first) + number}`;
  if (stateOf(id) === "open") tell(id, "resolved");
}
setInterval(() => {
  if (records.notifications.waiting().size === 0) process.stdout.write("over\n");
}, 50);
