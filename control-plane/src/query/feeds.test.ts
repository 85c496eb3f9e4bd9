import type { ObjectKey } from "@haidang/contract/object.ts";
import type { PlantDevice } from "@haidang/contract/power.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { failover, feedRows, lostWith, redundancyRows } from "./feeds.ts";

const device = (id: string, more: Partial<PlantDevice> = {}): PlantDevice => ({
  ...{ id, name: id, site: "dc", class: "up", feeds: [], readings: {}, states: [] },
  ...more,
});
const rack = { id: "a1", u: 1, heightU: 1 };
const strip = (feed: string, powerW: number | undefined, more: Partial<PlantDevice> = {}) =>
  device(`strip-${feed}`, {
    ...{
      rack,
      supplies: { feed, as: "strip", maxW: 1000 },
      readings: powerW === undefined ? {} : { powerW },
    },
    ...more,
  });
const server = device("server", { rack, feeds: ["a", "b"] });
const room = [strip("a", 300), strip("b", 350), server];
const none = new Map<ObjectKey, readonly ObjectKey[]>();
const ask = (devices: readonly PlantDevice[], feed = "a") => failover(devices, none, feed);

it("lets a feed go while the other carries all of it below 80 %", () => {
  expect(ask(room)).toMatchObject({ answer: "yes", reasons: [], dies: [] });
  expect(ask(room).burdens).toEqual([{ id: "a1", name: "a1", as: "rack", nowPct: 35, afterPct: 65 }]);
  expect(ask([strip("a", 450), strip("b", 350), server])).toMatchObject({ answer: "yes" });
  expect(ask([strip("a", 451), strip("b", 350), server])).toMatchObject({
    answer: "no",
    reasons: [{ why: "over_limit", count: 1 }],
  });
});

it("keeps a feed that something draws from alone, and says what dies and what goes with it", () => {
  const alone = device("bridge", { rack, feeds: ["a"] });
  const parents = new Map<ObjectKey, readonly ObjectKey[]>([
    ["device/behind", ["device/bridge"]],
    ["device/both", ["device/bridge", "device/server"]],
    ["link/far", ["device/behind"]],
  ]);
  const answer = failover([...room, alone], parents, "a");
  expect(answer).toMatchObject({ answer: "no", dies: ["device/bridge"] });
  expect(answer.follows).toEqual(["device/behind", "link/far"]);
  expect(failover([...room, alone], parents, "b")).toMatchObject({ answer: "yes", dies: [] });
});

it("trusts no feed that nothing carries, that is down in the rack, or whose UPS is down", () => {
  expect(ask([strip("a", 1), device("s", { rack, feeds: ["a", "typo"] })]).dies).toEqual(["device/s"]);
  expect(ask([strip("a", 300), strip("b", 350, { class: "down" }), server]).dies).toEqual(["device/server"]);
  const ups = device("ups-b", { class: "down", supplies: { feed: "b", as: "ups" } });
  expect(ask([...room, ups]).dies).toEqual(["device/server"]);
  const elsewhere = strip("b", 1, { rack: { ...rack, id: "a2" } });
  expect(ask([strip("a", 300), elsewhere, server]).dies).toEqual(["device/server"]);
});

it("says that nobody can know where a reading, a limit or a state is missing", () => {
  expect(ask([strip("a", undefined), strip("b", 350), server])).toMatchObject({
    answer: "unknown",
    reasons: [{ why: "no_reading", count: 1 }],
  });
  const unlimited = strip("b", 350, { supplies: { feed: "b", as: "strip" } });
  expect(ask([strip("a", 300), unlimited, server])).toMatchObject({
    answer: "unknown",
    reasons: [{ why: "no_limit", count: 1 }],
  });
  expect(ask([strip("a", 300), strip("b", 350, { class: "unknown" }), server])).toMatchObject({
    answer: "unknown",
    reasons: [{ why: "state_unknown", count: 1 }],
  });
});

it("keeps a feed while the other runs on its battery, and adds what the UPS would carry", () => {
  const ups = (feed: string, loadPct: number, onBattery = false) =>
    device(`ups-${feed}`, { supplies: { feed, as: "ups", maxW: 1000 }, readings: { loadPct, onBattery } });
  const answer = ask([...room, ups("a", 30), ups("b", 45)]);
  expect(answer.burdens[0]).toEqual({ id: "ups-b", name: "ups-b", as: "ups", nowPct: 45, afterPct: 75 });
  expect(answer.answer).toBe("yes");
  expect(ask([...room, ups("a", 30), ups("b", 45, true)])).toMatchObject({
    answer: "no",
    reasons: [{ why: "other_on_battery", count: 1 }],
  });
  expect(ask([strip("a", 1)])).toMatchObject({ answer: "no", reasons: [{ why: "no_other_feed", count: 1 }] });
});

it("counts what a feed carries, who has no other, and whether one more may fail", () => {
  const [a] = feedRows([...room, device("bridge", { rack, feeds: ["a"] })]);
  expect(a).toEqual({
    ...{ id: "a", class: "up", suppliers: 1, devices: 2, alone: 1 },
    ...{ loadW: 300, maxW: 1000, loadPct: 30 },
  });
  const cooling = (...classes: PlantDevice["class"][]) =>
    redundancyRows(
      classes.map((of, at) => device(`ac-${at}`, { class: of, redundancy: { group: "ac", needs: 2 } })),
    )[0]?.spare;
  expect(cooling("up", "up", "degraded")).toBe(true);
  expect(cooling("up", "up", "down")).toBe(false);
  expect(cooling("up", "up", "unknown")).toBeNull();
});

it("never answers yes for a feed on whose account something dies, whatever the room", () => {
  const feed = fc.constantFrom("a", "b", "c");
  const of = fc.constantFrom<PlantDevice["class"]>("up", "down", "unknown");
  const any = fc.record({ feeds: fc.uniqueArray(feed, { minLength: 1 }), supplies: fc.option(feed), of });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), feed, (parts, down) => {
      const devices = parts.map((part, at) =>
        part.supplies === null
          ? device(`d${at}`, { rack, feeds: part.feeds, class: part.of })
          : strip(part.supplies, 100, { id: `d${at}`, class: part.of }),
      );
      const answer = ask(devices, down);
      const alive = new Set(
        devices.flatMap((one) =>
          one.supplies !== undefined && one.class !== "down" ? one.supplies.feed : [],
        ),
      );
      alive.delete(down);
      const doomed = devices.filter(
        (one) => one.feeds.includes(down) && !one.feeds.some((from) => alive.has(from)),
      );
      expect(answer.dies).toEqual(doomed.map(({ id }) => `device/${id}`));
      if (doomed.length > 0) expect(answer.answer).toBe("no");
    }),
  );
});

it("ends on rings of ways", () => {
  const ring = new Map<ObjectKey, readonly ObjectKey[]>([
    ["device/a", ["device/b"]],
    ["device/b", ["device/a"]],
  ]);
  expect(lostWith(["device/a"], ring)).toEqual(["device/b"]);
  expect(lostWith(["device/x"], ring)).toEqual([]);
});
