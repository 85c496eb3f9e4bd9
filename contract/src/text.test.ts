import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deviceText, normalizeText, searchKey } from "./text.ts";

const nfd = (text: string) => text.normalize("NFD");

describe("searchKey", () => {
  test.each([
    ["Đầm Hà", "dam ha"],
    [nfd("Đầm Hà"), "dam ha"],
    ["ĐẶC KHU CÔ TÔ", "dac khu co to"],
    ["  Cái \t Chiên ", "cai chien"],
    ["Ưu, ơ, ă, â, ê, ô, ư", "uu, o, a, a, e, o, u"],
    ["Bắc Giang ⟶ Hà Nội", "bac giang ⟶ ha noi"],
  ])("%j is found as %j", (name, key) => {
    expect(searchKey(name)).toBe(key);
  });

  test("a key is its own key, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(searchKey(searchKey(nfd(text)))).toBe(searchKey(text));
      }),
    );
  });
});

test("normalizeText gives one form whatever the keyboard typed", () => {
  expect(normalizeText(` ${nfd("Quảng Ninh")} `)).toBe("Quảng Ninh");
});

describe("deviceText", () => {
  test.each([
    ["Cisco IOS\r\nVersion 12\n", "Cisco IOS Version 12"],
    ["\x1b[2Jgone", "[2Jgone"],
    ["a\0b\x7fc\x9bd", "a b c d"],
    ["user\u202egnp.exe", "user gnp.exe"],
    ["\ufeffbom", "bom"],
    ["para\u2029graph", "para graph"],
    ["lone \ud83d half", "lone   half"],
    [nfd("Hải Đăng"), "Hải Đăng"],
    ["", ""],
  ])("%j becomes %j", (given, safe) => {
    expect(deviceText(given)).toBe(safe);
  });

  test("is one well-formed line within the length, and stays as it is when done again", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 80 }),
        fc.integer({ min: 2, max: 40 }),
        (text, length) => {
          const safe = deviceText(text, length);
          expect(safe.length).toBeLessThanOrEqual(length);
          expect(safe.isWellFormed()).toBe(true);
          expect(safe).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
          expect(deviceText(safe, length)).toBe(safe);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("a cut never halves an emoji", () => {
    expect(deviceText("abc🗼🗼", 5)).toBe("abc…");
    expect(deviceText("abc🗼🗼", 6)).toBe("abc🗼…");
  });
});
