import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareOids, counter64, counterOf, indexBelow, textOf } from "./value.ts";

describe("SNMP values", () => {
  test("a Counter64 is whole up to 64 bits and their sign, and nothing beyond", () => {
    expect(counter64(new Uint8Array([0, 255, 255, 255, 255, 255, 255, 255, 255]))).toBe(2n ** 64n - 1n);
    expect(counter64(new Uint8Array([5]))).toBe(5n);
    expect(counter64(new Uint8Array(10).fill(255))).toBeUndefined();
  });

  test("counters are integers that are not negative", () => {
    expect([counterOf(7), counterOf(7n), counterOf(-1), counterOf(1.5), counterOf("7")]).toEqual([
      7n,
      7n,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("text is one bounded line, whatever bytes come", () => {
    expect(textOf(new TextEncoder().encode("Cổng\r\nra\u202e"))).toBe("Cổng ra");
    expect(textOf(new Uint8Array())).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (value) => {
        const text = textOf(value) ?? "";
        expect(text.length).toBeLessThanOrEqual(255);
        expect(text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  test("OIDs are ordered arc by arc, as numbers", () => {
    const sorted = ["1.3.6.1.9", "1.3.6.1.10", "1.3.6.1.10.1", "1.3.7"];
    expect(sorted.toReversed().sort(compareOids)).toEqual(sorted);
  });

  test("the index of a column is no other column's", () => {
    expect(indexBelow("1.3.6.1", "1.3.6.1.7")).toBe("7");
    expect(indexBelow("1.3.6.1", "1.3.6.10.7")).toBeUndefined();
    expect(indexBelow("1.3.6.1", "1.3.6.1")).toBeUndefined();
  });
});
