import { expect, it } from "vitest";
import { createStepWatch } from "./clock-step.ts";

it("tells each step of any clock once, and is not moved by slewing", () => {
  const clock = { monotonicMs: 0, oneMs: 5e12, otherMs: 5e12 };
  const stepped = createStepWatch([() => clock.oneMs, () => clock.otherMs], () => clock.monotonicMs);
  const pass = (ms: number, oneMs = 0, otherMs = 0): boolean => {
    clock.monotonicMs += ms;
    clock.oneMs += ms + oneMs;
    clock.otherMs += ms + otherMs;
    return stepped();
  };
  expect(pass(250)).toBe(false);
  expect(pass(60_000, 30, -30)).toBe(false);
  expect(pass(250, 3_600_000)).toBe(true);
  expect(pass(250)).toBe(false);
  expect(pass(250, 0, -86_400_000)).toBe(true);
  expect(pass(250)).toBe(false);
});
