import { HaidangError } from "@haidang/contract/error.ts";

/** Longer than this without a turn, and something has stopped that should never stop. */
const stoppedAfterMs = 15_000;

/**
 * Whether all goes on inside: records and series take writes, states are judged, notifications move. Rejects naming
 * the first that does not.
 */
export function wellness(inside: {
  records: { ping(): void };
  series: { ping(): Promise<void> };
  /** When states were last judged by the clock; undefined before that has begun. */
  tickedMs: () => number | undefined;
  /** When the outbox was last gone through. */
  movedMs: () => number;
  now: () => number;
}): () => Promise<void> {
  return async () => {
    inside.records.ping();
    await inside.series.ping();
    const tickedMs = inside.tickedMs();
    if (tickedMs === undefined) return;
    const nowMs = inside.now();
    if (nowMs - tickedMs > stoppedAfterMs) throw stopped("states are not judged", nowMs - tickedMs);
    const stillMs = nowMs - Math.max(inside.movedMs(), 0);
    if (stillMs > stoppedAfterMs) throw stopped("notifications are not sent", stillMs);
  };
}

function stopped(what: string, sinceMs: number): HaidangError {
  return new HaidangError("not_well", `${what} any more, for ${Math.round(sinceMs / 1000)} s`, {
    hint: "look at the log of the control plane; if it does not pass, start it again",
  });
}
