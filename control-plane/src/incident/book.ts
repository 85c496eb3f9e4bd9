import { type Subject, type SubjectKey, subjectKey } from "@haidang/contract/alert.ts";
import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import type { IncidentRecords, KeptAlert } from "../store/incident-records.ts";

/** An alert that fires. */
export interface Held {
  /** Its number in the records; null until it was written. */
  entry: number | null;
  alert: KeptAlert;
  subject: Subject;
  /** When it began to fire, here: what its incident waits on is counted from then. */
  firedMs: number;
}

/** An incident that is open, or was until lately. */
export interface Case {
  incident: Incident;
  /** Every subject that ever had an alert of it. */
  ever: Set<SubjectKey>;
  /** Since when none of its alerts fires. */
  quietMs: number | null;
  /** Since when its root is well while others of it are not. */
  rootWellMs: number | null;
  /** End of the last of its alerts. */
  endedMs: number;
}

export type Told = Pick<IncidentEvent, "kind" | "by" | "values"> & { incident: string };

/**
 * What incidents are worked out on: a mirror of the records, changed in memory by the parts of a step, which leave here
 * what has to be written and told.
 */
export interface Book {
  alerts: Map<SubjectKey, Held>;
  cases: Map<string, Case>;
  /** The last incident of each root. */
  byRoot: Map<SubjectKey, Case>;
  changed: { alerts: Set<Held>; ended: Held[]; cases: Set<Case>; told: Told[] };
  /** Incidents that were begun since it was read; each has a number only once it is written. */
  begun: number;
}

/** What an incident is called until it is written. */
const unnumbered = "new-";

export function beginName(book: Book): string {
  book.begun += 1;
  return `${unnumbered}${book.begun}`;
}

/** Begun by this very step, so that nobody has heard of it. */
export function isNew({ incident }: Case): boolean {
  return incident.id.startsWith(unnumbered);
}

export const nobody = "haidang";

/** How long an incident is remembered once it is resolved: so long it may come back under its own number, ms. */
export const reopenWithinMs = 600_000;

export function readBook(records: IncidentRecords, nowMs: number): Book {
  const alerts = new Map<SubjectKey, Held>();
  for (const { entry, alert } of records.firing()) {
    const subject: Subject = { kind: alert.labels.kind, id: alert.labels.id };
    alerts.set(subjectKey(subject), { entry, alert, subject, firedMs: nowMs });
  }
  const cases = new Map<string, Case>();
  const byRoot = new Map<SubjectKey, Case>();
  for (const incident of records.openSince(nowMs - reopenWithinMs)) {
    const all = records.alertsOf(incident.id);
    const one: Case = {
      incident,
      ever: new Set(all.map(({ labels }) => subjectKey(labels))),
      quietMs: null,
      rootWellMs: null,
      endedMs: Math.max(incident.startsMs, ...all.map(({ endsMs }) => endsMs ?? 0)),
    };
    cases.set(incident.id, one);
    const former = byRoot.get(subjectKey(incident.root));
    if (former === undefined || !isOpen(former)) byRoot.set(subjectKey(incident.root), one);
  }
  return { alerts, cases, byRoot, changed: nothingChanged(), begun: 0 };
}

export function nothingChanged(): Book["changed"] {
  return { alerts: new Set(), ended: [], cases: new Set(), told: [] };
}

export function isOpen({ incident }: Case): boolean {
  return incident.state !== "resolved";
}

export function openCases(book: Book): Case[] {
  return [...book.cases.values()].filter(isOpen);
}

/** Alerts that fire, by the incident they belong to; those without one under the empty name. */
export function firingByCase(book: Book): Map<string, Held[]> {
  const found = new Map<string, Held[]>();
  for (const held of book.alerts.values()) {
    const id = held.alert.incident ?? "";
    const list = found.get(id);
    if (list === undefined) found.set(id, [held]);
    else list.push(held);
  }
  return found;
}

/** Changes an incident, if it is another then. */
export function amend(book: Book, one: Case, change: Partial<Incident>): void {
  one.incident = { ...one.incident, ...change };
  book.changed.cases.add(one);
}

export function tell(
  book: Book,
  one: Case,
  kind: Told["kind"],
  values: Told["values"] = {},
  by: string = nobody,
): void {
  book.changed.told.push({ incident: one.incident.id, kind, by, values });
  book.changed.cases.add(one);
}

/** Gives alerts to an incident, saying so once for all that were not its own before. */
export function join(book: Book, one: Case, joining: readonly Held[]): Held[] {
  const fresh = joining.filter((held) => held.alert.incident !== one.incident.id);
  for (const held of fresh) {
    held.alert = { ...held.alert, incident: one.incident.id };
    one.ever.add(subjectKey(held.subject));
    book.changed.alerts.add(held);
  }
  one.quietMs = null;
  book.changed.cases.add(one);
  return fresh;
}

/** How many of some alerts there are, and the first of their names. */
export function countOf(alerts: readonly Held[]): Told["values"] {
  const names = alerts.slice(0, 3).map(({ alert }) => alert.name);
  return { count: alerts.length, names: names.join(", ") };
}
