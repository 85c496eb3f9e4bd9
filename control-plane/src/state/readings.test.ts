import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { SensorLimit } from "@haidang/contract/threshold.ts";
import { describe, expect, it } from "vitest";
import { type Beyond, holdReadings, nothingBeyond } from "./readings.ts";

const tags = { agent: "hub", kind: "device", id: "ups" };
const sensor = (kind: string, value: number, name = "Inlet", fields: object = {}): Point =>
  measure("sensor", { ...tags, sensor: kind, name, oid: ".1" }, { value, ...fields }, 0);
const sensors: SensorLimit[] = [
  { sensor: "temperature", name: "CPU", high: 90 },
  { sensor: "temperature", low: 10, high: 35 },
  { sensor: "humidity", high: 80 },
  { sensor: "runtime", low: 10 },
  { sensor: "voltage", low: 200, high: 250 },
];
const policy = { sensors, diskPct: 90 };
const hold = (points: Point[], before: Beyond = nothingBeyond) => holdReadings(points, policy, before);

describe("readings against limits", () => {
  it.each<[string, Point, string | undefined, string | undefined]>([
    ["a cool room", sensor("temperature", 34.9), undefined, undefined],
    ["a hot room", sensor("temperature", 35), "too_hot", "Inlet 35 °C"],
    ["a processor by its own limit", sensor("temperature", 70, "CPU 1"), undefined, undefined],
    ["a cold room", sensor("temperature", 10), "too_cold", "Inlet 10 °C"],
    ["wet air", sensor("humidity", 85.25), "too_humid", "Inlet 85.3 %"],
    ["a short runtime", sensor("runtime", 9), "runtime_low", "Inlet 9 min"],
    ["low mains", sensor("voltage", 180), "sensor_low", "Inlet 180 V"],
    ["high mains", sensor("voltage", 260), "sensor_high", "Inlet 260 V"],
    ["a sensor nobody wrote a limit for", sensor("power", 9999), undefined, undefined],
    ["a hostile name", sensor("voltage", 260, "In\u001b[2Jlet"), "sensor_high", "In [2Jlet 260 V"],
    [
      "a full disk",
      measure("storage", { ...tags, name: "/" }, { totalBytes: 100, usedBytes: 95 }, 0),
      "disk_full",
      "/ 95 %",
    ],
    [
      "a host's disk",
      measure("hostDisk", { ...tags, mount: "/srv" }, { usedPct: 90 }, 0),
      "disk_full",
      "/srv 90 %",
    ],
    [
      "a disk of no size",
      measure("storage", { ...tags, name: "/" }, { totalBytes: 0, usedBytes: 0 }, 0),
      undefined,
      undefined,
    ],
  ])("%s", (_title, point, reason, detail) => {
    expect(hold([point]).told).toEqual(reason === undefined ? undefined : { reason, detail });
  });

  it("stays beyond until it is well inside, each sensor for itself", () => {
    const hot = hold([sensor("temperature", 36, "A"), sensor("temperature", 34, "B")]);
    expect(hot.told?.detail).toBe("A 36 °C");
    const hovering = hold([sensor("temperature", 33.5, "A"), sensor("temperature", 34, "B")], hot);
    expect(hovering.told?.detail).toBe("A 33.5 °C");
    const cool = hold([sensor("temperature", 32.9, "A"), sensor("temperature", 34, "B")], hovering);
    expect(cool).toBe(nothingBeyond);
    expect(hold([sensor("temperature", 34, "A")], cool).told).toBeUndefined();
  });

  it("never changes its word and takes it back at one value", () => {
    for (let value = 300; value <= 400; value += 1) {
      const first = hold([sensor("temperature", value / 10)]);
      const again = hold([sensor("temperature", value / 10)], first);
      expect(again.told?.reason).toBe(first.told?.reason);
    }
  });

  it("counts what else is beyond, and keeps its word where nothing was read", () => {
    const both = hold([sensor("temperature", 40), sensor("humidity", 90)]);
    expect(both.told).toEqual({ reason: "too_hot", detail: "Inlet 40 °C (+1)" });
    expect(hold([], both)).toBe(both);
  });
});
