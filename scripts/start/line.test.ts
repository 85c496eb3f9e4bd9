import { expect, test } from "vitest";
import { lineLimit, lineSplitter, readable } from "./line.ts";

const from = { name: "The agent", isError: false, nowMs: Date.UTC(2026, 10, 23, 19, 5, 9) };

test("lines are put together over pieces, and one without end is cut", () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const piece of ["a", "b\nc", "\n", "\n", "d"]) splitter.write(piece);
  expect(lines).toEqual(["ab", "c", ""]);
  splitter.end();
  expect(lines.at(-1)).toBe("d");
  splitter.write("x".repeat(200_000));
  expect(lines.at(-1)).toHaveLength(64 * 1024);
});

test.each([
  ['{"level":"warn","message":"slow"}', false, "02:05:09 The agent: slow"],
  ['{"level":"error","message":"no","hint":"do"}', false, "02:05:09 The agent: no - do"],
  ['{"level":"info","message":"fine"}', true, undefined],
  ["plain text", false, undefined],
  ["plain\u001b[2J text", true, "02:05:09 The agent: plain [2J text"],
  ['{"level":"warn"', true, '02:05:09 The agent: {"level":"warn"'],
  ["  ", true, undefined],
])("%j on standard error %s is shown as %j", (line, isError, shown) => {
  expect(readable(line, { ...from, isError })).toBe(shown);
});

test("a flood is cut, and what was kept back is counted", () => {
  const limit = lineLimit(2, 1000);
  const shown = [0, 1, 2, 3].map((nowMs) => limit(nowMs).isShown);
  expect(shown).toEqual([true, true, false, false]);
  expect(limit(1000)).toEqual({ isShown: true, keptBack: 2 });
  expect(limit(2000)).toEqual({ isShown: true, keptBack: 0 });
});
