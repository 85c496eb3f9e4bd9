import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HeartbeatAddress, HeartbeatDetail } from "@haidang/contract/heartbeat-api.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { scriptedVault } from "../../scripted/vault.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const startMs = Date.parse("2026-11-23T01:00:00Z");
const own = "token-of-the-backup";
const text = `
units: [{ id: van-don, name: Vân Đồn }, { id: mong-cai, name: Móng Cái }]
sites: [{ id: co-to, name: Cô Tô, unit: van-don }, { id: tra-co, name: Trà Cổ, unit: mong-cai }]
heartbeats:
  - { id: tram, name: Trạm quan trắc, site: co-to, intervalS: 600, graceS: 120 }
  - { id: sao-luu, name: Sao lưu đêm, site: tra-co, at: ["02:00"], withinS: 3600, graceS: 1800, token: ${own} }
`;

let scripted: ScriptedApp;
const seriesFolder = () => join(mkdtempSync(join(tmpdir(), "haidang-heartbeats-")), "series");
const vault = scriptedVault();
let records = openEmbeddedRecordStore(":memory:");
beforeEach(async () => {
  records = openEmbeddedRecordStore(":memory:");
  scripted = await openScriptedApp({
    ...{ series: openEmbeddedSeriesStore(seriesFolder()), records, nowMs: startMs, vault },
  });
  const payload = { files: [{ path: "a.yaml", text }] };
  await scripted.call({ method: "POST", url: "/api/v1/inventory/apply", payload, headers: asAdmin });
});
afterEach(() => scripted.app.stop());

async function data<T>(url: string, headers: Record<string, string> = asAdmin): Promise<T> {
  const { body } = await scripted.call({ method: "GET", url, headers });
  return (body as { data: T }).data;
}
const shown = (id: string) => data<HeartbeatDetail>(`/api/v1/heartbeats/${id}`);
const addressOf = async (id: string) =>
  (await data<HeartbeatAddress>(`/api/v1/heartbeats/${id}/address`)).path;
const report = async (id: string, query = "", payload?: string) =>
  scripted.call({
    ...{ method: payload === undefined ? "GET" : "POST", url: `${await addressOf(id)}${query}` },
    ...(payload === undefined ? {} : { payload, headers: { "content-type": "text/plain" } }),
  });
/** The seconds of a control plane that runs. */
async function pass(seconds: number): Promise<void> {
  const untilMs = scripted.clock.nowMs + seconds * 1000;
  while (scripted.clock.nowMs < untilMs) {
    scripted.clock.nowMs = Math.min(untilMs, scripted.clock.nowMs + 20_000);
    await scripted.app.heartbeats.tick(scripted.clock.nowMs);
    scripted.app.engine.tick(scripted.clock.nowMs);
  }
}
const secondsAt = (ms: number | null) => (ms === null ? null : (ms - startMs) / 1000);

describe("a station that reports", () => {
  it("is unknown before, up with a report, late when it is due, and down from when it was due", async () => {
    await pass(3600);
    expect(await shown("tram")).toMatchObject({
      class: "unknown",
      reason: "not_measured_yet",
      lastReportMs: null,
    });
    scripted.clock.nowMs = startMs + 3_600_000;
    const { body } = await report("tram");
    expect(body).toMatchObject({ data: { status: "ok", dueMs: startMs + 4_200_000 } });
    await pass(580);
    expect(await shown("tram")).toMatchObject({ class: "up", siteName: "Cô Tô", lastStatus: "ok" });
    await pass(40);
    expect(await shown("tram")).toMatchObject({ class: "degraded", reason: "report_late" });
    await pass(120);
    const lost = await shown("tram");
    expect(lost).toMatchObject({ class: "down", reason: "report_missing" });
    expect(secondsAt(lost.sinceMs)).toBe(4200);
    await pass(7200 - 740);
    expect((await shown("tram")).class).toBe("down");
    await report("tram");
    const back = await shown("tram");
    expect(back.class).toBe("up");
    const seen = back.intervals.filter(({ toMs }) => toMs > startMs + 3_600_000);
    expect(seen.map((one) => [one.class, secondsAt(one.fromMs), secondsAt(one.toMs)])).toEqual([
      ["up", 3600, 4200],
      ["down", 4200, 10_800],
    ]);
    const url = `/api/v1/uptime?kind=heartbeat&id=tram&from=${iso(3600)}&to=${iso(10_800)}`;
    const [row] = await data<UptimeRow[]>(url);
    expect(row).toMatchObject({ seconds: { up: 600, degraded: 0, down: 6600, unknown: 0 }, outages: 1 });
  });

  it("says how it went: a failure is an outage at once with its own words, and is not mended by being late", async () => {
    await report("tram", "?status=start");
    scripted.clock.nowMs += 90_000;
    const told = "hết đĩa\u0007\u202e ".repeat(40);
    await report("tram", "?exit=3", told);
    const failed = await shown("tram");
    expect(failed).toMatchObject({
      class: "down",
      reason: "report_failed",
      lastStatus: "fail",
      durationS: 90,
    });
    expect(failed.message).toMatch(/^hết đĩa[ …\p{L}]+$/u);
    expect(failed.message?.length).toBeLessThanOrEqual(200);
    expect(failed.detail).toBe(failed.message);
    await pass(620);
    expect((await shown("tram")).class).toBe("down");
    await report("tram", "?durationS=12.5&message=xong");
    expect(await shown("tram")).toMatchObject({ class: "up", durationS: 12.5, message: "xong" });
  });

  it("opens an incident, which ends with the next report", async () => {
    await report("tram");
    await pass(800);
    scripted.app.incidents.step(scripted.clock.nowMs);
    const open = await data<{ title: string; state: string }[]>("/api/v1/incidents");
    expect(open).toMatchObject([{ state: "open", root: { kind: "heartbeat", id: "tram" } }]);
    // the one who waits for its reports is no far end that lost it too
    expect(open[0]).toMatchObject({ verdict: { cause: "not_known" } });
  });

  it("counts anew when its rhythm changes, and is not down for what was never asked of it", async () => {
    await report("tram");
    await pass(500);
    const faster = text.replace("intervalS: 600, graceS: 120", "intervalS: 60, graceS: 30");
    const payload = { files: [{ path: "a.yaml", text: faster }] };
    await scripted.call({ method: "POST", url: "/api/v1/inventory/apply", payload, headers: asAdmin });
    await pass(40);
    expect((await shown("tram")).class).not.toBe("down");
    await pass(80);
    expect((await shown("tram")).class).toBe("down");
  });
});

