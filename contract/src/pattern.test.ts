import { describe, expect, test } from "vitest";
import { longestMatched, patternFault } from "./pattern.ts";

const shape = { longest: 1000, flags: "s" };
const times = (count: number, text: string) => text.repeat(count);

/** Each of these would search for minutes or for ever. */
const endless = [
  "(a+)+",
  "(a|a)*",
  "(?:.*a){12}",
  "(?=.*.*.*.*)x",
  "(.*)\\1",
  ".*.*.*.*!",
  ".*?.*?.*?.*?!",
  ".{0,99}.{0,99}.{0,99}.{0,99}!",
  // choices without a star
  `${times(40, ".?")}${times(40, ".")}!`,
  `${times(40, ".??")}${times(40, ".")}!`,
  `${times(40, "(?:.|.)")}!`,
  `${times(40, "(?<a>.|.)")}!`,
  // stars that stand in different alternatives and are still met one after the other
  `${times(6, "(.*.*.*|x)")}!`,
  `${times(6, "(?:x|.*.*|y)")}!`,
  times(500, "(?:.|.)"),
];
/** As people write them. */
const usual = [
  "",
  "core-.*",
  ".*-(mong-cai|co-to|ba-che).*",
  "(?:Gi|Te)\\d+/\\d+(?:\\.\\d+)?",
  "[*+?(|]{3}",
  "Version (\\d+)\\.(\\d+)",
  Array.from({ length: 100 }, (_, n) => `rt-${n}`).join("|"),
  "a*b*c*|d*e*f*|(?:g*h*|i*)",
];

test.each(endless)("%s is refused", (source) => {
  expect(patternFault(source, shape)).toMatch(/^a pattern (cannot|has)/);
});
test.each(usual)("%s is taken", (source) => {
  expect(patternFault(source, shape)).toBeUndefined();
});
test.each(["(", "a{2,1}", "[b-a]", "a".repeat(1001)])("%s is refused", (source) => {
  expect(patternFault(source, shape)).toMatch(/not a regular expression|at most 1000/);
});

describe("the worst that is taken", () => {
  const worst = [
    ".*.*.*!",
    ".*?.+.{0,255}!",
    ".*.*.*.?.?!",
    `${times(12, ".?")}${times(12, ".")}!`,
    ".*.*.*(?:.|.)(?:.|.)!",
    ".*.*.*!|.*.*.*%",
  ];
  test.each(worst)("%s is taken", (source) => expect(patternFault(source, shape)).toBeUndefined());
  test.each(worst)("%s takes a moment, on 50,000 characters cut as they are", (source) => {
    const pattern = new RegExp(`^(?:${source})$`, "s");
    const began = performance.now();
    for (const text of ["a", "ab", " \t"]) {
      expect(pattern.test(text.repeat(50_000).slice(0, longestMatched))).toBe(false);
    }
    expect((performance.now() - began) / 3).toBeLessThan(300);
  });
});
