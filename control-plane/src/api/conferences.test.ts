import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConferenceDetail, ConferenceQuality, Readiness } from "@haidang/contract/conference.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const minuteMs = 60_000;
const meetingMs = Date.parse("2026-11-24T08:00:00+07:00");
const eveningMs = Date.parse("2026-11-23T17:00:00+07:00");
let scripted: ScriptedApp;

const inventory = `
units:
  - { id: tinh, name: Tỉnh, kind: province }
  - { id: co-to, name: Cô Tô, kind: commune, parent: tinh }
  - { id: ba-che, name: Ba Chẽ, kind: commune, parent: tinh }
sites:
  - { id: co-to, name: UBND Cô Tô, unit: co-to }
  - { id: ba-che, name: UBND Ba Chẽ, unit: ba-che }
links:
  - { id: co-to-1, name: Đường Cô Tô, site: co-to, address: 127.0.0.9, carrier: VNPT, cir: 4M, interface: { device: rt, name: wan } }
  - { id: ba-che-1, name: Đường Ba Chẽ, site: ba-che, address: 127.0.0.19, cir: 1M }
devices:
  - { id: rt, name: Router Cô Tô, site: co-to, address: 127.0.0.8, snmp: {} }
  - { id: ups, name: UPS Cô Tô, site: co-to, address: 127.0.0.7, snmp: {} }
videoPoints:
  - { id: vc-co-to, name: Phòng họp Cô Tô, site: co-to, address: 127.0.0.10, sip: {} }
  - { id: vc-ba-che, name: Phòng họp Ba Chẽ, site: ba-che, address: 127.0.0.20, sip: {} }
contacts: [{ id: an, name: An, email: an@example.vn, language: vi }]
channels:
  - { id: thu, name: Thư, kind: email, server: 127.0.0.1, port: 9, tls: none, from: a@example.vn }
`;

beforeEach(async () => {
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-meetings-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: eveningMs - 3 * 3_600_000,
  });
  const invited = await post("agents/invites", { hub: true });
  const { code } = (invited.body as { data: { code: string } }).data;
  const agent = { code, hostName: "NOC", version: "0.1.0" };
  await scripted.call({ method: "POST", url: "/api/v1/agent/enrol", payload: agent });
  const applied = await post("inventory/apply", { files: [{ path: "i.yaml", text: inventory }] });
  expect(applied.text).toContain("revision");
  scripted.app.deployment.refresh(scripted.clock.nowMs);
});
afterEach(() => scripted.app.stop());

type Headers = Record<string, string>;
const get = (path: string, headers: Headers = asAdmin) =>
  scripted.call({ method: "GET", url: `/api/v1/${path}`, headers });
const post = (path: string, payload: object, headers: Headers = asAdmin) =>
  scripted.call({ method: "POST", url: `/api/v1/${path}`, payload, headers });
const dataOf = <T>({ body }: { body: unknown }): T => (body as { data: T }).data;

/** All checks of a point say the same now. */
function say(id: string, state: "up" | "down"): void {
  const { app, clock } = scripted;
  const reason = state === "up" ? {} : { reason: "no_reply" as const };
  for (const assignment of app.assignments.active()) {
    if (assignment.check.target.id !== id) continue;
    const results = [0, 1, 2].map((at) => ({ timeMs: clock.nowMs + at, state, reason: null, ...reason }));
    app.engine.observe(assignment, results, clock.nowMs + 2);
  }
}

function echo(id: string, atMs: number, lossPct: number): Point {
  const fields = { lossPct, ...(lossPct < 100 ? { jitterMs: 2, rttP50Ms: 20 } : {}) };
  return measure("icmp", { agent: "noc", kind: "video", id }, fields, atMs);
}
/** A window each minute, in `[fromMs, toMs)`. */
const echoes = (id: string, fromMs: number, toMs: number, lossPct = 0): Point[] =>
  Array.from({ length: Math.round((toMs - fromMs) / minuteMs) }, (_, at) =>
    echo(id, fromMs + at * minuteMs, lossPct),
  );

