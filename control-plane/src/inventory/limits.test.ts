import { inventorySchema } from "@haidang/contract/object.ts";
import { expect, test } from "vitest";
import { assignChecks } from "./checks.ts";
import { buildWorld } from "./world.ts";

const world = buildWorld(
  inventorySchema.parse({
    thresholds: [
      { id: "chung", default: true, lossPct: 5, rttMs: 200, sensors: [{ sensor: "humidity", high: 80 }] },
      { id: "duong-truyen", kinds: ["link"], rttMs: 100, utilisationPct: 80, downAttempts: 3 },
      { id: "ve-tinh", rttMs: 900, sensors: [{ sensor: "temperature", high: 40 }] },
    ],
    units: [{ id: "u", name: "U" }],
    sites: [{ id: "s", name: "S", unit: "u" }],
    links: [
      { id: "a", name: "A", site: "s", address: "10.0.0.1", cir: "100M" },
      {
        id: "b",
        name: "B",
        site: "s",
        address: "10.0.0.2",
        thresholds: "ve-tinh",
        limits: { lossPct: 20, sensors: [{ sensor: "temperature", high: 50 }] },
      },
    ],
    devices: [{ id: "d", name: "D", site: "s", address: "10.0.0.3" }],
  }),
  [],
);

test("limits lie one over the other: default, kind, profile, own", () => {
  expect(world.limits.get("device/d")).toMatchObject({ lossPct: 5, rttMs: 200 });
  expect(world.limits.get("device/d")).not.toHaveProperty("utilisationPct");
  expect(world.limits.get("link/a")).toMatchObject({
    lossPct: 5,
    rttMs: 100,
    utilisationPct: 80,
    cirBps: 100e6,
  });
  expect(world.limits.get("link/b")).toMatchObject({ lossPct: 20, rttMs: 900, downAttempts: 3 });
  expect(world.limits.get("link/b")?.sensors?.map(({ sensor, high }) => `${sensor} ${high}`)).toEqual([
    "temperature 50",
    "temperature 40",
    "humidity 80",
  ]);
  expect(world.limits.has("site/s")).toBe(false);
});

test("attempts are of the check", () => {
  const checks = assignChecks(world, [{ id: "hub", hub: true }]).byAgent.get("hub") ?? [];
  expect(checks.find(({ id }) => id === "icmp:link/a")?.attempts).toEqual({ down: 3 });
  expect(checks.find(({ id }) => id === "icmp:device/d")).not.toHaveProperty("attempts");
});
