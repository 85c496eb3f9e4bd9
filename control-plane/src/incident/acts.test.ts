import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { RecordStore } from "../store/records.ts";
import { openScriptedIncidents, type ScriptedOptions, scriptedProvince } from "./scripted-incidents.ts";

const opened: RecordStore[] = [];
const folder = () => join(mkdtempSync(join(tmpdir(), "haidang-incident-")), "records.db");

function open(options: ScriptedOptions & { path?: string } = {}) {
  const records = openEmbeddedRecordStore(options.path ?? ":memory:");
  opened.push(records);
  const scripted = openScriptedIncidents(records, options);
  scripted.step();
  return { ...scripted, records };
}

afterEach(() => {
  for (const records of opened.splice(0)) records.close();
});

describe("people", () => {
  const acting = (by: string) => ({ by, nowMs: 1_100_000 });

  it("acknowledges once, names who acts, and keeps both verdicts when one is overruled", () => {
    const { set, pass, incidents, judged, kinds, records } = open();
    set("link/d", "down");
    pass(2);
    incidents.acknowledge("SC-1001", "đang gọi nhà mạng", acting("lan"));
    expect(() => incidents.acknowledge("SC-1001", "", acting("hùng"))).toThrow(/acknowledged by lan already/);
    expect(incidents.acknowledge("SC-1001", "", acting("lan")).acknowledgedBy).toBe("lan");
    incidents.assign("SC-1001", "tổ trực VNPT", acting("lan"));
    incidents.note("SC-1001", "đã báo 18001166", acting("lan"));
    const { shown } = { shown: { kind: "link", id: "d" } as const };
    judged(verdictOf("link_cut", 90), shown);
    pass(1);
    incidents.overrule("SC-1001", { cause: "power_lost", reason: "cô Hoa gọi: mất điện" }, acting("lan"));
    expect(incidents.show("SC-1001")).toMatchObject({
      ...{ state: "acknowledged", assignee: "tổ trực VNPT", verdict: { cause: "link_cut" } },
      overruled: { cause: "power_lost", responsibility: "power", by: "lan" },
    });
    expect(kinds("SC-1001")).toEqual([
      ...["opened", "acknowledged", "assigned", "noted", "verdict_changed", "overruled"],
    ]);
    expect(records.audit.list(9).map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      ...[
        "lan incident.overruled",
        "lan incident.noted",
        "lan incident.assigned",
        "lan incident.acknowledged",
      ],
    ]);
  });

  it("refuses to resolve by hand what still fails, and allows what nothing measures any more", () => {
    const { set, pass, incidents, all } = open();
    set("link/d", "down");
    pass(2);
    expect(() => incidents.resolve("SC-1001", "", acting("lan"))).toThrow(/Xã 3 is measured and still fails/);
    set("link/d", "unmonitored");
    pass(2);
    incidents.resolve("SC-1001", "đã cắt hợp đồng", acting("lan"));
    pass(30);
    expect(all()).toMatchObject([{ id: "SC-1001", state: "resolved" }]);
    expect(() => incidents.acknowledge("SC-1001", "", acting("lan"))).toThrow(/resolved already/);
    expect(() => incidents.note("SC-9999", "x", acting("lan"))).toThrow(/there is no incident/);
  });

  it("tells a verdict that became another, and not one that only has more evidence", () => {
    const { set, pass, judged, kinds } = open();
    const subject = { kind: "link", id: "d" } as const;
    set("link/d", "down");
    pass(2);
    judged(verdictOf("link_cut", 60), subject);
    pass(1);
    judged(verdictOf("link_cut", 90), subject);
    pass(1);
    judged(verdictOf("link_cut", 95), subject);
    pass(1);
    expect(kinds("SC-1001").filter((kind) => kind === "verdict_changed")).toHaveLength(1);
  });
});

function verdictOf(cause: "link_cut", confidencePct: number) {
  const responsibility = confidencePct < 80 ? ("unknown" as const) : ("carrier" as const);
  return {
    cause,
    confidencePct,
    responsibility,
    evidence: [],
    weighed: [{ cause, confidencePct }],
    atMs: confidencePct,
  };
}

describe("a restart", () => {
  it("goes on where it was: nothing is told again, what ended meanwhile is resolved, what listeners wrote is kept or not as one", () => {
    const path = folder();
    const before = open({ path });
    before.set("link/c", "down");
    before.set("link/d", "down");
    before.pass(3);
    before.records.close();
    opened.pop();
    const after = open({ path, nowMs: 1_100_000, down: ["link/c"] });
    after.pass(2);
    expect(after.told.filter(({ event }) => event.kind === "opened")).toEqual([]);
    after.pass(20);
    expect(after.open()).toMatchObject([{ root: { id: "c" } }]);
    expect(after.told.map(({ event }) => event.kind)).toEqual(["resolved"]);
  });

  it("does nothing half when a listener fails, and does it whole the next time", () => {
    const { incidents, set, step, all, records, told } = open();
    let fails = true;
    incidents.onEvent(() => {
      if (fails) throw new Error("the outbox is full");
    });
    set("link/d", "down");
    expect(() => step(1000)).toThrow("the outbox is full");
    expect(all()).toEqual([]);
    expect(records.incidents.firing()).toEqual([]);
    fails = false;
    told.length = 0;
    step(1000);
    expect(all()).toMatchObject([{ id: "SC-1001" }]);
    expect(told.map(({ event }) => event.kind)).toEqual(["opened"]);
  });
});

it("R16: 600 devices behind one link down within a second are one incident, told once, within ten seconds", () => {
  const numbers = Array.from({ length: 600 }, (_, at) => at);
  const inventory = {
    ...scriptedProvince,
    devices: numbers.map((at) => {
      return {
        id: `t${at}`,
        name: `Thiết bị ${at}`,
        site: "s3",
        address: `10.1.${at >> 8}.${at & 255}`,
        measuredBy: "hub",
      };
    }),
  };
  const { set, step, open: openNow, told } = open({ inventory });
  step(1);
  const beganMs = performance.now();
  for (const at of numbers) {
    set(`device/t${at}`, "down");
    if (at === 300) {
      step(500);
      set("link/d", "down");
    }
  }
  step(500);
  for (let beat = 0; beat < 20; beat += 1) step(200);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  expect(openNow()).toMatchObject([
    { root: { kind: "link", id: "d" }, following: { firing: 600, ever: 600 } },
  ]);
  expect(told.filter(({ event }) => event.kind === "opened")).toHaveLength(1);
  expect(told.length).toBeLessThanOrEqual(3);
});
