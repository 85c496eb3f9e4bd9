import { clockLimitMs } from "@haidang/contract/agent-protocol.ts";
import type { AgentClock, Exchange } from "../self/clock.ts";
import type { Log } from "../self/log.ts";
import type { Spool } from "../spool/spool.ts";
import type { Centre } from "./centre.ts";

export interface TimekeeperOptions {
  clock: AgentClock;
  spool: Pick<Spool, "lastId" | "restamp">;
  log: Log;
}

/** Keeps the agent's clock by what the control plane answers, and mends what was stamped before it answered. */
export interface Timekeeper {
  hear(exchange: Exchange): void;
  /** What is measured but not in the spool yet is put there by this, so that it is mended too. */
  flushWith(flush: () => void): void;
  /**
   * Resolves once the control plane's time is known and what was measured before carries it. Rejects as the request
   * does when the control plane cannot be reached.
   */
  ready(centre: Centre, timeoutMs: number): Promise<void>;
  /** Says, and calls, when the clock becomes wrong, jumps while it is, and is right again, until stopped. */
  watch(onChange: () => void): { stop(): void };
}

const lookMs = 1_000;

export function keepTime({ clock, spool, log }: TimekeeperOptions): Timekeeper {
  const keptId = spool.lastId();
  let flush = (): void => undefined;
  let answered = false;
  let mending: Promise<void> = Promise.resolve();

  /** In small steps, with the agent's other work between them: three days may be waiting. */
  async function mend(byMs: number): Promise<void> {
    flush();
    const throughId = spool.lastId();
    let afterId: number | undefined = keptId;
    while (afterId !== undefined) {
      afterId = spool.restamp({ afterId, throughId }, byMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (throughId > keptId) {
      log.warn("clock_corrected", { seconds: Math.round(byMs / 1000), batches: throughId - keptId });
    }
  }

  return {
    hear(exchange) {
      const movedMs = clock.learn(exchange);
      if (movedMs !== undefined && Math.abs(movedMs) > clockLimitMs) mending = mend(Math.round(movedMs));
    },
    flushWith(given) {
      flush = given;
    },
    async ready(centre, timeoutMs) {
      if (!answered && clock.standing() === undefined) {
        await centre.request({ method: "GET", path: "/healthz", timeoutMs });
      }
      answered = true;
      await mending;
    },
    watch(onChange) {
      let told = { wrong: false, offsetMs: 0 };
      const look = (): void => {
        const standing = clock.standing();
        if (standing === undefined) return;
        const jumped = standing.wrong && Math.abs(standing.offsetMs - told.offsetMs) > clockLimitMs;
        if (standing.wrong === told.wrong && !jumped) return;
        told = standing;
        if (standing.wrong) log.error("clock_wrong", { seconds: Math.round(standing.offsetMs / 100) / 10 });
        else log.info("clock_right");
        onChange();
      };
      look();
      const timer = setInterval(look, lookMs);
      return { stop: () => clearInterval(timer) };
    },
  };
}
