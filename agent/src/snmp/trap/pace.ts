/** So many at once, and then one each period. */
export interface Pace {
  burst: number;
  periodMs: number;
}

/** When the next of a sequence at a pace may be, and how the sequence stands once that one is (virtual scheduling). */
export function nextAt(
  dueMs: number | undefined,
  pace: Pace,
  nowMs: number,
): { atMs: number; dueMs: number } {
  const slackMs = (pace.burst - 1) * pace.periodMs;
  // further ahead than a full burst it is from before the clock was set back
  const isOurs = dueMs !== undefined && dueMs <= nowMs + slackMs + pace.periodMs;
  const from = isOurs ? Math.max(nowMs, dueMs) : nowMs;
  return { atMs: Math.max(nowMs, from - slackMs), dueMs: from + pace.periodMs };
}

/** Lets through what fits the pace. */
export function keepPace(pace: Pace): (nowMs: number) => boolean {
  let dueMs: number | undefined;
  return (nowMs) => {
    const next = nextAt(dueMs, pace, nowMs);
    if (next.atMs > nowMs) return false;
    dueMs = next.dueMs;
    return true;
  };
}
