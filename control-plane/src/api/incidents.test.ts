import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const startMs = Date.parse("2026-11-23T01:00:00Z");
const hourMs = 3_600_000;
let scripted: ScriptedApp;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-incidents-"));
  scripted = await openScriptedApp({
    series: await openEmbeddedSeriesStore(join(folder, "series.db")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: startMs,
  });
  const text = `
units: [{ id: co-to, name: Cô Tô, kind: commune, severity: critical }, { id: ba-che, name: Ba Chẽ, kind: commune }]
sites: [{ id: co-to, name: UBND Cô Tô, unit: co-to }, { id: ba-che, name: UBND Ba Chẽ, unit: ba-che }]
links: [{ id: co-to-1, name: Cô Tô 1, site: co-to, address: 127.0.0.9, carrier: VNPT }]
`;
  const applied = await post("inventory/apply", { files: [{ path: "i.yaml", text }] });
  expect(applied.status).toBe(200);
  scripted.app.deployment.refresh(startMs);
});
afterEach(() => scripted.app.stop());

const get = (path: string) => scripted.call({ method: "GET", url: `/api/v1/${path}`, headers: asAdmin });
const post = (path: string, payload: object) =>
  scripted.call({ method: "POST", url: `/api/v1/${path}`, payload, headers: asAdmin });

/** Three failed results in a row, as an agent's batches bring them. */
function fall(): void {
  const { app, clock } = scripted;
  const assignment = app.assignments.active().find(({ check }) => check.target.id === "co-to-1");
  if (assignment === undefined) throw new Error("nothing measures the link");
  const failures = [0, 1, 2].map((at) => {
    return { timeMs: clock.nowMs + at, state: "down", reason: "no_reply" } as const;
  });
  app.engine.observe(assignment, failures, clock.nowMs + 2);
  clock.nowMs += 1000;
  app.incidents.step(clock.nowMs);
}

async function enrol(): Promise<void> {
  const { body } = await post("agents/invites", { hub: true });
  const { code } = (body as { data: { code: string } }).data;
  const facts = { hostName: "NOC", version: "0.1.0" };
  const answer = await scripted.call({
    method: "POST",
    url: "/api/v1/agent/enrol",
    payload: { code, ...facts },
  });
  expect(answer.status).toBe(200);
  scripted.app.deployment.refresh(scripted.clock.nowMs);
}

it("opens, shows, silences and is acted on through the API", async () => {
  await enrol();
  fall();
  const listed = await get("incidents");
  expect(listed.body).toMatchObject({
    data: [
      {
        id: "SC-1001",
        severity: "critical",
        rootName: "Cô Tô 1",
        carrier: "VNPT",
        verdict: { cause: "not_known" },
      },
    ],
  });
  const silenced = await post("silences", {
    ...{ match: { carrier: "VNPT" }, toMs: startMs + hourMs, reason: "bão số 9" },
  });
  expect(silenced.body).toMatchObject({ data: { state: "active", muting: 1, by: "admin" } });
  const asked = await get("muted?subject=link/co-to-1");
  expect(asked.body).toMatchObject({
    data: { muted: true, untilMs: startMs + hourMs, mutes: [{ by: "silence", reason: "bão số 9" }] },
  });
  scripted.app.incidents.step(scripted.clock.nowMs);
  expect((await post("incidents/SC-1001/acknowledge", {})).body).toMatchObject({
    data: { state: "acknowledged", acknowledgedBy: "admin" },
  });
  const shown = await get("incidents/SC-1001");
  const { timeline } = (shown.body as { data: { timeline: { kind: string }[] } }).data;
  expect(timeline.map(({ kind }) => kind)).toEqual([
    // nothing says whom to tell, which stands where people look
    ...["opened", "notification_failed", "muted", "acknowledged"],
  ]);
  const { id } = (silenced.body as { data: { id: string } }).data;
  expect((await post(`silences/${id}/expire`, {})).body).toMatchObject({
    data: { state: "over", expiredBy: "admin" },
  });
  expect((await get("muted?subject=link/co-to-1")).body).toMatchObject({
    data: { muted: false, untilMs: null },
  });
  expect(scripted.app.records.audit.list(3).map(({ action }) => action)).toEqual([
    ...["silence.expire", "incident.acknowledged", "silence.add"],
  ]);
});

it.each([
  ["silences", { match: {}, toMs: startMs + hourMs, reason: "x" }, 400, "says what it is about"],
  ["silences", { match: { all: true }, toMs: startMs - 1, reason: "x" }, 400, "ends before it begins"],
  ["silences", { match: { all: true }, toMs: startMs + 99 * 24 * hourMs, reason: "x" }, 400, "92 days"],
  ["silences", { match: { all: true }, toMs: startMs + hourMs, reason: " " }, 400, "needs a reason"],
  ["silences", { match: { under: "khong-co" }, toMs: startMs + hourMs, reason: "x" }, 404, "no unit"],
  ["silences/s-0/expire", {}, 404, "no silence"],
  ["incidents/SC-1/acknowledge", {}, 404, "no incident"],
  ["incidents/SC-1/overrule", { cause: "magic", reason: "x" }, 400, "cause"],
])("refuses %s %j", async (path, body, status, words) => {
  const answer = await post(path, body);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(words);
});

it("asks for who may read and who may act", async () => {
  for (const [method, url] of [
    ["GET", "incidents"],
    ["GET", "alerts"],
    ["GET", "muted?subject=link/co-to-1"],
    ["POST", "incidents/SC-1001/acknowledge"],
    ["POST", "silences"],
  ] as const) {
    const answer = await scripted.call({ method, url: `/api/v1/${url}` });
    expect(answer.status, url).toBe(401);
  }
  expect((await get("muted?subject=link/khong-co")).status).toBe(404);
  expect((await get("muted?subject=link")).status).toBe(400);
});

it("shows somebody bounded by a unit nothing of others, and lets him act on nothing of theirs", async () => {
  await enrol();
  fall();
  const officer = await scripted.signedIn({ id: "bc", role: "operator", scope: "ba-che" });
  const own = await scripted.signedIn({ id: "ct", role: "operator", scope: "co-to" });
  const ask = (path: string, headers: Record<string, string>, payload?: object) =>
    payload === undefined
      ? scripted.call({ method: "GET", url: `/api/v1/${path}`, headers })
      : scripted.call({ method: "POST", url: `/api/v1/${path}`, headers, payload });
  const silence = (match: object) => ({ match, toMs: startMs + hourMs, reason: "x" });
  expect((await ask("incidents", own)).text).toContain("SC-1001");
  expect((await ask("incidents/SC-1001/acknowledge", own, {})).status).toBe(200);
  expect((await ask("silences", own, silence({ kind: "link", id: "co-to-1" }))).status).toBe(200);
  for (const path of ["incidents?state=all", "alerts?all=true", "silences?all=true"]) {
    expect((await ask(path, officer)).body, path).toMatchObject({ data: [] });
  }
  expect((await ask("incidents/SC-1001", officer)).status).toBe(404);
  expect((await ask("muted?subject=link/co-to-1", officer)).status).toBe(404);
  expect((await ask("incidents/SC-1001/note", officer, { text: "x" })).status).toBe(404);
  expect((await ask("silences", officer, silence({ kind: "link", id: "co-to-1" }))).status).toBe(404);
  expect((await ask("silences", officer, silence({ carrier: "VNPT" }))).status).toBe(403);
  expect((await ask("silences", officer, silence({ all: true }))).status).toBe(403);
  expect((await ask("silences", officer, silence({ under: "ba-che" }))).status).toBe(200);
});
