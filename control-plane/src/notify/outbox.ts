import { randomBytes } from "node:crypto";
import type { Incident, IncidentEvent } from "@haidang/contract/incident.ts";
import type { Incidents } from "../incident/incidents.ts";
import type { NotificationRecord } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import {
  afterEvent,
  afterMerge,
  afterTime,
  type Course,
  courseSchema,
  hurried,
  nextOf,
  once,
  type Step,
  type Tell,
} from "./course.ts";
import { holdLookBackMs, itemOf, place, withMerged } from "./hold.ts";
import { type Recipient, sameRecipient } from "./route.ts";
import type { NotifySettings } from "./settings.ts";

/** What the timeline of an incident is written by. */
const haidang = "haidang";

export interface Outbox {
  /** Within the transaction of the event: what follows of it is kept with it, or neither is. */
  heard(event: IncidentEvent, incident: Incident): void;
  /** Escalations and repetitions that are due. */
  tick(nowMs: number): void;
  /** Incidents that opened while nobody listened are taken up; those told of already are left as they are. */
  takeUp(nowMs: number): void;
  /** The recipient was told, or is about to be, of an incident that is not over. */
  isTold(incident: string, recipient: Recipient): boolean;
  /** A message arrived, or will not: shown in the timeline, and the next people are asked when nobody was reached. */
  done(record: NotificationRecord, nowMs: number): void;
}

