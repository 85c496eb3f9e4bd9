import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OctetReading, ratesBetween } from "./rate.ts";

const before: OctetReading = {
  ifIndex: "3",
  ifName: "Gi0/3",
  inOctets: 1_000_000n,
  outOctets: 2_000_000n,
  bits: 64,
  inTicks: 100_000,
  outTicks: 100_000,
  discontinuityTicks: 0,
  speedBps: 1e9,
};
const later = (change: Partial<OctetReading> = {}): OctetReading => ({
  ...before,
  inOctets: 1_075_000n,
  outOctets: 2_150_000n,
  inTicks: 106_000,
  outTicks: 106_000,
  ...change,
});

describe("ratesBetween", () => {
  test("is the octets as bits over the seconds of sysUpTime", () => {
    expect(ratesBetween(before, later())).toEqual({ inBps: 10_000, outBps: 20_000 });
  });

  test.each([
    [64, 2n ** 64n],
    [32, 2n ** 32n],
  ] as const)("a %i-bit counter that wrapped is no gap", (bits, size) => {
    const wrapping = { ...before, bits, inOctets: size - 25_000n };
    expect(ratesBetween(wrapping, later({ bits, inOctets: 50_000n })).inBps).toBe(10_000);
  });

  test.each<[string, Partial<OctetReading>]>([
    ["sysUpTime went back", { inTicks: 5000, outTicks: 5000 }],
    ["no time passed", { inTicks: 100_000, outTicks: 100_000 }],
    ["the counters were interrupted", { discontinuityTicks: 105_000 }],
    ["the index has another name", { ifName: "Gi0/4" }],
    ["the name has another index", { ifIndex: "4" }],
    ["the counters have another width", { bits: 32 }],
    ["the device no longer tells of discontinuities", { discontinuityTicks: undefined }],
    ["the counters were reset to nothing", { inOctets: 0n, outOctets: 0n }],
    ["the rate is 1.3 times the speed", { inOctets: 1_000_000n + 9_750_000_000n, outOctets: 0n }],
  ])("is absent, not 0, when %s", (_title, change) => {
    expect(ratesBetween(before, later(change))).toEqual({});
  });

  test("is absent on the first reading", () => {
    expect(ratesBetween(undefined, later())).toEqual({});
  });

  test("a burst a little above the speed stands, and any rate where the speed is unknown", () => {
    expect(ratesBetween(before, later({ inOctets: 1_000_000n + 8_250_000_000n })).inBps).toBe(1.1e9);
    const unknown = later({ speedBps: 0, inOctets: 1_000_000n + 75_000_000_000n });
    expect(ratesBetween({ ...before, speedBps: 0 }, unknown).inBps).toBe(1e10);
  });

  test("is never negative nor above 1.2 times the speed", () => {
    const counter = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const ticks = fc.nat(2 ** 32 - 1);
    fc.assert(
      fc.property(counter, counter, ticks, ticks, (a, b, t0, t1) => {
        const { inBps } = ratesBetween(
          { ...before, inOctets: a, inTicks: t0 },
          later({ inOctets: b, inTicks: t1 }),
        );
        if (inBps !== undefined) expect(inBps >= 0 && inBps <= 1.2e9).toBe(true);
      }),
    );
  });
});
