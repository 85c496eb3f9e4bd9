import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import { type InstantClass, instantClasses } from "@haidang/contract/state.ts";
import {
  defaultUptimeOptions,
  type Grouping,
  type UptimeGroup,
  type UptimeOptions,
  uptimeGroupSchema,
} from "@haidang/contract/uptime.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { assignChecks } from "../inventory/checks.ts";
import { withLaterDays } from "../inventory/tree/dated.ts";
import { buildWorld, type World } from "../inventory/world.ts";
import { type Assignments, openAssignments } from "../state/assignments.ts";
import { createPast } from "../state/past.ts";
import type { Period } from "../state/timeline.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { KnownRun } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import { uptimeGroups } from "./groups.ts";
import { openStretches, type TreeSource } from "./tree.ts";
import { type UptimeFilter, uptimeOf } from "./uptime.ts";

const hourMs = 3_600_000;
const day = { fromMs: 0, toMs: 24 * hourMs };
const siteIds = ["s1", "s2", "s3"];

/** Two communes and a department under a province; which unit owns which site is given. */
function inventoryOf(owners: readonly string[], more: Partial<Record<keyof Inventory, unknown>> = {}) {
  return inventorySchema.parse({
    units: [
      { id: "tinh", name: "Tỉnh", kind: "province" },
      { id: "khu", name: "Khu vực", kind: "district", parent: "tinh" },
      { id: "xa-a", name: "Xã A", kind: "commune", parent: "khu" },
      { id: "xa-b", name: "Xã B", kind: "commune", parent: "khu" },
      { id: "so", name: "Sở", kind: "department", parent: "tinh" },
    ],
    sites: siteIds.map((id, at) => ({ id, name: `Trụ sở ${id}`, unit: owners[at] ?? "so" })),
    links: [
      { id: "l1", name: "Một", site: "s1", address: "10.0.0.1", carrier: "VNPT", sla: 99 },
      {
        id: "l1b",
        name: "Một dự phòng",
        site: "s1",
        address: "10.0.0.2",
        carrier: "Viettel",
        role: "backup",
      },
      { id: "l2", name: "Hai", site: "s2", address: "10.0.0.3", carrier: "VNPT", sla: 99 },
      { id: "l3", name: "Ba", site: "s3", address: "10.0.0.4" },
    ],
    racks: [{ id: "r1", name: "Tủ 1", site: "s1" }],
    devices: [1, 2].map((at) => ({
      ...{
        id: `sw-${at}`,
        name: `Thiết bị ${at}`,
        site: "s1",
        address: `10.0.1.${at}`,
        rack: { id: "r1", u: at },
      },
    })),
    ...more,
  });
}

interface Told {
  fromH: number;
  toH: number;
  down?: boolean;
}

let records: RecordStore;
let assignments: Assignments;
let world: World;
let source: TreeSource;
beforeEach(() => {
  records = openEmbeddedRecordStore(":memory:");
  assignments = openAssignments(records);
  source = {
    records,
    assignments,
    past: createPast(records, assignments),
    world: () => world,
    deployment: {
      worldAt: (atMs) => buildWorld(inForceAt(atMs), [], atMs),
      inventoryAt: (atMs, knownMs) => withLaterDays(inForceAt(atMs), inForceAt(knownMs)),
      worldOf: (inventory, treeMs) => buildWorld(inventory, [], treeMs),
    },
  };
});
afterEach(() => records.close());

const inForceAt = (atMs: number) => records.inventory.at(atMs)?.inventory ?? inventoryOf([]);

function apply(inventory: Inventory, appliedMs: number): void {
  records.inventory.append({ appliedMs, by: "admin", inventory });
  world = buildWorld(inventory, []);
  assignments.sync(assignChecks(world, [{ id: "hub", hub: true }]).byAgent, appliedMs);
}

/** What the echo requests of an object brought, in whole hours; nothing was heard in between. */
function tell(key: "link/l1" | "link/l1b" | "link/l2" | "link/l3" | `device/${string}`, said: Told[]): void {
  const [of] = assignments.of(key).filter(({ check }) => check.probe === "icmp");
  if (of === undefined) throw new Error(`nothing measures ${key}`);
  const add = said.map(({ fromH, toH, down }, at): KnownRun => {
    const times = {
      firstMs: fromH * hourMs,
      lastMs: toH * hourMs - (at + 1 < said.length ? 1000 : 0),
      count: 255,
      knownMs: 0,
    };
    return { ...times, state: down ? "down" : "up", reason: down ? "no_reply" : null };
  });
  records.runs.replace(of.assignment, { remove: [], add, past: [] });
}

