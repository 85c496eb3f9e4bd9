import { describe, expect, test } from "vitest";
import type { EchoEvent } from "./echo.ts";
import { canaries, createFpingReader } from "./fping-reader.ts";

const address = "10.0.0.2";
const startedMs = 1_000_000;

function start(addresses: readonly string[] = [address], now?: () => number) {
  const read = createFpingReader({
    addresses,
    spacingMs: 100,
    periodMs: 1000,
    timeoutMs: 1000,
    startedMs,
    ...(now === undefined ? {} : { now }),
  });
  const stamp = (afterMs: number) => `[${((startedMs + afterMs) / 1000).toFixed(5)}]`;
  return {
    reply: (afterMs: number, who: string = address, rttMs = 1) =>
      read(`${stamp(afterMs)} ${who} : [0], 64 bytes, ${rttMs} ms (1 avg, 0% loss)`),
    timedOut: (afterMs: number, who: string = address) =>
      read(`${stamp(afterMs)} ${who} : [0], timed out (NaN avg, 100% loss)`),
    /** Replies of both canaries, each second from the start to `untilMs`. */
    canariesUntil(untilMs: number, fromMs = 0): EchoEvent[] {
      const events: EchoEvent[] = [];
      for (let at = fromMs; at <= untilMs; at += 1000) {
        events.push(...this.reply(at, canaries[0], 0.05), ...this.reply(at + 200, canaries[1], 0.05));
      }
      return events;
    },
    read,
  };
}

describe("createFpingReader", () => {
  test("tells when a request was sent, answered or not", () => {
    const fping = start();
    expect(fping.reply(140, address, 40)).toEqual([
      { type: "reply", address, sentMs: startedMs + 100, rttMs: 40 },
    ]);
    expect(fping.timedOut(2100)).toEqual([{ type: "lost", address, sentMs: startedMs + 1100 }]);
  });

  test("tells times by the clock it is given, by the line that came quickest", () => {
    const dayMs = 86_400_000;
    let nowMs = startedMs + dayMs;
    const fping = start([address], () => nowMs);
    nowMs += 1000 + 5;
    expect(fping.reply(1000)).toMatchObject([{ sentMs: startedMs + dayMs + 1004 }]);
    nowMs += 1000 - 3;
    expect(fping.reply(2000)).toMatchObject([{ sentMs: startedMs + dayMs + 2001 }]);
    // a reader that was held up learns the true time all the same
    nowMs += 5000;
    expect(fping.reply(3000)).toMatchObject([{ sentMs: startedMs + dayMs + 3001 }]);
  });

  test("keeps its canaries to itself", () => {
    expect(start([]).canariesUntil(20_000)).toEqual([]);
  });

  test("takes a request fping is silent about as unsent, at the moment it was due", () => {
    const fping = start();
    fping.canariesUntil(0);
    fping.reply(101);
    const events = fping.canariesUntil(3000, 1000);
    expect(events).toEqual([
      { type: "unsent", address, sentMs: startedMs + 1100 },
      { type: "unsent", address, sentMs: startedMs + 2100 },
    ]);
  });

  test("sees an address that never could be sent to", () => {
    const events = start().canariesUntil(3000);
    expect(events[0]).toEqual({ type: "unsent", address, sentMs: startedMs + 100 });
  });

  test("waits as long as a slow reply may take", () => {
    const fping = start();
    fping.canariesUntil(0);
    fping.reply(1000, canaries[0], 0.05);
    expect(fping.reply(1090, address, 990)).toHaveLength(1);
    expect(fping.reply(2000, canaries[0], 0.05)).toEqual([]);
    expect(fping.reply(2090, address, 990)).toHaveLength(1);
  });

  test("does not take a stall of fping itself for losses", () => {
    const fping = start();
    fping.canariesUntil(0);
    fping.reply(101);
    // Stopped for ten seconds: everything comes ten seconds late.
    expect(fping.canariesUntil(11_000, 11_000)).toEqual([]);
    expect(fping.reply(11_101)).toHaveLength(1);
    expect(fping.canariesUntil(12_000, 12_000)).toEqual([]);
  });

  test("a late start of fping is no loss", () => {
    const fping = start();
    expect(fping.canariesUntil(900, 900)).toEqual([]);
    expect(fping.reply(1001)).toHaveLength(1);
    expect(fping.canariesUntil(1900, 1900)).toEqual([]);
  });

  test("passes on what routers say of our targets only", () => {
    const fping = start();
    expect(fping.read(`ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to ${address}`)).toEqual([
      { type: "notice", address, detail: "ICMP Host Unreachable from 10.0.0.1" },
    ]);
    expect(fping.read("ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.9.9.9")).toEqual([]);
  });
});
