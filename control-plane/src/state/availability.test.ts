import { type InstantClass, type Interval, instantClasses } from "@haidang/contract/state.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floorPct, uptimeRow } from "./availability.ts";

const object = { kind: "link", id: "co-to", name: "Cô Tô" } as const;
/** Consecutive stretches from 0, lengths in seconds. */
const stretches = (...parts: Array<[InstantClass, number]>): Interval[] => {
  let at = 0;
  return parts.map(([name, seconds]) => {
    const fromMs = at;
    at += seconds * 1000;
    return { fromMs, toMs: at, class: name };
  });
};

describe("floorPct", () => {
  it.each([
    [999_996, 1_000_000, 99.999],
    [1, 3, 33.333],
    [991, 1000, 99.1],
    [1, 1, 100],
    [0, 5, 0],
  ])("%d of %d is %d", (part, whole, expected) => expect(floorPct(part, whole)).toBe(expected));
  it("has no figure where nothing was measured", () => expect(floorPct(0, 0)).toBeNull());
});

describe("uptimeRow", () => {
  it("leaves maintenance, unknown and unmonitored out of both sides, and says how much was covered", () => {
    const intervals = stretches(
      ["up", 800],
      ["degraded", 90],
      ["down", 10],
      ["unknown", 50],
      ["maintenance", 50],
    );
    const row = uptimeRow(object, intervals, { fromMs: 0, toMs: 1_000_000 });
    expect(row.availabilityPct).toBe(98.888);
    expect(row.coveragePct).toBe(94.736);
    expect(row.seconds).toMatchObject({ up: 800, degraded: 90, down: 10, unknown: 50, maintenance: 50 });
    expect(row.outages).toBe(1);
  });
  it("counts an outage once though its reason changes on the way", () => {
    const intervals: Interval[] = [
      { fromMs: 0, toMs: 10, class: "down", reason: "timeout" },
      { fromMs: 10, toMs: 20, class: "down", reason: "refused" },
      { fromMs: 20, toMs: 30, class: "up" },
      { fromMs: 30, toMs: 40, class: "down", reason: "timeout" },
    ];
    expect(uptimeRow(object, intervals, { fromMs: 0, toMs: 40 }).outages).toBe(2);
  });
  it("has no availability where nothing answered or failed", () => {
    const row = uptimeRow(object, [], { fromMs: 0, toMs: 1000 });
    expect(row).toMatchObject({ availabilityPct: null, coveragePct: 0, seconds: { unmonitored: 1 } });
  });
  it("adds up to the period, always", () => {
    const part = fc.tuple(fc.constantFrom(...instantClasses), fc.integer({ min: 1, max: 100_000 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.integer({ min: 0, max: 1000 }), (parts, restS) => {
        const intervals = stretches(...parts);
        const toMs = (intervals.at(-1)?.toMs ?? 0) + restS * 1000;
        const { seconds } = uptimeRow(object, intervals, { fromMs: 0, toMs });
        expect(Object.values(seconds).reduce((sum, value) => sum + value, 0)).toBeCloseTo(toMs / 1000, 6);
      }),
    );
  });
});
