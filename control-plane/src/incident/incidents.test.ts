import { afterEach, describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { RecordStore } from "../store/records.ts";
import { openScriptedIncidents, type ScriptedOptions } from "./scripted-incidents.ts";

const opened: RecordStore[] = [];

function open(options: ScriptedOptions = {}) {
  const records = openEmbeddedRecordStore(":memory:");
  opened.push(records);
  const scripted = openScriptedIncidents(records, options);
  scripted.step();
  return { ...scripted, records };
}

afterEach(() => {
  for (const records of opened.splice(0)) records.close();
});

describe("one incident for each root cause", () => {
  it("opens for one link at once, numbered from 1001, and resolves once it has held", () => {
    const { set, step, pass, told, all, kinds } = open();
    set("link/d", "down", { reason: "no_reply" });
    step(1000);
    expect(all()).toMatchObject([
      {
        ...{
          id: "SC-1001",
          state: "open",
          severity: "major",
          alert: "outage",
          root: { kind: "link", id: "d" },
        },
        ...{ carrier: "Viettel", unitName: "Xã 3", startsMs: 1_000_000, openedMs: 1_001_000 },
        ...{ affected: { sites: 1, units: 1 }, following: { firing: 0, ever: 0 } },
      },
    ]);
    set("link/d", "up");
    step(5000);
    expect(all()[0]?.state).toBe("open");
    pass(20);
    expect(all()[0]).toMatchObject({ state: "resolved", resolvedMs: 1_006_000 });
    expect(kinds("SC-1001")).toEqual(["opened", "resolved"]);
    expect(told.map(({ event }) => event.entry)).toEqual([1, 2]);
  });

  it("asks the parent before the child is blamed, and joins what follows from it", () => {
    const { set, step, all, told } = open();
    step(1000);
    set("device/r2", "down");
    step();
    // the link was last seen before the device fell silent
    expect(all()).toEqual([]);
    step(500);
    set("link/c", "down");
    step();
    // and what the link is reached through before the link
    expect(all()).toEqual([]);
    step(1000);
    expect(all()).toMatchObject([
      { root: { kind: "link", id: "c" }, following: { firing: 1, ever: 1 }, severity: "major" },
    ]);
    expect(told.map(({ event }) => event.kind)).toEqual(["opened"]);
  });

  it("blames the child when its parent was seen after it", () => {
    const { set, step, all } = open();
    set("device/r2", "down");
    step(1);
    set("link/c", "up");
    step(1);
    expect(all()).toMatchObject([{ root: { kind: "device", id: "r2" }, severity: "minor" }]);
  });

  it("merges open incidents into that of the parent when it is confirmed after them, telling neither twice", () => {
    const { set, step, pass, all, kinds } = open();
    set("link/c", "down");
    set("link/a", "down");
    pass(3);
    expect(all().map(({ root }) => root.id)).toEqual(["c", "a"]);
    set("link/b", "down");
    pass(2);
    set("link/h1", "down");
    pass(6);
    const left = all().filter(({ state }) => state !== "resolved");
    expect(left).toMatchObject([{ root: { kind: "link", id: "h1" }, affected: { sites: 3 } }]);
    const [into] = left;
    for (const one of all().filter(({ state }) => state === "resolved")) {
      expect(one.mergedInto).toBeDefined();
      expect(kinds(one.id).filter((kind) => kind === "opened")).toHaveLength(1);
      expect(kinds(one.id).at(-1)).toBe("merged");
    }
    for (const link of ["link/h1", "link/a", "link/b", "link/c"] as const) set(link, "up");
    step(1000);
    pass(20);
    expect(kinds(into?.id ?? "").at(-1)).toBe("resolved");
    expect(all().filter(({ state }) => state !== "resolved")).toEqual([]);
  });

  it("stands for a site that lost its last way, and lets the link go on its own when the other is back", () => {
    const { set, pass, open: openNow, all } = open();
    set("link/a", "down");
    pass(3);
    expect(openNow()).toMatchObject([{ id: "SC-1001", severity: "minor", root: { kind: "link", id: "a" } }]);
    set("link/b", "down");
    pass(3);
    expect(openNow()).toMatchObject([
      { id: "SC-1002", severity: "major", root: { kind: "site", id: "s1" }, following: { firing: 0 } },
    ]);
    expect(all().find(({ id }) => id === "SC-1001")).toMatchObject({
      state: "resolved",
      mergedInto: "SC-1002",
    });
    set("link/b", "up");
    pass(10);
    // so bad it was, and what is left is not for it to say
    expect(openNow()).toMatchObject([{ id: "SC-1002", severity: "major", affected: { sites: 1 } }]);
    pass(140);
    expect(openNow()).toMatchObject([{ id: "SC-1003", root: { kind: "link", id: "a" }, severity: "minor" }]);
  });

  it("opens the same incident again within ten minutes, and another after them", () => {
    const { set, pass, all } = open();
    const fall = () => {
      set("link/d", "down");
      pass(3);
      set("link/d", "up");
      pass(20);
    };
    fall();
    pass(300);
    fall();
    expect(all()).toMatchObject([{ id: "SC-1001", reopened: 1 }]);
    pass(700);
    fall();
    expect(all().map(({ id }) => id)).toContain("SC-1002");
  });

  it("brings together many links of one carrier in one area that went within seconds", () => {
    const sites = Array.from({ length: 9 }, (_, at) => at);
    const inventory = {
      units: [
        { id: "huyen", name: "Huyện", kind: "district" },
        ...sites.map((at) => ({ id: `xa-${at}`, name: `Xã ${at}`, kind: "commune", parent: "huyen" })),
      ],
      sites: sites.map((at) => ({ id: `s${at}`, name: `Xã ${at}`, unit: `xa-${at}` })),
      links: sites.map((at) => {
        const carrier = at === 8 ? "FPT" : "VNPT";
        return { id: `l${at}`, name: `Tuyến ${at}`, site: `s${at}`, address: `10.0.0.${at + 1}`, carrier };
      }),
    };
    const { set, pass, step, open: openNow, told } = open({ inventory });
    for (const at of [0, 1, 2]) {
      set(`link/l${at}`, "down");
      pass(2);
    }
    expect(openNow()).toHaveLength(3);
    for (const at of [3, 4, 5, 8]) set(`link/l${at}`, "down");
    step(200);
    set("link/l6", "down");
    step(200);
    expect(openNow()).toMatchObject([
      {
        ...{ root: { id: "l0" }, severity: "critical", following: { firing: 6 }, affected: { sites: 7 } },
        together: { carrier: "VNPT", area: "huyen", areaName: "Huyện" },
      },
      { root: { id: "l8" } },
    ]);
    expect(told.filter(({ event }) => event.kind === "opened")).toHaveLength(4);
    set("link/l0", "up");
    pass(200);
    expect(openNow()[0]).toMatchObject({ root: { id: "l0" }, following: { firing: 6 } });
  });
});

describe("our own side", () => {
  const places = [1, 2, 3, 4];
  const inventory = {
    units: [{ id: "tinh", name: "Tỉnh" }],
    sites: places.map((at) => ({ id: `s${at}`, name: `Xã ${at}`, unit: "tinh" })),
    links: places.map((at) => {
      return {
        id: `l${at}`,
        name: `Tuyến ${at}`,
        site: `s${at}`,
        address: `10.0.0.${at}`,
        carrier: `NM ${at}`,
      };
    }),
    videoPoints: [{ id: "vc", name: "Phòng họp", site: "s4", address: "10.0.0.9", sip: {} }],
  };
  const hub = (lastSeenMs: number) => ({ id: "trung-tam", hub: true, name: "trung-tam", lastSeenMs });
  const fall = (scripted: ReturnType<typeof open>, ...links: number[]) => {
    for (const at of links) scripted.set(`link/l${at}`, "down");
  };

  it("is one incident when nothing the hub asks answers any more, slow checks waited for", () => {
    const scripted = open({ inventory });
    const { agents, step, pass, nowMs, open: openNow, kinds } = scripted;
    const later = (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        agents([hub(nowMs())]);
        step(1000);
      }
    };
    agents([hub(nowMs())]);
    fall(scripted, 1);
    later(2);
    fall(scripted, 2, 3, 4);
    later(4);
    // the video point is asked each minute: it has not said anything yet
    expect(openNow()).toHaveLength(4);
    later(32);
    expect(openNow()).toMatchObject([
      { root: { kind: "agent", id: "trung-tam" }, rootName: "trung-tam", following: { firing: 4 } },
    ]);
    scripted.set("video/vc", "down");
    later(200);
    expect(openNow()).toHaveLength(1);
    const [ours] = openNow();
    expect(kinds(ours?.id ?? "")).not.toContain("child_left");
    // one answers: what does not follow has a cause of its own
    for (const at of [1, 2, 3] as const) scripted.set(`link/l${at}`, "up");
    later(160);
    expect(openNow()).toMatchObject([{ root: { kind: "link", id: "l4" } }]);
    pass(1);
  });

  it("is not blamed while anything elsewhere answers, or for less than three places", () => {
    const scripted = open({ inventory });
    scripted.agents([hub(scripted.nowMs())]);
    fall(scripted, 1, 2, 3);
    for (let second = 0; second < 60; second += 1) {
      scripted.set("link/l4", "up");
      scripted.agents([hub(scripted.nowMs())]);
      scripted.step(1000);
    }
    expect(scripted.open().map(({ root }) => root.kind)).toEqual(["link", "link", "link"]);
  });

  it("is one incident when every agent but the hub falls silent at once", () => {
    const { agents, step, nowMs, open: openNow } = open({ inventory });
    const beganMs = nowMs();
    const far = (at: number, lastSeenMs: number) => ({
      id: `may-${at}`,
      hub: false,
      name: `may-${at}`,
      lastSeenMs,
    });
    const later = (seconds: number, silent: readonly number[]) => {
      for (let second = 0; second < seconds; second += 1) {
        const all = places.map((at) => far(at, silent.includes(at) ? beganMs + at * 500 : nowMs()));
        agents([hub(nowMs()), ...all]);
        step(1000);
      }
    };
    later(40, [1, 2]);
    expect(
      openNow()
        .map(({ root }) => root.id)
        .toSorted(),
    ).toEqual(["may-1", "may-2"]);
    later(1, places);
    expect(openNow()).toMatchObject([
      { root: { kind: "agent", id: "trung-tam" }, alert: "agent_silent", following: { firing: 4 } },
    ]);
    later(40, [2]);
    later(130, [2]);
    expect(openNow()).toMatchObject([{ root: { id: "may-2" } }]);
  });
});

