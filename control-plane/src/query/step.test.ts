import { expect, test } from "vitest";
import { chooseStep } from "./step.ts";

const dayMs = 86_400_000;
const nowMs = 400 * dayMs;
const tiers = [
  { stepMs: 0, keepMs: 90 * dayMs },
  { stepMs: 300_000, keepMs: 396 * dayMs },
  { stepMs: 3_600_000, keepMs: null },
];
const step = (agoDays: number, lengthDays: number, points: number) =>
  chooseStep(
    { fromMs: nowMs - agoDays * dayMs, toMs: nowMs - (agoDays - lengthDays) * dayMs },
    points,
    tiers,
    nowMs,
  ) / 1000;

test.each([
  ["an hour in 100 points", 1 / 24, 1 / 24, 100, 60],
  ["a day in 300 points", 1, 1, 300, 300],
  ["30 days in 300 points", 30, 30, 300, 10_800],
  ["a second in many points is never finer than a second", 1 / 86_400, 1 / 86_400, 1000, 1],
  ["an hour that only five-minute steps are kept of", 100, 1 / 24, 100, 300],
  ["an hour that only hours are kept of", 399, 1 / 24, 100, 3600],
  ["a year in 10 points counts whole days", 365, 365, 10, 37 * 86_400],
])("%s", (_title, agoDays, lengthDays, points, expected) => {
  expect(step(agoDays, lengthDays, points)).toBe(expected);
});

test("what is older than all that is kept is asked of the coarsest", () => {
  const kept = [{ stepMs: 0, keepMs: dayMs }];
  expect(chooseStep({ fromMs: 0, toMs: 3_600_000 }, 60, kept, nowMs)).toBe(60_000);
});
