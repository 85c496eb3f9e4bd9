import type { ClockError } from "./timestamp.ts";

/** The time of day at the precision of the monotonic clock, for stamps; and when it was set. */
export interface WallClock {
  /** UTC ms with a fraction: does not step with `Date.now()`, which has whole milliseconds only. */
  nowMs(): number;
  /** Grows by one each time the time of day was set or the machine slept: what spans that is worth nothing. */
  steps(): number;
}

/** A time of day this far from the monotonic clock has been set. */
const stepMs = 20;

/**
 * Monotonic clock plus the offset to the time of day. `Date.now()` is cut to whole milliseconds, so the largest
 * difference ever seen is the offset; slewing (NTP) moves both clocks alike and does not show.
 */
export function createWallClock(
  now: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): WallClock {
  let offsetMs = now() - monotonicMs();
  let steps = 0;
  const look = (): number => {
    const atMs = monotonicMs();
    const seenMs = now() - atMs;
    if (Math.abs(seenMs - offsetMs) > stepMs) {
      steps += 1;
      offsetMs = seenMs;
    } else offsetMs = Math.max(offsetMs, seenMs);
    return atMs;
  };
  return {
    nowMs: () => look() + offsetMs,
    steps() {
      look();
      return steps;
    },
  };
}

/** What a clock that follows no other is called: off by a second, for all anyone knows. */
export const unsynchronised: ClockError = { synchronised: false, errorMs: 1000 };
