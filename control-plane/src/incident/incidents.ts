import type { Alert, Mute, Subject } from "@haidang/contract/alert.ts";
import type {
  Incident,
  IncidentDetail,
  IncidentEvent,
  IncidentEventKind,
  incidentQuerySchema,
} from "@haidang/contract/incident.ts";
import type { Cause, Responsibility, Verdict } from "@haidang/contract/verdict.ts";
import type { z } from "zod";

export type IncidentQuery = z.output<typeof incidentQuerySchema>;

/** Called inside the transaction of the change: what it writes is kept with it, or neither is. */
export type IncidentListener = (event: IncidentEvent, incident: Incident) => void;

/** Says why a subject is silent, and when it has come to think otherwise. */
export interface Judge {
  verdict(subject: Subject, startsMs: number, endsMs: number | null, nowMs: number): Verdict;
  onRevised(listener: (subject: Subject, nowMs: number) => void): () => void;
}

/** Who acts, and when. */
export interface Acting {
  by: string;
  nowMs: number;
}

/**
 * Incidents, one for each root cause: what the state of everything is turned into for people. All acts are audited and
 * throw `not_found` for an incident that never was, `conflict` where it has come too late.
 */
export interface Incidents {
  /** Worst first, then newest. */
  list(query: IncidentQuery): Incident[];
  show(id: string): IncidentDetail | undefined;
  /** Alerts that fire, worst first; with `all` also the last ones that did, newest first. */
  alerts(options: { all: boolean; limit: number }): Alert[];
  /** Is it muted, and by what: silences, maintenance, and the incident that stands for it. */
  muted(subject: Subject, nowMs: number): Mute[];
  acknowledge(id: string, note: string, acting: Acting): Incident;
  unacknowledge(id: string, note: string, acting: Acting): Incident;
  assign(id: string, to: string, acting: Acting): Incident;
  note(id: string, text: string, acting: Acting): Incident;
  overrule(
    id: string,
    said: { cause: Cause; responsibility?: Responsibility | undefined; reason: string },
    acting: Acting,
  ): Incident;
  /** Refused with `conflict` while something that is measured still fires. */
  resolve(id: string, note: string, acting: Acting): Incident;
  /** An entry in the timeline of what was done about telling it: `notified`, `notification_failed`, `escalated`. */
  record(
    id: string,
    entry: { kind: IncidentEventKind; values: IncidentEvent["values"] },
    acting: Acting,
  ): void;
  /** The same within a transaction that is open already. */
  recordWithin(
    id: string,
    entry: { kind: IncidentEventKind; values: IncidentEvent["values"] },
    acting: Acting,
  ): void;
  onEvent(listener: IncidentListener): () => void;
  /** Called after the transaction, with each incident that changed. */
  onChange(listener: (incident: Incident) => void): () => void;
  /** True when there is something to look at; cheap. */
  isDue(nowMs: number): boolean;
  /** Looks at what changed since the last time: all of it in one transaction. */
  step(nowMs: number): void;
}
