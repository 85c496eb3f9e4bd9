import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, zstdCompressSync } from "node:zlib";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { type CheckResult, resultPoint } from "@haidang/contract/result.ts";
import type { InjectOptions } from "fastify";
import { afterEach, beforeEach, expect, it } from "vitest";
import { scriptedVault } from "../scripted/vault.ts";
import { type App, buildApp } from "./app.ts";
import { openEmbeddedSeriesStore } from "./store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "./store/embedded/records.ts";

/** Video points from the wire to the answer: ingest, judging, fusing, ledger, API. */
const adminKey = "k".repeat(43);
const agent = "noc";
const startMs = Date.parse("2026-11-23T01:00:00Z");
const target = { kind: "video", id: "co-to-vc" } as const;
const inventoryYaml = `
units: [{ id: co-to, name: Đặc khu Cô Tô }]
sites: [{ id: co-to, name: UBND Cô Tô, unit: co-to }]
videoPoints:
  - { id: co-to-vc, name: Điểm cầu Cô Tô, site: co-to, address: 10.20.30.40, sip: {}, h323: {} }
`;

let app: App;
let folder: string;
let nowMs: number;
let sequence: number;
let agentToken: string;

async function call(options: InjectOptions) {
  const headers = { host: "127.0.0.1:8700", authorization: `Bearer ${adminKey}`, ...options.headers };
  const response = await app.server.inject({ ...options, headers });
  return { status: response.statusCode, body: JSON.parse(response.body || "null") };
}
const post = async (url: string, payload: object) =>
  (await call({ method: "POST", url: `/api/v1/${url}`, payload })).body.data;
const get = async (url: string) => (await call({ method: "GET", url: `/api/v1/${url}` })).body.data;

