import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeHistogram, encodeHistogram, histogramOf, mergeHistograms, quantile } from "./histogram.ts";

const times = fc.array(fc.double({ min: 0.002, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 200 });
const text = (values: readonly number[]) => encodeHistogram(histogramOf(values));

describe("a histogram of round-trip times", () => {
  it("is a short text", () => {
    expect(text([10, 10, 10, 10.1, 11, 10, 10, 10, 10, 250])).toMatch(
      /^[0-9a-z]{1,2}:8 [0-9a-z]+ [0-9a-z]+$|^[0-9a-z: ]{1,24}$/,
    );
    expect(text([])).toBe("");
  });
  it("reads what it wrote", () => {
    fc.assert(
      fc.property(times, (values) => {
        expect(encodeHistogram(decodeHistogram(text(values)) ?? new Map())).toBe(text(values));
      }),
    );
  });
  it("gives quantiles within 2 % of nearest rank", () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((one, other) => one - other);
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
        const told = quantile(histogramOf(values), share) ?? Number.NaN;
        expect(Math.abs(told - exact) / exact).toBeLessThan(0.0201);
      }),
    );
  });
  it("says of parts what one over all would have said, in any order", () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 5 }), (parts) => {
        const merged = mergeHistograms(parts.map(text));
        expect(merged).toBe(text(parts.flat()));
        expect(mergeHistograms(parts.toReversed().map(text))).toBe(merged);
      }),
    );
  });
  it.each(["x_y", "5k:", ":3", "5k:0", "zzz", "5K", "5k:8  5l", "a".repeat(9000), "-1"])(
    "is not %j",
    (given) => {
      expect(decodeHistogram(given)).toBeUndefined();
    },
  );
  it("takes no time for one that is not, and all below a microsecond for one", () => {
    expect(text([Number.NaN, -1])).toBe("");
    expect(quantile(histogramOf([0, 0.0005, 0.001]), 1)).toBe(0.001);
    expect(quantile(histogramOf([]), 0.5)).toBeUndefined();
    expect(quantile(histogramOf([Number.POSITIVE_INFINITY]), 0.5)).toBeGreaterThan(80_000_000);
  });
});
