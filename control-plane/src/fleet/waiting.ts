/** Long polls by agent. */
export interface Waiting {
  /** Resolves once the agent is woken or the signal aborts. */
  wait(agent: string, signal: AbortSignal): Promise<void>;
  wake(agent: string): void;
}

export function createWaiting(): Waiting {
  const waiting = new Map<string, Set<() => void>>();
  return {
    wait(agent, signal) {
      const waiters = waiting.get(agent) ?? new Set();
      waiting.set(agent, waiters);
      return new Promise<void>((resolve) => {
        const wake = () => {
          waiters.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        waiters.add(wake);
        signal.addEventListener("abort", wake);
        if (signal.aborted) wake();
      });
    },
    wake(agent) {
      for (const wake of [...(waiting.get(agent) ?? [])]) wake();
    },
  };
}
