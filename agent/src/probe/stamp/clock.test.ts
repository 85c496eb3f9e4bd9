import { describe, expect, test } from "vitest";
import { createWallClock, unsynchronised } from "./clock.ts";
import { parseTracking, readSynchronisation } from "./synchronisation.ts";

describe("createWallClock", () => {
  test("gives the time of day between its whole milliseconds, and never goes back by itself", () => {
    let monotonicMs = 0;
    const startMs = 1_800_000_000_000.37;
    const clock = createWallClock(
      () => Math.floor(startMs + monotonicMs),
      () => monotonicMs,
    );
    let before = 0;
    for (let step = 0; step < 200; step += 1) {
      monotonicMs += 7.13;
      const nowMs = clock.nowMs();
      expect(nowMs).toBeGreaterThan(before);
      before = nowMs;
    }
    expect(Math.abs(clock.nowMs() - (startMs + monotonicMs))).toBeLessThan(0.1);
    expect(clock.steps()).toBe(0);
  });

  test.each([-3_600_000, -21, 21, 86_400_000])("a clock set by %i ms is followed, and told", (byMs) => {
    let setMs = 0;
    let monotonicMs = 0;
    const clock = createWallClock(
      () => 1_800_000_000_000 + Math.floor(monotonicMs) + setMs,
      () => monotonicMs,
    );
    clock.nowMs();
    setMs = byMs;
    monotonicMs += 10;
    expect(clock.steps()).toBe(1);
    expect(clock.nowMs()).toBeCloseTo(1_800_000_000_010 + byMs, 0);
  });
});

describe("synchronisation", () => {
  const line = (leap: string) =>
    `A29FC87B,162.159.200.123,4,1800000000.1,-0.000300000,0.0001,0.0002,-3.1,0.0,0.05,0.004000000,0.001200000,64.4,${leap}\n`;
  test("chrony tells how far off the clock may be", () => {
    expect(parseTracking(line("Normal")).synchronised).toBe(true);
    expect(parseTracking(line("Normal")).errorMs).toBeCloseTo(0.3 + 1.2 + 2, 6);
  });
  test.each([line("Not synchronised"), "", "506 Cannot talk to daemon", ",,,,,,,,,,,,,Normal"])(
    "%j is no synchronised clock",
    (text) => {
      expect(parseTracking(text)).toEqual(unsynchronised);
    },
  );
  test("without chrony systemd is asked, and without either nothing is claimed", async () => {
    const systemd = (answer: string | undefined) => (command: string) =>
      Promise.resolve(command === "chronyc" ? undefined : answer);
    expect(await readSynchronisation(systemd("yes\n"))).toEqual({ synchronised: true, errorMs: 50 });
    expect(await readSynchronisation(systemd("no\n"))).toEqual(unsynchronised);
    expect(await readSynchronisation(systemd(undefined))).toEqual(unsynchronised);
  });
});
