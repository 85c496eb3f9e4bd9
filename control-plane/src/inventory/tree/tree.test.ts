import { type Inventory, inventorySchema } from "@haidang/contract/object.ts";
import { dayStartMs, isInForce, unitAt } from "@haidang/contract/tree.ts";
import { describe, expect, test } from "vitest";
import { treeRows, unitHistory } from "../../query/lineage.ts";
import { buildWorld } from "../world.ts";
import { turningsOf, withLaterDays } from "./dated.ts";
import { findUnits } from "./find.ts";

const merge = dayStartMs("2025-07-01");
const now = dayStartMs("2026-11-23");

/** Two wards that became one under a name both knew, and a district that was dissolved. */
const dated: Inventory = inventorySchema.parse({
  units: [
    { id: "tinh", name: "Tỉnh Quảng Ninh", kind: "province" },
    { id: "ha-long-193", name: "Thành phố Hạ Long", kind: "district", parent: "tinh", to: "2025-07-01" },
    { id: "ha-khanh", name: "Phường Hà Khánh", code: "06649", parent: "ha-long-193", to: "2025-07-01" },
    { id: "cao-xanh-cu", name: "Phường Cao Xanh", code: "06658", parent: "ha-long-193", to: "2025-07-01" },
    { id: "cao-xanh", name: "Phường Cao Xanh", code: "06658", parent: "tinh", from: "2025-07-01" },
  ],
  successions: [
    { from: "ha-khanh", to: "cao-xanh", share: "whole", on: "2025-07-01" },
    { from: "cao-xanh-cu", to: "cao-xanh", share: "whole", on: "2025-07-01" },
  ],
  sites: [
    { id: "a", name: "A", unit: [{ unit: "ha-khanh" }, { unit: "cao-xanh", from: "2025-07-01" }] },
    { id: "b", name: "B", unit: "cao-xanh" },
    { id: "c", name: "C", unit: "tinh" },
  ],
  links: ["a", "b", "c"].map((site) => ({ id: `${site}-1`, name: site, site, address: "10.0.0.1" })),
});
const merged = { share: "whole", on: "2025-07-01" };

describe("a day", () => {
  test("begins at midnight in the province and ends what is no more", () => {
    expect(new Date(merge).toISOString()).toBe("2025-06-30T17:00:00.000Z");
    const ward = { to: "2025-07-01" };
    expect([merge - 1, merge].map((atMs) => isInForce(ward, atMs))).toEqual([true, false]);
    expect([merge - 1, merge].map((atMs) => isInForce({ from: "2025-07-01" }, atMs))).toEqual([false, true]);
  });

  test("moves what is placed, and before the first day the first unit holds", () => {
    const place = [
      { unit: "x", from: "2020-01-01" },
      { unit: "y", from: "2025-07-01" },
    ];
    expect([0, merge - 1, merge].map((atMs) => unitAt(place, atMs))).toEqual(["x", "x", "y"]);
    expect(turningsOf(dated)).toEqual([merge]);
  });
});

describe("the world of a dated tree", () => {
  const owners = (atMs: number) =>
    [...buildWorld(dated, [], atMs).objects.values()].map(({ key, unit }) => `${key} ${unit ?? "-"}`);

  test("has the units of the instant, and every site and link always", () => {
    expect(owners(merge - 1)).toEqual([
      "unit/tinh -",
      "unit/ha-long-193 tinh",
      "unit/ha-khanh ha-long-193",
      "unit/cao-xanh-cu ha-long-193",
      "site/a ha-khanh",
      "site/b -",
      "site/c tinh",
      "link/a-1 ha-khanh",
      "link/b-1 -",
      "link/c-1 tinh",
    ]);
    expect(owners(merge)).toEqual([
      "unit/tinh -",
      "unit/cao-xanh tinh",
      "site/a cao-xanh",
      "site/b cao-xanh",
      "site/c tinh",
      "link/a-1 cao-xanh",
      "link/b-1 cao-xanh",
      "link/c-1 tinh",
    ]);
    expect(buildWorld(dated, [], merge).members.get("unit/cao-xanh")).toEqual(["site/a", "site/b"]);
  });
});

