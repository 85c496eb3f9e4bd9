import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, zstdCompressSync } from "node:zlib";
import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, resultPoint } from "@haidang/contract/result.ts";
import type { InjectOptions } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scriptedVault } from "../scripted/vault.ts";
import { type App, buildApp } from "./app.ts";
import { openEmbeddedSeriesStore } from "./store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "./store/embedded/records.ts";

/** Plans and revisions from the wire to the answer: ingest, ledger, live state, API. */
const adminKey = "k".repeat(43);
const startMs = Date.parse("2026-11-23T01:00:00Z");
const facts: Facts = {
  hostName: "NOC Hạ Long",
  version: "0.1.0",
  addresses: ["10.0.0.5"],
  gateway: { address: "10.0.0.1" },
  resolvers: [{ address: "10.0.0.53" }],
  localSnmp: { missing: "no_snmp_agent" },
  icmp: { by: "fping" },
};
const inventoryYaml = `
units:
  - { id: co-to, name: Đặc khu Cô Tô, kind: commune }
sites:
  - { id: co-to, name: UBND Cô Tô, unit: co-to }
links:
  - { id: co-to-1, name: Cô Tô 1, site: co-to, address: 127.0.0.9, carrier: Nhà mạng A, cir: 200M }
`;

let app: App;
let nowMs: number;
let sequence: number;
let agentToken: string;

const asAdmin = { authorization: `Bearer ${adminKey}` };
async function call(options: InjectOptions) {
  const headers = { host: "127.0.0.1:8700", ...options.headers };
  const response = await app.server.inject({ ...options, headers });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.body === "" ? null : JSON.parse(response.body),
  };
}
const get = (url: string) => call({ method: "GET", url, headers: asAdmin });
const post = (url: string, payload: object) => call({ method: "POST", url, payload, headers: asAdmin });

function send(points: Point[]) {
  const plain = Buffer.from(encodePoints(points));
  sequence += 1;
  return call({
    method: "POST",
    url: "/api/v1/ingest",
    payload: zstdCompressSync(plain),
    headers: {
      authorization: `Bearer ${agentToken}`,
      "content-type": "application/octet-stream",
      "content-encoding": "zstd",
      "haidang-boot": "0123456789abcdef",
      "haidang-sequence": String(sequence),
      "haidang-crc32": crc32(plain).toString(16).padStart(8, "0"),
    },
  });
}

const link = { kind: "link", id: "co-to-1" } as const;
const result = (atS: number, more: Partial<CheckResult> = {}): Point =>
  resultPoint("noc-ha-long", {
    probe: "icmp",
    target: link,
    timeMs: startMs + atS * 1000,
    outcome: "ok",
    ...more,
  });
const lost = (atS: number) => result(atS, { outcome: "failed", reason: "no_reply" });
const at = (seconds: number) => {
  nowMs = startMs + seconds * 1000;
  app.engine.tick(nowMs);
};
const classOf = async (id: string, kind = "links") => (await get(`/api/v1/${kind}/${id}`)).body.data.class;
async function secondsOf(kind: string, id: string, toS: number) {
  const { body } = await get(
    `/api/v1/uptime?kind=${kind}&id=${id}&from=${startMs}&to=${startMs + toS * 1000}`,
  );
  return body.data[0];
}

beforeEach(async () => {
  nowMs = startMs;
  sequence = 0;
  const folder = mkdtempSync(join(tmpdir(), "haidang-app-"));
  app = await buildApp({
    vault: scriptedVault(),
    series: openEmbeddedSeriesStore(join(folder, "series")),
    records: openEmbeddedRecordStore(join(folder, "records.db")),
    adminKey,
    pageFolder: join(folder, "no-page"),
    now: () => nowMs,
    log: () => undefined,
    version: "0.1.0",
  });
  app.begin("http://127.0.0.1:8700");
  const invited = await post("/api/v1/agents/invites", { hub: true });
  const enrolled = await post("/api/v1/agent/enrol", {
    code: invited.body.data.code,
    hostName: facts.hostName,
    version: "0.1.0",
  });
  agentToken = enrolled.body.data.token;
  await call({
    method: "POST",
    url: "/api/v1/agent/facts",
    payload: facts,
    headers: { authorization: `Bearer ${agentToken}` },
  });
  await post("/api/v1/inventory/apply", { files: [{ path: "co-to.yaml", text: inventoryYaml }] });
});
afterEach(() => app.stop());

