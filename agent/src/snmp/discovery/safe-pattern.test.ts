import { longestMatched } from "@haidang/contract/pattern.ts";
import { describe, expect, test } from "vitest";
import { matchPattern, patternFault } from "./safe-pattern.ts";

describe("patternFault", () => {
  test.each([
    "Version ([^, ]+)",
    "^(\\S+)",
    "(?i:temp|fan)",
    "\\[(\\d[^\\]]+)\\]",
    "a{1,3}?b",
    "^a?b*c+$",
    "(?:a|b)?",
  ])("%s is taken", (source) => expect(patternFault(source)).toBeUndefined());

  test.each([
    ["(a+)+$", "repeat a group"],
    ["(a|a)*$", "repeat a group"],
    ["(?:x+x+){2,}y", "repeat a group"],
    ["(a)\\1", "refer back"],
    ["(?<n>a)\\k<n>", "refer back"],
    ["(?=a)b", "look around"],
    ["(?<!a)b", "look around"],
    [".*.*.*.*x", "fewer choices"],
    ["a{1,}b{2,}c{0,5}d+", "fewer choices"],
    ["(", "not a regular expression"],
    ["x".repeat(201), "at most 200"],
  ])("%s is refused", (source, why) => expect(patternFault(source)).toContain(why));

  test("the worst that is taken fails in time", () => {
    const worst = "[a-z]*[a-z]*[a-z]*!";
    expect(patternFault(worst)).toBeUndefined();
    const startedAt = performance.now();
    expect(matchPattern(worst, "a".repeat(60_000))).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

test("matchPattern gives the groups, and reads only the beginning of a text", () => {
  expect(matchPattern("(\\d+)\\.(\\d+)(x)?", "v15.2")).toEqual(["15.2", "15", "2", ""]);
  expect(matchPattern("z", `${"a".repeat(longestMatched)}z`)).toBeUndefined();
});
