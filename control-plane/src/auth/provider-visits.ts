import type { HaidangError } from "@haidang/contract/error.ts";
import { type Claims, newVisit, type Visit } from "./provider.ts";
import { hashSecret, newSecret } from "./secret.ts";

/** To type a password and a code elsewhere, and to come back. */
const visitLifeMs = 10 * 60_000;
/** Visits under way, in all and from one address; the oldest are forgotten first. */
const mostVisits = 5000;
const mostOfAddress = 200;

interface Held extends Visit {
  address: string;
  expiresMs: number;
  isBack: boolean;
  outcome: Claims | HaidangError | undefined;
}

/** Browsers that are at the OpenID provider, or have just come back; kept in memory, known by a cookie. */
export interface Visits {
  begin(address: string, nowMs: number): { cookie: string; visit: Visit };
  /** The visit whose answer this is; once. Undefined when the browser began none with this state. */
  back(cookie: string, state: string, nowMs: number): Visit | undefined;
  settle(cookie: string, outcome: Claims | HaidangError): void;
  /** How it went; undefined where nothing is known. */
  outcome(cookie: string, nowMs: number): Claims | HaidangError | undefined;
  end(cookie: string): void;
}

export function createVisits(): Visits {
  const visits = new Map<string, Held>();

  function find(cookie: string, nowMs: number): Held | undefined {
    const held = visits.get(hashSecret(cookie));
    return held !== undefined && held.expiresMs > nowMs ? held : undefined;
  }
  function makeRoom(address: string, nowMs: number): void {
    for (const [key, { expiresMs }] of visits) if (expiresMs <= nowMs) visits.delete(key);
    const ofAddress = [...visits].filter(([, held]) => held.address === address);
    const [oldest] = ofAddress.length >= mostOfAddress ? ofAddress : visits.size >= mostVisits ? visits : [];
    if (oldest !== undefined) visits.delete(oldest[0]);
  }

  return {
    begin(address, nowMs) {
      makeRoom(address, nowMs);
      const cookie = newSecret();
      const visit = newVisit();
      const expiresMs = nowMs + visitLifeMs;
      visits.set(hashSecret(cookie), { ...visit, address, expiresMs, isBack: false, outcome: undefined });
      return { cookie, visit };
    },
    back(cookie, state, nowMs) {
      const held = find(cookie, nowMs);
      if (held === undefined || held.isBack || held.state !== state) return undefined;
      held.isBack = true;
      return held;
    },
    settle(cookie, outcome) {
      const held = visits.get(hashSecret(cookie));
      if (held !== undefined) held.outcome = outcome;
    },
    outcome: (cookie, nowMs) => find(cookie, nowMs)?.outcome,
    end: (cookie) => void visits.delete(hashSecret(cookie)),
  };
}