function ask(
  by: Grouping,
  filter: UptimeFilter = {},
  more: Partial<UptimeOptions> = {},
  period: Period = day,
): Promise<UptimeGroup[]> {
  const options = { ...defaultUptimeOptions, ...more };
  const at = { nowMs: day.toMs + hourMs, knownMs: undefined };
  return uptimeGroups(openStretches(source, period, at, options), by, filter, options);
}
const whole = (more: Told[] = []) => [...more, ...(more.length > 0 ? [] : [{ fromH: 0, toH: 24 }])];

describe("groups", () => {
  beforeEach(() => {
    apply(inventoryOf(["xa-a", "xa-b", "so"]), 0);
    // half of the day down, its backup up
    tell("link/l1", [
      { fromH: 0, toH: 12 },
      { fromH: 12, toH: 24, down: true },
    ]);
    tell("link/l1b", whole());
    tell("link/l2", [
      { fromH: 0, toH: 6, down: true },
      { fromH: 6, toH: 24 },
    ]);
  });

  it("have the mean of their members, the worst, and any path where links lead to the same site", async () => {
    const units = await ask("unit");
    expect(units.map((row) => uptimeGroupSchema.parse(row))).toEqual(units);
    expect(units.find(({ id }) => id === "xa-a")).toMatchObject({
      memberKind: "link",
      memberCount: 2,
      measuredCount: 2,
      meanPct: 75,
      anyPathPct: 100,
      worst: { kind: "link", id: "l1", name: "Một", pct: 50 },
      outages: 1,
      mttrS: 12 * 3600,
    });
    // nothing was ever heard of l3
    expect(units.find(({ id }) => id === "so")).toMatchObject({
      meanPct: null,
      worst: null,
      measuredCount: 0,
    });
    const [all] = await ask("province");
    expect(all).toMatchObject({ id: "all", name: "Tỉnh", memberCount: 4, measuredCount: 3, meanPct: 75 });
    // s1 by any path 100, s2 75
    expect(all?.anyPathPct).toBe(87.5);
  });

  it("of a carrier know only its own links, so that a backup of another carries nothing", async () => {
    const carriers = await ask("carrier");
    expect(carriers.map(({ id, meanPct, anyPathPct }) => [id, meanPct, anyPathPct])).toEqual([
      ["VNPT", 62.5, 62.5],
      ["Viettel", 100, 100],
    ]);
    expect(carriers[0]?.sla).toEqual({
      members: 2,
      exceeded: 2,
      allowedS: 2 * 864,
      usedS: 18 * 3600,
      leftS: 2 * 864 - 18 * 3600,
    });
    expect(carriers[1]?.sla).toBeNull();
  });

  it("of an area hold everything below the unit, which its units do too", async () => {
    const areas = await ask("area");
    expect(areas.map(({ id, memberCount }) => [id, memberCount]).sort()).toEqual([
      ["khu", 3],
      ["tinh", 4],
    ]);
    const byUnits = await ask("area", { kind: "unit", level: "commune" });
    expect(byUnits.find(({ id }) => id === "khu")).toMatchObject({
      memberKind: "unit",
      memberCount: 2,
      anyPathPct: null,
    });
  });

  it("of a rack are its devices; carriers have no devices, and racks no links", async () => {
    tell("device/sw-1", whole());
    tell("device/sw-2", [
      { fromH: 0, toH: 6 },
      { fromH: 6, toH: 24, down: true },
    ]);
    expect(await ask("rack")).toMatchObject([
      {
        id: "r1",
        name: "Tủ 1",
        memberKind: "device",
        memberCount: 2,
        meanPct: 62.5,
        worst: { id: "sw-2", pct: 25 },
      },
    ]);
    // the rack itself: degraded while one of its devices is down
    const at = { nowMs: day.toMs + hourMs, knownMs: undefined };
    const [rack] = await uptimeOf(
      openStretches(source, day, at, defaultUptimeOptions),
      { kind: "rack" },
      defaultUptimeOptions,
    );
    expect(rack).toMatchObject({ id: "r1", seconds: { up: 6 * 3600, degraded: 18 * 3600, down: 0 } });
    await expect(ask("carrier", { kind: "device" })).rejects.toMatchObject({ code: "usage" });
    await expect(ask("rack", { kind: "link" })).rejects.toMatchObject({ code: "usage" });
  });
});

