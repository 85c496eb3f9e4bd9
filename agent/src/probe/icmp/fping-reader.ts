import type { EchoEvent } from "./echo.ts";
import { parseFpingLine } from "./fping-line.ts";

/**
 * Loopback addresses pinged along with the real targets. Their replies prove that fping runs and carry its clock
 * forward when every real target is silent; and because fping then writes at least once a second, the closed pipe
 * of a killed agent ends it too.
 */
export const canaries: readonly [string, string] = ["127.255.255.1", "127.255.255.2"];

/** fping was stopped (a suspended machine, a stolen CPU) when its canaries come this far apart. */
const stallMs = 1500;
const slackMs = 50;

export interface FpingReaderOptions {
  /** In the order given to fping, without the canaries. */
  addresses: readonly string[];
  /** Between two addresses of a round, ms (`-i`). */
  spacingMs: number;
  periodMs: number;
  timeoutMs: number;
  startedMs: number;
  /**
   * The agent's time of day, which need not be the machine's. Given, times are told by it: the line that came quickest
   * after its stamp shows how far fping's clock is off.
   */
  now?: () => number;
}

/**
 * Turns the lines of one long-running fping into events. fping says nothing at all of a request the kernel refused
 * to send, so a request is taken as unsent when fping's own clock (the stamps of the lines) has passed the moment
 * by which a reply or a timeout would have been printed. No clock of ours decides that: a reader that is late itself
 * must not see losses.
 */
export function createFpingReader(options: FpingReaderOptions): (line: string) => EchoEvent[] {
  const { addresses, spacingMs, periodMs, timeoutMs, startedMs, now } = options;
  const dueMs = new Map(addresses.map((address, index) => [address, startedMs + (index + 1) * spacingMs]));
  let clockMs = startedMs;
  let sweptMs = startedMs;
  let canaryMs: number | undefined;
  let behindMs = Number.POSITIVE_INFINITY;

  function timeOf(stampMs: number): number {
    if (now === undefined) return stampMs;
    behindMs = Math.min(behindMs, now() - stampMs);
    return stampMs + behindMs;
  }

  function answer(address: string, sentMs: number, event: EchoEvent): EchoEvent[] {
    const due = dueMs.get(address);
    if (due === undefined) return [];
    dueMs.set(address, Math.max(due, sentMs + periodMs));
    return [event];
  }

  /** fping starts a little after it is spawned, and after a stall every request is late by as much. */
  function noteCanary(sentMs: number): void {
    const shiftMs = canaryMs === undefined ? sentMs - startedMs : sentMs - canaryMs - periodMs;
    if (canaryMs === undefined || shiftMs > stallMs - periodMs) {
      for (const [address, due] of dueMs) dueMs.set(address, due + shiftMs);
    }
    canaryMs = sentMs;
  }

  function sweep(): EchoEvent[] {
    if (clockMs - sweptMs < 2 * slackMs) return [];
    sweptMs = clockMs;
    const events: EchoEvent[] = [];
    for (const [address, due] of dueMs) {
      if (due + timeoutMs + slackMs >= clockMs) continue;
      events.push({ type: "unsent", address, sentMs: Math.round(due) });
      dueMs.set(address, due + periodMs);
    }
    return events;
  }

  return (text) => {
    const line = parseFpingLine(text);
    if (line.type === "notice") return dueMs.has(line.address) ? [line] : [];
    if (line.type !== "reply" && line.type !== "lost") return [];
    const toldMs = timeOf(line.stampMs);
    const sentMs = toldMs - (line.type === "reply" ? line.rttMs : timeoutMs);
    if (line.address === canaries[0]) noteCanary(sentMs);
    clockMs = Math.max(clockMs, toldMs);
    const { address } = line;
    const event: EchoEvent =
      line.type === "reply"
        ? { type: "reply", address, sentMs: Math.round(sentMs), rttMs: line.rttMs }
        : { type: "lost", address, sentMs: Math.round(sentMs) };
    return [...answer(address, sentMs, event), ...sweep()];
  };
}
