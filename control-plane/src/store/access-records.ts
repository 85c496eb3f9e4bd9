import type { AuditRow, AuditVerdict } from "@haidang/contract/audit.ts";
import type { Language } from "@haidang/contract/text.ts";
import type { TokenScope } from "@haidang/contract/token.ts";
import type { Role } from "@haidang/contract/user.ts";

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
