import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { App } from "@haidang/control-plane/app.ts";
import { wordMessage } from "@haidang/control-plane/notify/template/message.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sampleIncident } from "../../control-plane/scripted/incidents.ts";
import { missing, titled } from "../acceptance/needs.ts";
import { call } from "../bench/fleet-agents.ts";
import { hostileTexts } from "./hostile-texts.ts";
import { adminKey, serveApp } from "./served-app.ts";

const lacking = missing("chromium", "promtool");
const dist = fileURLToPath(new URL("../../dashboards/noc/dist", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "haidang-hostile-"));
const pool = new Agent({ keepAlive: true });
/** What the inventory takes as a name, which is one line without control characters. */
const nameable = hostileTexts.filter((text) => deviceText(text, 100) === text);

function inventory(): string {
  const quoted = (text: string) => JSON.stringify(text);
  const named = <T>(each: (name: string, at: number) => T) =>
    nameable.map((text, at) => each(quoted(text), at));
  return [
    `units: [{ id: tinh, name: Tỉnh, kind: province }, ${named((name, at) => `{ id: u-${at}, name: ${name}, kind: commune, parent: tinh }`).join(", ")}]`,
    "sites:",
    ...named((name, at) => `  - { id: s-${at}, name: ${name}, unit: u-${at}, coordinates: [107.1, 21.1] }`),
    "racks:",
    ...named((name, at) => `  - { id: r-${at}, name: ${name}, site: s-0 }`),
    "links:",
    ...named(
      (name, at) => `  - { id: l-${at}, name: ${name}, site: s-${at}, address: 10.0.0.1, carrier: ${name} }`,
    ),
    "services:",
    ...named(
      (name, at) => `  - { id: v-${at}, name: ${name}, unit: u-${at}, http: { url: "http://127.0.0.1:9/" } }`,
    ),
    "videoPoints:",
    ...named((name, at) => `  - { id: c-${at}, name: ${name}, site: s-${at}, address: 10.0.0.2, sip: {} }`),
    "devices:",
    `  - { id: d, name: ${quoted(nameable[1] ?? "")}, site: s-0, address: 10.0.0.3, rack: { id: r-0, u: 2 }, snmp: { community: public } }`,
    "",
  ].join("\n");
}

