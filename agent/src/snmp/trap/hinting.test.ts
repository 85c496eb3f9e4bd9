import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHinting, hintLimits } from "./hinting.ts";
import { keepPace } from "./pace.ts";

const startMs = Date.UTC(2026, 10, 23);

describe("hinting", () => {
  it("three at once, one more planned for the end of a storm, then one each five seconds", () => {
    const hint = createHinting();
    const planned: (number | undefined)[] = [];
    for (let ms = 0; ms <= 16_000; ms += 1000) planned.push(hint("10.0.0.1", startMs + ms));
    const after = planned.map((atMs) => (atMs === undefined ? undefined : atMs - startMs));
    expect(after.slice(0, 5)).toEqual([0, 1000, 2000, 5000, undefined]);
    expect(after.filter((ms) => ms !== undefined)).toEqual([0, 1000, 2000, 5000, 10_000, 15_000, 20_000]);
  });

  it("one source does not take the turn of another; all together have a limit", () => {
    const hint = createHinting();
    for (let n = 0; n < 20; n += 1) hint("10.0.0.1", startMs);
    expect(hint("10.0.0.2", startMs)).toBe(startMs);
    const through = Array.from({ length: 200 }, (_, n) => hint(`10.0.1.${n}`, startMs)).filter(
      (atMs) => atMs === startMs,
    );
    expect(through.length).toBeGreaterThan(hintLimits.all.burst - 10);
    expect(through.length).toBeLessThanOrEqual(hintLimits.all.burst);
  });

  it("whatever comes when: never beyond the pace, and the last trap is always followed by a question", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8000 }), { maxLength: 60 }), (gaps) => {
        const hint = createHinting();
        let nowMs = startMs;
        const asked: number[] = [];
        for (const gap of gaps) {
          nowMs += gap;
          const atMs = hint("10.0.0.1", nowMs);
          if (atMs !== undefined) asked.push(atMs);
          expect(asked.at(-1)).toBeGreaterThanOrEqual(nowMs);
          expect(asked.at(-1)).toBeLessThanOrEqual(nowMs + hintLimits.source.periodMs);
        }
        for (const [n, atMs] of asked.entries()) {
          const within = asked.slice(n).filter((other) => other - atMs < 60_000).length;
          expect(within).toBeLessThanOrEqual(hintLimits.source.burst + 60_000 / hintLimits.source.periodMs);
        }
      }),
    );
  });

  it("a clock set back by a day holds nothing up", () => {
    const hint = createHinting();
    for (let n = 0; n < 5; n += 1) hint("10.0.0.1", startMs);
    const backMs = startMs - 86_400_000;
    expect(hint("10.0.0.1", backMs)).toBe(backMs);
    const mayGo = keepPace({ burst: 2, periodMs: 1000 });
    expect([mayGo(startMs), mayGo(startMs), mayGo(startMs)]).toEqual([true, true, false]);
    expect([mayGo(backMs), mayGo(backMs), mayGo(backMs)]).toEqual([true, true, false]);
  });
});
