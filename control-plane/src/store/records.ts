import type { AgentState, Applied, BatchId, Facts } from "@haidang/contract/agent-protocol.ts";
import type { Alert } from "@haidang/contract/alert.ts";
import type { AuditRow, AuditVerdict } from "@haidang/contract/audit.ts";
import type { Check } from "@haidang/contract/check.ts";
import type { Incident, IncidentEvent, IncidentState } from "@haidang/contract/incident.ts";
import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import type { NotificationPurpose, NotificationState } from "@haidang/contract/notify.ts";
import type { Inventory, ObjectRef } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { ReleaseStanding } from "@haidang/contract/release.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import type { Silence } from "@haidang/contract/silence.ts";
import type { State } from "@haidang/contract/state.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { TokenScope } from "@haidang/contract/token.ts";
import type { Role } from "@haidang/contract/user.ts";
import type { ConferenceRecords } from "./conference-records.ts";
import type { HeartbeatRecords } from "./heartbeats.ts";
import type { MapRecords } from "./map.ts";
import type { NeighbourRecords } from "./neighbours.ts";
import type { ReleaseRecords } from "./releases.ts";
import type { ReportRecords } from "./report-records.ts";

/**
 * Everything that is not a series: agents, inventory, the ledger's runs, audit. Kept apart from the series store so
 * that state goes on being judged while a series engine is away. Synchronous: it lives on this machine's disk.
 */
export interface RecordStore {
  agents: AgentRecords;
  invites: InviteRecords;
  sessions: SessionRecords;
  users: UserRecords;
  tokens: TokenRecords;
  secrets: SecretRecords;
  inventory: InventoryRecords;
  checks: CheckRecords;
  runs: RunRecords;
  revisions: RevisionRecords;
  maintenance: MaintenanceRecords;
  spells: SpellRecords;
  neighbours: NeighbourRecords;
  incidents: IncidentRecords;
  silences: SilenceRecords;
  heartbeats: HeartbeatRecords;
  releases: ReleaseRecords;
  map: MapRecords;
  batches: BatchRecords;
  audit: AuditRecords;
  notifications: NotificationRecords;
  conferences: ConferenceRecords;
  reports: ReportRecords;
  /** All of `work` is durable when it returns, or none of it happened. Must not be nested. */
  transaction<T>(work: () => T): T;
  /** Throws `store_unavailable` when the disk does not take a write. */
  ping(): void;
  /** Seals all that is sealed with the vault's newest key, in one transaction. */
  sealAnew(): void;
  /**
   * Copies the records into a new folder, `before` having put there what has to be older than they are. Rejects with
   * `usage` when the folder holds something; what a failed backup left is removed.
   */
  backup(folder: string, before: () => Promise<void>): Promise<void>;
  close(): void;
}

export interface AgentRecord {
  id: string;
  hostName: string;
  version: string;
  /** Measures whatever the inventory gives to no agent by name. */
  hub: boolean;
  /** SHA-256 of the credential, hexadecimal. */
  tokenHash: string;
  enrolledMs: number;
  lastSeenMs: number | null;
  facts: Facts | null;
  standing: StandingRecord;
}

/** What an agent may, and what it has of ours. Sealed on disk. */
export interface StandingRecord {
  /** The site it was invited for. */
  site: string | null;
  /** Null while it waits for approval. */
  approvedMs: number | null;
  /** Null unless it is no agent of ours any more. */
  revokedMs: number | null;
  /** When its credential was made. */
  tokenSinceMs: number;
  /** A credential offered and not used yet. */
  next: { token: string; sinceMs: number } | null;
  /** The configuration it said to use, and since when. */
  config: (Applied & { sinceMs: number }) | null;
  /** The version it was offered last, and what became of it. */
  release?: ReleaseStanding | null;
}

export function stateOf({ standing }: AgentRecord): AgentState {
  if (standing.revokedMs !== null) return "revoked";
  return standing.approvedMs === null ? "pending" : "active";
}

export interface AgentRecords {
  list(): AgentRecord[];
  add(agent: AgentRecord): void;
  setStanding(id: string, tokenHash: string, standing: StandingRecord): void;
  setFacts(id: string, facts: Facts): void;
  setSeen(id: string, seenMs: number): void;
}

export interface InviteRecord {
  codeHash: string;
  hub: boolean;
  /** What the agent will be called; null for its machine's name. */
  name: string | null;
  site: string | null;
  /** Without it whoever enrols waits for approval. */
  approve: boolean;
  expiresMs: number;
}