describe("what cannot be seen", () => {
  it("neither raises nor ends anything while its agent is silent: one alert for the agent (R15)", () => {
    const { set, step, pass, agents, open: openNow, incidents, nowMs } = open();
    agents([{ id: "hub", hub: true, name: "trung-tam", lastSeenMs: nowMs() }]);
    set("link/d", "down");
    pass(3);
    pass(40);
    for (const key of [
      "link/a",
      "link/b",
      "link/c",
      "link/d",
      "link/h1",
      "device/r1",
      "device/r2",
    ] as const) {
      set(key, "unknown", { reason: "agent_silent" });
    }
    pass(60);
    expect(incidents.alerts({ all: false, limit: 100 }).map(({ fingerprint }) => fingerprint)).toEqual([
      "agent/hub:agent_silent",
      "link/d:outage",
    ]);
    expect(openNow().map(({ root }) => root.kind)).toEqual(["agent", "link"]);
    agents([{ id: "hub", hub: true, name: "trung-tam", lastSeenMs: nowMs() }]);
    step(1000);
    expect(incidents.alerts({ all: false, limit: 100 }).map(({ fingerprint }) => fingerprint)).toEqual([
      "link/d:outage",
    ]);
  });

  it("takes the silence of an agent behind a cut line for what follows from it", () => {
    const { set, pass, agents, open: openNow, nowMs } = open();
    const lastSeenMs = nowMs();
    agents([{ id: "may-1", hub: false, name: "may-1", lastSeenMs }]);
    set("link/a", "down");
    set("link/b", "down");
    pass(40);
    expect(openNow()).toMatchObject([
      { root: { kind: "site", id: "s1" }, following: { firing: 1, ever: 1 } },
    ]);
  });

  it("does not count a silence while the control plane itself was away", () => {
    const { pass, agents, open: openNow } = open();
    agents([{ id: "hub", hub: true, name: "trung-tam", lastSeenMs: 0 }]);
    pass(25);
    expect(openNow()).toEqual([]);
    pass(10);
    expect(openNow()).toMatchObject([{ alert: "agent_silent", severity: "critical" }]);
  });

  it("raises one flapping alert, and ends it when it is steady", () => {
    const { set, pass, told, all } = open();
    set("link/d", "down");
    pass(2);
    for (let turn = 0; turn < 5; turn += 1) {
      set("link/d", "up", { flapping: true });
      pass(30);
      set("link/d", "down", { flapping: true });
      pass(30);
    }
    expect(all()).toMatchObject([{ alert: "flapping", severity: "warning", state: "open" }]);
    expect(told.map(({ event }) => event.kind)).toEqual(["opened", "severity_changed"]);
    set("link/d", "up");
    pass(20);
    expect(told.at(-1)?.event.kind).toBe("resolved");
  });
});

