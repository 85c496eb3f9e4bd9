import { HaidangError } from "@haidang/contract/error.ts";

/** Wrong guesses allowed from one address in a minute, over every way in. */
const allowed = 10;
const windowMs = 60_000;
const addressesKept = 10_000;

export interface Attempts {
  /** Throws `rate_limited` when the address has failed too often. */
  check(address: string, nowMs: number): void;
  failed(address: string, nowMs: number): void;
}

export function createAttempts(): Attempts {
  const failures = new Map<string, number[]>();
  const recent = (address: string, nowMs: number) =>
    (failures.get(address) ?? []).filter((time) => nowMs - time < windowMs);
  return {
    check(address, nowMs) {
      const times = recent(address, nowMs);
      const oldest = times[0];
      if (times.length < allowed || oldest === undefined) return;
      const waitS = Math.ceil((oldest + windowMs - nowMs) / 1000);
      throw new HaidangError("rate_limited", `too many wrong credentials from ${address}`, {
        hint: `try again in ${waitS} s`,
        details: { retryAfterS: waitS },
      });
    },
    failed(address, nowMs) {
      if (failures.size >= addressesKept) failures.clear();
      failures.set(address, [...recent(address, nowMs), nowMs].slice(-allowed));
    },
  };
}
