import type {
  AuditRecords,
  SecretRecords,
  SessionRecords,
  TokenRecords,
  UserRecords,
} from "./access-records.ts";
import type { ConferenceRecords } from "./conference-records.ts";
import type { AgentRecords, BatchRecords, InviteRecords } from "./fleet-records.ts";
import type { HeartbeatRecords } from "./heartbeats.ts";
import type {
  IncidentRecords,
  MaintenanceRecords,
  NotificationRecords,
  SilenceRecords,
  SpellRecords,
} from "./incident-records.ts";
import type { CheckRecords, InventoryRecords, RevisionRecords, RunRecords } from "./ledger-records.ts";
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
