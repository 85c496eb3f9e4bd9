import { createHash } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { mayActAs, type SignIn } from "@haidang/contract/user.ts";
import type { TokenRecord, UserRecord } from "../store/access-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Attempts } from "./attempts.ts";
import { type Caller, type Person, roleOf } from "./caller.ts";
import type { Passwords } from "./password.ts";
import type { SecondFactor } from "./second-factor.ts";
import { hashSecret, newSecret, sameSecret } from "./secret.ts";
import type { Users } from "./users.ts";

export type { Caller } from "./caller.ts";

const codeLifeMs = 10 * 60_000;
export const sessionLifeMs = 7 * 24 * 3_600_000;
/** Of somebody who came by the OpenID provider, which alone knows whether he is still there. */
export const providedSessionLifeMs = 12 * 3_600_000;

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
  /** The same without counting: for an answer that goes on after it was let in. */
  recognise(credentials: Credentials, nowMs: number): Caller | undefined;
  /** A single-use code that signs a browser in as the holder of the key. */
  makeCode(nowMs: number): { code: string; expiresMs: number };
  /**
   * A new session cookie's value; the one the browser had is void. Throws `unauthorized`, `second_factor` when a code
   * has to come along, `rate_limited`.
   */
  signIn(
    proof: Exclude<SignIn, { provider: true }>,
    from: Origin,
    nowMs: number,
  ): Promise<{ cookie: string; person: Person }>;
  /** The same for a user the OpenID provider vouches for; a second factor is asked of him as of all. */
  signInProvided(
    proof: { user: string; secondFactor?: string | undefined },
    from: Origin,
    nowMs: number,
  ): { cookie: string; person: Person };
  /** Notes who was not let in by the OpenID provider, and why. */
  noteRefused(account: string, why: string, from: Origin, nowMs: number): void;
  /** Counts what shows that somebody tries his luck at the provider's way in; throws `unauthorized`, `rate_limited`. */
  refuseStray(from: Origin, nowMs: number): never;
  /** A session for somebody whose others have just been ended. */
  renew(user: string, nowMs: number): string;
  signOut(cookie: string): void;
  /** Sets a password by a link's code. */
  setPassword(proof: { code: string; password: string }, from: Origin, nowMs: number): Promise<string>;
  /** Sets another password for whoever knows the present one; all sessions end. */
  changePassword(
    user: string,
    proof: { present: string; password: string },
    from: Origin,
    nowMs: number,
  ): Promise<void>;
  /** Judges a guess at something of a user's within the limits; throws `unauthorized` for a wrong one. */
  judge<T>(guess: { user: string; what: string }, from: Origin, nowMs: number, right: () => T | undefined): T;
}

/** Where an attempt comes from. */
export type Origin = Pick<Credentials, "cookie" | "address">;

export interface AuthParts {
  records: RecordStore;
  adminKey: string;
  attempts: Attempts;
  users: Users;
  passwords: Passwords;
  secondFactor: SecondFactor;
  agentOf: (token: string) => string | undefined;
  tokenOf: (token: string, nowMs: number) => TokenRecord | undefined;
  /** Told of every refused attempt, also of those not judged any more. */
  refused?: (what: { account: string; address: string; why: string }) => void;
}

const keyHolder: Person = { role: "admin", name: "admin", user: null, scope: null, pending: false };

