import type { EchoListener, EchoTool } from "./echo.ts";

export interface Wanted {
  address: string;
  timeoutMs: number;
}

export interface Streams {
  set(wanted: readonly Wanted[]): void;
  /** All anew, with the same addresses. */
  restart(): void;
  stop(): Promise<void>;
}

/**
 * Keeps one stream for each timeout in use, over the distinct addresses that have it, and restarts only those whose
 * addresses changed. Requests in flight in a stopped stream are forgotten, so a restart is never a loss.
 */
export function createStreams(tool: EchoTool, listener: EchoListener): Streams {
  const running = new Map<number, { key: string; addresses: readonly string[]; stop(): Promise<void> }>();
  const stopping = new Set<Promise<void>>();

  function end(timeoutMs: number): void {
    const stream = running.get(timeoutMs);
    running.delete(timeoutMs);
    if (stream === undefined) return;
    const stopped = stream.stop();
    stopping.add(stopped);
    void stopped.finally(() => stopping.delete(stopped));
  }

  function begin(timeoutMs: number, addresses: readonly string[], key: string): void {
    const { stop } = tool.stream(addresses, timeoutMs, listener);
    running.set(timeoutMs, { key, addresses, stop });
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
        begin(timeoutMs, addresses, key);
      }
    },
    restart() {
      for (const [timeoutMs, { addresses, key }] of [...running]) {
        end(timeoutMs);
        begin(timeoutMs, addresses, key);
      }
    },
    async stop() {
      for (const timeoutMs of [...running.keys()]) end(timeoutMs);
      await Promise.all(stopping);
    },
  };
}
