/** What is remembered of a child between its deaths. */
export interface Past {
  /** Deaths in a row, forgotten after a long life. */
  deaths: number;
  /** Deaths in a row before it was ever ready. */
  startFailures: number;
}

export const noPast: Past = { deaths: 0, startFailures: 0 };

const longLifeMs = 60_000;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** What works when it runs is missed while it does not. */
const longestDelayWhenReadyMs = 4_000;

/**
 * How long to wait before the next start: doubling from 1 s while lives stay short, up to 4 s for a process that was
 * ready, up to 30 s for one that never gets there.
 */
export function afterDeath(
  past: Past,
  life: { ranMs: number; wasReady: boolean },
): { past: Past; delayMs: number } {
  const deaths = life.wasReady && life.ranMs >= longLifeMs ? 1 : past.deaths + 1;
  const startFailures = life.wasReady ? 0 : past.startFailures + 1;
  const longestMs = life.wasReady ? longestDelayWhenReadyMs : longestDelayMs;
  const delayMs = Math.min(longestMs, firstDelayMs * 2 ** Math.min(deaths - 1, 10));
  return { past: { deaths, startFailures }, delayMs };
}
