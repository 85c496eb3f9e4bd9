import type { Alert } from "@haidang/contract/alert.ts";
import type { Incident, IncidentEvent, IncidentState } from "@haidang/contract/incident.ts";
import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import type { NotificationPurpose, NotificationState } from "@haidang/contract/notify.ts";
import type { Silence } from "@haidang/contract/silence.ts";

export interface MaintenanceRecords {
  /** All there ever were, oldest first. */
  list(): MaintenanceWindow[];
  add(window: MaintenanceWindow): void;
  /** Must not be cancelled already. */
  cancel(id: string, cancelled: { atMs: number; by: string; reason: string }): void;
}

/** Something was read the same way from `fromMs` to `toMs`: a port's state, what feeds a UPS, when a machine booted. */
export interface Spell {
  /** A subject key: `device/ups-1`, `agent/co-to`. */
  subject: string;
  topic: string;
  value: string;
  fromMs: number;
  toMs: number;
}

export interface SpellRecords {
  /** Those that ended at `fromMs` or later, by when they began. */
  since(fromMs: number): Spell[];
  /** One of the same subject, topic and beginning is replaced. */
  put(spell: Spell): void;
  remove(spell: Pick<Spell, "subject" | "topic" | "fromMs">): void;
  forget(beforeMs: number): void;
}

/** An alert as it is kept; what mutes it is worked out when it is asked for. */
export type KeptAlert = Omit<Alert, "mutes">;

export interface IncidentRecords {
  /** The next one, `SC-1001` being the first; a number is never given twice. */
  add(make: (id: string) => Incident): Incident;
  save(incident: Incident): void;
  get(id: string): Incident | undefined;
  /** Those not resolved, and those resolved since; oldest first. */
  openSince(resolvedSinceMs: number): Incident[];
  /** Newest first. */
  list(query: { state: IncidentState | "all" | "unresolved"; sinceMs: number; limit: number }): Incident[];
  /** Returns it with its number. */
  append(event: Omit<IncidentEvent, "entry">): IncidentEvent;
  timeline(id: string): IncidentEvent[];
  /** Returns its number. */
  addAlert(alert: KeptAlert): number;
  saveAlert(entry: number, alert: KeptAlert): void;
  firing(): Array<{ entry: number; alert: KeptAlert }>;
  /** Newest first. */
  latestAlerts(limit: number): KeptAlert[];
  alertsOf(id: string): KeptAlert[];
}

export interface SilenceRecords {
  /** Those that end after `sinceMs`, oldest first. */
  list(sinceMs: number): Silence[];
  get(id: string): Silence | undefined;
  add(silence: Silence): void;
  /** Ends it at `toMs`. */
  expire(id: string, toMs: number, by: string): void;
}

/** One incident in a notification. */
export interface NotificationItem {
  incident: string;
  purpose: NotificationPurpose;
  /** Empty where no route led there. */
  route: string;
  /** It was over before the message went out, and the message says so. */
  over: boolean;
}

/** One message to one recipient. It may take in more incidents until its first attempt. */
export interface NotificationRecord {
  /** Stable over attempts and restarts. */
  id: string;
  state: NotificationState;
  /** Null where there was nobody. */
  channel: string | null;
  /** Null where the channel is a place itself. */
  contact: string | null;
  items: readonly NotificationItem[];
  madeMs: number;
  /** Not tried before. */
  dueMs: number;
  doneMs: number | null;
  attempts: number;
  reason: string | null;
  detail: string | null;
  /** What it says, where it is not about incidents. */
  letter?: Letter;
}

/** A message of its own, worded when it was made. */
export interface Letter {
  /** One line. */
  subject: string;
  lines: readonly string[];
  /** For SMS. */
  short: string;
  /** Path of the page it is about. */
  page?: string;
}

/** The outbox, and what of each open incident was told to whom. */
export interface NotificationRecords {
  get(id: string): NotificationRecord | undefined;
  /** Adds it, or replaces the one of the same id in its place. */
  put(record: NotificationRecord): void;
  list(query: {
    state?: NotificationState | undefined;
    incident?: string | undefined;
    channel?: string | undefined;
    limit: number;
  }): NotificationRecord[];
  /** Channels with something due. */
  dueChannels(nowMs: number): string[];
  /** What of a channel is due, in the order it was made. */
  due(channel: string, nowMs: number, limit: number): NotificationRecord[];
  /** What was made for a recipient since, waiting or done, and all that waits, in the order it was made. */
  ofRecipient(to: { channel: string; contact: string | null }, sinceMs: number): NotificationRecord[];
  /** A message with the incident arrived there. */
  wasTold(to: { channel: string; contact: string | null }, incident: string): boolean;
  /** How many wait, by channel. */
  waiting(): Map<string, number>;
  /** Drops what was done before. */
  forget(beforeMs: number): void;
  course(incident: string): string | undefined;
  /** `nextMs`: when time alone may change it; null for never. */
  setCourse(incident: string, body: string, nextMs: number | null): void;
  removeCourse(incident: string): void;
  /** Incidents whose course is due. */
  dueCourses(nowMs: number): string[];
}
