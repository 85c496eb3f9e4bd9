import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EchoSample, windowStatistics } from "./window.ts";

const rtts = (values: readonly (number | undefined)[]): EchoSample[] =>
  values.map((rttMs, at) => ({ sentMs: at * 1000, ...(rttMs === undefined ? {} : { rttMs }) }));

describe("windowStatistics", () => {
  test("of ten replies", () => {
    expect(windowStatistics(rtts([10, 20, 10, 20, 10, 20, 10, 20, 10, 100]))).toEqual({
      sent: 10,
      received: 10,
      lossPct: 0,
      rttMinMs: 10,
      rttMeanMs: 23,
      rttP50Ms: 10,
      rttP95Ms: 100,
      rttP99Ms: 100,
      rttMaxMs: 100,
      rttHistogram: "6j:5 71:4 86",
      jitterMs: 18.889,
    });
  });

  test("without a reply there is no round-trip time", () => {
    expect(windowStatistics(rtts([undefined, undefined]))).toEqual({ sent: 2, received: 0, lossPct: 100 });
  });

  test("one reply has no jitter, a third lost is a third", () => {
    expect(windowStatistics(rtts([5, undefined]))).not.toHaveProperty("jitterMs");
    expect(windowStatistics(rtts([5, 5, undefined])).lossPct).toBe(33.333);
  });

  test("jitter follows the order of sending, not of arrival", () => {
    const samples = rtts([1, 2, 3, 4]);
    expect(windowStatistics(samples.toReversed())).toEqual(windowStatistics(samples));
    expect(windowStatistics(samples).jitterMs).toBe(1);
  });

  test("is ordered and within bounds for any window", () => {
    const rtt = fc.double({ min: 0.001, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.option(rtt, { nil: undefined }), { maxLength: 100 }), (values) => {
        const found = windowStatistics(rtts(values));
        const replies = values.filter((value) => value !== undefined);
        expect(found.sent).toBe(values.length);
        expect(found.received).toBe(replies.length);
        expect(found.lossPct >= 0 && found.lossPct <= 100).toBe(true);
        expect(Object.keys(found).some((key) => key.startsWith("rtt"))).toBe(replies.length > 0);
        if (replies.length === 0) return;
        const {
          rttMinMs = -1,
          rttP50Ms = -1,
          rttP95Ms = -1,
          rttP99Ms = -1,
          rttMaxMs = -1,
          rttMeanMs = -1,
        } = found;
        const rising = [rttMinMs, rttP50Ms, rttP95Ms, rttP99Ms, rttMaxMs];
        expect(rising).toEqual(rising.toSorted((a, b) => a - b));
        for (const percentile of rising) expect(replies).toContain(percentile);
        expect(rttMinMs).toBe(Math.min(...replies));
        expect(rttMaxMs).toBe(Math.max(...replies));
        expect(rttMeanMs >= rttMinMs && rttMeanMs <= rttMaxMs).toBe(true);
        if (found.jitterMs !== undefined) {
          expect(found.jitterMs).toBeLessThanOrEqual(rttMaxMs - rttMinMs + 0.001);
        }
      }),
    );
  });
});
