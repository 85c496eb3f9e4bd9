import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure } from "@haidang/contract/measurement.ts";
import { emptyInventory, type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildWorld } from "../inventory/world.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import type { SeriesStore } from "../store/series.ts";
import { linkLoad, utilisationsNow } from "./link-load.ts";
import { linkPath } from "./link-path.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const hourMs = 3_600_000;

let folder: string;
let series: SeriesStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-link-detail-"));
  series = openEmbeddedSeriesStore(join(folder, "series"));
});
afterEach(async () => {
  await series.close();
  rmSync(folder, { recursive: true });
});

const written = (link: object): Inventory =>
  inventorySchema.parse({
    ...emptyInventory,
    units: [{ id: "u", name: "U" }],
    sites: [
      { id: "far", name: "Xã", unit: "u" },
      { id: "hub", name: "Trung tâm", unit: "u" },
    ],
    devices: [
      { id: "cpe", name: "CPE", site: "far", address: "10.1.0.2" },
      { id: "core", name: "Core", site: "hub", address: "10.1.0.3" },
    ],
    links: [{ id: "l", name: "L", site: "far", address: "10.1.0.1", ...link }],
  });

function asked(link: object) {
  const inventory = written(link);
  const [item] = inventory.links;
  if (item === undefined) throw new Error("the inventory has a link");
  const world = buildWorld(inventory, []);
  return {
    now: async () => (await utilisationsNow(series, world, inventory.links, nowMs)).get("l"),
    load: () => linkLoad(series, world, item, nowMs),
  };
}

const reading = (id: string, agoMs: number, rates: { inBps?: number; outBps?: number }) =>
  measure(
    "interface",
    { agent: "hub", kind: "device", id, ifName: "wan 1" },
    { operStatus: 1, ...rates },
    nowMs - agoMs,
  );

describe("the share of the CIR in use", () => {
  const atSite = { cir: "200M", interface: { device: "cpe", name: "wan 1" } };
  const atHub = { cir: "200M", interface: { device: "core", name: "wan 1" } };

  it("is of the newest reading, as the link's site sees it from either end", async () => {
    await series.write([
      reading("cpe", 60_000, { inBps: 1, outBps: 1 }),
      reading("cpe", 1000, { inBps: 50e6, outBps: 10e6 }),
      reading("core", 1000, { inBps: 10e6, outBps: 50e6 }),
    ]);
    const seen = { inBps: 50e6, outBps: 10e6, inPct: 25, outPct: 5, atMs: nowMs - 1000 };
    expect(await asked(atSite).now()).toEqual(seen);
    expect(await asked(atHub).now()).toEqual(seen);
    expect(await asked(atSite).load()).toMatchObject({ device: "cpe", ifName: "wan 1", atSite: true });
    expect(await asked(atHub).load()).toMatchObject({ atSite: false, in: { peakPct: 25 } });
  });

  it.each([3, 20])("of each of several links is its own, with %i names of interfaces", async (names) => {
    const name = (at: number) => `wan ${at % names}`;
    const count = 40;
    await series.write(
      Array.from({ length: count }, (_, at) =>
        measure(
          "interface",
          { agent: "hub", kind: "device", id: `cpe-${at}`, ifName: name(at) },
          { operStatus: 1, inBps: at * 1e6, outBps: 0 },
          nowMs - 1000,
        ),
      ),
    );
    const links = Array.from({ length: count }, (_, at) => ({
      ...{ id: `l-${at}`, name: "L", site: "far", address: "10.1.0.1", cir: "100M" },
      interface: { device: `cpe-${at}`, name: name(at) },
    }));
    const devices = links.map((_, at) => ({ id: `cpe-${at}`, name: "C", site: "far", address: "10.1.0.2" }));
    const inventory = inventorySchema.parse({ ...written({}), links, devices });
    const found = await utilisationsNow(series, buildWorld(inventory, []), inventory.links, nowMs);
    expect([...found.values()].map(({ inPct }) => inPct)).toEqual(links.map((_, at) => at));
  });

  it("leaves a gap a gap: no older rate, no zero", async () => {
    await series.write([
      reading("cpe", 60_000, { inBps: 50e6, outBps: 10e6 }),
      reading("cpe", 1000, { outBps: 20e6 }),
    ]);
    expect(await asked(atSite).now()).toMatchObject({ inBps: null, inPct: null, outPct: 10 });
  });

  it("is old news after ten minutes, and the day still tells of it", async () => {
    await series.write([reading("cpe", hourMs, { inBps: 50e6, outBps: 10e6 })]);
    expect(await asked(atSite).now()).toBeUndefined();
    expect(await asked(atSite).load()).toMatchObject({ in: { p95Pct: 25, measuredPct: 0.3 } });
  });

  it("over a day has P95 of five-minute means, the highest reading, and how much was measured", async () => {
    const points = Array.from({ length: 200 }, (_, step) => [
      reading("cpe", 23 * hourMs - step * 300_000, { inBps: step < 180 ? 20e6 : 100e6 }),
      reading("cpe", 23 * hourMs - step * 300_000 - 60_000, { inBps: step < 180 ? 40e6 : 140e6 }),
    ]).flat();
    await series.write(points);
    expect(await asked(atSite).load()).toEqual({
      device: "cpe",
      ifName: "wan 1",
      atSite: true,
      in: { p95Bps: 120e6, p95Pct: 60, peakBps: 140e6, peakPct: 70, measuredPct: 69.4 },
      out: null,
    });
  });

  it.each([
    [{ interface: { device: "cpe", name: "wan 1" } }, "no_cir"],
    [{ cir: "200M" }, "no_interface"],
    [{ cir: "200M", interface: { device: "cpe", name: "wan 2" } }, "no_reading"],
  ])("%j is not told: %s", async (link, unknown) => {
    await series.write([reading("cpe", 1000, { inBps: 1, outBps: 1 })]);
    expect(await asked(link).load()).toEqual({ unknown });
    expect(await asked(link).now()).toBeUndefined();
  });
});

