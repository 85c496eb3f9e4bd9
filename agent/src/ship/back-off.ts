export const backOffLimits = { firstMs: 500, maxMs: 60_000 };

/**
 * How long to wait after the n-th failure in a row (from 1): anything up to a bound that doubles from 0.5 s to 60 s
 * (full jitter), so that a province of agents does not come back in the same second. `random` is within [0, 1).
 */
export function backOffMs(failures: number, random: number): number {
  const bound = Math.min(backOffLimits.maxMs, backOffLimits.firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(bound * random);
}

/** `Retry-After` as seconds or as a date (RFC 9110 section 10.2.3), in ms from now; an hour at most, since headers lie. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}
