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

describe("terms of a contract", () => {
  const period = { fromMs: 0, toMs: 1_000_000 };
  const terms = { mergeBelowS: 0, unknown: "out", maintenance: "out", slaPct: null } as const;
  const mixed = stretches(
    ["up", 400],
    ["down", 30],
    ["up", 170],
    ["down", 60],
    ["up", 90],
    ["unknown", 150],
    ["maintenance", 100],
  );
  it.each([
    ["as they come", {}, 88, 2, 0],
    ["short outages merged", { mergeBelowS: 60 }, 92, 1, 1],
    ["unknown as down", { unknown: "down" }, 73.333, 2, 0],
    ["unknown as up", { unknown: "up" }, 90, 2, 0],
    ["maintenance as up", { maintenance: "up" }, 89.411, 2, 0],
  ] as const)("%s", (_title, more, pct, outages, shortOutages) => {
    const row = uptimeRow(object, mixed, period, { ...terms, ...more });
    expect(row).toMatchObject({ availabilityPct: pct, outages, shortOutages });
    expect(Object.values(row.seconds).reduce((sum, part) => sum + part, 0)).toBe(1000);
    expect(row.coveragePct).toBe(83.333);
  });
  it("merge an outage only where the same state is on both sides, and never one at the edge", () => {
    const merged = (intervals: Interval[]) =>
      uptimeRow(object, intervals, period, { ...terms, mergeBelowS: 60 });
    expect(merged(stretches(["down", 10], ["up", 990])).outages).toBe(1);
    expect(merged(stretches(["up", 490], ["down", 10], ["degraded", 500])).outages).toBe(1);
    expect(merged(stretches(["unknown", 490], ["down", 10], ["unknown", 500])).outages).toBe(1);
    const degraded = merged(stretches(["degraded", 490], ["down", 10], ["degraded", 500]));
    expect(degraded).toMatchObject({ outages: 0, shortOutages: 1, seconds: { degraded: 1000, down: 0 } });
  });
  it("allow 3 h 36 min in 30 days at 99.5 %, and say what is left", () => {
    const month = { fromMs: 0, toMs: 30 * 86_400_000 };
    const row = uptimeRow(
      { ...object, sla: 99.5 },
      stretches(["up", 30 * 86_400 - 13_000], ["down", 13_000]),
      month,
    );
    expect(row.sla).toEqual({ targetPct: 99.5, allowedS: 12_960, usedS: 13_000, leftS: -40 });
  });
  it("take the target asked for before the contract's", () => {
    const row = uptimeRow({ ...object, sla: 99.5 }, mixed, period, { ...terms, slaPct: 90 });
    expect(row.sla).toEqual({ targetPct: 90, allowedS: 90, usedS: 90, leftS: 0 });
  });
  it("give mean times between failures and to restore, and none where nothing failed", () => {
    const row = uptimeRow(object, mixed, period);
    expect(row).toMatchObject({ mtbfS: 330, mttrS: 45, longestOutageS: 60, sla: null });
    const well = uptimeRow(object, stretches(["up", 1000]), period);
    expect(well).toMatchObject({ mtbfS: null, mttrS: null, longestOutageS: 0 });
  });
});