async function send(atS: number, points: Point[]): Promise<void> {
  nowMs = startMs + atS * 1000;
  const plain = Buffer.from(encodePoints(points));
  sequence += 1;
  const { status } = await call({
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
  expect(status).toBe(204);
}

const said = (probe: CheckResult["probe"], atS: number, more: Partial<CheckResult> = {}): Point =>
  resultPoint(agent, { probe, target, timeMs: startMs + atS * 1000, outcome: "ok", ...more });
const sip = (atS: number, fields: { statusCode?: number; errorsInRow: number; inCall?: boolean }): Point =>
  measure("sip", { agent, ...target }, fields, startMs + atS * 1000);
const h323 = (atS: number) => [
  said("h323", atS),
  measure("h323", { agent, ...target }, { ras: "GCF", gatekeeperName: "GK-QN" }, startMs + atS * 1000),
];
const shown = async () => {
  const { class: instantClass, reason, detail } = await get("video/co-to-vc");
  return [instantClass, reason, detail];
};

beforeEach(async () => {
  nowMs = startMs;
  sequence = 0;
  folder = mkdtempSync(join(tmpdir(), "haidang-video-"));
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
  const invited = await post("agents/invites", { hub: true });
  const enrolled = await post("agent/enrol", { code: invited.code, hostName: agent, version: "0.1.0" });
  agentToken = enrolled.token;
  await post("inventory/apply", { files: [{ path: "video.yaml", text: inventoryYaml }] });
});
afterEach(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("is listed, shown and counted, in a call, with its last answers", async () => {
  await send(1, [said("icmp", 0), said("sip", 1), sip(1, { statusCode: 486, errorsInRow: 0, inCall: true })]);
  await send(2, h323(2));
  const [row] = await get("video");
  expect(row).toMatchObject({
    kind: "video",
    id: "co-to-vc",
    class: "up",
    unit: "co-to",
    siteName: "UBND Cô Tô",
    address: "10.20.30.40",
    pointKind: "endpoint",
    sip: { statusCode: 486, inCall: true, atMs: startMs + 1000 },
    h323: { ras: "GCF", gatekeeperName: "GK-QN" },
  });
  const detail = await get("video/co-to-vc");
  expect(detail.checks.map(({ id }: { id: string }) => id)).toEqual([
    "icmp:video/co-to-vc",
    "sip:video/co-to-vc",
    "h323:video/co-to-vc",
  ]);
  expect((await get("status")).counts.video).toMatchObject({ total: 1, up: 1 });
  const { body } = await call({ method: "GET", url: "/api/v1/video/no-such" });
  expect(body.error).toMatchObject({ code: "not_found", hint: "haidang video list shows them" });
});

it("shows no answer of before beside a silence of now", async () => {
  await send(1, [said("sip", 1), sip(1, { statusCode: 200, errorsInRow: 0 })]);
  await send(61, [said("sip", 61, { outcome: "failed", reason: "sip_silent" }), sip(61, { errorsInRow: 0 })]);
  expect((await get("video"))[0].sip).toEqual({ atMs: startMs + 61_000 });
});

it("names the first failing layer: signalling, then the network under it", async () => {
  await send(0, [said("icmp", 0), said("sip", 0), ...h323(0)]);
  const refused = { outcome: "failed", reason: "refused", detail: "ECONNREFUSED udp/5060" } as const;
  const silent = { outcome: "failed", reason: "h323_silent" } as const;
  for (const atS of [60, 120, 180]) {
    await send(atS, [said("icmp", atS), said("sip", atS, refused), ...h323(atS)]);
  }
  expect(await shown()).toEqual(["degraded", "refused", "ECONNREFUSED udp/5060"]);
  for (const atS of [240, 300, 360]) {
    await send(atS, [said("icmp", atS), said("sip", atS, refused), said("h323", atS, silent)]);
  }
  expect(await shown()).toEqual(["down", "signalling_down", "ECONNREFUSED udp/5060"]);
  await send(361, [said("icmp", 361, { outcome: "failed", reason: "no_reply" })]);
  expect(await shown()).toEqual(["down", "no_reply", undefined]);
  const to = startMs + 361_000;
  const [row] = await get(`uptime?kind=video&id=co-to-vc&from=${startMs}&to=${to}`);
  expect(row.seconds).toMatchObject({ down: 121 });
});

it("degrades with a server's errors, and is down from the third in a row", async () => {
  const error = { outcome: "failed", reason: "sip_error", detail: "503 Overload" } as const;
  await send(0, [said("icmp", 0), ...h323(0), said("sip", 0)]);
  const seen: unknown[] = [];
  for (const [index, atS] of [60, 120, 180, 240, 300].entries()) {
    const answer = sip(atS, { statusCode: 503, errorsInRow: index + 1 });
    await send(atS, [said("icmp", atS), said("sip", atS, error), answer]);
    const { checks } = await get("video/co-to-vc");
    seen.push(checks[1].class);
  }
  expect(seen).toEqual(["degraded", "degraded", "degraded", "degraded", "down"]);
  const { checks } = await get("video/co-to-vc");
  expect(checks[1]).toMatchObject({ sinceMs: startMs + 180_000, reason: "sip_error" });
});

it("shows what a point says of itself, and its password to nobody", async () => {
  const password = "bi-mat-cua-phong-hop";
  const withApi = inventoryYaml.replace(
    "h323: {} }",
    `h323: {}, api: { kind: cisco, user: giam-sat, password: ${password}, registered: [sip] } }`,
  );
  await post("inventory/apply", { files: [{ path: "video.yaml", text: withApi }] });
  const self = (atS: number, fields: Parameters<typeof measure<"videoApi">>[2]) => [
    said("video-api", atS),
    measure("videoApi", { agent, ...target }, fields, startMs + atS * 1000),
  ];
  const rest = (atS: number) => [said("icmp", atS), said("sip", atS), said("http", atS), ...h323(atS)];
  await send(1, [...rest(1), ...self(1, { sipRegistered: true, inCall: false, software: "ce11" })]);
  expect(await shown()).toEqual(["up", undefined, undefined]);
  expect((await get("video"))[0].api).toEqual({
    sipRegistered: true,
    inCall: false,
    software: "ce11",
    atMs: startMs + 1000,
  });
  for (const atS of [61, 121]) {
    await send(atS, [...rest(atS), ...self(atS, { sipRegistered: false, inCall: false })]);
  }
  expect(await shown()).toEqual(["degraded", "not_registered", "sip"]);
  const refused = { outcome: "failed", reason: "refused", detail: "ECONNREFUSED tcp/443" } as const;
  for (const atS of [181, 241, 301]) {
    const page = [said("http", atS, refused), said("video-api", atS, refused)];
    await send(atS, [said("icmp", atS), said("sip", atS), ...h323(atS), ...page]);
  }
  expect(await shown()).toEqual(["degraded", "https_down", "ECONNREFUSED tcp/443"]);
  for (const url of ["video", "video/co-to-vc", "status", "agents", "uptime?kind=video&from=0&to=1"]) {
    expect(JSON.stringify(await get(url))).not.toContain(password);
  }
  const text = withApi.replace("kind: cisco", "kind: tandberg");
  const payload = { files: [{ path: "video.yaml", text }] };
  const answer = await call({ method: "POST", url: "/api/v1/inventory/validate", payload });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).not.toContain(password);
});