export function createOutbox(options: {
  records: RecordStore;
  incidents: Pick<Incidents, "show" | "list" | "recordWithin">;
  settings: () => NotifySettings;
}): Outbox {
  const { records, incidents, settings } = options;
  const { notifications } = records;

  function courseOf(incident: string): Course | undefined {
    const body = notifications.course(incident);
    return body === undefined ? undefined : courseSchema.parse(JSON.parse(body));
  }

  function keep(step: Step, incident: Incident, nowMs: number): void {
    if (step.course === undefined) notifications.removeCourse(incident.id);
    else {
      const nextMs = nextOf(step.course, incident, { settings: settings(), nowMs });
      notifications.setCourse(incident.id, JSON.stringify(step.course), nextMs);
    }
    for (const tell of step.tells) put({ ...tell, incident: incident.id }, nowMs);
    for (const note of step.notes) {
      if (note.kind === "nobody") nobody(incident.id, note.why, note.of, nowMs);
      else {
        const values = { route: note.route, step: note.step };
        incidents.recordWithin(incident.id, { kind: "escalated", values }, { by: haidang, nowMs });
      }
    }
  }

  function put(tell: Tell & { incident: string }, nowMs: number): void {
    const { recipient } = tell;
    const recent = notifications.ofRecipient(recipient, nowMs - holdLookBackMs);
    const placing = isProgram(recipient.channel)
      ? { dueMs: nowMs }
      : place(tell, recent, { groupMs: groupMsOf(tell.route), nowMs });
    if ("into" in placing) notifications.put({ ...placing.into, items: placing.items });
    else {
      notifications.put({
        ...{ id: newId(), state: "waiting", ...recipient, items: [itemOf(tell)], madeMs: nowMs },
        ...{ dueMs: placing.dueMs, doneMs: null, attempts: 0, reason: null, detail: null },
      });
    }
  }

  /** Programs that group for themselves, and have to hear of each incident by itself. */
  function isProgram(channel: string): boolean {
    const kind = settings().channels.get(channel)?.kind;
    return kind === "alertmanager" || kind === "syslog";
  }

  function groupMsOf(route: string): number {
    return (settings().routes.find(({ id }) => id === route)?.groupS ?? 0) * 1000;
  }

  function nobody(incident: string, why: string, of: string, nowMs: number): void {
    notifications.put({
      ...{ id: newId(), state: "nobody", channel: null, contact: null, madeMs: nowMs, dueMs: nowMs },
      items: [{ incident, purpose: "open", route: "", over: false }],
      ...{ doneMs: nowMs, attempts: 0, reason: why, detail: of === "" ? null : of },
    });
    const values = { reason: why, of };
    incidents.recordWithin(incident, { kind: "notification_failed", values }, { by: haidang, nowMs });
  }

  /** When nobody of a route was reached or is still being tried, its next people are asked at once. */
  function hurry(id: string, route: string, nowMs: number): void {
    const course = courseOf(id);
    const incident = incidents.show(id);
    if (course === undefined || incident === undefined) return;
    const others = notifications
      .list({ incident: id, limit: 1000 })
      .some(
        ({ state, items }) =>
          (state === "waiting" || state === "delivered") &&
          items.some((item) => item.incident === id && item.route === route),
      );
    if (others) return;
    const next = hurried(course, route);
    const nextMs = nextOf(next, incident, { settings: settings(), nowMs });
    notifications.setCourse(id, JSON.stringify(next), nextMs);
  }

  /** A backlog comes in when its incident is long over: those who were told of it hear what it held. */
  function lateDigest({ values }: IncidentEvent, { id, mutes }: Incident): Tell[] {
    if (mutes.length > 0 || values["outages"] === 0) return [];
    const told = notifications
      .list({ incident: id, limit: 1000 })
      .flatMap(({ channel, contact, items, state }) => {
        const item = items.find(({ incident }) => incident === id);
        const isTold = state === "delivered" || state === "waiting";
        if (channel === null || item === undefined || !isTold) return [];
        return { recipient: { channel, contact }, purpose: "digest" as const, route: item.route };
      });
    return once(told);
  }

  return {
    heard(event, incident) {
      const nowMs = event.atMs;
      const context = { settings: settings(), nowMs };
      const course = courseOf(incident.id);
      const into = event.values["into"];
      if (event.kind === "merged" && typeof into === "string") {
        notifications.removeCourse(incident.id);
        const whole = incidents.show(into);
        if (course === undefined || whole === undefined) return;
        for (const { channel, contact } of course.told) {
          for (const held of notifications.ofRecipient({ channel, contact }, nowMs - holdLookBackMs)) {
            const isHeld = held.state === "waiting" && held.attempts === 0 && held.dueMs > nowMs;
            if (!isHeld || !held.items.some((item) => item.incident === incident.id)) continue;
            notifications.put(withMerged(held, { part: incident.id, whole: into, nowMs }));
          }
        }
        keep(afterMerge(course, courseOf(into), whole), whole, nowMs);
        return;
      }
      if (event.kind === "digest" && course === undefined) {
        keep({ course, tells: lateDigest(event, incident), notes: [] }, incident, nowMs);
        return;
      }
      const step = afterEvent(course, { event, incident }, context);
      // entries about telling come back as events: they change nothing
      if (step.course === undefined && course === undefined) return;
      keep(step, incident, nowMs);
    },
    tick(nowMs) {
      for (const id of notifications.dueCourses(nowMs)) {
        records.transaction(() => {
          const course = courseOf(id);
          const incident = incidents.show(id);
          if (course === undefined) return;
          if (incident === undefined) notifications.removeCourse(id);
          else keep(afterTime(course, incident, { settings: settings(), nowMs }), incident, nowMs);
        });
      }
    },
    takeUp(nowMs) {
      for (const incident of incidents.list({ limit: 1000 })) {
        if (courseOf(incident.id) !== undefined) continue;
        const event: IncidentEvent = {
          ...{ entry: 0, incident: incident.id, atMs: nowMs, kind: "opened", by: haidang, values: {} },
        };
        records.transaction(() => {
          keep(afterEvent(undefined, { event, incident }, { settings: settings(), nowMs }), incident, nowMs);
        });
      }
    },
    isTold: (incident, recipient) =>
      courseOf(incident)?.told.some((known) => sameRecipient(known, recipient)) ?? false,
    done(record, nowMs) {
      const { channel, contact, items, state, reason, detail } = record;
      const { channels, contacts } = settings();
      const values = {
        ...{ channel: channel ?? "", contact: contact ?? "", notification: record.id },
        channelName: channels.get(channel ?? "")?.name ?? channel ?? "",
        contactName: contacts.get(contact ?? "")?.name ?? contact ?? "",
      };
      for (const { incident, route, purpose } of items) {
        if (incidents.show(incident) === undefined) continue;
        const entry =
          state === "delivered"
            ? ({ kind: "notified", values: { ...values, purpose } } as const)
            : ({
                kind: "notification_failed",
                values: { ...values, purpose, reason: reason ?? "", detail: detail ?? "" },
              } as const);
        incidents.recordWithin(incident, entry, { by: haidang, nowMs });
        if (state === "failed") hurry(incident, route, nowMs);
      }
    },
  };
}

function newId(): string {
  return `n-${randomBytes(8).toString("hex")}`;
}
