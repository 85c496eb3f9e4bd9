import { countsOfNone, type LiveEvent } from "@haidang/contract/api.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { describe, expect, test } from "vitest";
import { freshness, hear, nothingHeard, readEvent, serverTime } from "./live.ts";

function link(id: string, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return { kind: "link", id, name: id, class: "up", sinceMs: 0, lastResultMs: 0, discovered: false, ...more };
}
function snapshot(...objects: ObjectStatus[]): LiveEvent {
  return { name: "snapshot", data: { counts: countsOfNone(), agents: { total: 1, silent: 0 }, objects } };
}
const object = (data: ObjectStatus): LiveEvent => ({ name: "object", data });
const tick = (nowMs: number): LiveEvent => ({ name: "tick", data: { nowMs } });
const window = (id: string, timeMs: number): LiveEvent => ({
  name: "latency",
  data: { kind: "link", id, timeMs, rttP50Ms: 8, rttMinMs: 7, rttMaxMs: 9, lossPct: 0 },
});
const at = (atMs: number, ...events: LiveEvent[]) => events.map((event) => ({ event, atMs }));

describe("what the stream tells", () => {
  test("nothing heard changes nothing, not even identity", () => {
    expect(hear(nothingHeard, [])).toBe(nothingHeard);
  });
  test("a snapshot replaces all, an object only itself", () => {
    const first = hear(nothingHeard, at(1, snapshot(link("a"), link("b"))));
    const second = hear(first, at(2, object(link("b", { class: "down" }))));
    expect(second.objects.get("link/b")?.class).toBe("down");
    expect(second.objects.get("link/a")).toBe(first.objects.get("link/a"));
    const third = hear(second, at(3, snapshot(link("c"))));
    expect([...third.objects.keys()]).toEqual(["link/c"]);
  });
  test("events count in the order they came", () => {
    const live = hear(nothingHeard, at(1, object(link("a", { class: "down" })), snapshot(link("a"))));
    expect(live.objects.get("link/a")?.class).toBe("up");
    const after = hear(live, at(2, snapshot(link("a")), object(link("a", { class: "down" }))));
    expect(after.objects.get("link/a")?.class).toBe("down");
  });
  test("the first snapshot is no news; a change and a later snapshot are", () => {
    const first = hear(nothingHeard, at(1, snapshot(link("a", { class: "down" }), link("b"))));
    expect(first.changes).toEqual([]);
    const second = hear(
      first,
      at(2, object(link("b", { class: "degraded" })), snapshot(link("a"), link("b"))),
    );
    expect(second.changes.map(({ object: { id }, from }) => [id, from])).toEqual([
      ["b", "up"],
      ["a", "down"],
      ["b", "degraded"],
    ]);
  });
  test("a status that says the same again is no news", () => {
    const first = hear(nothingHeard, at(1, snapshot(link("a"))));
    expect(hear(first, at(2, object(link("a", { lastResultMs: 5 })))).changes).toEqual([]);
  });
  test("news nobody takes does not pile up", () => {
    let live = hear(nothingHeard, at(1, snapshot(link("a"))));
    for (let round = 0; round < 200; round += 1) {
      live = hear(live, at(2, object(link("a", { class: round % 2 ? "up" : "down" }))));
    }
    expect(live.changes).toHaveLength(50);
  });
  test("an incident is kept as it was last told; the 500 told last are", () => {
    const told = (id: string, rootName: string): LiveEvent => ({
      name: "incident",
      data: {
        ...{ id, rootName, state: "open", severity: "major", alert: "outage", startsMs: 0, openedMs: 0 },
        root: { kind: "link", id: "a" },
        ...{ resolvedMs: null, reopened: 0, acknowledgedBy: null, assignee: null, verdict: null },
        ...{
          overruled: null,
          mutes: [],
          following: { firing: 0, ever: 0 },
          affected: { sites: 1, units: 1 },
        },
      },
    });
    const many = Array.from({ length: 500 }, (_, number) => told(`SC-${number}`, "a"));
    const first = hear(nothingHeard, at(1, ...many));
    const live = hear(first, at(2, told("SC-0", "b"), told("SC-500", "c")));
    expect(live.incidents.size).toBe(500);
    expect(live.incidents.get("SC-0")).toMatchObject({ atMs: 2, incident: { rootName: "b" } });
    expect(live.incidents.has("SC-1")).toBe(false);
    expect(hear(live, at(3, snapshot())).snapshots).toBe(1);
  });
  test("the last window of each object is kept, objects stay as they are", () => {
    const first = hear(nothingHeard, at(1, snapshot(link("a"))));
    const live = hear(first, at(2, window("a", 10), window("a", 20), window("b", 5)));
    expect(live.latency.get("link/a")?.timeMs).toBe(20);
    expect(live.latency.get("link/b")?.timeMs).toBe(5);
    expect(live.objects).toBe(first.objects);
  });
});

describe("time", () => {
  test("goes on from the last tick by this page's steady clock, never back", () => {
    const live = hear(nothingHeard, at(1000, tick(5_000_000)));
    expect(serverTime(live.clock, 3500)).toBe(5_002_500);
    expect(serverTime(live.clock, 900)).toBe(5_000_000);
    expect(serverTime(nothingHeard.clock, 900)).toBeNull();
  });
  test("any event is a sign of life; amber from 30 s, red from 120 s", () => {
    const { heardAtMs } = hear(nothingHeard, at(1000, window("a", 1)));
    expect(freshness(null, 999_999)).toBe("waiting");
    expect(freshness(heardAtMs, 30_999)).toBe("fresh");
    expect(freshness(heardAtMs, 31_000)).toBe("late");
    expect(freshness(heardAtMs, 120_999)).toBe("late");
    expect(freshness(heardAtMs, 121_000)).toBe("lost");
  });
});

describe("the wire", () => {
  test("is read by the contract", () => {
    expect(readEvent("tick", '{"nowMs":5}')).toEqual(tick(5));
    expect(readEvent("object", JSON.stringify(link("a")))).toEqual(object(link("a")));
  });
  test("what the contract does not know is refused, not guessed", () => {
    expect(() => readEvent("object", '{"kind":"planet","id":"x"}')).toThrow();
    expect(() => readEvent("tick", "not JSON")).toThrow();
  });
});
