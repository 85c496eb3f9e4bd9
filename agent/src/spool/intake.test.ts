import type { Point } from "@haidang/contract/point.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Measurement } from "../probe/probe.ts";
import { type Intake, openIntake } from "./intake.ts";
import type { Lane, Spool } from "./spool.ts";

let appended: { lane: Lane; points: string[] }[];
let intake: Intake;

function measurement(id: string): Measurement {
  const target = { kind: "link" as const, id };
  const point = (name: string) => ({ measurement: name, tags: { id }, fields: { sent: 1 }, timeMs: 0 });
  return {
    result: { probe: "icmp", target, timeMs: 0, outcome: "ok" },
    points: [point("icmp"), point("host")],
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  appended = [];
  const spool: Pick<Spool, "append"> = {
    append: (points: readonly Point[], lane: Lane) =>
      void appended.push({
        lane,
        points: points.map(({ measurement, tags }) => `${measurement}/${tags["id"]}`),
      }),
  };
  intake = openIntake({ agent: "a", spool, now: () => 0, onAppend: () => undefined });
});
afterEach(() => vi.useRealTimers());

it("gathers bulk for two seconds into one batch", () => {
  intake.take({ measurements: [measurement("a")], urgent: false });
  vi.advanceTimersByTime(1500);
  intake.take({ measurements: [measurement("b")], urgent: false });
  expect(appended).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(appended).toEqual([
    { lane: "bulk", points: ["icmp/a", "host/a", "check/a", "icmp/b", "host/b", "check/b"] },
  ]);
});

it("does not wait for the two seconds once there is much, and then gathers anew", () => {
  for (let n = 0; n < 667; n += 1) intake.take({ measurements: [measurement(`l${n}`)], urgent: false });
  expect(appended).toHaveLength(1);
  expect(appended[0]?.points).toHaveLength(2001);
  intake.take({ measurements: [measurement("next")], urgent: false });
  vi.advanceTimersByTime(1999);
  expect(appended).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(appended[1]?.points).toEqual(["icmp/next", "host/next", "check/next"]);
});

it("appends a change of outcome at once with what it is judged by, and those that follow it together", () => {
  for (let n = 0; n < 100; n += 1) intake.take({ measurements: [measurement(`l${n}`)], urgent: true });
  expect(appended).toEqual([{ lane: "state", points: ["icmp/l0", "check/l0"] }]);
  vi.advanceTimersByTime(50);
  expect(appended[1]?.points).toHaveLength(198);
  vi.advanceTimersByTime(50);
  intake.take({ measurements: [measurement("late")], urgent: true });
  expect(appended[2]).toEqual({ lane: "state", points: ["icmp/late", "check/late"] });
});

it("flush appends all that is gathered", () => {
  intake.take({ measurements: [measurement("a")], urgent: true });
  intake.take({ measurements: [measurement("b")], urgent: true });
  intake.flush();
  expect(appended.flatMap(({ points }) => points).sort()).toEqual([
    "check/a",
    "check/b",
    "host/a",
    "host/b",
    "icmp/a",
    "icmp/b",
  ]);
  vi.advanceTimersByTime(5000);
  expect(appended).toHaveLength(3);
});