describe("a control plane that was away", () => {
  /** Stops at once and starts again after `seconds`, on the same disk. */
  async function away(seconds: number): Promise<void> {
    const { series } = scripted.app;
    const nowMs = scripted.clock.nowMs + seconds * 1000;
    scripted = await openScriptedApp({ series, records, nowMs, vault });
    scripted.app.deployment.refresh(nowMs);
    await scripted.app.heartbeats.tick(nowMs);
    scripted.app.engine.tick(nowMs);
  }

  it("counts the wait from its start: nobody is down for a report that found nobody", async () => {
    await report("tram");
    await pass(300);
    await away(1800);
    expect(await shown("tram")).toMatchObject({ class: "unknown", reason: "centre_away" });
    await pass(700);
    expect((await shown("tram")).class).toBe("degraded");
    await pass(40);
    const lost = await shown("tram");
    expect(lost).toMatchObject({ class: "down", reason: "report_missing" });
    expect(secondsAt(lost.sinceMs)).toBe(2700);
  });
  it("forgives a short restart, remembers what was down before it, and asks no nightly job for the day", async () => {
    await report("tram");
    await report("sao-luu");
    await pass(800);
    const { sinceMs } = await shown("tram");
    await away(5);
    expect(await shown("tram")).toMatchObject({ class: "down", sinceMs });
    await pass(60);
    expect(await shown("sao-luu")).toMatchObject({
      class: "up",
      dueMs: Date.parse("2026-11-24T03:00:00+07:00"),
    });
    expect(await shown("tram")).toMatchObject({ class: "down", sinceMs });
  });
});

describe("the door of reports", () => {
  it("is opened by its own token alone, in the address or in a header, and keeps it from others", async () => {
    const path = await addressOf("tram");
    const wrong = await scripted.call({ method: "GET", url: path.replace(/.$/, "~") });
    const absent = await scripted.call({ method: "GET", url: path.replace("tram", "khong-co") });
    expect([wrong.status, absent.status]).toEqual([404, 404]);
    expect(absent.text).toBe(wrong.text.replace("tram", "khong-co"));
    expect((await scripted.call({ method: "GET", url: path.replace("tram", "sao-luu") })).status).toBe(404);
    const byHeader = (token: string) =>
      scripted.call({
        method: "POST",
        url: "/api/v1/heartbeats/sao-luu",
        headers: { "haidang-token": token },
      });
    expect((await byHeader(own)).status).toBe(200);
    expect((await byHeader(`${own}x`)).status).toBe(404);
    for (let at = 0; at < 12; at += 1) await scripted.call({ method: "GET", url: `${path}x` });
    expect((await scripted.call({ method: "GET", url: `${path}x` })).status).toBe(429);
    expect((await report("tram")).status).toBe(200);
    const officer = await scripted.signedIn({ id: "vd", role: "operator", scope: "van-don" });
    const seen = await data<{ id: string }[]>("/api/v1/heartbeats", officer);
    expect(seen.map(({ id }) => id)).toEqual(["tram"]);
    for (const url of ["/api/v1/heartbeats/sao-luu", "/api/v1/heartbeats/sao-luu/address"])
      expect((await scripted.call({ method: "GET", url, headers: officer })).status).toBe(404);
    const token = path.split("/").at(-1) ?? expect.fail();
    for (const url of [
      "heartbeats",
      "heartbeats/tram",
      "audit",
      "inventory/export",
      "inventory/entries/heartbeats/sao-luu",
    ]) {
      const answer = await scripted.call({ method: "GET", url: `/api/v1/${url}`, headers: asAdmin });
      expect(answer.status).toBe(200);
      for (const secret of [token, own]) expect(answer.text).not.toContain(secret);
    }
  });
  it("lets nothing run wild: twenty reports a minute, messages bounded, what it cannot read refused", async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 22; at += 1) statuses.push((await report("tram", "", "x".repeat(100_000))).status);
    expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
    scripted.clock.nowMs += 61_000;
    for (const query of ["?status=maybe", "?exit=x", "?durationS=-1", "?nothing=1"])
      expect([query, (await report("tram", query)).status]).toEqual([query, 400]);
    expect((await report("tram")).status).toBe(200);
  });
});

const iso = (seconds: number) => new Date(startMs + seconds * 1000).toISOString();