describe("groups and racks", () => {
  const racked = `${inventoryYaml}
racks:
  - { id: tu-1, name: Tủ 1, site: co-to, room: Phòng máy }
devices:
  - { id: sw, name: Chuyển mạch, site: co-to, address: 127.0.0.8, rack: { id: tu-1, u: 40 } }
  - { id: ups, name: Bộ lưu điện, site: co-to, address: 127.0.0.7, rack: { id: tu-1, u: 2 } }
`;
  const device = (id: string) => ({ kind: "device", id }) as const;

  it("take objects together from the wire to the answer", async () => {
    await post("/api/v1/inventory/apply", { files: [{ path: "co-to.yaml", text: racked }] });
    at(20);
    await send([
      ...[result(0), lost(10), result(20)],
      ...[0, 10, 20].map((atS) => result(atS, { target: device("sw") })),
      ...[result(0, { target: device("ups") }), lost(10)].map((point) => ({
        ...point,
        tags: { ...point.tags, kind: "device", id: "ups" },
      })),
    ]);
    const rack = (await get("/api/v1/racks/tu-1")).body.data;
    expect(rack).toMatchObject({
      class: "degraded",
      reason: "member_down",
      room: "Phòng máy",
      devices: 2,
      mounted: [
        { u: 40, id: "sw" },
        { u: 2, id: "ups" },
      ],
      members: [
        { id: "sw", class: "up" },
        { id: "ups", class: "down" },
      ],
    });
    expect((await get("/api/v1/racks")).body.data).toMatchObject([{ id: "tu-1", siteName: "UBND Cô Tô" }]);
    expect((await get("/api/v1/status")).body.data.counts.rack).toMatchObject({ total: 1, degraded: 1 });
    const period = `from=${startMs}&to=${startMs + 20_000}`;
    const racks = (await get(`/api/v1/uptime/groups?by=rack&${period}`)).body;
    expect(racks.data).toMatchObject([
      { id: "tu-1", memberCount: 2, meanPct: 75, worst: { id: "ups", pct: 50 } },
    ]);
    expect(racks.meta.options.tree).toBe("current");
    for (const more of ["", "&tree=at-time", "&annotations=true", `&asKnownAt=${startMs + 20_000}`]) {
      const [area] = (await get(`/api/v1/uptime/groups?by=carrier&${period}${more}`)).body.data;
      expect(area).toMatchObject({ id: "Nhà mạng A", meanPct: 50, anyPathPct: 50, outages: 1 });
    }
    const refused = await get(`/api/v1/uptime/groups?by=carrier&kind=device&${period}`);
    expect(refused.body.error).toMatchObject({ code: "usage" });
    const nowhere = await get(`/api/v1/uptime/groups?by=unit&under=gone&${period}`);
    expect(nowhere.body.error).toMatchObject({ code: "not_found" });
  });
});