describe("mutes", () => {
  const window = (toMs: number) => ({
    ...{ id: "m-1", scope: { carrier: "Viettel" }, time: { fromMs: 999_000, toMs }, reason: "nâng cấp" },
    ...{ createdMs: 0, by: "admin", cancelled: null },
  });

  it("mutes what is worked on, and tells it when the window is over and it is still down", () => {
    const { set, step, pass, all, records, mutes, kinds, incidents } = open();
    records.maintenance.add(window(1_060_000));
    mutes.reload();
    set("link/d", "maintenance", { beneath: { class: "down", reason: "no_reply" } });
    step(1000);
    expect(all()).toMatchObject([
      { mutes: [{ by: "maintenance", id: "m-1", reason: "nâng cấp", untilMs: 1_060_000 }] },
    ]);
    expect(incidents.muted({ kind: "link", id: "d" }, 1_002_000)).toHaveLength(1);
    pass(50);
    expect(kinds("SC-1001")).toEqual(["opened", "muted"]);
    pass(10);
    set("link/d", "down");
    pass(2);
    expect(kinds("SC-1001")).toEqual(["opened", "muted", "unmuted"]);
    expect(all()[0]?.mutes).toEqual([]);
  });

  it("silences by what is matched, until the silence ends", () => {
    const { set, pass, all, records, mutes, kinds } = open();
    records.silences.add({
      ...{ id: "s-1", match: { under: "huyen", carrier: "Viettel" }, fromMs: 0, toMs: 1_030_000 },
      ...{ reason: "biết rồi", by: "admin", createdMs: 0, expiredBy: null },
    });
    mutes.reload();
    set("link/d", "down");
    set("link/c", "down");
    pass(3);
    expect(Object.fromEntries(all().map(({ root, mutes: by }) => [root.id, by.map(({ id }) => id)]))).toEqual(
      {
        c: [],
        d: ["s-1"],
      },
    );
    pass(40);
    const muted = all().find(({ root }) => root.id === "d");
    expect(kinds(muted?.id ?? "")).toEqual(["opened", "muted", "unmuted"]);
  });

  it("says which incident stands for an alert", () => {
    const { set, pass, incidents } = open();
    set("link/c", "down");
    set("device/r2", "down");
    pass(2);
    expect(incidents.muted({ kind: "device", id: "r2" }, 1_010_000)).toEqual([
      { by: "inhibition", id: "SC-1001", reason: "Xã 2", untilMs: null },
    ]);
    expect(incidents.muted({ kind: "link", id: "c" }, 1_010_000)).toEqual([]);
  });
});
