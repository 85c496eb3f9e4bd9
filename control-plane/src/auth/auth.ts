import { HaidangError } from "@haidang/contract/error.ts";
import type { RecordStore, TokenRecord } from "../store/records.ts";
import type { Attempts } from "./attempts.ts";
import { hashSecret, newSecret, sameSecret } from "./secret.ts";

/** Who is asking. Roles of people join with users; today there is the administrator, and programs of their own. */
export type Caller =
  | { role: "admin" }
  | { role: "agent"; agent: string }
  | { role: "token"; token: TokenRecord };

const codeLifeMs = 10 * 60_000;
export const sessionLifeMs = 7 * 24 * 3_600_000;

export interface Credentials {
  /** From `Authorization: Bearer` or `Token`, or the password of `Basic`. */
  bearer: string | undefined;
  /** From the session cookie. */
  cookie: string | undefined;
  /** Of the socket, never of a header. */
  address: string;
}

export interface Auth {
  /** Undefined without credentials; throws `unauthorized` for wrong ones, `rate_limited` after too many. */
  identify(credentials: Credentials, nowMs: number): Caller | undefined;
  /** A single-use code that signs a browser in. */
  makeCode(nowMs: number): { code: string; expiresMs: number };
  /** The session cookie's value for the administrator's key or a code. */
  signIn(proof: { key: string } | { code: string }, address: string, nowMs: number): string;
  signOut(cookie: string): void;
}

export function createAuth(options: {
  records: RecordStore;
  adminKey: string;
  attempts: Attempts;
  agentOf: (token: string) => string | undefined;
  tokenOf: (token: string, nowMs: number) => TokenRecord | undefined;
}): Auth {
  const { records, adminKey, attempts, agentOf, tokenOf } = options;
  const codes = new Map<string, number>();

  /**
   * Only wrong credentials are slowed down. These are 256 random bits that nobody guesses, and a mistaken agent on the
   * same address must not keep the administrator out.
   */
  function refuse(address: string, nowMs: number, what: string, hint: string): never {
    attempts.wrong(address, nowMs);
    throw new HaidangError("unauthorized", what, { hint });
  }

  return {
    identify({ bearer, cookie, address }, nowMs) {
      if (bearer !== undefined) {
        if (sameSecret(bearer, adminKey)) return { role: "admin" };
        const agent = agentOf(bearer);
        if (agent !== undefined) return { role: "agent", agent };
        const token = tokenOf(bearer, nowMs);
        if (token !== undefined) return { role: "token", token };
        refuse(
          address,
          nowMs,
          "the credential is not accepted",
          "use the key in admin.key of the data folder, or a token of haidang token create that is not over",
        );
      }
      if (cookie !== undefined && records.sessions.holds(hashSecret(cookie), nowMs)) return { role: "admin" };
      return undefined;
    },
    makeCode(nowMs) {
      for (const [known, expiresMs] of codes) if (expiresMs <= nowMs) codes.delete(known);
      const code = newSecret();
      codes.set(hashSecret(code), nowMs + codeLifeMs);
      return { code, expiresMs: nowMs + codeLifeMs };
    },
    signIn(proof, address, nowMs) {
      if ("key" in proof) {
        if (!sameSecret(proof.key.trim(), adminKey)) {
          refuse(address, nowMs, "the key is not accepted", "it stands in admin.key of the data folder");
        }
      } else {
        const hash = hashSecret(proof.code);
        const expiresMs = codes.get(hash) ?? 0;
        codes.delete(hash);
        if (expiresMs <= nowMs) {
          refuse(
            address,
            nowMs,
            "the sign-in link was used already or is over",
            "sign in with the key in admin.key",
          );
        }
      }
      const cookie = newSecret();
      records.sessions.add(hashSecret(cookie), nowMs + sessionLifeMs);
      return cookie;
    },
    signOut: (cookie) => records.sessions.remove(hashSecret(cookie)),
  };
}
