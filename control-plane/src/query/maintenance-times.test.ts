import type { MaintenanceWindow } from "@haidang/contract/maintenance.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { expect, it } from "vitest";
import { buildWorld } from "../inventory/world.ts";
import { maintenanceTimes } from "./maintenance.ts";

const world = buildWorld(
  inventorySchema.parse({
    units: [{ id: "tinh", name: "Tỉnh", kind: "province" }],
    sites: [{ id: "co-to", name: "UBND Cô Tô", unit: "tinh" }],
    links: [{ id: "co-to-1", name: "Đường Cô Tô", site: "co-to", address: "10.0.0.1", carrier: "VNPT" }],
  }),
  [],
);
const at = (text: string) => Date.parse(`${text}+07:00`);
const window = (
  id: string,
  more: Pick<MaintenanceWindow, "scope" | "time"> & Partial<MaintenanceWindow>,
): MaintenanceWindow => ({ id, reason: "thay cáp", createdMs: 0, by: "an", cancelled: null, ...more });
const november = { fromMs: at("2026-11-01T00:00"), toMs: at("2026-12-01T00:00") };
const link = { object: { kind: "link", id: "co-to-1" } } as const;
const times = (...windows: MaintenanceWindow[]) =>
  maintenanceTimes(windows, world, november).map(({ window: id, scopeName, fromMs }) => [
    id,
    scopeName,
    new Date(fromMs + 7 * 3_600_000).toISOString().slice(5, 16),
  ]);

it("tells each time of what repeats, and what began before the period or ends after it", () => {
  const weekly = { weekly: { days: ["sun"], hours: "22:00-02:00", firstDay: "2026-11-10" } } as const;
  const once = { fromMs: at("2026-10-31T22:00"), toMs: at("2026-11-01T02:00") };
  expect(
    times(
      window("lap", { scope: { carrier: "VNPT" }, time: { weekly: { ...weekly.weekly, days: ["sun"] } } }),
      window("mot", { scope: link, time: once }),
      window("sau", { scope: link, time: { fromMs: at("2026-12-01T00:00"), toMs: at("2026-12-02T00:00") } }),
    ),
  ).toEqual([
    ["mot", "Đường Cô Tô", "10-31T22:00"],
    ["lap", "VNPT", "11-15T22:00"],
    ["lap", "VNPT", "11-22T22:00"],
    ["lap", "VNPT", "11-29T22:00"],
  ]);
});

it("tells of a cancelled one what ran before it was, and nothing where it never ran", () => {
  const time = { fromMs: at("2026-11-10T08:00"), toMs: at("2026-11-10T12:00") };
  const cancelled = (atMs: number) => ({ atMs, by: "an", reason: "" });
  const [cut] = maintenanceTimes(
    [window("cat", { scope: link, time, cancelled: cancelled(at("2026-11-10T09:00")) })],
    world,
    november,
  );
  expect(cut?.toMs).toBe(at("2026-11-10T09:00"));
  expect(times(window("thoi", { scope: link, time, cancelled: cancelled(at("2026-11-09T09:00")) }))).toEqual(
    [],
  );
});
