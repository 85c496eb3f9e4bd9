import type { EchoListener, EchoTool } from "./echo.ts";

export interface Wanted {
  address: string;
  timeoutMs: number;
}

/**
 * Keeps one stream for each timeout in use, over the distinct addresses that have it, and restarts only those whose
 * addresses changed. Requests in flight in a stopped stream are forgotten, so a restart is never a loss.
 */
export function createStreams(
  tool: EchoTool,
  listener: EchoListener,
): { set(wanted: readonly Wanted[]): void; stop(): Promise<void> } {
  const running = new Map<number, { key: string; stop(): Promise<void> }>();
  const stopping = new Set<Promise<void>>();

  function end(timeoutMs: number): void {
    const stream = running.get(timeoutMs);
    running.delete(timeoutMs);
    if (stream === undefined) return;
    const stopped = stream.stop();
    stopping.add(stopped);
    void stopped.finally(() => stopping.delete(stopped));
  }

  return {
    set(wanted) {
      const groups = Map.groupBy(wanted, (want) => want.timeoutMs);
      for (const timeoutMs of [...running.keys()]) if (!groups.has(timeoutMs)) end(timeoutMs);
      for (const [timeoutMs, group] of groups) {
        const addresses = [...new Set(group.map((want) => want.address))].sort();
        const key = addresses.join(" ");
        if (running.get(timeoutMs)?.key === key) continue;
        end(timeoutMs);
        running.set(timeoutMs, { key, stop: tool.stream(addresses, timeoutMs, listener).stop });
      }
    },
    async stop() {
      for (const timeoutMs of [...running.keys()]) end(timeoutMs);
      await Promise.all(stopping);
    },
  };
}
