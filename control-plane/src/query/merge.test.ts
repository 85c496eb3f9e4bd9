import { dayStartMs } from "@haidang/contract/tree.ts";
import type { UptimeGroup, UptimeRow } from "@haidang/contract/uptime.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { RecordStore } from "../store/records.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mergeMs = dayStartMs("2025-07-01");

const flat = `
units:
  - { id: ha-khanh, name: Phường Hà Khánh, kind: commune, code: "06649" }
sites:
  - { id: a, name: Trụ sở A, unit: ha-khanh }
links:
  - { id: a-1, name: Đường A, site: a, address: 10.0.0.1 }
`;
const dated = `
units:
  - { id: ha-khanh, name: Phường Hà Khánh, kind: commune, code: "06649", to: 2025-07-01 }
  - { id: cao-xanh, name: Phường Cao Xanh, kind: commune, code: "06658", from: 2025-07-01 }
successions:
  - { from: ha-khanh, to: cao-xanh, share: whole, on: 2025-07-01 }
sites:
  - { id: a, name: Trụ sở A, unit: [{ unit: ha-khanh }, { unit: cao-xanh, from: 2025-07-01 }] }
links:
  - { id: a-1, name: Đường A, site: a, address: 10.0.0.1 }
`;

let records: RecordStore;
let scripted: ScriptedApp;

beforeEach(async () => {
  records = openEmbeddedRecordStore(":memory:");
  const nowMs = mergeMs - 6 * dayMs;
  const agent = { hostName: "hub", version: "0.1.0", tokenHash: "0", lastSeenMs: null, facts: null };
  const standing = {
    site: null,
    approvedMs: nowMs,
    revokedMs: null,
    tokenSinceMs: nowMs,
    next: null,
    config: null,
  };
  records.agents.add({ ...agent, id: "hub", hub: true, enrolledMs: nowMs, standing });
  scripted = await openScriptedApp({ series: openEmbeddedSeriesStore(":memory:"), records, nowMs });
});
afterEach(() => scripted.app.stop());

async function apply(text: string): Promise<void> {
  const payload = { files: [{ path: "tree.yaml", text }] };
  const { status } = await scripted.call({
    method: "POST",
    url: "/api/v1/inventory/apply",
    payload,
    headers: asAdmin,
  });
  expect(status).toBe(200);
}

async function get<T>(url: string, params: Record<string, string> = {}): Promise<T> {
  const query = new URLSearchParams(params);
  const answer = await scripted.call({ method: "GET", url: `/api/v1/${url}?${query}`, headers: asAdmin });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return (answer.body as { data: T }).data;
}

const period = { kind: "link", from: "2025-06-28", to: "2025-07-04" };

/** Down from an hour before the merge to two hours after it. */
function tellOutage(): void {
  const [held] = scripted.app.assignments.of("link/a-1");
  if (held === undefined) throw new Error("nothing measures link/a-1");
  const run = (fromMs: number, toMs: number, state: "up" | "down") => ({
    ...{ firstMs: fromMs, lastMs: toMs, count: 255, knownMs: 0, state },
    reason: state === "down" ? ("no_reply" as const) : null,
  });
  const add = [
    run(mergeMs - 5 * dayMs, mergeMs - hourMs - 1000, "up"),
    run(mergeMs - hourMs, mergeMs + 2 * hourMs - 1000, "down"),
    run(mergeMs + 2 * hourMs, mergeMs + 4 * dayMs, "up"),
  ];
  records.runs.replace(held.assignment, { remove: [], add, past: [] });
}

const groups = async (terms: Record<string, string>) =>
  (await get<UptimeGroup[]>("uptime/groups", { ...period, by: "unit", ...terms })).map(
    ({ id, seconds, outages }) => [id, seconds.down / 3600, outages],
  );
const units = async () => {
  const rows = await get<Array<{ id: string; links: number }>>("units");
  return rows.filter(({ id }) => id !== "hub").map(({ id, links }) => `${id} ${links}`);
};