async function measured(points: readonly Point[]): Promise<void> {
  await scripted.app.series.write(points);
}

const plan = { name: "Giao ban", startMs: meetingMs, durationMin: 60, owner: "an" };
const upsTags = { agent: "noc", kind: "device", id: "ups" };
const sensor = (name: string, value: number, atMs: number) =>
  measure("sensor", { ...upsTags, sensor: "runtime", name, oid: `.${name.length}` }, { value }, atMs);

it("judges each point of what was measured, once for each cause, and tells the owner", async () => {
  const { app, clock } = scripted;
  const added = await post("conferences", plan);
  expect(added.body).toMatchObject({
    data: { id: "HN-1", state: "planned", count: 2, ownerName: "An", last: null, quality: { lossPct: 0.5 } },
  });
  clock.nowMs = eveningMs;
  for (const id of ["co-to-1", "vc-co-to", "ba-che-1", "vc-ba-che"]) say(id, "up");
  await measured([
    ...["vc-co-to", "vc-ba-che"].flatMap((id) => echoes(id, eveningMs - 20 * minuteMs, eveningMs)),
    // at eight in the morning of most days the line lost a tenth
    ...[1, 2, 3, 4].flatMap((days) => {
      const atMs = meetingMs - days * 86_400_000;
      return echoes("vc-co-to", atMs, atMs + 20 * minuteMs, 10);
    }),
    measure(
      "interface",
      { agent: "noc", kind: "device", id: "rt", ifName: "wan" },
      { inBps: 3e6, outBps: 1e5 },
      eveningMs - minuteMs,
    ),
    measure("ups", upsTags, { onBattery: false, batteryLow: false }, eveningMs - minuteMs),
    sensor("Time on battery", 0, eveningMs - minuteMs),
    sensor("Battery time remaining", 30, eveningMs - minuteMs),
  ]);
  await app.conferences.tick(clock.nowMs);
  await app.conferences.tick(clock.nowMs + 15_000);
  const detail = dataOf<ConferenceDetail>(await get("conferences/HN-1"));
  expect(detail.runs).toMatchObject([{ stage: "evening", by: "haidang", totals: { red: 2 } }]);
  const evening = dataOf<Readiness>(await get(`conferences/HN-1/readiness?run=${detail.runs[0]?.run}`));
  const point = (readiness: Readiness, id: string) =>
    readiness.points.find((one) => one.id === id) ?? expect.fail();
  expect(point(evening, "vc-co-to")).toMatchObject({
    layers: { network: "red", power: "green", room: "green", plan: "green" },
    findings: [
      { code: "loss", span: "same_hours", value: 10, colour: "red" },
      { code: "headroom", value: 1, bound: 2.4, subject: { kind: "link", id: "co-to-1" } },
    ],
    figures: { lossPct: 0, rttMs: 20, freeBps: 1e6, runtimeMin: 30 },
  });
  expect(point(evening, "vc-ba-che")).toMatchObject({
    layers: { network: "red", power: "unwatched" },
    findings: [{ code: "cir_small", value: 1 }],
  });
  const letters = app.records.notifications.list({ limit: 10 });
  expect(letters).toMatchObject([{ state: "waiting", channel: "thu", contact: "an" }]);
  expect(letters[0]?.letter?.subject).toBe("[Hải Đăng] Giao ban, 08:00 24/11: 0/2 sẵn sàng, 2 chưa họp được");
  expect(letters[0]?.letter?.lines.join("\n")).toContain("cùng giờ những ngày trước");

  // the line of Cô Tô is cut: one cause, and worse than in the evening only where it was not red before
  clock.nowMs = meetingMs - 50 * minuteMs;
  for (const id of ["co-to-1", "vc-co-to"]) say(id, "down");
  for (const id of ["ba-che-1", "vc-ba-che"]) say(id, "up");
  clock.nowMs += 1000;
  app.incidents.step(clock.nowMs);
  const now = dataOf<Readiness>(await get("conferences/HN-1/readiness"));
  expect(now).toMatchObject({ run: null, changes: { stage: "evening", better: 0, worse: 0 } });
  expect(now.groups[0]).toMatchObject({
    finding: { code: "unreachable", subject: { id: "co-to-1" }, note: "VNPT", incident: "SC-1001" },
    points: ["vc-co-to"],
  });
  // nothing was measured of Ba Chẽ for hours: its CIR is known, and its network now is not
  expect(point(now, "vc-ba-che").findings.map(({ code }) => code)).toEqual(["cir_small", "network_stale"]);
});