export interface InviteRecords {
  add(invite: InviteRecord): void;
  /** Takes the invitation out, so that it serves once; undefined when there is none or it is over. */
  take(codeHash: string, nowMs: number): InviteRecord | undefined;
  /** All for an agent of that name are void. */
  removeNamed(name: string): void;
}

/** A signed-in browser. */
export interface SessionRecord {
  /** Null for the holder of the administrator's key. */
  user: string | null;
  expiresMs: number;
}

/** Signed-in browsers, by the hash of their cookie. */
export interface SessionRecords {
  add(tokenHash: string, session: SessionRecord): void;
  /** Undefined when there is none or it is over. */
  find(tokenHash: string, nowMs: number): SessionRecord | undefined;
  remove(tokenHash: string): void;
  /** All of a user's. */
  removeOf(user: string): void;
}

/** Somebody who signs in by name. */
export interface UserRecord {
  id: string;
  name: string;
  role: Role;
  /** A unit's id; null for the province. */
  scope: string | null;
  language: Language;
  mail: string | null;
  disabled: boolean;
  /** As `auth/password.ts` writes it; null until one is set. */
  password: string | null;
  /** `lastStep` is the time step of the last code taken, which is not taken again. */
  totp: { seed: string; lastStep: number } | null;
  /** A seed that no code has confirmed yet. */
  totpOffered: string | null;
  /** SHA-256 of recovery codes not used yet. */
  recovery: string[];
  createdMs: number;
  lastSignInMs: number | null;
  /**
   * Who he is at the OpenID provider; null for those who sign in here alone. `byGroups`: role and scope follow his
   * groups there, until an administrator sets them.
   */
  provider: { issuer: string; subject: string; byGroups: boolean } | null;
}

export interface UserRecords {
  list(): UserRecord[];
  /** Adds or replaces. What is kept of a user lies sealed on disk. */
  put(user: UserRecord): void;
  /** The user with links and sessions. */
  remove(id: string): void;
  /** A single-use link that sets a password; earlier ones of the user are void. */
  addLink(codeHash: string, link: { user: string; expiresMs: number }): void;
  /** The user whose link this is, unless it is over. */
  findLink(codeHash: string, nowMs: number): string | undefined;
  removeLinksOf(user: string): void;
  /** Roles that need a second factor. */
  secondFactorRoles(): Role[];
  setSecondFactorRoles(roles: readonly Role[]): void;
}

/** A credential of a program that is no agent. */
export interface TokenRecord {
  id: string;
  name: string;
  scope: TokenScope;
  /** Unit it is bounded by; null for the province. */
  under: string | null;
  /** User who made it; null for the holder of the administrator's key. */
  owner: string | null;
  /** SHA-256 of the token, hexadecimal. */
  tokenHash: string;
  requestsPerS: number;
  createdMs: number;
  /** Null when it is good until revoked. */
  expiresMs: number | null;
  lastUsedMs: number | null;
}

export interface TokenRecords {
  list(): TokenRecord[];
  add(token: TokenRecord): void;
  setUsed(id: string, usedMs: number): void;
  remove(id: string): void;
}

export interface SecretRecord {
  name: string;
  value: string;
  changedMs: number;
  by: string;
}

export interface SecretRecords {
  list(): SecretRecord[];
  /** Also replaces one. */
  put(secret: SecretRecord): void;
  remove(name: string): void;
}

export interface InventoryRecord {
  revision: number;
  appliedMs: number;
  by: string;
  inventory: Inventory;
}

export interface InventoryRecords {
  current(): InventoryRecord | undefined;
  get(revision: number): InventoryRecord | undefined;
  /** The one that was in force until a revision came. */
  before(revision: number): InventoryRecord | undefined;
  newest(limit: number): Array<Omit<InventoryRecord, "inventory">>;
  /** The one in force at an instant. */
  at(atMs: number): InventoryRecord | undefined;
  /** When, after `fromMs` and before `toMs`, an inventory came into force that was another than the one before. */
  changesBetween(fromMs: number, toMs: number): number[];
  /** When the first one came into force. */
  firstMs(): number | undefined;
  /** Appends a revision; older ones stay. */
  append(record: Omit<InventoryRecord, "revision">): number;
}

/** A check given to an agent for a while. Giving it again later is another assignment. */
export interface Assignment {
  assignment: number;
  agent: string;
  check: Check;
  fromMs: number;
  /** Null while it holds. */
  toMs: number | null;
}