describe("the tree at the time", () => {
  it("credits each part of the period to the unit that owned the site then, an outage over both to both", async () => {
    apply(inventoryOf(["xa-a", "xa-b", "so"]), 0);
    apply(inventoryOf(["xa-b", "xa-b", "so"]), 12 * hourMs);
    tell("link/l1", [
      { fromH: 0, toH: 9 },
      { fromH: 9, toH: 15, down: true },
      { fromH: 15, toH: 24 },
    ]);
    const seconds = async (tree: UptimeOptions["tree"], id: string) => {
      const rows = await ask("unit", { id: "l1" }, { tree });
      const { up, down } = rows.find((row) => row.id === id)?.seconds ?? {};
      return { up, down };
    };
    expect(await seconds("at-time", "xa-a")).toEqual({ up: 9 * 3600, down: 3 * 3600 });
    expect(await seconds("at-time", "xa-b")).toEqual({ up: 9 * 3600, down: 3 * 3600 });
    expect(await seconds("current", "xa-b")).toEqual({ up: 18 * 3600, down: 6 * 3600 });
    expect(await seconds("current", "xa-a")).toEqual({ up: undefined, down: undefined });
    // the area owned it all the time: one outage there
    const areas = await ask("area", { id: "l1" }, { tree: "at-time" });
    expect(areas.find(({ id }) => id === "khu")).toMatchObject({ outages: 1, longestOutageS: 6 * 3600 });
  });

  it("has an inventory of before the first one: the first", async () => {
    apply(inventoryOf(["xa-a", "xa-b", "so"]), 6 * hourMs);
    const [all] = await ask("province", { id: "l1" }, { tree: "at-time" });
    expect(all?.seconds).toMatchObject({ unmonitored: 6 * 3600, unknown: 18 * 3600 });
  });

  const owners = fc.array(fc.constantFrom("xa-a", "xa-b", "so", "khu"), { minLength: 3, maxLength: 3 });
  const revisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 24 * 60 }), owners), {
    minLength: 1,
    maxLength: 5,
  });
  const stretch = fc
    .tuple(fc.nat({ max: 22 }), fc.integer({ min: 1, max: 12 }), fc.boolean())
    .map(([fromH, length, down]): Told => ({ fromH, toH: Math.min(24, fromH + length), down }));
  const told = fc.array(stretch, { maxLength: 6 }).map((list) => {
    let atH = 0;
    return list
      .sort((a, b) => a.fromH - b.fromH)
      .filter(({ fromH, toH }) => {
        const fits = fromH >= atH;
        if (fits) atH = toH;
        return fits;
      });
  });
  const periods = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 })).map(
    ([fromH, lengthH]): Period => ({
      fromMs: fromH * hourMs,
      toMs: Math.min(24, fromH + lengthH) * hourMs,
    }),
  );

  it("has the same sum over all units as the tree of today, and as everything at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        revisions,
        fc.array(told, { minLength: 4, maxLength: 4 }),
        periods,
        async (applied, runs, period) => {
          records = openEmbeddedRecordStore(":memory:");
          assignments = openAssignments(records);
          const past = createPast(records, assignments);
          source = { ...source, records, assignments, past };
          const moved = applied.toSorted(([a], [b]) => a - b);
          for (const [minute, owned] of moved) apply(inventoryOf(owned), minute * 60_000);
          for (const [at, key] of (["link/l1", "link/l1b", "link/l2", "link/l3"] as const).entries())
            tell(key, runs[at] ?? []);
          const sums = [];
          for (const tree of ["current", "at-time"] as const) {
            for (const by of ["unit", "province"] as const) {
              const rows = await ask(by, {}, { tree }, period);
              sums.push(sumOf(rows));
              const periodS = (period.toMs - period.fromMs) / 1000;
              expect(Object.values(sumOf(rows)).reduce((a, b) => a + b, 0)).toBe(4 * periodS);
            }
          }
          for (const sum of sums) expect(sum).toEqual(sums[0]);
          records.close();
        },
      ),
      { numRuns: 60 },
    );
    records = openEmbeddedRecordStore(":memory:");
  }, 60_000);
});

function sumOf(rows: readonly UptimeGroup[]): Record<InstantClass, number> {
  const total = Object.fromEntries(instantClasses.map((name) => [name, 0])) as Record<InstantClass, number>;
  for (const { seconds } of rows) for (const name of instantClasses) total[name] += seconds[name];
  return total;
}
