import type { BurstOutcome, EchoTool, Suspect } from "./echo.ts";

/** Suspects arising within this time share one burst. */
const gatherMs = 20;

/**
 * Runs the bursts: gathers suspects that arise together, and never runs two bursts for one address at a time.
 * `settle` is called once for each address added, unless the signal aborts first.
 */
export function createSuspects(
  tool: EchoTool,
  signal: AbortSignal,
  settle: (address: string, outcome: BurstOutcome) => void,
): { add(suspect: Suspect): void; idle(): Promise<void> } {
  const waiting = new Map<string, Suspect>();
  const underway = new Set<string>();
  const bursts = new Set<Promise<void>>();
  let gathering: NodeJS.Timeout | undefined;

  function start(): void {
    gathering = undefined;
    const suspects = [...waiting.values()];
    waiting.clear();
    if (signal.aborted) return;
    for (const suspect of suspects) underway.add(suspect.address);
    const burst = tool.burst(
      suspects,
      (address, outcome) => {
        underway.delete(address);
        if (!signal.aborted) settle(address, outcome);
      },
      signal,
    );
    bursts.add(burst);
    void burst.finally(() => bursts.delete(burst));
  }

  return {
    add(suspect) {
      const { address } = suspect;
      if (signal.aborted || underway.has(address)) return;
      waiting.set(address, suspect);
      gathering ??= setTimeout(start, gatherMs);
    },
    async idle() {
      clearTimeout(gathering);
      await Promise.all(bursts);
    },
  };
}