/** What of a check says for how long a result speaks. */
export type CheckPace = Pick<Check, "intervalMs" | "timeoutMs">;

export interface CheckRecords {
  /** All that ever held, oldest first. */
  list(): Assignment[];
  assign(agent: string, check: Check, fromMs: number): Assignment;
  /** The same check with other settings: history goes on, and the pace it had until now is kept. */
  update(assignment: number, check: Check, nowMs: number): void;
  /** The pace of checks as it was at an instant, of those that have another now; by assignment. */
  pacesAt(atMs: number): Map<number, CheckPace>;
  retire(assignment: number, toMs: number): void;
}

/** Consecutive results of one assignment that say the same, no two further apart than its freshness. */
export interface Run {
  firstMs: number;
  lastMs: number;
  state: State;
  reason: Reason | null;
  /** Results in the run, counted up to `runCountLimit`. */
  count: number;
}
export const runCountLimit = 255;

/** As many results that say the same confirm whatever any check asks. */
export const certainCount = 3;

/** What such a run says holds whatever came before or after it; the others may be attempts not confirmed yet. */
export function isCertain({ state, count }: Pick<Run, "state" | "count">): boolean {
  return state === "up" || state === "unknown" || count >= certainCount;
}

export interface RunReplaced {
  remove: readonly Run[];
  add: readonly Run[];
}
export type RunListener = (assignment: number, change: RunReplaced) => void;

/** A run with the time since when it is known, UTC ms; what it grew by at its end since then was never news. */
export interface KnownRun extends Run {
  knownMs: number;
}

/** A run that turned out otherwise: what was known from `knownMs` until `untilMs`. */
export interface PastRun extends KnownRun {
  untilMs: number;
}

export interface RunRecords {
  /**
   * Runs that touch `[fromMs, toMs]`, and those on each side up to the nearest certain one, so that what they say of
   * the period is what all runs say of it; in time order.
   */
  around(assignment: number, fromMs: number, toMs: number): KnownRun[];
  /** The same as it would have been answered at `knownMs`. */
  aroundAsKnown(assignment: number, fromMs: number, toMs: number, knownMs: number): Run[];
  /** `around` of many assignments at once; those without runs are absent. */
  aroundMany(assignments: readonly number[], fromMs: number, toMs: number): Map<number, Run[]>;
  /** Last result of the nearest certain run that began before `atMs`. */
  certainBefore(assignment: number, atMs: number): number | undefined;
  /** Called before each replacement; it may still be undone with its transaction. */
  onReplace(listener: RunListener): void;
  replace(
    assignment: number,
    change: { remove: readonly Run[]; add: readonly KnownRun[]; past: readonly PastRun[] },
  ): void;
  /** How many runs are kept only for what was known before. */
  past(assignment: number): number;
  latest(assignment: number): Run | undefined;
  /** True once any result was up or degraded. */
  answered(assignment: number): boolean;
}

export interface RevisionRecords {
  append(revision: Revision): void;
  /** The last one of an object and check, with its number. */
  last(object: ObjectRef, check: string): { entry: number; revision: Revision } | undefined;
  replace(entry: number, revision: Revision): void;
  /** Those of some objects that touch the period, newest first. */
  list(objects: readonly ObjectRef[], period: { fromMs: number; toMs: number }, limit: number): Revision[];
}

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

export interface BatchRecords {
  has(agent: string, batch: BatchId): boolean;
  add(agent: string, batch: BatchId, seenMs: number): void;
  /** The agent will never send a sequence below `oldest` again. */
  forget(agent: string, boot: string, oldest: number): void;
}

export interface AuditEntry {
  atMs: number;
  actor: string;
  action: string;
  object: string;
  detail: string;
  /** Of the socket it came from. */
  address?: string;
  /** What was, and what is since, as JSON. */
  before?: string;
  after?: string;
}

export interface AuditQuestion {
  sinceMs: number | undefined;
  actor: string | undefined;
  object: string | undefined;
  action: string | undefined;
  limit: number;
}

/** Appended to only: entries are chained by their hashes, and the file refuses to change or remove one. */
export interface AuditRecords {
  append(entry: AuditEntry): void;
  list(limit: number): AuditEntry[];
  /** Newest first. */
  find(question: AuditQuestion): AuditRow[];
  /** Goes over all entries; `head` is one as `entry:hash` that has to be among them. */
  verify(head: string | undefined): AuditVerdict;
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
