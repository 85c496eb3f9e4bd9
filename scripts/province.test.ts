import { readdirSync, readFileSync } from "node:fs";
import type { Inventory } from "@haidang/contract/object.ts";
import { dayStartMs, isInForce } from "@haidang/contract/tree.ts";
import { assignChecks } from "@haidang/control-plane/inventory/checks.ts";
import { parseInventory } from "@haidang/control-plane/inventory/parse.ts";
import { buildWorld } from "@haidang/control-plane/inventory/world.ts";
import { describe, expect, test } from "vitest";
import { fileText } from "./province/yaml.ts";
import { provinces } from "./province.ts";

const examples = new URL("../examples/", import.meta.url);
const mergeMs = dayStartMs("2025-07-01");

/** What is checked in, as `haidang inventory apply` reads it. */
function readExample(folder: string): { texts: Record<string, string>; inventory: Inventory } {
  const root = new URL(`${folder}/`, examples);
  const names = readdirSync(root).filter((name) => name.endsWith(".yaml"));
  const texts = Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, root), "utf8")]));
  const parsed = parseInventory(Object.entries(texts).map(([path, text]) => ({ path, text })));
  if ("faults" in parsed) throw new Error(`${parsed.faults[0]?.file}: ${parsed.faults[0]?.message}`);
  return { texts, inventory: parsed.inventory };
}

test.each(Object.entries(provinces()))("%s is what the script makes of the facts", (folder, files) => {
  const made = Object.fromEntries(files.map((file) => [file.name, fileText(file)]));
  expect(readExample(folder).texts).toEqual(made);
});

describe("quang-ninh", () => {
  const { inventory } = readExample("quang-ninh");
  const { units, sites, links, devices, videoPoints, services, racks, heartbeats, successions } = inventory;
  const count = (list: ReadonlyArray<{ id: string }>, prefix: string) =>
    list.filter(({ id }) => id.startsWith(prefix)).length;
  const inForce = (atMs: number, kind: string) =>
    units.filter((unit) => unit.kind === kind && isInForce(unit, atMs)).length;

  test("has exactly the figures of the public reports", () => {
    const perSite = Map.groupBy(links, ({ site }) => site);
    expect({
      networkUnits: perSite.size,
      links: links.length,
      carriers: new Set(links.map(({ carrier }) => carrier)).size,
      redundant: [...perSite.values()].filter(({ length }) => length === 2).length,
      videoPoints: videoPoints.length,
      administrationCentres: count(sites, "hcc-"),
      oneStopOffices: count(sites, "mot-cua-"),
      wifiPoints: count(devices, "wifi-"),
      stations: count(sites, "quan-trac-") - count(sites, "quan-trac-moi-truong"),
      reporting: heartbeats.filter(({ id }) => id.startsWith("quan-trac-")).length,
      nightly: heartbeats.filter(({ at }) => at !== undefined).length,
      racks: racks.length,
      services: services.length,
    }).toEqual({
      networkUnits: 342,
      links: 345,
      carriers: 3,
      redundant: 3,
      videoPoints: 239,
      administrationCentres: 13,
      oneStopOffices: 177,
      wifiPoints: 109,
      stations: 86,
      reporting: 86,
      nightly: 1,
      racks: 40,
      services: 6,
    });
  });

  test("has 13 districts and 177 communes until the merge, 54 from then on, and each knows what it became", () => {
    expect([inForce(mergeMs - 1, "district"), inForce(mergeMs - 1, "commune")]).toEqual([13, 177]);
    expect([inForce(mergeMs, "district"), inForce(mergeMs, "commune")]).toEqual([0, 54]);
    const heirs = new Set(successions.map(({ to }) => to));
    const gone = new Set(successions.map(({ from }) => from));
    expect([heirs.size, gone.size]).toEqual([54, 177]);
    expect(successions.filter(({ share }) => share === "part")).toHaveLength(22);
  });

  test("has a data centre with two feeds in every rack", () => {
    const rooms = Map.groupBy(racks, ({ room }) => room);
    expect([...rooms.values()].map(({ length }) => length)).toEqual([20, 20]);
    const strips = Map.groupBy(
      devices.filter(({ id }) => id.startsWith("pdu-")),
      ({ rack }) => rack?.id,
    );
    expect([...strips.values()].filter(({ length }) => length === 2)).toHaveLength(40);
    for (const [prefix, many] of [
      ["ups-", 2],
      ["ats-", 2],
      ["may-phat-", 2],
      ["dieu-hoa-", 8],
    ] as const) {
      expect(count(devices, prefix), prefix).toBe(many);
    }
  });

  test("gives no address and no circuit twice", () => {
    const addresses = [...links, ...devices, ...videoPoints].map(({ address }) => address);
    expect(addresses.every((address) => address.startsWith("10."))).toBe(true);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(new Set(links.map(({ circuit }) => circuit)).size).toBe(345);
  });

  test("keeps every site, link and check through the merge; each site belongs to a unit before and after", () => {
    const [before, after] = [mergeMs - 1, mergeMs].map((atMs) => buildWorld(inventory, [], atMs));
    if (before === undefined || after === undefined) throw new Error("no worlds");
    const kept = [...before.objects.values()].filter(({ kind }) => kind !== "unit");
    expect([...after.objects.values()].filter(({ kind }) => kind !== "unit").map(({ key }) => key)).toEqual(
      kept.map(({ key }) => key),
    );
    const homeless = [...before.objects.values(), ...after.objects.values()].filter(
      ({ kind, unit }) => kind !== "unit" && unit === undefined,
    );
    expect(homeless).toEqual([]);
    const moved = kept.filter(({ key, unit }) => after.objects.get(key)?.unit !== unit);
    expect(moved.filter(({ kind }) => kind === "site")).toHaveLength(177 + 13 * 9 + 86);
    const checks = (world: typeof before) => assignChecks(world, [{ id: "hub", hub: true }]).byAgent;
    expect(checks(after)).toEqual(checks(before));
  });
});

describe("binh-duong", () => {
  const { inventory } = readExample("binh-duong");

  test("has 184 connection points and its operations centre", () => {
    expect(new Set(inventory.links.map(({ site }) => site)).size).toBe(184);
    expect(inventory.services.map(({ id }) => id)).toEqual(["ioc"]);
  });
});
