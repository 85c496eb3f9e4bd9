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
  // a clock that was set back does not hold the sequence up for longer than a full burst does
  const from = Math.max(nowMs, Math.min(dueMs ?? nowMs, nowMs + slackMs + pace.periodMs));
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
