import { describe, expect, it } from "vitest";
import { burst } from "./fping-tool.ts";
import { startVerdict, stepVerdict } from "./verdict.ts";

const burstRequests = burst.count;

describe("false outages from random loss", () => {
  it("are fewer than one a month over 345 links at 10 % loss", () => {
    const perMonth = falseAlarmsPerMonth({ links: 345, lossProbability: 0.1, burstRequests, periodMs: 1000 });
    expect(perMonth).toBeLessThan(0.01);
  });

  it("come as often as the arithmetic says, played through the machine that decides", () => {
    // At 10 % loss nothing would happen in any run short enough to wait for: half of everything is lost here instead.
    const lossProbability = 0.5;
    const seconds = 400_000;
    const random = seeded(20_261_123);
    const isLost = () => random() < lossProbability;
    let state = startVerdict({ windowMs: 10_000, settleMs: 1000, nowMs: 0 });
    let failures = 0;
    let suspicions = 0;
    const step = (event: Parameters<typeof stepVerdict>[1]) => {
      const result = stepVerdict(state, event);
      state = result.state;
      failures += result.emissions.filter(
        ({ urgent, verdict }) => urgent && verdict.outcome === "failed",
      ).length;
    };
    for (let second = 1; second <= seconds; second += 1) {
      const sentMs = second * 1000;
      step(isLost() ? { type: "lost", sentMs } : { type: "reply", sentMs, rttMs: 1 });
      if (state.suspicion !== undefined) {
        suspicions += 1;
        const answered = Array.from({ length: burstRequests }, isLost).includes(false);
        step(
          answered
            ? { type: "burst", outcome: { type: "answered", sentMs: sentMs + 100 }, nowMs: sentMs + 900 }
            : { type: "burst", outcome: { type: "lost", reason: "no_reply" }, nowMs: sentMs + 900 },
        );
      }
      step({ type: "tick", nowMs: sentMs + 950 });
    }
    const expected = suspicions * lossProbability ** burstRequests;
    // Poisson: four standard deviations either way.
    expect(Math.abs(failures - expected)).toBeLessThan(4 * Math.sqrt(expected));
    expect(suspicions).toBeGreaterThan(seconds * lossProbability * 0.9);
  });
});

/**
 * False outages to expect in a month of 30 days from loss at random, each request lost independently of the others:
 * a failure takes the first lost request and then a whole burst, so `lossProbability` to the power of one more than
 * the burst. Every request of the steady stream may begin one.
 */
function falseAlarmsPerMonth(options: {
  links: number;
  /** Of one request, 0 to 1. */
  lossProbability: number;
  burstRequests: number;
  /** Time between requests of the steady stream, ms. */
  periodMs: number;
}): number {
  const { links, lossProbability, burstRequests, periodMs } = options;
  const requests = (links * 30 * 24 * 3_600_000) / periodMs;
  return requests * lossProbability ** (burstRequests + 1);
}

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
