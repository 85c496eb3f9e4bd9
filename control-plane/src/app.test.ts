import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, zstdCompressSync } from "node:zlib";
import type { Facts } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, resultPoint } from "@haidang/contract/result.ts";
import type { InjectOptions } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scriptedVault } from "../scripted/vault.ts";
import { type App, buildApp } from "./app.ts";
import { openEmbeddedSeriesStore } from "./store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "./store/embedded/records.ts";

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

function send(points: Point[], more: { sequence?: number; text?: string; oldest?: number } = {}) {
  const text = more.text ?? encodePoints(points);
  const plain = Buffer.from(text);
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
      "haidang-sequence": String(more.sequence ?? sequence),
      "haidang-crc32": crc32(plain).toString(16).padStart(8, "0"),
      ...(more.oldest === undefined ? {} : { "haidang-oldest": String(more.oldest) }),
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
const window = (atS: number, lossPct = 0): Point =>
  measure(
    "icmp",
    { agent: "noc-ha-long", ...link },
    { sent: 10, received: 10, lossPct, rttP50Ms: 12.5, rttMinMs: 11, rttMaxMs: 20 },
    startMs + atS * 1000,
  );
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

describe("a link from its first result to its report", () => {
  it("is unknown until measured, then up, down at once, and up again; uptime is the truth", async () => {
    expect(await classOf("co-to-1")).toBe("unknown");
    at(10);
    expect((await send([result(0), result(10), window(10)])).status).toBe(204);
    expect(await classOf("co-to-1")).toBe("up");
    at(23);
    await send([lost(20)]);
    expect(await classOf("co-to-1")).toBe("down");
    expect(await classOf("co-to", "units")).toBe("down");
    at(60);
    await send([lost(30), lost(40), lost(50), result(52), result(60)]);
    expect(await classOf("co-to-1")).toBe("up");
    at(70);
    const row = await secondsOf("link", "co-to-1", 60);
    expect(row).toEqual({
      kind: "link",
      id: "co-to-1",
      name: "Cô Tô 1",
      availabilityPct: 46.666,
      coveragePct: 100,
      seconds: { up: 28, degraded: 0, down: 32, unknown: 0, maintenance: 0, unmonitored: 0, outOfPeriod: 0 },
      outages: 1,
      shortOutages: 0,
      longestOutageS: 32,
      mtbfS: 28,
      mttrS: 32,
      sla: null,
    });
    expect((await secondsOf("unit", "co-to", 60)).seconds.down).toBe(32);
  });

  it("becomes unknown when its agent falls silent, and is healed by what the spool brings", async () => {
    at(20);
    await send([result(0), result(10), result(20)]);
    at(100);
    expect(await classOf("co-to-1")).toBe("unknown");
    expect((await secondsOf("link", "co-to-1", 100)).seconds).toMatchObject({ up: 20, unknown: 80, down: 0 });
    await send([30, 40, 50, 60, 70, 80, 90, 100].map((s) => result(s)));
    expect(await classOf("co-to-1")).toBe("up");
    expect((await secondsOf("link", "co-to-1", 100)).seconds).toMatchObject({ up: 100, unknown: 0 });
  });

  it("takes a late failure into the middle of good news", async () => {
    at(60);
    await send([0, 10, 20, 30, 40, 50, 60].map((s) => result(s)));
    await send([lost(33), result(36)]);
    expect(await classOf("co-to-1")).toBe("up");
    expect((await secondsOf("link", "co-to-1", 60)).seconds).toMatchObject({ up: 57, down: 3 });
  });

  it("says since when by the ledger once late results moved the beginning", async () => {
    at(100);
    await send([lost(80), lost(90), lost(100)]);
    const since = async () => (await get("/api/v1/links/co-to-1")).body.data.sinceMs;
    expect(await since()).toBe(startMs + 80_000);
    await send([result(30), lost(40), lost(50), lost(60), lost(70)]);
    expect(await since()).toBe(startMs + 40_000);
    expect((await get("/api/v1/units/co-to")).body.data.sinceMs).toBe(startMs + 40_000);
  });

  it("counts a batch once, however often and in whatever company it comes", async () => {
    at(20);
    const batch = [result(0), window(10), result(10)];
    for (let time = 0; time < 5; time += 1) expect((await send(batch, { sequence: 9 })).status).toBe(204);
    const { body } = await get(`/api/v1/query?measurement=icmp&field=rttP50Ms&from=${startMs}&to=${nowMs}`);
    expect(body.data).toHaveLength(1);
    expect(body.data[0].points).toEqual([[startMs + 10_000, 12.5]]);
    const [assignment] = app.assignments.of("link/co-to-1");
    expect(app.records.runs.latest(assignment?.assignment ?? 0)?.count).toBe(2);
  });

  it("shows its latency with the list, and none where no reply came", async () => {
    at(20);
    await send([result(10), window(10)]);
    const first = (await get("/api/v1/links")).body.data.find((row: { id: string }) => row.id === "co-to-1");
    expect(first.latency).toEqual({ rttP50Ms: 12.5, rttP95Ms: null, lossPct: 0, atMs: startMs + 10_000 });
    const silent = measure(
      "icmp",
      { agent: "noc-ha-long", ...link },
      { sent: 10, received: 0, lossPct: 100 },
      nowMs,
    );
    await send([silent]);
    const second = (await get("/api/v1/links")).body.data.find((row: { id: string }) => row.id === "co-to-1");
    expect(second.latency).toMatchObject({ rttP50Ms: null, lossPct: 100 });
  });
});

describe("a certificate", () => {
  const portal = { kind: "service", id: "portal" } as const;
  const measured = (atS: number, daysLeft: number): Point[] => [
    result(atS, { probe: "tls", target: portal }),
    measure(
      "tls",
      { agent: "noc-ha-long", ...portal },
      { connectMs: 2, handshakeMs: 5, daysLeft, chain: "ok", protocol: "TLSv1.3" },
      startMs + atS * 1000,
    ),
  ];
  const row = async () =>
    (await get("/api/v1/services")).body.data.find(({ id }: { id: string }) => id === "portal");

  it("is judged by its days, which the list shows with what is measured", async () => {
    const service = "services:\n  - { id: portal, name: Cổng, unit: co-to, tls: { address: 10.0.0.5 } }\n";
    const files = [{ path: "co-to.yaml", text: inventoryYaml + service }];
    expect((await post("/api/v1/inventory/apply", { files })).status).toBe(200);
    at(10);
    await send(measured(10, 40));
    expect(await row()).toMatchObject({
      class: "up",
      address: "10.0.0.5:443",
      totalMs: 7,
      daysLeft: 40,
    });
    for (const atS of [20, 30, 40]) {
      at(atS);
      await send(measured(atS, 5));
    }
    expect(await row()).toMatchObject({ class: "degraded", reason: "certificate_expiring" });
    for (const atS of [50, 60, 70]) {
      at(atS);
      await send(measured(atS, -1));
    }
    expect(await row()).toMatchObject({ class: "down", reason: "certificate_expired", daysLeft: -1 });
  });
});

describe("what an agent found by itself", () => {
  it("is not called down before it ever answered", async () => {
    at(5);
    const gateway = { kind: "link", id: "noc-ha-long-gateway" } as const;
    const said = (atS: number, more: Partial<CheckResult>) =>
      resultPoint("noc-ha-long", {
        probe: "icmp",
        target: gateway,
        timeMs: startMs + atS * 1000,
        outcome: "ok",
        ...more,
      });
    await send([said(1, { outcome: "failed", reason: "no_reply" })]);
    const { body } = await get("/api/v1/links/noc-ha-long-gateway");
    expect(body.data).toMatchObject({ class: "unknown", reason: "never_answered", discovered: true });
    await send([said(2, {}), said(4, { outcome: "failed", reason: "no_reply" })]);
    expect(await classOf("noc-ha-long-gateway")).toBe("down");
  });
});

describe("refusals", () => {
  it("store nothing of a batch with a wrong line, and name the lines", async () => {
    at(10);
    const good = encodePoints([result(0), window(10)]);
    const { status, body } = await send([], {
      text: `${good}icmp,agent=noc-ha-long sent=\n${good}check nothing\n`,
    });
    expect(status).toBe(400);
    expect(body.error.code).toBe("lines_invalid");
    expect(body.error.details.faults.map((fault: { line: number }) => fault.line)).toEqual([3, 6]);
    const { body: answer } = await get(`/api/v1/query?measurement=icmp&from=${startMs}&to=${nowMs + 1000}`);
    expect(answer.data).toEqual([]);
  });
  it.each<[string, Point, RegExp]>([
    [
      "another agent's name",
      { ...resultPoint("other", { probe: "icmp", target: link, timeMs: startMs, outcome: "ok" }) },
      /agent tag must be noc-ha-long/,
    ],
    [
      "a check it was never given",
      resultPoint("noc-ha-long", { probe: "http", target: link, timeMs: startMs, outcome: "ok" }),
      /was never given/,
    ],
    ["a time far ahead", result(400), /in the future/],
    ["a word that is no outcome", { ...result(0), fields: { outcome: "splendid" } }, /outcome/],
  ])("name %s", async (_title, point, message) => {
    const { status, body } = await send([point]);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(message);
  });
  it("keep the inventory as it was when the new one has faults, and tell them all", async () => {
    const text = "links:\n  - { id: A, name: x, site: nowhere, address: 1.2.3.4, colour: red }\n";
    const { status, body } = await post("/api/v1/inventory/apply", { files: [{ path: "bad.yaml", text }] });
    expect(status).toBe(400);
    expect(body.error.code).toBe("inventory_invalid");
    expect(body.error.details.faults.length).toBeGreaterThanOrEqual(3);
    expect(await classOf("co-to-1")).toBe("unknown");
  });
  it("keep strangers, agents and people apart", async () => {
    expect((await call({ method: "GET", url: "/api/v1/status" })).status).toBe(401);
    const agent = { authorization: `Bearer ${agentToken}` };
    expect((await call({ method: "GET", url: "/api/v1/status", headers: agent })).status).toBe(403);
    expect((await get("/api/v1/agent/config")).status).toBe(403);
    expect((await call({ method: "GET", url: "/healthz", headers: { host: "evil.example" } })).status).toBe(
      403,
    );
    const foreign = { ...asAdmin, origin: "http://evil.example" };
    expect((await call({ method: "POST", url: "/api/v1/session-codes", headers: foreign })).status).toBe(403);
  });
  it("answer what does not exist in the form of every other answer", async () => {
    expect((await get("/api/v1/links/nowhere")).body.error).toMatchObject({ code: "not_found" });
    expect((await get("/api/v1/nothing")).body.error).toMatchObject({ code: "not_found" });
    expect((await get("/api/v1/uptime?from=later&to=now")).body.error).toMatchObject({ code: "usage" });
    expect((await get("/api/v1/uptime?from=0&to=1&colour=red")).body.error.code).toBe("usage");
    expect((await get("/api/v1/query?measurement=icmp&from=1&to=2&bad=3")).body.error.code).toBe("usage");
  });
  it("survive a body that is a bomb of nesting or names the prototype", async () => {
    const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const payload of [
      nested,
      '{"files":[{"__proto__":{"a":1}}]}',
      "{",
      "1e999",
      '{"files":"\\ud800"}',
    ]) {
      const { status } = await call({
        method: "POST",
        url: "/api/v1/inventory/validate",
        payload,
        headers: { ...asAdmin, "content-type": "application/json" },
      });
      expect(status).toBe(400);
    }
  });
});