describe.skipIf(lacking.length > 0)(titled("hostile texts in a real browser", lacking), () => {
  let app: App;
  let url: string;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];
  const taken: string[] = [];

  beforeAll(async () => {
    ({ app, url } = await serveApp(folder, openEmbeddedSeriesStore(join(folder, "series")), dist));
    const { code } = app.fleet.invite({ hub: true, approve: true, expiresS: 60 }, Date.now());
    const { agent, token } = app.fleet.enrol({ code, hostName: "hub", version: "0.1.0" }, Date.now());
    const applied = await fetch(`${url}/api/v1/inventory/apply`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify({ files: [{ path: "a.yaml", text: inventory() }] }),
    });
    expect([applied.status, (await applied.text()).slice(0, 300)]).toEqual([200, expect.anything()]);
    for (const [at, text] of hostileTexts.entries()) if (await tell(agent, token, at, text)) taken.push(text);
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("dialog", (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const asked = request.url();
      if (!asked.startsWith(url) && !/^(?:data|about|blob):/.test(asked)) faults.push(asked);
    });
  });
  afterAll(async () => {
    await browser?.close();
    pool.destroy();
    await app?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A device that calls everything of its own by one text, brought by an agent that does not clean it; whether it was taken. */
  async function tell(agent: string, token: string, at: number, text: string): Promise<boolean> {
    const timeMs = Date.now();
    const line = deviceText(text, 120) || "-";
    const device = { agent, kind: "device", id: "d" };
    const link = { agent, kind: "link", id: `l-${at % nameable.length}` };
    const points: Point[] = [
      { measurement: "device", tags: device, fields: { sysName: text, sysDescr: text }, timeMs: timeMs + at },
      {
        measurement: "interface",
        tags: { ...device, ifName: `${at} ${line}` },
        fields: { alias: text, operStatus: 1, adminStatus: 1, inBps: 1 },
        timeMs,
      },
      {
        measurement: "sensor",
        tags: { ...device, sensor: `${at}`, name: line, oid: "1.3" },
        fields: { value: 1, status: text, unit: text },
        timeMs,
      },
      {
        measurement: "storage",
        tags: { ...device, name: `${at} ${line}` },
        fields: { totalBytes: 2, usedBytes: 1 },
        timeMs,
      },
      {
        measurement: "trap",
        tags: { ...device, trap: "linkDown" },
        fields: { oid: text, varbinds: text, source: text },
        timeMs: timeMs + at,
      },
      {
        measurement: "check",
        tags: { ...link, probe: "icmp" },
        fields: { outcome: "failed", reason: "no_reply", detail: text, durationMs: 1 },
        timeMs,
      },
    ];
    const answer = await call(pool, `${url}/api/v1/ingest`, {
      token,
      body: encodePoints(points),
      headers: {
        "content-type": "text/plain",
        [batchHeaders.boot]: "00000000000000aa",
        [batchHeaders.sequence]: String(at + 1),
        [batchHeaders.oldest]: String(at + 1),
      },
    });
    expect([text, [204, 400].includes(answer.status)]).toEqual([text, true]);
    if (answer.status !== 204)
      process.stderr.write(`REFUSED ${JSON.stringify(text)} ${JSON.stringify(answer)}\n`);
    return answer.status === 204;
  }

  it("are five hundred, and what a device says of itself is taken", () => {
    expect(hostileTexts.length).toBeGreaterThanOrEqual(500);
    expect(nameable.length).toBeGreaterThan(300);
    // the detail of a result is 255 characters at most: agents cut theirs
    expect(taken).toEqual(hostileTexts.filter(({ length }) => length <= 255));
  });

  it("do nothing on any page, and a device's own words are shown as given", async () => {
    const made = await fetch(`${url}/api/v1/session-codes`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      body: "{}",
    });
    const { data } = z.object({ data: z.object({ code: z.string() }) }).parse(await made.json());
    await page.goto(`${url}/#code=${data.code}`);
    await page.locator(".sites .tile").first().waitFor({ timeout: 20_000 });
    for (const path of [
      ...["/", "/?kiosk", "/data-centre", "/conferences", "/agents", "/works", "/reports", "/alerting"],
      ...["/people", "/inventory", "/device/d", "/rack/r-0", "/incident/SC-1001"],
      ...[0, 60, 120, 180, 240].flatMap((at) => [
        `/link/l-${at}`,
        `/unit/u-${at}`,
        `/site/s-${at}`,
        `/video/c-${at}`,
        `/service/v-${at}`,
      ]),
    ]) {
      await page.goto(`${url}${path}`);
      await page.locator("main h1, main .tile").first().waitFor({ timeout: 20_000 });
      await page.waitForTimeout(150);
      expect([path, faults]).toEqual([path, []]);
      expect([
        path,
        await page.locator("main script, main iframe, main object, main base, main style").count(),
      ]).toEqual([path, 0]);
    }
    await page.goto(`${url}/device/d`);
    const shown = page.locator("main").getByText("document.domain");
    await shown.first().waitFor({ timeout: 20_000 });
    await page.keyboard.press("Control+k");
    await page.locator(".palette input").fill("alert");
    await page.locator(".palette [role=option]").first().waitFor({ timeout: 5000 });
    expect(faults).toEqual([]);
  }, 120_000);

  it("do nothing in a mail, and a subject stays one line", async () => {
    const nowMs = Date.now();
    for (const text of hostileTexts) {
      const incident = sampleIncident("SC-1", nowMs, "critical");
      const message = wordMessage({
        ...{ id: "n-1", purpose: "open", channelName: text, contact: undefined, language: "vi", digests: [] },
        incidents: [{ ...incident, rootName: text, unitName: text, carrier: text }],
        links: { acknowledge: `${url}/acknowledge/x.y`, show: `${url}/incident/SC-1` },
        ...{ atMs: nowMs, nowMs },
      });
      expect(message.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      await page.setContent(message.html);
    }
    await page.waitForTimeout(300);
    expect(faults).toEqual([]);
  }, 120_000);

  it("leave /metrics what promtool takes", async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(spawnSync("promtool", ["check", "metrics"], { input: metrics, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
  });
});