it("counts the minutes of a meeting, keeps them and tells of them once", async () => {
  const { app, clock } = scripted;
  await post("conferences", plan);
  const at = (minute: number) => meetingMs + minute * minuteMs;
  await measured([
    ...echoes("vc-co-to", at(0), at(20)),
    ...echoes("vc-co-to", at(20), at(25), 100),
    ...echoes("vc-co-to", at(25), at(30), 3),
    ...echoes("vc-co-to", at(30), at(50)),
    ...echoes("vc-ba-che", at(0), at(60)),
  ]);
  clock.nowMs = at(10);
  expect(dataOf<ConferenceQuality>(await get("conferences/HN-1/quality")).points).toMatchObject([
    { goodMin: 10 },
    { goodMin: 10 },
  ]);
  for (const minute of [60, 76, 77]) {
    clock.nowMs = at(minute);
    await app.conferences.tick(clock.nowMs);
  }
  const quality = dataOf<ConferenceQuality>(await get("conferences/HN-1/quality"));
  expect(quality.points).toMatchObject([
    { id: "vc-co-to", goodMin: 40, poorMin: 5, lostMin: 5, unknownMin: 10, drops: 1, rttMs: { p95: 20 } },
    { id: "vc-ba-che", goodMin: 60, poorMin: 0, lostMin: 0, unknownMin: 0, drops: 0 },
  ]);
  const subjects = app.records.notifications.list({ limit: 10 }).map(({ letter }) => letter?.subject);
  expect(subjects).toEqual(["[Hải Đăng] Giao ban đã kết thúc: 1/2 điểm cầu tốt cả buổi"]);
  expect(dataOf<unknown[]>(await get("conferences"))).toEqual([]);
  expect(dataOf<unknown[]>(await get("conferences?all=true"))).toMatchObject([{ state: "over" }]);
});

it("shows whoever is bounded by a unit his own points, and lets him plan for these alone", async () => {
  const bounded = await scripted.signedIn({ id: "co-to", role: "operator", scope: "co-to" });
  const elsewhere = { ...plan, owner: undefined, participants: { ids: ["vc-ba-che"] } };
  expect((await post("conferences", plan)).status).toBe(200);
  expect((await post("conferences", elsewhere)).status).toBe(200);
  expect(dataOf<unknown[]>(await get("conferences", bounded))).toMatchObject([{ id: "HN-1", count: 1 }]);
  const { points, groups, totals } = dataOf<Readiness>(await get("conferences/HN-1/readiness", bounded));
  expect(points.map(({ id }) => id)).toEqual(["vc-co-to"]);
  expect(groups.flatMap((group) => group.points)).toEqual(["vc-co-to"]);
  expect(totals).toEqual({ green: 0, amber: 0, red: 0, unknown: 1 });
  for (const path of ["", "/readiness", "/quality"])
    expect((await get(`conferences/HN-2${path}`, bounded)).status).toBe(404);
  expect((await post("conferences/HN-2/cancel", {}, bounded)).status).toBe(404);
  for (const participants of [{}, { level: "commune" }, { ids: ["vc-ba-che"] }, { under: "tinh" }])
    expect((await post("conferences", { ...elsewhere, participants }, bounded)).status).toBe(403);
  expect((await post("conferences/HN-1/cancel", {}, bounded)).status).toBe(403);
  const own = await post("conferences", { ...elsewhere, participants: { under: "co-to" } }, bounded);
  expect(own.status).toBe(200);
  expect((await post("conferences/HN-3/readiness", {}, bounded)).status).toBe(200);
  expect((await post("conferences/HN-3/cancel", { reason: "dời" }, bounded)).body).toMatchObject({
    data: { state: "cancelled", cancelled: { by: "co-to", reason: "dời" } },
  });
});

