import type { MaintenanceWindow, WindowScope, WindowTime } from "@haidang/contract/maintenance.ts";
import { inventorySchema } from "@haidang/contract/object.ts";
import { describe, expect, it } from "vitest";
import { buildWorld } from "../inventory/world.ts";
import { countedOf, coveredBy, occurrencesOf, windowsAt } from "./maintenance.ts";
import { openPlan, openSchedule, settle } from "./plan.ts";

const local = (text: string) => Date.parse(`${text}:00+07:00`);
const hourMs = 3_600_000;
const always = { fromMs: 0, toMs: local("2027-01-01T00:00") };
const once: WindowTime = { fromMs: 10 * hourMs, toMs: 14 * hourMs };
const window = (more: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  id: "m-1",
  scope: { object: { kind: "link", id: "a" } },
  time: once,
  reason: "thay modem",
  createdMs: 9 * hourMs,
  by: "admin",
  cancelled: null,
  ...more,
});
const cancelled = (hour: number) => ({ atMs: hour * hourMs, by: "admin", reason: "" });
const hoursOf = (counted: ReturnType<typeof countedOf>) =>
  counted.map(({ fromMs, toMs }) => [fromMs / hourMs, toMs / hourMs]);

describe("what counts as maintenance", () => {
  it.each<[string, Partial<MaintenanceWindow>, boolean, number[][]]>([
    ["what was written down before it began", {}, false, [[10, 14]]],
    ["what was written down as it began", { createdMs: 10 * hourMs }, false, [[10, 14]]],
    ["not what was written down after", { createdMs: 10 * hourMs + 1 }, false, []],
    ["unless notes are asked for", { createdMs: 10 * hourMs + 1 }, true, [[10, 14]]],
    ["nothing that was cancelled before", { cancelled: cancelled(10) }, false, []],
    ["until it was cancelled as it ran", { cancelled: cancelled(12) }, false, [[10, 12]]],
    ["all of it, when cancelled after its end", { cancelled: cancelled(15) }, false, [[10, 14]]],
    ["no note that was taken back", { createdMs: 11 * hourMs, cancelled: cancelled(12) }, true, []],
  ])("is %s", (_title, more, annotations, expected) => {
    expect(hoursOf(countedOf(window(more), always, annotations))).toEqual(expected);
  });

  it("is each time a weekly window runs, from its first day to its last, over midnight too", () => {
    const time: WindowTime = {
      weekly: { days: ["sun"], hours: "22:00-02:00", firstDay: "2026-11-08", lastDay: "2026-11-22" },
    };
    const november = { fromMs: local("2026-11-01T00:00"), toMs: local("2026-12-01T00:00") };
    const weekly = window({ time, createdMs: local("2026-11-10T08:00") });
    const starts = (one: ReturnType<typeof occurrencesOf>) => one.map(({ fromMs }) => fromMs);
    expect(starts(occurrencesOf(time, november))).toEqual(
      ["2026-11-08T22:00", "2026-11-15T22:00", "2026-11-22T22:00"].map(local),
    );
    expect(starts(countedOf(weekly, november, false))).toEqual(
      ["2026-11-15T22:00", "2026-11-22T22:00"].map(local),
    );
    const last = { fromMs: local("2026-11-23T01:00"), toMs: local("2026-11-23T03:00") };
    expect(occurrencesOf(time, last)).toEqual([
      { fromMs: local("2026-11-22T22:00"), toMs: local("2026-11-23T02:00") },
    ]);
  });

  it.each<[string[], string[]]>([
    [["2-sun"], ["2026-11-08", "2026-12-13", "2027-01-10", "2027-02-14"]],
    [["last-fri"], ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"]],
    [["5-sun"], ["2026-11-29", "2027-01-31"]],
    [["31"], ["2026-12-31", "2027-01-31"]],
    [
      ["1", "last"],
      [
        "2026-11-01",
        "2026-11-30",
        "2026-12-01",
        "2026-12-31",
        "2027-01-01",
        "2027-01-31",
        "2027-02-01",
        "2027-02-28",
      ],
    ],
    // a day two names lead to is one
    [
      ["last", "31"],
      ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"],
    ],
  ])("is each month on %j", (days, starts) => {
    const time: WindowTime = { monthly: { days, hours: "22:00-02:00", firstDay: "2026-11-01" } };
    const winter = { fromMs: local("2026-11-01T00:00"), toMs: local("2027-03-01T00:00") };
    expect(occurrencesOf(time, winter)).toEqual(
      starts.map((day) => ({
        fromMs: local(`${day}T22:00`),
        toMs: local(`${day}T22:00`) + 4 * hourMs,
      })),
    );
  });

  it("is told as it was known: neither windows nor cancellings of later", () => {
    const all = [window({ cancelled: cancelled(12) }), window({ id: "m-2", createdMs: 20 * hourMs })];
    expect(windowsAt(all, 11 * hourMs)).toEqual([window()]);
    expect(windowsAt(all, 12 * hourMs)).toEqual([window({ cancelled: cancelled(12) })]);
  });
});

const world = buildWorld(
  inventorySchema.parse({
    calendars: [
      { id: "day", name: "Ngày", hours: { "mon-sun": ["06:00-18:00"] }, unitKinds: ["commune"] },
      { id: "own", name: "Riêng", hours: {} },
      { id: "rest", name: "Còn lại", hours: {}, default: true },
    ],
    units: [
      { id: "tinh", name: "Tỉnh", kind: "province", calendar: "own" },
      { id: "xa", name: "Xã", kind: "commune", parent: "tinh" },
      { id: "phong", name: "Phòng", parent: "xa" },
      { id: "ngoai", name: "Ngoài" },
    ],
    sites: [{ id: "ub", name: "UBND", unit: "phong" }],
    links: [
      { id: "a", name: "A", site: "ub", address: "10.0.0.1", carrier: "VNPT", calendar: "day" },
      { id: "b", name: "B", site: "ub", address: "10.0.0.2", carrier: "Viettel" },
    ],
    devices: [{ id: "r", name: "R", site: "ub", address: "10.0.0.3" }],
  }),
  [],
);

describe("what a window covers", () => {
  it.each<[WindowScope, string[]]>([
    [{ object: { kind: "link", id: "a" } }, ["link/a"]],
    [{ object: { kind: "site", id: "ub" } }, ["site/ub", "link/a", "link/b", "device/r"]],
    [
      { object: { kind: "unit", id: "xa" } },
      ["unit/xa", "unit/phong", "site/ub", "link/a", "link/b", "device/r"],
    ],
    [{ carrier: "VNPT" }, ["link/a"]],
    [{ carrier: "FPT" }, []],
    [{ object: { kind: "link", id: "gone" } }, []],
  ])("%j", (scope, keys) => expect(coveredBy(scope, world)).toEqual(keys));
});

describe("service hours of an object", () => {
  it.each([
    ["link/a", "day"],
    ["unit/xa", "day"],
    ["unit/phong", "own"],
    ["link/b", "own"],
    ["unit/tinh", "own"],
    ["unit/ngoai", "rest"],
  ] as const)("%s goes by %s", (key, id) => expect(world.calendars.get(key)?.id).toBe(id));
});

describe("a plan", () => {
  it("goes before states, but not before service hours or what nothing measures", () => {
    const both = { closed: true, maintenance: true };
    const worked = { closed: false, maintenance: true };
    expect(settle({ class: "down" }, both)).toEqual({ class: "outOfPeriod" });
    expect(settle({ class: "unmonitored", reason: "not_watched" }, both)).toEqual({ class: "outOfPeriod" });
    expect(settle({ class: "unmonitored" }, worked)).toEqual({ class: "unmonitored" });
    expect(settle({ class: "down", reason: "timeout" }, worked)).toEqual({ class: "maintenance" });
    expect(settle({ class: "up" }, { closed: false, maintenance: false })).toEqual({ class: "up" });
  });

  it("of now holds until its next edge, whatever edge that is", () => {
    const noon = local("2026-11-23T12:00");
    const windows = [window({ createdMs: noon, time: { fromMs: noon, toMs: noon + 2 * hourMs } })];
    const schedule = openSchedule(world, windows, noon);
    expect(schedule.at("link/a")).toEqual({ closed: false, maintenance: true });
    expect(schedule.at("link/b")).toEqual({ closed: true, maintenance: false });
    expect(schedule.window("link/a")?.id).toBe("m-1");
    expect(schedule.untilMs).toBe(noon + 2 * hourMs);
    const after = openSchedule(world, windows, schedule.untilMs);
    expect(after.at("link/a").maintenance).toBe(false);
    expect(after.untilMs).toBe(local("2026-11-23T18:00"));
    expect(openSchedule(world, windows, after.untilMs).at("link/a").closed).toBe(true);
  });

  it("joins windows that overlap", () => {
    const windows = [window(), window({ id: "m-2", time: { fromMs: 12 * hourMs, toMs: 20 * hourMs } })];
    expect(openPlan(world, windows, always, { annotations: false }).maintenance("link/a")).toEqual([
      { fromMs: 10 * hourMs, toMs: 20 * hourMs },
    ]);
  });
});
