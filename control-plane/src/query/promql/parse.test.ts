import { HaidangError } from "@haidang/contract/error.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { durationMs, parseQuery } from "./parse.ts";

test.each([
  ["", /empty|not PromQL/],
  ["sum(", /not PromQL at character \d/],
  ["a offset 5m", /offset is not answered/],
  ["rate(a[5m] offset 5m)", /offset is not answered/],
  ["a @ 0", /@ is not answered/],
  ["avg_over_time(a[1h:5m])", /subqueries are not answered/],
  ["a[5m]", /only inside a function/],
  ["rate(a)", /takes a selector with a range/],
  ["histogram_quantile(0.9, a)", /function histogram_quantile is not answered/],
  ['label_replace(a, "x", "$1", "y", "z")', /function label_replace is not answered/],
  ["a or b", /operator or is not answered/],
  ["a * on (x) group_left () b", /group_left/],
  ["stddev(a)", /aggregation stddev is not answered/],
  ["topk(a, b)", /takes a plain number/],
  ["topk(a)", /takes 2 arguments/],
  ["clamp(a, 1)", /takes 3 arguments/],
  ['{host=""}', /does not match everything/],
  ['{host=~".*"}', /does not match everything/],
  ['{host!="a"}', /does not match everything/],
  ['a{host=~"(a+)+"}', /cannot repeat a group/],
  ['a{host=~"(a)\\\\1"}', /refer back/],
  ['a{host=~"(?=a)b"}', /look around/],
  ['a{host=~".*.*.*.*x"}', /fewer choices/],
  [`a{host=~"${".?".repeat(40)}${".".repeat(40)}!"}`, /fewer choices/],
  ['a{host=~"["}', /not a regular expression/],
  [`a{host=~"${"x".repeat(2000)}"}`, /at most 1000 characters/],
  [`${"(".repeat(200)}a${")".repeat(200)}`, /nested deeper/],
  [`a + ${"1 + ".repeat(4000)}1`, /longer than/],
  ['"text"', /a text is not answered/],
])("%j is refused in words", (query, message) => {
  expect(() => parseQuery(query)).toThrow(message);
});

test("nothing that is typed is a fault of ours", () => {
  const words = fc.constantFrom(
    ...[
      "sum",
      "by",
      "(",
      ")",
      "{",
      "}",
      "[5m]",
      "a",
      "b",
      "=",
      "=~",
      '"x"',
      "1",
      "-",
      "+",
      "*",
      ",",
      "rate",
      "topk",
      "on",
      "bool",
      ">",
      "offset",
      "@",
      "'",
      "$",
      "é",
    ],
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
      try {
        parseQuery(parts.join(" "));
      } catch (error) {
        if (!(error instanceof HaidangError) || error.code !== "usage") throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["250ms", 250],
  ["1d", 86_400_000],
  ["5", undefined],
  ["5 m", undefined],
  ["", undefined],
])("%s is %s ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