it("spares thin lines while their rooms meet: polls and traces wait, echo requests do not", async () => {
  const { app, clock } = scripted;
  const held = () =>
    Object.fromEntries(
      app.assignments.active().map(({ assignment, check }) => [check.id, [assignment, check.intervalMs]]),
    );
  const paces = () =>
    [
      "snmp:device/rt",
      "path:link/co-to-1",
      "icmp:link/co-to-1",
      "port:link/co-to-1",
      "path:link/ba-che-1",
    ].map((id) => held()[id]?.[1]);
  const usual = held();
  const usualPaces = [60_000, 600_000, 10_000, 30_000, 600_000];
  expect(paces()).toEqual(usualPaces);
  await post("conferences", { ...plan, participants: { ids: ["vc-co-to"] } });
  const at = (ms: number) => {
    clock.nowMs = ms;
    app.deployment.ease(ms);
    return paces();
  };
  expect(at(meetingMs - 11 * minuteMs)).toEqual(usualPaces);
  expect(at(meetingMs - 10 * minuteMs)).toEqual([120_000, 3_600_000, 10_000, 30_000, 600_000]);
  expect(Object.entries(held()).map(([id, [one]]) => [id, one])).toEqual(
    Object.entries(usual).map(([id, [one]]) => [id, one]),
  );
  // what the inventory says meanwhile does not forget it
  app.deployment.refresh(meetingMs);
  expect(at(meetingMs)).toEqual([120_000, 3_600_000, 10_000, 30_000, 600_000]);
  expect(at(meetingMs + 60 * minuteMs)).toEqual(usualPaces);

  await post("conferences", { ...plan, startMs: meetingMs + 120 * minuteMs });
  expect(at(meetingMs + 120 * minuteMs).at(-1)).toBe(3_600_000);
  await post("conferences/HN-2/cancel", { reason: "dời" });
  expect(at(meetingMs + 121 * minuteMs)).toEqual(usualPaces);
});

it("spares no line that is wide, of unknown width, or not between who asks and what is asked", async () => {
  const { app, clock } = scripted;
  const text = inventory
    .replace("cir: 4M", "cir: 50M")
    .replace("cir: 1M", "carrier: VNPT")
    .replace("site: co-to, address: 127.0.0.8, snmp", "site: ba-che, address: 127.0.0.8, snmp");
  const applied = await post("inventory/apply", { files: [{ path: "i.yaml", text }] });
  expect(applied.text).toContain("revision");
  await post("conferences", plan);
  const before = app.assignments.active().map(({ check }) => check);
  app.deployment.ease(meetingMs);
  expect(app.assignments.active().map(({ check }) => check)).toEqual(before);
  const within = inventory.replace("unit: co-to }", "unit: co-to, agent: noc }");
  await post("inventory/apply", { files: [{ path: "i.yaml", text: within }] });
  clock.nowMs = meetingMs;
  app.deployment.ease(meetingMs);
  const snmp = app.assignments.active().find(({ check }) => check.id === "snmp:device/rt");
  expect([snmp?.agent, snmp?.check.intervalMs]).toEqual(["noc", 60_000]);
});

it.each([
  ["conferences", { ...plan, startMs: 0 }, 400, "is over already"],
  ["conferences", { ...plan, owner: "binh" }, 404, "contacts: an"],
  ["conferences", { ...plan, participants: { ids: ["vc-x"] } }, 404, 'no video point \\"vc-x\\"'],
  ["conferences", { ...plan, participants: { level: "district" } }, 404, "no video point takes part"],
  ["conferences", { ...plan, quality: { lossPct: 90 } }, 400, "lossPct"],
  ["conferences/HN-9/cancel", {}, 404, "no conference"],
  ["conferences/HN-9/readiness", {}, 404, "no conference"],
])("refuses %s %j", async (path, body, status, words) => {
  const answer = await post(path, body);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
});