describe("what a later inventory dates", () => {
  const flat = inventorySchema.parse({
    units: [
      { id: "ha-khanh", name: "Phường Hà Khánh" },
      { id: "phong", name: "Phòng" },
    ],
    sites: [
      { id: "a", name: "A", unit: "ha-khanh" },
      { id: "c", name: "C", unit: "phong" },
    ],
  });
  const placed = (inventory: Inventory, atMs: number) =>
    inventory.sites.map(({ id, unit }) => `${id} ${unitAt(unit, atMs)}`);

  test("holds from its own day; what it says without a day changes nothing of before", () => {
    const then = withLaterDays(flat, dated);
    expect(placed(then, merge - 1)).toEqual(["a ha-khanh", "c phong"]);
    expect(placed(then, merge)).toEqual(["a cao-xanh", "c phong"]);
    expect(buildWorld(then, [], merge).objects.has("unit/phong")).toBe(true);
  });

  test("is nothing where there are no days", () => {
    expect(withLaterDays(dated, flat)).toBe(dated);
  });
});

describe("the tree", () => {
  test("of a day has the units of that day with what they had", () => {
    const shown = (atMs: number) =>
      treeRows(dated, atMs, now).map(({ id, sites, links }) => `${id} ${sites} ${links}`);
    expect(shown(merge - 1)).toEqual(["tinh 1 1", "ha-long-193 0 0", "ha-khanh 1 1", "cao-xanh-cu 0 0"]);
    expect(shown(merge)).toEqual(["tinh 1 1", "cao-xanh 2 2"]);
  });

  test("of all times tells what came of a unit, and when it had which site", () => {
    expect(treeRows(dated, undefined, now).map(({ id, inForce }) => [id, inForce])).toEqual([
      ["tinh", true],
      ["ha-long-193", false],
      ["ha-khanh", false],
      ["cao-xanh-cu", false],
      ["cao-xanh", true],
    ]);
    expect(unitHistory(dated, "ha-khanh", now)).toMatchObject({
      sites: 1,
      successors: [{ id: "cao-xanh", name: "Phường Cao Xanh", ...merged }],
      had: [{ id: "a", name: "A", to: "2025-07-01" }],
    });
    expect(unitHistory(dated, "cao-xanh", now)).toMatchObject({
      predecessors: [
        { id: "ha-khanh", ...merged },
        { id: "cao-xanh-cu", ...merged },
      ],
      had: [
        { id: "a", from: "2025-07-01" },
        { id: "b", from: "2025-07-01" },
      ],
    });
    expect(unitHistory(dated, "nowhere", now)).toBeUndefined();
  });
});

test.each([
  ["Hà Khánh", ["ha-khanh name", "cao-xanh succession"]],
  ["ha khanh", ["ha-khanh name", "cao-xanh succession"]],
  ["HA KH", ["ha-khanh start", "cao-xanh succession"]],
  ["khanh", ["ha-khanh word", "cao-xanh succession"]],
  ["06649", ["ha-khanh code", "cao-xanh succession"]],
  ["06658", ["cao-xanh code", "cao-xanh-cu code", "ha-khanh succession"]],
  ["cao xanh", ["cao-xanh name", "cao-xanh-cu name", "ha-khanh succession"]],
  ["cao-xanh", ["cao-xanh id", "cao-xanh-cu start", "ha-khanh succession"]],
  ["nowhere", []],
  [" ", []],
])("%s finds %j", (word, found) => {
  const units = findUnits(treeRows(dated, undefined, now), word);
  expect(units.map(({ id, by }) => `${id} ${by}`)).toEqual(found);
});
