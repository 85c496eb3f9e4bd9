import type { PlantDevice, PlantRack } from "@haidang/contract/power.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { expect, test } from "vitest";
import { findObjects } from "./palette.ts";
import { racksNow, roomsOf, toneOfInlet, toneOfLoad } from "./plant.ts";

const rack = (id: string, room?: string): PlantRack => ({
  ...{ id, name: id, site: "dc", siteName: "DC", heightU: 42, class: "up" as const },
  ...(room === undefined ? {} : { room }),
});
const device = (id: string, u: number, more: Partial<PlantDevice> = {}): PlantDevice => ({
  ...{ id, name: id, site: "dc", class: "up", feeds: [], readings: {}, states: [] },
  ...{ rack: { id: "a1", u, heightU: 2 } },
  ...more,
});
const strip = (feed: string, powerW: number | undefined): Partial<PlantDevice> => ({
  supplies: { feed, as: "strip", maxW: 1000 },
  readings: powerW === undefined ? {} : { powerW, temperatureC: 24 },
});

test("a rack tells what its devices tell, from the top down, and nothing where one of them is silent", () => {
  const devices = [device("low", 1), device("a", 3, strip("a", 300)), device("b", 40, strip("b", 410))];
  const [full] = racksNow({ racks: [rack("a1")], devices });
  expect(full?.devices.map(({ id }) => id)).toEqual(["b", "a", "low"]);
  expect(full).toMatchObject({ watts: 710, temperatureC: 24, usedU: 6 });
  expect(full?.bars.map(({ feed, pct }) => [feed, pct])).toEqual([
    ["a", 30],
    ["b", 41],
  ]);
  const [silent] = racksNow({ racks: [rack("a1")], devices: [device("a", 3, strip("a", undefined))] });
  expect(silent).toMatchObject({ watts: null, temperatureC: null, bars: [{ feed: "a", pct: null }] });
  // what was read before it went down is no load any more
  const dead = device("a", 3, { ...strip("a", 300), class: "down" });
  expect(racksNow({ racks: [rack("a1")], devices: [dead] })[0]?.watts).toBeNull();
});

test("a load warns above 40 and 80 %, air above 27 and 32 °C, and nothing known warns of nothing", () => {
  expect([null, 40, 40.1, 80, 80.1].map(toneOfLoad)).toEqual(["ok", "ok", "deg", "deg", "down"]);
  expect([null, 27, 27.1, 32, 32.1].map(toneOfInlet)).toEqual(["ok", "ok", "deg", "deg", "down"]);
  expect([...roomsOf([rack("x"), rack("y", "2"), rack("z", "1")]).keys()]).toEqual(["1", "2", "DC"]);
});

test("anything is found with or without diacritics, what begins so first, then the worst", () => {
  const object = (
    kind: ObjectStatus["kind"],
    id: string,
    name: string,
    more: Partial<ObjectStatus> = {},
  ) => ({
    ...{ kind, id, name, class: "up" as const, sinceMs: 0, lastResultMs: 0, discovered: false },
    ...more,
  });
  const objects = [
    object("device", "r", "Router Cái Chiên"),
    object("link", "l", "Quảng Hà – Cái Chiên", { class: "down" }),
    object("unit", "u", "Cái Chiên"),
    object("site", "s", "Cái Chiên cũ"),
    object("rack", "c1", "Tủ Cái Chiên", { unit: "u" }),
  ];
  expect(findObjects(objects, "cai chien").map(({ href }) => href)).toEqual([
    "/unit/u",
    "/link/l",
    "/device/r",
    "/data-centre",
  ]);
  expect(findObjects(objects, "  ")).toEqual([]);
});