export function createAuth(parts: AuthParts): Auth {
  const { records, adminKey, attempts, users, passwords, secondFactor, agentOf, tokenOf } = parts;
  const codes = new Map<string, number>();

  const told = (account: string, address: string, why: string) => parts.refused?.({ account, address, why });

  function audit(action: string, account: string, { address }: Origin, atMs: number): void {
    records.audit.append({ atMs, actor: account, action, object: "session", detail: "", address });
  }

  /** A wrong secret nobody can guess. */
  function refuse(address: string, nowMs: number, what: string, hint: string): never {
    told("", address, what);
    attempts.wrong(address, nowMs);
    throw new HaidangError("unauthorized", what, { hint });
  }

  /** Counts a guess at an account; a browser signed in as that user has guesses of its own, so nobody locks it out. */
  function begin(account: string, { address, cookie }: Origin, nowMs: number): () => void {
    const session = cookie === undefined ? undefined : records.sessions.find(hashSecret(cookie), nowMs);
    const isKnown = session !== undefined && session.user === account && cookie !== undefined;
    const place = isKnown ? `session ${hashSecret(cookie)}` : undefined;
    try {
      return attempts.guess({ account: place ?? accountOf(account), address: place ?? address }, nowMs);
    } catch (error) {
      told(account, address, "not judged: too many attempts");
      throw error;
    }
  }
  const accountOf = (id: string) => (users.find(id) === undefined ? `stranger ${shareOf(id)}` : `user ${id}`);

  function refuseGuess(account: string, from: Origin, nowMs: number, why: string): never {
    told(account, from.address, why);
    audit("session.refuse", account, from, nowMs);
    throw new HaidangError("unauthorized", why, { hint: "type it anew; an admin can reset it" });
  }

  function personOf(user: UserRecord): Person {
    const { id, role, scope } = user;
    return { role, name: id, user: id, scope, pending: users.isPending(user) };
  }

  function open(
    user: string | null,
    { cookie: former }: Pick<Origin, "cookie">,
    nowMs: number,
    lifeMs = sessionLifeMs,
  ): string {
    const cookie = newSecret();
    if (former !== undefined) records.sessions.remove(hashSecret(former));
    records.sessions.add(hashSecret(cookie), { user, expiresMs: nowMs + lifeMs });
    return cookie;
  }

  /** A token of a role acts for whoever made it, no longer than he may himself. */
  function stands(token: TokenRecord): boolean {
    const role = roleOf({ role: "token", token });
    if (role === undefined || token.owner === null) return true;
    const owner = users.find(token.owner);
    // one who was given a removed user's name is not that user
    if (owner !== undefined && token.createdMs < owner.createdMs) return false;
    return owner !== undefined && !owner.disabled && !users.isPending(owner) && mayActAs(owner.role, role);
  }

  function ofBearer(bearer: string, nowMs: number): Caller | undefined {
    if (sameSecret(bearer, adminKey)) return keyHolder;
    const agent = agentOf(bearer);
    if (agent !== undefined) return { role: "agent", agent };
    const token = tokenOf(bearer, nowMs);
    return token !== undefined && stands(token) ? { role: "token", token } : undefined;
  }

  function ofCookie(cookie: string, nowMs: number): Caller | undefined {
    const session = records.sessions.find(hashSecret(cookie), nowMs);
    if (session === undefined) return undefined;
    if (session.user === null) return keyHolder;
    const user = users.find(session.user);
    return user === undefined || user.disabled ? undefined : personOf(user);
  }

  function recognise({ bearer, cookie }: Credentials, nowMs: number): Caller | undefined {
    if (bearer !== undefined) return ofBearer(bearer, nowMs);
    return cookie === undefined ? undefined : ofCookie(cookie, nowMs);
  }

  /** Throws unless this is the user's password; takes the same time for names nobody has. */
  async function provePassword(id: string, password: string, from: Origin, nowMs: number) {
    const forgive = begin(id, from, nowMs);
    const kept = users.find(id)?.password ?? null;
    const { right, stale } = await passwords.check(password, kept);
    const user = users.find(id);
    // whatever happened to the user meanwhile counts
    if (!right || user === undefined || user.disabled || user.password !== kept) {
      refuseGuess(id, from, nowMs, "the name or the password is not accepted");
    }
    if (stale) {
      const anew = await passwords.hash(password);
      const now = users.find(id);
      if (now?.password === kept) users.save({ ...now, password: anew });
    }
    return { forgive };
  }

  function proveSecondFactor(id: string, code: string | undefined, from: Origin, nowMs: number): void {
    const user = users.find(id);
    if (user === undefined || user.disabled) refuseGuess(id, from, nowMs, "the name is not accepted");
    if (user.totp === null) return;
    if (code === undefined) {
      throw new HaidangError("second_factor", "a code of the second factor has to come along", {
        hint: "give the six digits of the authenticator, or a recovery code",
      });
    }
    if (!secondFactor.spend(user, code, nowMs)) refuseGuess(id, from, nowMs, "the code is not accepted");
  }

  async function signInUser(
    { user: typed, password, secondFactor: code }: Extract<SignIn, { user: string }>,
    from: Origin,
    nowMs: number,
  ): Promise<{ cookie: string; person: Person }> {
    const id = deviceText(typed, 63).trim().toLowerCase();
    const { forgive } = await provePassword(id, password, from, nowMs);
    // a right password without a code is no guess at anything, and is asked for again with one
    if (code === undefined) forgive();
    proveSecondFactor(id, code, from, nowMs);
    if (code !== undefined) forgive();
    return letIn(id, from, nowMs);
  }

  function letIn(id: string, from: Origin, nowMs: number, lifeMs?: number) {
    const user = users.find(id);
    if (user === undefined) throw new HaidangError("unauthorized", "the user is gone");
    users.save({ ...user, lastSignInMs: nowMs });
    audit("session.open", id, from, nowMs);
    return { cookie: open(id, from, nowMs, lifeMs), person: personOf(user) };
  }

  function proveKey(key: string, from: Origin, nowMs: number): void {
    if (!sameSecret(key.trim(), adminKey)) {
      audit("session.refuse", "admin", from, nowMs);
      refuse(from.address, nowMs, "the key is not accepted", "it stands in admin.key of the data folder");
    }
  }

  function proveCode(code: string, { address }: Origin, nowMs: number): void {
    const hash = hashSecret(code);
    const expiresMs = codes.get(hash) ?? 0;
    codes.delete(hash);
    if (expiresMs > nowMs) return;
    const what = "the sign-in link was used already or is over";
    refuse(address, nowMs, what, "sign in with the key in admin.key");
  }

  return {
    identify(credentials, nowMs) {
      const caller = recognise(credentials, nowMs);
      if (caller !== undefined || credentials.bearer === undefined) return caller;
      const hint =
        "use the key in admin.key of the data folder, or a token of haidang token create that is not over";
      refuse(credentials.address, nowMs, "the credential is not accepted", hint);
    },
    recognise,
    makeCode(nowMs) {
      for (const [known, expiresMs] of codes) if (expiresMs <= nowMs) codes.delete(known);
      const code = newSecret();
      codes.set(hashSecret(code), nowMs + codeLifeMs);
      return { code, expiresMs: nowMs + codeLifeMs };
    },
    async signIn(proof, from, nowMs) {
      if ("user" in proof) return signInUser(proof, from, nowMs);
      if ("key" in proof) proveKey(proof.key, from, nowMs);
      else proveCode(proof.code, from, nowMs);
      audit("session.open", keyHolder.name, from, nowMs);
      return { cookie: open(null, from, nowMs), person: keyHolder };
    },
    signInProvided({ user, secondFactor: code }, from, nowMs) {
      const forgive = code === undefined ? undefined : begin(user, from, nowMs);
      proveSecondFactor(user, code, from, nowMs);
      forgive?.();
      return letIn(user, from, nowMs, providedSessionLifeMs);
    },
    noteRefused(account, why, from, nowMs) {
      told(account, from.address, why);
      audit("session.refuse", account, from, nowMs);
    },
    refuseStray({ address }, nowMs) {
      const what = "the sign-in took too long, was used already, or began in another browser";
      refuse(address, nowMs, what, "begin anew on the sign-in page");
    },
    renew: (user, nowMs) => open(user, { cookie: undefined }, nowMs),
    signOut: (cookie) => records.sessions.remove(hashSecret(cookie)),
    async setPassword({ code, password }, { address }, nowMs) {
      const before = users.linked(code, nowMs);
      const what = "the link was used already or is over";
      const hint = "an admin makes a new one with: haidang user reset-password <user>";
      if (before === undefined) refuse(address, nowMs, what, hint);
      const hash = await passwords.hash(password);
      // two may open the same link at once, and the user may be gone meanwhile
      const user = users.linked(code, nowMs);
      if (user === undefined || user.disabled) refuse(address, nowMs, what, hint);
      users.setPassword(user.id, hash, { by: user.id, nowMs });
      return user.id;
    },
    async changePassword(id, { present, password }, from, nowMs) {
      const { forgive } = await provePassword(id, present, from, nowMs);
      forgive();
      users.setPassword(id, await passwords.hash(password), { by: id, nowMs });
    },
    judge({ user, what }, from, nowMs, right) {
      const forgive = begin(user, from, nowMs);
      const found = right();
      if (found === undefined) refuseGuess(user, from, nowMs, what);
      forgive();
      return found;
    },
  };
}

/** Names nobody has are counted in a few heaps, so that making them up neither fills memory nor tells which exist. */
function shareOf(id: string): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 3);
}
