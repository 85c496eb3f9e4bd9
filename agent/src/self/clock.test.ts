import { beforeEach, describe, expect, it } from "vitest";
import { type AgentClock, createAgentClock, type Exchange, sampleOf } from "./clock.ts";

const startMs = Date.UTC(2026, 10, 23, 7);
let trueMs: number;
let offMs: number;
let clock: AgentClock;

beforeEach(() => {
  trueMs = startMs;
  offMs = 0;
  clock = createAgentClock({ wall: () => trueMs + offMs, monotonicMs: () => trueMs - startMs + 1000 });
});

/** A request that takes `outMs` there, `stayMs` at the control plane, and `backMs` back. */
function exchange(outMs: number, stayMs: number, backMs: number, centreOffMs = 0): Exchange {
  const sentAtMs = trueMs - startMs + 1000;
  const centreReceivedMs = Math.round(trueMs + outMs + centreOffMs);
  trueMs += outMs + stayMs + backMs;
  const centreSentMs = Math.round(trueMs - backMs + centreOffMs);
  return { sentAtMs, answeredAtMs: trueMs - startMs + 1000, centreReceivedMs, centreSentMs };
}

describe("the offset", () => {
  it("is known to half the round trip, however long the control plane took to answer", () => {
    offMs = 1234;
    clock.learn(exchange(20, 25_000, 10));
    expect(clock.standing()).toMatchObject({ roundTripMs: 30, wrong: false });
    expect(clock.standing()?.offsetMs).toBeCloseTo(1234 - 5, 0);
  });

  it("is that of the quickest exchange of five minutes", () => {
    clock.learn(exchange(400, 0, 20));
    clock.learn(exchange(5, 0, 5));
    clock.learn(exchange(20, 0, 900));
    expect(clock.standing()).toMatchObject({ roundTripMs: 10 });
    trueMs += 301_000;
    clock.learn(exchange(20, 0, 30));
    expect(clock.standing()).toMatchObject({ roundTripMs: 50 });
  });

  it("follows the control plane's clock when that is set", () => {
    clock.learn(exchange(1, 0, 1));
    clock.learn(exchange(100, 0, 100, 60_000));
    expect(clock.standing()?.offsetMs).toBeCloseTo(-60_000, -1);
  });

  it.each([
    ["a clock set back meanwhile", { centreSentMs: startMs - 3_600_000 }],
    ["a clock set ahead meanwhile", { centreSentMs: startMs + 3_600_000 }],
    ["an answer that took too long", { answeredAtMs: 30_000 }],
    ["no number at all", { centreReceivedMs: Number.NaN }],
  ])("is not learned from %s", (_, odd) => {
    const sample = sampleOf({
      sentAtMs: 1000,
      answeredAtMs: 1010,
      centreReceivedMs: startMs,
      centreSentMs: startMs,
      ...odd,
    });
    expect(sample).toBeUndefined();
  });
});

describe("the time", () => {
  const year = 365 * 86_400_000;

  it("is the machine's as it was at the start until something is known of the control plane", () => {
    offMs = -50 * year;
    clock = createAgentClock({ wall: () => trueMs + offMs, monotonicMs: () => trueMs - startMs + 1000 });
    expect(clock.now()).toBe(startMs - 50 * year);
    expect(clock.standing()).toBeUndefined();
    offMs = 0;
    trueMs += 1000;
    expect(clock.now()).toBe(startMs - 50 * year + 1000);
    expect(clock.learn(exchange(1, 0, 1))).toBeCloseTo(50 * year, 6);
    expect(clock.now()).toBe(trueMs);
    expect(clock.learn(exchange(1, 0, 1))).toBeUndefined();
  });

  it.each([
    ["an hour ahead", 3_600_000],
    ["an hour back", -3_600_000],
    ["a day ahead", 86_400_000],
    ["a day back", -86_400_000],
    ["1970", -startMs],
    ["2039", 13 * year],
  ])("goes on unmoved when the clock jumps: %s", (_, jumpMs) => {
    clock.learn(exchange(1, 0, 1));
    const before = clock.now();
    offMs = jumpMs;
    trueMs += 1000;
    expect(Math.abs(clock.now() - before - 1000)).toBeLessThanOrEqual(1);
    expect(clock.standing()).toMatchObject({ wrong: true });
    expect(clock.standing()?.offsetMs).toBeCloseTo(jumpMs, 6);
    offMs = 0;
    expect(clock.now()).toBe(trueMs);
    expect(clock.standing()).toMatchObject({ wrong: false });
  });

  it("is the machine's own through a leap second, and through all within the limit", () => {
    clock.learn(exchange(1, 0, 1));
    for (const ms of [-1000, 1000, 4990, -4990]) {
      offMs = ms;
      expect(clock.now()).toBe(trueMs + ms);
    }
  });

  it("is told in whole milliseconds, known or not", () => {
    clock = createAgentClock({
      wall: () => Math.floor(trueMs + offMs),
      monotonicMs: () => trueMs - startMs + 0.3,
    });
    trueMs += 7.4;
    expect(Number.isInteger(clock.now())).toBe(true);
    clock.learn(exchange(1, 0, 2));
    offMs = 1e7;
    trueMs += 7.4;
    expect(Number.isInteger(clock.now())).toBe(true);
  });

  it("does not jump to and fro at the limit", () => {
    clock.learn(exchange(1, 0, 1));
    const seen = [5010, 4990, 5010, 4990].map((ms) => {
      offMs = ms;
      return clock.now() - trueMs;
    });
    for (const off of seen) expect(Math.abs(off)).toBeLessThanOrEqual(1);
  });

  it("never runs backwards while a clock that is wrong is set about", () => {
    clock.learn(exchange(3, 0, 1));
    let last = clock.now();
    for (const ms of [9e6, -9e6, 7e8, -7e8, 6000, -6000]) {
      offMs = ms;
      trueMs += 10;
      const now = clock.now();
      expect(now).toBeGreaterThan(last);
      last = now;
    }
  });
});