describe("maintenance", () => {
  const plan = (fromS: number | undefined, toS: number, scope: object = { object: link }) =>
    post("/api/v1/maintenance", {
      scope,
      time: {
        toMs: startMs + toS * 1000,
        ...(fromS === undefined ? {} : { fromMs: startMs + fromS * 1000 }),
      },
      reason: "thay modem",
    });

  it("is what a planned window makes of an outage, from its start to its planned end and no further", async () => {
    at(10);
    await send([result(0), result(10)]);
    const { body } = await plan(20, 60, { object: { kind: "unit", id: "co-to" } });
    expect(body.data).toMatchObject({ state: "planned", annotation: false, objects: 3 });
    at(20);
    expect(await classOf("co-to-1")).toBe("maintenance");
    at(40);
    await send([result(20), lost(30), lost(40)]);
    const shown = (await get("/api/v1/links/co-to-1")).body.data;
    expect(shown).toMatchObject({ class: "maintenance", detail: "thay modem", sinceMs: startMs + 20_000 });
    expect(await classOf("co-to", "units")).toBe("maintenance");
    expect((await get("/api/v1/status")).body.data.counts.link.down).toBe(0);
    at(60);
    await send([lost(50), lost(60)]);
    expect(await classOf("co-to-1")).toBe("down");
    at(80);
    await send([lost(70), result(80)]);
    expect((await secondsOf("link", "co-to-1", 80)).seconds).toMatchObject({
      up: 20,
      maintenance: 40,
      down: 20,
    });
    const audited = app.records.audit.list(1)[0];
    expect(audited).toMatchObject({ action: "maintenance.add", object: body.data.id });
  });

  it("ends early when it is cancelled, and stays in the history", async () => {
    at(10);
    await send([result(0), lost(10)]);
    const { body } = await plan(undefined, 1000);
    expect(await classOf("co-to-1")).toBe("maintenance");
    at(20);
    await send([lost(20)]);
    const cancelled = await post(`/api/v1/maintenance/${body.data.id}/cancel`, { reason: "xong sớm" });
    expect(cancelled.body.data).toMatchObject({ state: "cancelled", cancelled: { reason: "xong sớm" } });
    expect(await classOf("co-to-1")).toBe("down");
    expect((await get("/api/v1/maintenance")).body.data).toEqual([]);
    expect((await get("/api/v1/maintenance?all=true")).body.data).toHaveLength(1);
    const again = await post(`/api/v1/maintenance/${body.data.id}/cancel`, {});
    expect(again.body.error).toMatchObject({ code: "conflict" });
  });

  it("written down after it began is an annotation: a revision, counted only when asked for", async () => {
    at(60);
    await send([result(0), lost(10), lost(20), lost(30), lost(40), lost(50), result(60)]);
    const { body } = await plan(10, 60);
    expect(body.data).toMatchObject({ annotation: true, state: "over" });
    expect((await secondsOf("link", "co-to-1", 60)).seconds).toMatchObject({ down: 50, maintenance: 0 });
    const asked = await get(
      `/api/v1/uptime?kind=link&id=co-to-1&from=${startMs}&to=${startMs + 60_000}&annotations=true`,
    );
    expect(asked.body.data[0].seconds).toMatchObject({ down: 0, maintenance: 50 });
    expect(asked.body.meta.options).toMatchObject({ annotations: true, mergeBelowS: 0, asKnownAt: null });
    const { revisions } = (await get("/api/v1/units/co-to")).body.data;
    expect(revisions).toMatchObject([{ cause: "annotation", by: body.data.id, object: link }]);
  });

  it.each([
    ["a scope that is not there", { scope: { object: { kind: "link", id: "gone" } } }, "not_found"],
    ["a carrier nobody has", { scope: { carrier: "FPT" } }, "not_found"],
    ["an end before its start", { time: { fromMs: 5, toMs: 4 } }, "body_invalid"],
    ["an end already past, without a start", { time: { toMs: 4 } }, "usage"],
    ["no reason", { reason: " " }, "body_invalid"],
    [
      "hours that are none",
      { time: { weekly: { days: ["sun"], hours: "25:00-26:00", firstDay: "2026-11-22" } } },
      "body_invalid",
    ],
  ])("is refused for %s", async (_title, more, code) => {
    const time = { fromMs: startMs, toMs: startMs + 1000 };
    const { body } = await post("/api/v1/maintenance", {
      scope: { object: link },
      time,
      reason: "x",
      ...more,
    });
    expect(body.error.code).toBe(code);
    expect((await get("/api/v1/maintenance?all=true")).body.data).toEqual([]);
  });
});

