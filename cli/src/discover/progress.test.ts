import { expect, test } from "vitest";
import { createProgress, progressLine } from "./progress.ts";

function written(isTerminal: boolean) {
  let text = "";
  let nowMs = 0;
  const progress = createProgress({
    write: (more) => {
      text += more;
    },
    isTerminal,
    language: "en",
    now: () => nowMs,
  });
  const at = (ms: number): void => {
    nowMs = ms;
  };
  return { progress, text: () => text, at };
}

test("the time left is that of the rest at the pace so far", () => {
  const half = { phase: "ask", done: 64, total: 254, found: 12 } as const;
  expect(progressLine(half, 10_000, "en")).toBe(
    "what are they: 64/254 hosts, 12 recognised, about 30 s left",
  );
  expect(progressLine({ ...half, done: 0 }, 10_000, "en")).toBe("what are they: 0/254 hosts, 12 recognised");
  expect(progressLine({ ...half, phase: "sweep" }, 10_000, "vi")).toContain("còn khoảng 30 giây");
});

test("on a terminal one line is written over, and taken away at the end", () => {
  const { progress, text, at } = written(true);
  progress.update({ phase: "sweep", done: 127, total: 254, found: 100 });
  at(100);
  progress.update({ phase: "sweep", done: 200, total: 254, found: 120 });
  at(300);
  progress.update({ phase: "sweep", done: 254, total: 254, found: 9 });
  progress.end();
  const [start, first = "", second = "", blank = "", rest] = text().split("\r");
  expect([start, rest]).toEqual(["", ""]);
  expect(first).toBe("who is there: 127/254 addresses, 100 answered, about 0 s left");
  expect(second.trimEnd()).toBe("who is there: 254/254 addresses, 9 answered");
  expect(second).toHaveLength(first.length);
  expect(blank.trim()).toBe("");
});

test("in a log there is a line each ten seconds, none for short work", () => {
  const { progress, text, at } = written(false);
  for (let ms = 0; ms <= 25_000; ms += 500) {
    at(ms);
    progress.update({ phase: "ask", done: 1, total: 254, found: 1 });
  }
  progress.end();
  expect(text().split("\n")).toHaveLength(3);
});