describe("the merge of 1 July 2025", () => {
  it("comes by itself on its day, and every link is measured on under the same assignment", async () => {
    await apply(dated);
    const held = () =>
      scripted.app.assignments.of("link/a-1").map(({ assignment, toMs }) => [assignment, toMs]);
    const before = held();
    expect(before.length).toBeGreaterThan(0);
    expect(await units()).toEqual(["ha-khanh 1"]);
    scripted.app.deployment.keepUp(mergeMs - 1);
    expect(await units()).toEqual(["ha-khanh 1"]);
    scripted.app.deployment.keepUp(mergeMs);
    expect(await units()).toEqual(["cao-xanh 1"]);
    expect(held()).toEqual(before);
  });

  it("leaves the uptime of a link whole: an outage over it is one, by either tree", async () => {
    await apply(dated);
    tellOutage();
    scripted.clock.nowMs = mergeMs + 4 * dayMs;
    scripted.app.deployment.keepUp(scripted.clock.nowMs);
    const trees: Array<Record<string, string>> = [{}, { tree: "at-time" }, { asOf: "2025-06-30" }];
    for (const terms of trees) {
      const [row] = await get<UptimeRow[]>("uptime", { ...period, ...terms });
      expect(row).toMatchObject({ id: "a-1", outages: 1, seconds: { down: 3 * 3600, up: 141 * 3600 } });
    }
  });

  it("credits each part of the outage to the unit of its time, or all of it to one tree", async () => {
    await apply(dated);
    tellOutage();
    scripted.clock.nowMs = mergeMs + 4 * dayMs;
    scripted.app.deployment.keepUp(scripted.clock.nowMs);
    expect(await groups({})).toEqual([["cao-xanh", 3, 1]]);
    expect(await groups({ asOf: "2025-06-30" })).toEqual([["ha-khanh", 3, 1]]);
    expect(await groups({ tree: "at-time" })).toEqual([
      ["ha-khanh", 1, 1],
      ["cao-xanh", 2, 1],
    ]);
  });

  it("may be written down weeks after it, and holds from its own day; what was known before is told as before", async () => {
    await apply(flat);
    tellOutage();
    scripted.clock.nowMs = mergeMs + 14 * dayMs;
    expect(await groups({ tree: "at-time" })).toEqual([["ha-khanh", 3, 1]]);
    await apply(dated);
    scripted.clock.nowMs += dayMs;
    expect(await groups({ tree: "at-time" })).toEqual([
      ["ha-khanh", 1, 1],
      ["cao-xanh", 2, 1],
    ]);
    const asKnownAt = String(mergeMs + 13 * dayMs);
    expect(await groups({ tree: "at-time", asKnownAt })).toEqual([["ha-khanh", 3, 1]]);
  });

  it("is one question too many where two trees are asked for", async () => {
    await apply(dated);
    const url = "/api/v1/uptime?from=2025-06-28&to=2025-07-04&tree=at-time&asOf=2025-06-30";
    expect(await scripted.call({ method: "GET", url, headers: asAdmin })).toMatchObject({ status: 400 });
  });
});

describe("the tree over HTTP", () => {
  it("is that of any day, and a unit is found by what it was called", async () => {
    await apply(dated);
    scripted.clock.nowMs = mergeMs + dayMs;
    const ids = async (asOf: string) =>
      (await get<Array<{ id: string }>>("tree", { asOf })).map(({ id }) => id);
    expect(await ids("2025-06-30")).toEqual(["ha-khanh"]);
    expect(await ids("2025-07-01")).toEqual(["cao-xanh"]);
    const found = await get<Array<{ id: string; by: string }>>("tree/find", { word: "ha khanh" });
    expect(found.map(({ id, by }) => [id, by])).toEqual([
      ["ha-khanh", "name"],
      ["cao-xanh", "succession"],
    ]);
    expect(await get("tree/ha-khanh")).toMatchObject({
      inForce: false,
      successors: [{ id: "cao-xanh", share: "whole", on: "2025-07-01" }],
      had: [{ id: "a", to: "2025-07-01" }],
    });
    const nowhere = await scripted.call({ method: "GET", url: "/api/v1/tree/nowhere", headers: asAdmin });
    expect(nowhere.status).toBe(404);
  });
});
