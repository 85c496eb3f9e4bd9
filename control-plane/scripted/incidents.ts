import type { Severity } from "@haidang/contract/alert.ts";
import type {
  Incident,
  IncidentDetail,
  IncidentEvent,
  IncidentEventKind,
} from "@haidang/contract/incident.ts";
import type { Incidents } from "../src/incident/incidents.ts";
import type { RecordStore } from "../src/store/records.ts";

/** Incidents by hand, for tests of those who hear of them: each change is an event within a transaction. */
export interface ScriptedIncidents
  extends Pick<Incidents, "show" | "list" | "recordWithin" | "onEvent" | "acknowledge"> {
  /** Opens one, or changes it, and tells it as an event of the kind. */
  tell(
    kind: IncidentEventKind,
    change: Partial<Incident> & { id: string },
    nowMs: number,
    values?: Values,
  ): void;
  timeline(id: string): IncidentEvent[];
}
type Values = IncidentEvent["values"];

export function scriptIncidents(records: RecordStore): ScriptedIncidents {
  const known = new Map<string, IncidentDetail>();
  const listeners = new Set<(event: IncidentEvent, incident: Incident) => void>();
  let entry = 0;

  function write(
    id: string,
    { kind, by, values }: { kind: IncidentEventKind; by: string; values: Values },
    nowMs: number,
  ): void {
    const incident = known.get(id);
    if (incident === undefined) throw new Error(`there is no incident ${id}`);
    entry += 1;
    const event: IncidentEvent = { entry, incident: id, atMs: nowMs, kind, by, values };
    incident.timeline.push(event);
    for (const listener of listeners) listener(event, incident);
  }

  return {
    tell(kind, change, nowMs, values = {}) {
      const before = known.get(change.id) ?? sampleIncident(change.id, nowMs);
      known.set(change.id, { ...before, ...change, timeline: before.timeline, alerts: [] });
      records.transaction(() => write(change.id, { kind, by: "haidang", values }, nowMs));
    },
    timeline: (id) => known.get(id)?.timeline ?? [],
    show: (id) => known.get(id),
    list: ({ limit }) => [...known.values()].filter(({ state }) => state !== "resolved").slice(0, limit),
    recordWithin: (id, { kind, values }, { by, nowMs }) => write(id, { kind, by, values }, nowMs),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    acknowledge(id, _note, { by, nowMs }) {
      const incident = known.get(id);
      if (incident === undefined) throw new Error(`there is no incident ${id}`);
      const next: IncidentDetail = { ...incident, state: "acknowledged", acknowledgedBy: by };
      known.set(id, next);
      records.transaction(() => write(id, { kind: "acknowledged", by, values: {} }, nowMs));
      return next;
    },
  };
}

export function sampleIncident(id: string, startsMs: number, severity: Severity = "major"): IncidentDetail {
  return {
    ...{ id, state: "open", severity, alert: "outage", startsMs, openedMs: startsMs, resolvedMs: null },
    root: { kind: "link", id: "bai-chay-vnpt" },
    rootName: "P. Bãi Cháy",
    ...{ unit: "bai-chay", unitName: "Phường Bãi Cháy", carrier: "VNPT" },
    ...{ reopened: 0, acknowledgedBy: null, assignee: null, verdict: null, overruled: null, mutes: [] },
    following: { firing: 0, ever: 0 },
    affected: { sites: 1, units: 1 },
    ...{ timeline: [], alerts: [] },
  };
}