describe("an agent's configuration", () => {
  const config = (query: string) =>
    call({
      method: "GET",
      url: `/api/v1/agent/config${query}`,
      headers: { authorization: `Bearer ${agentToken}` },
    });
  it("holds every check it is given, and waits while nothing changes", async () => {
    const first = await config("");
    const ids = first.body.data.checks.map((check: { id: string }) => check.id);
    expect(ids).toContain("icmp:link/co-to-1");
    const waiting = config(`?have=${first.body.data.version}&waitS=20`);
    await post("/api/v1/inventory/apply", { files: [{ path: "none.yaml", text: "units: []\n" }] });
    const second = await waiting;
    expect(second.body.data.version).not.toBe(first.body.data.version);
    expect(second.body.data.checks.map((check: { id: string }) => check.id)).not.toContain(
      "icmp:link/co-to-1",
    );
  });
  it("is answered with 204 when the wait is over", async () => {
    const first = await config("");
    expect((await config(`?have=${first.body.data.version}&waitS=0`)).status).toBe(204);
  });
  it("is kept from an enrolment code used twice", async () => {
    const { body } = await post("/api/v1/agents/invites", { hub: false });
    const request = { code: body.data.code, hostName: "xa-1", version: "0.1.0" };
    expect((await post("/api/v1/agent/enrol", request)).body.data.agent).toBe("xa-1");
    expect((await post("/api/v1/agent/enrol", request)).status).toBe(401);
  });
  it("is as long good as its code was made for", async () => {
    const { body } = await post("/api/v1/agents/invites", { expiresS: 3600 });
    expect(body.data.expiresAt).toBe(new Date(nowMs + 3_600_000).toISOString());
    nowMs += 3_600_000;
    const late = { code: body.data.code, hostName: "xa-1", version: "0.1.0" };
    expect((await post("/api/v1/agent/enrol", late)).status).toBe(401);
    expect((await post("/api/v1/agents/invites", { expiresS: 31 * 86_400 })).status).toBe(400);
  });
  it("has the name it was invited by; invited again it is the same agent, and its old credential is void", async () => {
    const enrol = async () => {
      const invited = await post("/api/v1/agents/invites", { name: "xa-co-to", approve: true });
      const request = { code: invited.body.data.code, hostName: "may-1", version: "0.1.0" };
      return (await post("/api/v1/agent/enrol", request)).body.data;
    };
    const asks = async (token: string) =>
      (
        await call({
          method: "GET",
          url: "/api/v1/agent/config",
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    const first = await enrol();
    expect(first.agent).toBe("xa-co-to");
    expect(await asks(first.token)).toBe(200);
    const second = await enrol();
    expect(second.agent).toBe("xa-co-to");
    expect(await asks(second.token)).toBe(200);
    expect(await asks(first.token)).toBe(401);
    expect((await get("/api/v1/agents")).body.data).toHaveLength(2);
  });
  it("is shown with its machine, whose hardware is not forgotten at its next start", async () => {
    const tell = (payload: object) =>
      call({
        method: "POST",
        url: "/api/v1/agent/facts",
        payload,
        headers: { authorization: `Bearer ${agentToken}` },
      });
    const hardware = { model: "PowerEdge R640", serial: "7XK2M03" };
    expect((await tell({ ...facts, hardware })).status).toBe(200);
    await tell(facts);
    const { body } = await get("/api/v1/agents/noc-ha-long");
    expect(body.data).toMatchObject({ id: "noc-ha-long", hub: true, facts: { ...facts, hardware } });
    expect((await get("/api/v1/agents/nobody")).status).toBe(404);
  });
});

describe("what everyone reads", () => {
  it("counts that add up, and agents", async () => {
    const { body } = await get("/api/v1/status");
    for (const { total, ...parts } of Object.values<Record<string, number>>(body.data.counts)) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
    }
    expect(body.data.agents).toEqual({ total: 1, silent: 0 });
    expect(body.meta).toEqual({ asOf: new Date(nowMs).toISOString(), timezone: "Asia/Ho_Chi_Minh" });
    at(31);
    expect((await get("/api/v1/agents")).body.data[0]).toMatchObject({
      id: "noc-ha-long",
      silent: true,
      reason: "agent_silent",
      icmpBy: "fping",
    });
  });
  it("how far an agent's clock is off, which it learns from any answer", async () => {
    const { headers } = await send([], { text: "nonsense" });
    expect(headers).toMatchObject({ "haidang-received": String(nowMs), "haidang-sent": String(nowMs) });
    const clock = (clockOffsetMs: number, clockSynchronised: boolean) =>
      measure(
        "agent",
        { agent: "noc-ha-long" },
        { clockOffsetMs, clockRoundTripMs: 2.5, clockSynchronised },
        nowMs,
      );
    await send([clock(-4999, true)]);
    const row = async () => (await get("/api/v1/agents")).body.data[0];
    expect(await row()).toMatchObject({
      reason: null,
      clockOffsetMs: -4999,
      clockRoundTripMs: 2.5,
      clockSynchronised: true,
    });
    at(1);
    await send([clock(-3_600_000, false)]);
    expect(await row()).toMatchObject({ reason: "clock_skew", clockSynchronised: false });
  });
  it("metrics, readiness and a document of every route", async () => {
    const metrics = await app.server.inject({ url: "/metrics", headers: { host: "localhost:8700" } });
    expect(metrics.body).toMatch(/^haidang_objects\{kind="link",class="unknown"\} 2$/m);
    expect(metrics.body).not.toMatch(/^# TYPE \w+_total gauge$/m);
    expect((await get("/readyz")).body.data).toMatchObject({ ready: true });
    const { paths } = (await get("/api/v1/openapi.json")).body;
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(["/api/v1/uptime", "/api/v1/links/{id}", "/api/v1/ingest"]),
    );
  });
  it("a backup of measurements and records that opens elsewhere, into a new folder only", async () => {
    at(10);
    await send([result(0), window(10), result(10)]);
    const to = join(mkdtempSync(join(tmpdir(), "haidang-backup-")), "backup");
    expect((await post("/api/v1/store/backup", { folder: to })).body.data).toEqual({
      folder: to,
      series: true,
      records: true,
      keys: false,
    });
    expect((await post("/api/v1/store/backup", { folder: to })).body.error.code).toBe("usage");
    expect((await post("/api/v1/store/backup", { folder: "relative" })).status).toBe(400);
    const series = openEmbeddedSeriesStore(join(to, "series"));
    const records = openEmbeddedRecordStore(join(to, "records.db"));
    expect(await series.measurements()).toContain("icmp");
    expect(records.inventory.current()?.revision).toBeGreaterThan(0);
    await series.close();
    records.close();
  });
  it("a live stream that tells a change as it happens", async () => {
    const heard: string[] = [];
    app.live.listen(({ text }) => heard.push(text));
    at(10);
    await send([result(0), window(10), result(10)]);
    await send([lost(10.5)]);
    const events = heard
      .map((text) => /event: (\w+)\ndata: (.*)/.exec(text))
      .map((match) => [match?.[1], JSON.parse(match?.[2] ?? "{}")]);
    expect(
      events
        .filter(([name, data]) => name === "object" && data.id === "co-to-1")
        .map(([, data]) => data.class),
    ).toEqual(["up", "down"]);
    expect(events.find(([name]) => name === "latency")?.[1]).toMatchObject({ id: "co-to-1", rttP50Ms: 12.5 });
  });
});
