import { expect, test } from "vitest";
import { pagerFor } from "./pager.ts";

const long = "line\n".repeat(30);
const terminal = { isTTY: true, rows: 24 };

test.each([
  ["a long text on a terminal", long, { terminal, environment: {}, isRefused: false }, ["less", "-FRX"]],
  ["what fits", "line\n", { terminal, environment: {}, isRefused: false }, undefined],
  ["a pipe", long, { terminal: {}, environment: {}, isRefused: false }, undefined],
  ["--no-pager", long, { terminal, environment: {}, isRefused: true }, undefined],
  [
    "another pager",
    long,
    { terminal, environment: { HAIDANG_PAGER: "most -s" }, isRefused: false },
    ["most", "-s"],
  ],
  ["none", long, { terminal, environment: { HAIDANG_PAGER: "" }, isRefused: false }, undefined],
  ["cat", long, { terminal, environment: { HAIDANG_PAGER: "cat" }, isRefused: false }, undefined],
  ["no real terminal", long, { terminal, environment: { TERM: "dumb" }, isRefused: false }, undefined],
])("%s", (_, text, around, words) => {
  expect(pagerFor(text, around)).toEqual(words);
});
