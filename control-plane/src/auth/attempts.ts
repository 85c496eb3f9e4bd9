import { HaidangError } from "@haidang/contract/error.ts";

/** Guesses in a minute: at one account from anywhere, and from one address at anything. */
const ofAccount = 10;
const ofAddress = 100;
const windowMs = 60_000;
/** Accounts and addresses kept; the one tried longest ago is forgotten first. */
const mostKept = 20_000;

export interface Guess {
  /** What is guessed at. Names nobody has share a few accounts, so that making them up fills nothing. */
  account: string;
  /** Of the socket, never of a header. */
  address: string;
}

/** Counts wrong credentials over every way in. */
export interface Attempts {
  /**
   * Call before a guess is judged, so that many at once are counted too; throws `rate_limited` when it must not be
   * judged. The result takes the guess back: call it when the guess was right.
   */
  guess(guess: Guess, nowMs: number): () => void;
  /**
   * A wrong secret of 256 random bits, which nobody guesses: the right ones always pass, and a mistaken agent on the
   * same address keeps nobody out. Throws `rate_limited` once the address has sent too many.
   */
  wrong(address: string, nowMs: number): void;
}

export function createAttempts(): Attempts {
  const made = new Map<string, number[]>();

  function recent(name: string, nowMs: number): number[] {
    return (made.get(name) ?? []).filter((time) => nowMs - time < windowMs);
  }
  function refuseBeyond(name: string, allowed: number, what: string, nowMs: number): void {
    const times = recent(name, nowMs);
    const [oldest] = times;
    if (times.length < allowed || oldest === undefined) return;
    const waitS = Math.ceil((oldest + windowMs - nowMs) / 1000);
    throw new HaidangError("rate_limited", `too many wrong credentials ${what}`, {
      hint: `try again in ${waitS} s`,
      details: { retryAfterS: waitS },
    });
  }
  function add(name: string, nowMs: number): void {
    const times = recent(name, nowMs);
    made.delete(name);
    made.set(name, [...times, nowMs]);
    const [longestAgo] = made.keys();
    if (made.size > mostKept && longestAgo !== undefined) made.delete(longestAgo);
  }
  function takeBack(name: string, atMs: number): void {
    const times = made.get(name);
    const at = times?.lastIndexOf(atMs) ?? -1;
    if (at >= 0) times?.splice(at, 1);
  }
  function guess({ account, address }: Guess, what: string, nowMs: number): () => void {
    const [one, other] = [`account ${account}`, `address ${address}`];
    refuseBeyond(one, ofAccount, what, nowMs);
    refuseBeyond(other, ofAddress, `from ${address}`, nowMs);
    add(one, nowMs);
    add(other, nowMs);
    return () => {
      takeBack(one, nowMs);
      takeBack(other, nowMs);
    };
  }

  return {
    guess: (one, nowMs) => guess(one, "for this account", nowMs),
    wrong: (address, nowMs) =>
      void guess({ account: `of nobody, from ${address}`, address }, `from ${address}`, nowMs),
  };
}