describe("service hours", () => {
  it("leave what is outside them out of report and live state, at the minute they end", async () => {
    const hours = `
calendars:
  - { id: sang, name: Buổi sáng, hours: { mon-sun: ["07:00-08:01"] } }
`;
    const linkWithHours = inventoryYaml.replace("carrier: Nhà", "calendar: sang, sla: 99.5, carrier: Nhà");
    const { body } = await post("/api/v1/inventory/apply", {
      files: [{ path: "co-to.yaml", text: linkWithHours + hours }],
    });
    expect(body.data).toMatchObject({ added: ["calendar/sang"], changed: ["link/co-to-1"] });
    at(50);
    await send([0, 10, 20, 30, 40, 50].map((s) => result(s)));
    expect(await classOf("co-to-1")).toBe("up");
    at(60);
    await send([lost(60)]);
    expect(await classOf("co-to-1")).toBe("outOfPeriod");
    at(120);
    const row = await secondsOf("link", "co-to-1", 120);
    expect(row.seconds).toMatchObject({ up: 60, outOfPeriod: 60, down: 0 });
    expect(row).toMatchObject({ coveragePct: 100, sla: { targetPct: 99.5, allowedS: 0.3, usedS: 0 } });
  });
});

describe("late results", () => {
  it("are a revision that says what changed, and the report before them can be printed again", async () => {
    at(20);
    await send([result(0), result(10), result(20)]);
    at(4000);
    await send([result(3990), result(4000)]);
    const url = `/api/v1/uptime?kind=link&id=co-to-1&from=${startMs}&to=${startMs + 3600_000}`;
    const printed = (await get(url)).body;
    const printedAt = nowMs;
    expect(printed.data[0].seconds).toMatchObject({ up: 20, unknown: 3580, down: 0 });
    at(5000);
    await send([30, 40, 50, 60].map((s) => result(s)));
    await send([lost(70), lost(80), result(90)]);
    expect((await get(url)).body.data[0].seconds).toMatchObject({ up: 70, unknown: 3510, down: 20 });
    const revisions = await get(
      `/api/v1/revisions?kind=link&id=co-to-1&from=${startMs}&to=${startMs + 3600_000}`,
    );
    expect(revisions.body.data).toEqual([
      {
        atMs: nowMs,
        object: link,
        fromMs: startMs + 20_000,
        toMs: startMs + 90_000,
        cause: "late_data",
        by: "noc-ha-long",
        check: "icmp:link/co-to-1",
        before: { unknown: 70 },
        after: { up: 50, down: 20 },
      },
    ]);
    const again = (await get(`${url}&asKnownAt=${printedAt}`)).body;
    expect(again.data).toEqual(printed.data);
    expect(again.meta.options.asKnownAt).toBe(new Date(printedAt).toISOString());
    expect((await get(`${url}&asKnownAt=${nowMs + 1}`)).body.error.code).toBe("usage");
  });

  it("of the present are none", async () => {
    at(100);
    await send([result(80), result(100)]);
    await send([lost(90)]);
    expect((await get("/api/v1/links/co-to-1")).body.data.revisions).toEqual([]);
  });

  it("are no reason to forget what an inventory said", async () => {
    at(60);
    await send([0, 10, 20, 30, 40, 50, 60].map((s) => result(s)));
    at(4000);
    const url = `/api/v1/uptime?kind=unit&id=co-to&from=${startMs}&to=${startMs + 60_000}`;
    const before = (await get(url)).body.data;
    const printedAt = nowMs;
    at(4001);
    const text = `${inventoryYaml}
calendars: [{ id: nghi, name: Nghỉ, hours: {}, default: true }]
`;
    await post("/api/v1/inventory/apply", { files: [{ path: "co-to.yaml", text }] });
    expect((await get(url)).body.data[0].seconds.outOfPeriod).toBe(60);
    expect((await get(`${url}&asKnownAt=${printedAt}`)).body.data).toEqual(before);
    const { revisions } = (await get("/api/v1/units/co-to")).body.data;
    expect(revisions[0]).toMatchObject({ cause: "inventory", by: "2", toMs: nowMs });
  });
});
