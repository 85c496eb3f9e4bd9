import { HaidangError } from "@haidang/contract/error.ts";
import {
  defaultRequestsPerS,
  type NewToken,
  type TokenRequest,
  type TokenRow,
} from "@haidang/contract/token.ts";
import type { TokenRecord } from "../store/access-records.ts";
import type { RecordStore } from "../store/records.ts";
import { hashSecret, newSecret } from "./secret.ts";

/** Tells a token from other secrets wherever one turns up. */
const tokenPrefix = "hdt_";
const mostTokens = 1000;
const usedSavedEveryMs = 60_000;

/** Who makes or revokes a token, and when. */
export interface TokenDeed {
  by: string;
  /** The user he is; null for the holder of the administrator's key. */
  owner: string | null;
  nowMs: number;
}

export interface Tokens {
  create(request: TokenRequest, deed: TokenDeed): NewToken;
  list(nowMs: number): TokenRow[];
  /** From then on the token is refused; throws `not_found`. */
  revoke(id: string, deed: TokenDeed): TokenRecord;
  /** The token a secret is, unless it is over; undefined for any other secret. */
  find(secret: string, nowMs: number): TokenRecord | undefined;
  /** Counts a request; throws `rate_limited` when the token makes more than it may. */
  spend(token: TokenRecord, nowMs: number): void;
}

/** What a token may still spend: refilled as time goes, never beyond a burst. */
interface Allowance {
  left: number;
  atMs: number;
}

export function createTokens(records: RecordStore): Tokens {
  const byHash = new Map(records.tokens.list().map((token) => [token.tokenHash, token]));
  const allowances = new Map<string, Allowance>();
  const savedUsed = new Map<string, number>();

  function audit(
    action: "token.create" | "token.revoke",
    token: TokenRecord,
    { by, nowMs }: TokenDeed,
  ): void {
    const { id, name, scope } = token;
    const state = JSON.stringify(rowOf(token, nowMs));
    records.audit.append({
      ...{ atMs: nowMs, actor: by, action, object: id, detail: `${scope} ${name}` },
      ...(action === "token.create" ? { after: state } : { before: state }),
    });
  }

  function noteUse(token: TokenRecord, nowMs: number): void {
    token.lastUsedMs = nowMs;
    if (nowMs - (savedUsed.get(token.id) ?? 0) < usedSavedEveryMs) return;
    savedUsed.set(token.id, nowMs);
    records.tokens.setUsed(token.id, nowMs);
  }

  return {
    create({ scope, under, name, expiresS, requestsPerS }, deed) {
      const { nowMs, owner } = deed;
      refuseBound(scope, under);
      if (byHash.size >= mostTokens) {
        throw new HaidangError("conflict", `there are ${mostTokens} tokens already`, {
          hint: "haidang token list shows which are not used; revoke them",
        });
      }
      const secret = tokenPrefix + newSecret();
      const tokenHash = hashSecret(secret);
      const token: TokenRecord = {
        id: tokenHash.slice(0, 10),
        name: name ?? scope,
        scope,
        under: under ?? null,
        owner,
        tokenHash,
        requestsPerS: requestsPerS ?? defaultRequestsPerS,
        createdMs: nowMs,
        expiresMs: expiresS === undefined ? null : nowMs + expiresS * 1000,
        lastUsedMs: null,
      };
      records.transaction(() => {
        records.tokens.add(token);
        audit("token.create", token, deed);
      });
      byHash.set(tokenHash, token);
      return { token: secret, ...rowOf(token, nowMs) };
    },
    list: (nowMs) => [...byHash.values()].map((token) => rowOf(token, nowMs)),
    revoke(id, deed) {
      const token = [...byHash.values()].find((one) => one.id === id);
      if (token === undefined) {
        throw new HaidangError("not_found", `there is no token ${JSON.stringify(id)}`, {
          hint: "haidang token list shows them with their ids",
        });
      }
      records.transaction(() => {
        records.tokens.remove(id);
        audit("token.revoke", token, deed);
      });
      byHash.delete(token.tokenHash);
      allowances.delete(id);
      savedUsed.delete(id);
      return token;
    },
    find(secret, nowMs) {
      if (!secret.startsWith(tokenPrefix)) return undefined;
      const token = byHash.get(hashSecret(secret));
      return token === undefined || isOver(token, nowMs) ? undefined : token;
    },
    spend(token, nowMs) {
      const { id, requestsPerS } = token;
      const burst = 2 * requestsPerS;
      const { left, atMs } = allowances.get(id) ?? { left: burst, atMs: nowMs };
      const refilled = Math.min(burst, left + (Math.max(0, nowMs - atMs) / 1000) * requestsPerS);
      if (refilled < 1) {
        allowances.set(id, { left: refilled, atMs: nowMs });
        throw new HaidangError(
          "rate_limited",
          `the token ${token.name} makes more than ${requestsPerS} requests a second`,
          { hint: "send larger batches, or make a token with --requests-per-s", details: { retryAfterS: 1 } },
        );
      }
      allowances.set(id, { left: refilled - 1, atMs: nowMs });
      noteUse(token, nowMs);
    },
  };
}

/** What is sent has no unit to be held against, and settings are of the whole province. */
function refuseBound(scope: TokenRequest["scope"], under: string | undefined): void {
  if (under === undefined || (scope !== "ingest" && scope !== "admin")) return;
  throw new HaidangError("usage", `a token of scope ${scope} cannot be bounded by a unit`, {
    hint: "tokens of scope read, viewer or operator can",
  });
}

function isOver({ expiresMs }: TokenRecord, nowMs: number): boolean {
  return expiresMs !== null && expiresMs <= nowMs;
}

function rowOf(token: TokenRecord, nowMs: number): TokenRow {
  const { id, name, scope, under, owner, requestsPerS, createdMs, expiresMs, lastUsedMs } = token;
  return {
    id,
    name,
    scope,
    under,
    owner,
    requestsPerS,
    createdAtMs: createdMs,
    expiresAtMs: expiresMs,
    lastUsedMs,
    expired: isOver(token, nowMs),
  };
}
