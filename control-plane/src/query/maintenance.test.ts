import type { MaintenanceWindow, WindowTime } from "@haidang/contract/maintenance.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { expect, it } from "vitest";
import { buildWorld } from "../inventory/world.ts";
import { openPlan, openSchedule } from "../state/plan.ts";
import { maintenanceRows } from "./maintenance.ts";

const local = (text: string) => Date.parse(`${text}:00+07:00`);
const world = buildWorld(
  inventorySchema.parse({
    units: [{ id: "xa", name: "Xã" }],
    sites: [{ id: "ub", name: "UBND", unit: "xa" }],
    links: [{ id: "a", name: "A", site: "ub", address: "10.0.0.1", carrier: "VNPT" }],
  }),
  [],
);
const monthly = (days: string[], lastDay?: string): MaintenanceWindow => {
  const repeated = { days, hours: "22:00-02:00", firstDay: "2026-11-01" };
  const time: WindowTime = { monthly: lastDay === undefined ? repeated : { ...repeated, lastDay } };
  const scope = { carrier: "VNPT" };
  const createdMs = local("2026-10-31T08:00");
  return { id: "m-1", scope, time, reason: "định kỳ", createdMs, by: "admin", cancelled: null };
};

it.each([
  ["runs", ["3-sat"], undefined, "2026-11-22T01:00", "running", "2026-11-21T22:00"],
  ["comes next, months ahead", ["31"], undefined, "2027-02-01T08:00", "planned", "2027-03-31T22:00"],
  ["was the last", ["15"], "2026-12-31", "2027-06-01T08:00", "over", "2026-12-15T22:00"],
] as const)("a monthly window shows the occurrence that %s", (_title, days, lastDay, now, state, from) => {
  const [row] = maintenanceRows([monthly([...days], lastDay)], world, local(now), { all: true });
  expect(row).toMatchObject({ state, fromMs: local(from), toMs: local(from) + 4 * 3_600_000, objects: 1 });
});

it("what tells, what counts and what is shown read the same monthly window", () => {
  const window = monthly(["3-sat"]);
  const during = local("2026-11-22T01:00");
  const schedule = openSchedule(world, [window], during);
  expect(schedule.window("link/a")).toBe(window);
  expect(schedule.untilMs).toBe(local("2026-11-22T02:00"));
  const period = { fromMs: local("2026-11-01T00:00"), toMs: local("2026-12-01T00:00") };
  expect(openPlan(world, [window], period, { annotations: false }).maintenance("link/a")).toEqual([
    { fromMs: local("2026-11-21T22:00"), toMs: local("2026-11-22T02:00") },
  ]);
  expect(openSchedule(world, [window], local("2026-11-23T00:00")).at("link/a").maintenance).toBe(false);
});
