// @vitest-environment happy-dom
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Position } from "@haidang/contract/province-map.ts";
import type { InstantClass, ObjectStatus } from "@haidang/contract/state.ts";
import { expect, test } from "vitest";
import { nextTurn } from "./kiosk.ts";
import { areasOf, marksOf, outlinePath, projectInto, waysOf } from "./province.ts";

const of = (key: ObjectKey, state: InstantClass = "up", unit?: string): [ObjectKey, ObjectStatus] => {
  const [kind = "", id = ""] = key.split("/");
  const named = {
    kind: kind as ObjectStatus["kind"],
    id,
    name: id,
    class: state,
    sinceMs: 0,
    lastResultMs: 0,
  };
  return [key, { ...named, discovered: false, ...(unit === undefined ? {} : { unit }) }];
};
const square: Position[] = [
  [106, 20],
  [106, 22],
  [108, 22],
  [108, 20],
  [106, 20],
];

test("land fills the box, north is up, and a degree is narrower to the east by the cosine of its latitude", () => {
  const map = { outlines: [{ unit: null, polygons: [[square]] }], places: [] };
  const project = projectInto(map, { width: 1000, height: 220, marginPx: 10 });
  const [west, north] = project([106, 22]);
  const [east, south] = project([108, 20]);
  expect([north, south]).toEqual([10, 210]);
  expect(east - west).toBeCloseTo(200 * Math.cos((21 * Math.PI) / 180), 6);
  expect((west + east) / 2).toBeCloseTo(500, 6);
  expect(outlinePath([[square.slice(0, 2)]], project)).toBe(`M${west.toFixed(1)} 210L${west.toFixed(1)} 10Z`);
});

test("a place alone has a middle, and nothing at all breaks nothing", () => {
  const box = { width: 100, height: 100, marginPx: 10 };
  const project = projectInto({ outlines: [], places: [{ site: "s", at: [107, 21] }] }, box);
  expect(project([107, 21]).map(Math.round)).toEqual([50, 50]);
  expect(() => projectInto({ outlines: [], places: [] }, box)).not.toThrow();
});

test("the worst site speaks for a place and is drawn last, whatever the order", () => {
  const at: Position = [107, 21];
  const places = ["a", "b", "c"].map((site) => ({ site, at }));
  const other = { site: "d", at: [108, 21] as Position };
  const objects = new Map([of("site/a"), of("site/b", "down"), of("site/c", "down"), of("site/d")]);
  const marks = marksOf([...places, other, { site: "gone", at }], objects);
  expect(marks.map(({ worst, sites, alike }) => [worst.id, sites, alike])).toEqual([
    ["d", 1, 1],
    ["b", 3, 2],
  ]);
});

test("links between the same places are one line, as bad as the worst of them", () => {
  const places = [
    { site: "dc", at: [107, 21] as Position },
    { site: "x", at: [108, 21] as Position },
  ];
  const lines = ["one", "two"].map((link) => ({ link, from: "dc", to: "x" }));
  const objects = new Map([of("link/one", "down"), of("link/two")]);
  expect(waysOf({ lines, places }, objects)).toEqual([
    { from: [107, 21], to: [108, 21], class: "down", links: 2 },
  ]);
});

test("every site is a tile exactly once; a unit with one alone stands with its parent", () => {
  const objects = new Map([
    of("unit/tinh"),
    of("unit/so-y-te", "up", "tinh"),
    of("unit/co-to", "up", "tinh"),
    of("site/y-te", "up", "so-y-te"),
    of("site/ct-1", "up", "co-to"),
    of("site/ct-2", "down", "co-to"),
  ]);
  const areas = areasOf(objects).map(({ id, sites }) => [id, sites.map((site) => site.id)]);
  expect(areas).toEqual([
    ["co-to", ["ct-2", "ct-1"]],
    ["tinh", ["y-te"]],
  ]);
});

test("a wall turns its pages when their time is over, and leaves out those with nothing on them", () => {
  const all = () => true;
  const turn = { at: 0, untilMs: 1000 };
  expect(nextTurn(turn, 999, all)).toBe(turn);
  expect(nextTurn(turn, 1000, all)).toEqual({ at: 1, untilMs: 21_000 });
  expect(nextTurn({ at: 1, untilMs: 21_000 }, 21_000, all).at).toBe(0);
  expect(nextTurn(turn, 1000, (path) => path === "/")).toEqual({ at: 0, untilMs: 41_000 });
});
