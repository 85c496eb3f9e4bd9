import type { AgentState, Applied, BatchId, Facts } from "@haidang/contract/agent-protocol.ts";
import type { ReleaseStanding } from "@haidang/contract/release.ts";

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

export interface BatchRecords {
  has(agent: string, batch: BatchId): boolean;
  add(agent: string, batch: BatchId, seenMs: number): void;
  /** The agent will never send a sequence below `oldest` again. */
  forget(agent: string, boot: string, oldest: number): void;
}
