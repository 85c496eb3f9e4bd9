import { describe, expect, it } from "vitest";
import { partsOf, rollUpTiers } from "./rollup.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 10, 7);
const ages = { nowMs, rawKeepMs: 90 * dayMs };
const [fine, coarse] = rollUpTiers;

describe("where a range is read", () => {
  it("raw samples as long as there are some", () => {
    const range = { fromMs: nowMs - 30 * dayMs, toMs: nowMs };
    expect(partsOf(range, 300_000, ages)).toEqual([{ range, tier: undefined }]);
  });
  it("raw samples only for a step no roll-up divides", () => {
    const range = { fromMs: nowMs - 300 * dayMs, toMs: nowMs };
    expect(partsOf(range, 420_000, ages)).toEqual([{ range, tier: undefined }]);
  });
  it("roll-ups beyond their age, cut on bounds of the step, nothing twice and nothing left out", () => {
    const range = { fromMs: nowMs - 900 * dayMs, toMs: nowMs - dayMs };
    for (const stepMs of [3_600_000, dayMs]) {
      const parts = partsOf(range, stepMs, ages);
      expect(parts.map(({ tier }) => tier)).toEqual([coarse, fine, undefined]);
      expect(parts[0]?.range.fromMs).toBe(range.fromMs);
      expect(parts[2]?.range.toMs).toBe(range.toMs);
      for (const at of [0, 1]) {
        const boundMs = parts[at]?.range.toMs ?? Number.NaN;
        expect(parts[at + 1]?.range.fromMs).toBe(boundMs);
        expect(boundMs % stepMs).toBe(0);
      }
    }
  });
  it("a period all older than raw samples, and one upside down", () => {
    const range = { fromMs: nowMs - 200 * dayMs, toMs: nowMs - 190 * dayMs };
    expect(partsOf(range, 300_000, ages)).toEqual([{ range, tier: fine }]);
    expect(partsOf({ fromMs: nowMs, toMs: nowMs - dayMs }, 300_000, ages)).toEqual([]);
  });
});
