import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changed, type Flap, flapOf, reviewed, steady } from "./flap.ts";

const minuteMs = 60_000;
const classes = ["up", "degraded", "down", "unknown", "maintenance"] as const;

/** Changes one minute apart, as they happen. */
function play(path: readonly InstantClass[], stepMs = minuteMs): Flap {
  let flap = steady;
  for (const [at, to] of path.entries()) {
    const from = path[at - 1];
    if (from !== undefined) flap = changed(flap, { from, to, atMs: at * stepMs }, at * stepMs);
  }
  return flap;
}

describe("flapping", () => {
  it.each<[string, InstantClass[], boolean]>([
    ["one outage", ["up", "down", "up"], false],
    ["two outages", ["up", "down", "up", "down", "up"], false],
    ["the third outage", ["up", "down", "up", "down", "up", "down"], false],
    ["its return", ["up", "down", "up", "down", "up", "down", "up"], true],
    [
      "loss that comes and goes weighs half",
      ["up", "degraded", "up", "degraded", "up", "degraded", "up"],
      false,
    ],
    [
      "silence of an agent is not of the object",
      Array.from({ length: 20 }, (_, at) => (at % 2 ? "unknown" : "up")),
      false,
    ],
    ["planned work neither", Array.from({ length: 20 }, (_, at) => (at % 2 ? "maintenance" : "down")), false],
  ])("%s", (_title, path, expected) => {
    expect(play(path).flapping).toBe(expected);
  });

  it("ends some while after the last change, and not before", () => {
    const flap = play(["up", "down", "up", "down", "up", "down", "up"]);
    const lastMs = 6 * minuteMs;
    expect(reviewed(flap, lastMs + 15 * minuteMs).flapping).toBe(true);
    expect(reviewed(flap, lastMs + 28 * minuteMs).flapping).toBe(false);
  });

  it("is not entered by changes that come slowly", () => {
    const path = Array.from({ length: 40 }, (_, at): InstantClass => (at % 2 ? "down" : "up"));
    expect(play(path, 10 * minuteMs).flapping).toBe(false);
  });

  it("never ends and begins in one instant, and a review alone never begins it", () => {
    const steps = fc.array(
      fc.record({ to: fc.constantFrom(...classes), afterMs: fc.integer({ min: 0, max: 8 * minuteMs }) }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(steps, (path) => {
        let flap = steady;
        let from: InstantClass = "up";
        let nowMs = 0;
        let endedMs = -1;
        for (const { to, afterMs } of path) {
          nowMs += afterMs;
          const rested = reviewed(flap, nowMs);
          expect(rested.flapping && !flap.flapping).toBe(false);
          if (flap.flapping && !rested.flapping) endedMs = nowMs;
          const next = changed(rested, { from, to, atMs: nowMs }, nowMs);
          if (!rested.flapping && next.flapping) expect(endedMs).not.toBe(nowMs);
          if (rested.flapping) expect(next.flapping).toBe(true);
          expect(next.changes.length).toBeLessThanOrEqual(32);
          flap = next;
          from = to;
        }
      }),
    );
  });

  it("is none of what does not change", () => {
    fc.assert(
      fc.property(fc.constantFrom(...classes), fc.nat(), (name, atMs) => {
        expect(changed(steady, { from: name, to: name, atMs }, atMs)).toEqual(steady);
      }),
    );
  });

  it("is known again after a restart, from the past", () => {
    const timeline = ["up", "down", "up", "down", "up", "down", "up"].map(
      (name, at): Interval => ({
        fromMs: at * minuteMs,
        toMs: (at + 1) * minuteMs,
        class: name as InstantClass,
      }),
    );
    expect(flapOf(timeline, 8 * minuteMs).flapping).toBe(true);
    expect(flapOf(timeline, 60 * minuteMs).flapping).toBe(false);
    expect(flapOf(timeline.slice(-2), 8 * minuteMs).flapping).toBe(false);
  });
});
