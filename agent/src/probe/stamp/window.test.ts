import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Trip, windowFields } from "./window.ts";

const trip = (sequence: number, more: Partial<Trip> = {}): Trip => ({
  sequence,
  rttMs: 20,
  forwardMs: 8,
  backMs: 12,
  isVoid: false,
  ...more,
});
const windowOf = (trips: readonly Trip[], sent = trips.map(({ sequence }) => sequence)) =>
  windowFields({ sent, trips, duplicates: 0, reordered: 0 });

describe("windowFields", () => {
  test("percentiles are of the round trips, in order, and none is invented", () => {
    const rtts = fc.array(fc.double({ min: 0.001, max: 3000, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rtts, (values) => {
        const fields = windowOf(values.map((rttMs, at) => trip(at, { rttMs })));
        const {
          rttMinMs = 0,
          rttP50Ms = 0,
          rttP95Ms = 0,
          rttP99Ms = 0,
          rttMaxMs = 0,
          rttMeanMs = 0,
        } = fields;
        const ladder = [rttMinMs, rttP50Ms, rttP95Ms, rttP99Ms, rttMaxMs];
        expect(ladder).toEqual(ladder.toSorted((a, b) => a - b));
        const rounded = new Set(values.map((value) => Math.round(value * 1000) / 1000));
        for (const step of ladder) expect(rounded.has(step)).toBe(true);
        expect(rttMeanMs).toBeGreaterThanOrEqual(rttMinMs);
        expect(rttMeanMs).toBeLessThanOrEqual(rttMaxMs);
      }),
    );
  });

  test("jitter is that of RFC 3550: D of 16 ms once adds one, and fades by a sixteenth", () => {
    const forward = [10, 26, 26].map((forwardMs, at) => trip(at, { forwardMs }));
    expect(windowOf(forward).jitterForwardMs).toBeCloseTo(1 - 1 / 16, 3);
  });

  test("a clock that was set in between is no jitter", () => {
    const forward = [10, -3_599_990, -3_599_990].map((forwardMs, at) => trip(at, { forwardMs }));
    expect(windowOf(forward).jitterForwardMs).toBe(0);
  });

  test("replies that came while this machine was busy count, but their times do not", () => {
    const fields = windowOf([trip(0), trip(1, { rttMs: 900, isVoid: true }), trip(2)]);
    expect(fields).toMatchObject({ received: 3, lossPct: 0, voided: 1, rttMaxMs: 20 });
    expect(windowOf([trip(0, { isVoid: true })])).not.toHaveProperty("rttMinMs");
  });

  test.each([
    ["both clocks good", 3, {}, true],
    ["an error of half the delay", 4, {}, false],
    ["a clock that follows none", undefined, {}, false],
    ["a negative delay", 1, { forwardMs: -0.1 }, false],
  ])("one-way delay with %s", (_title, clocksErrorMs, first, isSaid) => {
    const sure = clocksErrorMs === undefined ? {} : { clocksErrorMs };
    const fields = windowOf([trip(0, { ...sure, ...first }), trip(1, sure), trip(2, sure)]);
    expect(fields.forwardMs).toBe(isSaid ? 8 : undefined);
    expect(fields.backMs).toBe(isSaid ? 12 : undefined);
  });

  test("the longest run of losses", () => {
    expect(windowOf([trip(2), trip(6)], [0, 2, 3, 4, 5, 6, 7]).longestLossRun).toBe(3);
  });

  test("loss on the way back is a share of what arrived there", () => {
    const fields = windowFields({
      sent: [0, 1, 2, 3],
      trips: [trip(0)],
      duplicates: 0,
      reordered: 0,
      split: { forward: 2, back: 1, unknown: 0 },
    });
    expect(fields).toMatchObject({ lossPct: 75, lossForwardPct: 50, lossBackPct: 50 });
  });
});
