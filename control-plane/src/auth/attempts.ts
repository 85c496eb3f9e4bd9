import { HaidangError } from "@haidang/contract/error.ts";

/** Wrong guesses allowed from one address in a minute, over every way in. */
const allowed = 10;
const windowMs = 60_000;
const addressesKept = 10_000;

export interface Attempts {
  /** Counts a wrong credential; throws `rate_limited` once the address has sent too many. */
  wrong(address: string, nowMs: number): void;
}

export function createAttempts(): Attempts {
  const failures = new Map<string, number[]>();
  return {
    wrong(address, nowMs) {
      const times = (failures.get(address) ?? []).filter((time) => nowMs - time < windowMs);
      const [oldest] = times;
      if (times.length >= allowed && oldest !== undefined) {
        const waitS = Math.ceil((oldest + windowMs - nowMs) / 1000);
        throw new HaidangError("rate_limited", `too many wrong credentials from ${address}`, {
          hint: `try again in ${waitS} s`,
          details: { retryAfterS: waitS },
        });
      }
      if (failures.size >= addressesKept) failures.clear();
      failures.set(address, [...times, nowMs]);
    },
  };
}