describe("the path of a link", () => {
  const tags = { agent: "hub", kind: "link", id: "l" };
  const traced = (agoMs: number, hops: string, more: object = {}) =>
    measure("path", tags, { hops, hopCount: 3, reached: true, ...more }, nowMs - agoMs);
  const hop = (agoMs: number, number: number, rttMs: number) =>
    measure(
      "pathHop",
      { ...tags, hop: String(number) },
      { address: `10.0.0.${number}`, rttMs },
      nowMs - agoMs,
    );

  it("is the last run, with the times of that run alone, and the changes of the week, newest first", async () => {
    await series.write([
      traced(8 * 24 * hourMs, "z"),
      traced(5 * hourMs, "a>b>c"),
      traced(4 * hourMs, "a>x>c"),
      traced(3 * hourMs, "a>x>c"),
      hop(3 * hourMs, 2, 9),
      traced(2 * hourMs, "a>b>c"),
      traced(1.5 * hourMs, "a>b>c"),
      traced(1 * hourMs, "a>*>c", { pmtuBytes: 1400 }),
      hop(1 * hourMs, 1, 1.5),
    ]);
    expect(await linkPath(series, "l", nowMs)).toEqual({
      atMs: nowMs - hourMs,
      reached: true,
      pmtuBytes: 1400,
      hops: [
        { hop: 1, address: "a", rttMs: 1.5 },
        { hop: 2, address: null, rttMs: null },
        { hop: 3, address: "c", rttMs: null },
      ],
      changes: [
        { atMs: nowMs - 2 * hourMs, from: ["a", "x", "c"], to: ["a", "b", "c"] },
        { atMs: nowMs - 4 * hourMs, from: ["a", "b", "c"], to: ["a", "x", "c"] },
      ],
    });
  });

  it("is that of the agent that traced last, and none where none was traced", async () => {
    expect(await linkPath(series, "l", nowMs)).toBeUndefined();
    await series.write([
      traced(2 * hourMs, "a>b>c"),
      traced(2 * hourMs + 1, "a>b>c"),
      measure("path", { ...tags, agent: "xa" }, { hops: "q>*", reached: false }, nowMs - hourMs),
    ]);
    expect(await linkPath(series, "l", nowMs)).toEqual({
      atMs: nowMs - hourMs,
      reached: false,
      hops: [{ hop: 1, address: "q", rttMs: null }],
      changes: [],
    });
  });
});
