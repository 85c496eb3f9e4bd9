import type { Attempts } from "../auth/attempts.ts";
import type { Auth } from "../auth/auth.ts";
import type { ProviderDoor } from "../auth/provider-door.ts";
import type { SecondFactor } from "../auth/second-factor.ts";
import type { Secrets } from "../auth/secrets.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { Users } from "../auth/users.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { Deployment } from "../fleet/deploy.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Heartbeats } from "../fleet/heartbeats.ts";
import type { Releases } from "../fleet/releases.ts";
import type { Incidents } from "../incident/incidents.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { World } from "../inventory/world.ts";
import type { Mutes } from "../mute/mutes.ts";
import type { AcknowledgeLinks } from "../notify/acknowledge.ts";
import type { Notify } from "../notify/notify.ts";
import type { Monthly } from "../report/monthly.ts";
import type { Reports } from "../report/reports.ts";
import type { Metrics } from "../self/metrics.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import type { Past } from "../state/past.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import type { ServerCertificate } from "../tls/certificate.ts";
import type { OwnCertificate } from "../tls/own-certificate.ts";
import type { LiveInvestigator } from "../verdict/investigator.ts";
import type { LiveHub } from "./live.ts";

/** What the routes call: everything to the left of the API in the flow. */
export interface Services {
  series: SeriesStore;
  records: RecordStore;
  auth: Auth;
  attempts: Attempts;
  tokens: Tokens;
  secrets: Secrets;
  /** Undefined where plain HTTP on loopback is all there is. */
  certificate: OwnCertificate | ServerCertificate | undefined;
  /** What opens sealed records and lets the administrator in: those there are. */
  keyFiles: () => string[];
  /** Where others reach the control plane, when they do. */
  publicUrl: () => string | undefined;
  /** Where agents reach the control plane, as set; the preferred one first. */
  agentAddresses: readonly string[];
  users: Users;
  secondFactor: SecondFactor;
  /** Undefined where people sign in by name alone. */
  providerDoor: ProviderDoor | undefined;
  fleet: Fleet;
  heartbeats: Heartbeats;
  releases: Releases;
  agents: () => AgentRecord[];
  agentCounts: () => { total: number; silent: number };
  assignments: Assignments;
  engine: Engine;
  past: Past;
  investigator: LiveInvestigator;
  deployment: Deployment;
  world: () => World;
  ingest: Ingest;
  mutes: Mutes;
  incidents: Incidents;
  notify: Notify;
  conferences: Conferences;
  reports: Reports;
  monthly: Monthly;
  acknowledgeLinks: AcknowledgeLinks;
  /** Rejects with `store_unavailable` or `not_well` when something inside has stopped. */
  wellInside(): Promise<void>;
  live: LiveHub;
  metrics: Metrics;
  now: () => number;
  /** Aborted when stopping begins: long waits end at once. */
  stopping: AbortSignal;
}
