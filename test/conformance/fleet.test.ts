import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "@haidang/control-plane/app.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type LightAgent, startLightAgent } from "../bench/fleet-agents.ts";
import { adminKey, serveApp } from "./served-app.ts";

const agents = 50;
const folder = mkdtempSync(join(tmpdir(), "haidang-fleet-"));
const pool = new Agent({ keepAlive: true });
const fleet: LightAgent[] = [];
const patient = { timeout: 20_000, interval: 20 };
let app: App;
let url: string;

beforeAll(async () => {
  ({ app, url } = await serveApp(folder, openEmbeddedSeriesStore(join(folder, "series"))));
});
afterAll(async () => {
  for (const agent of fleet) agent.stop();
  await app.stop();
  pool.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const admin = (path: string, body: object) =>
  fetch(`${url}/api/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("fifty agents enrol at once, report, take a change, and the one revoked is cut off alone", async () => {
  const started = Array.from({ length: agents }, async (_, at) => {
    const { code } = app.fleet.invite({ hub: false, approve: true, expiresS: 60 }, Date.now());
    return startLightAgent({ url, pool, code, hostName: `may-${at}`, number: at + 1 });
  });
  fleet.push(...(await Promise.all(started)));
  expect(new Set(fleet.map(({ id }) => id)).size).toBe(agents);
  await expect.poll(() => fleet.filter(({ version }) => version === "").length, patient).toBe(0);
  const reported = await Promise.all(fleet.map((agent) => agent.report()));
  expect(reported).toEqual(Array(agents).fill(204));

  const before = new Map(fleet.map(({ id, checks }) => [id, checks]));
  const sites = fleet.map(({ id }) => `  - { id: s-${id}, name: ${id}, unit: tinh, agent: ${id} }`);
  const devices = fleet.map(
    ({ id }, at) => `  - { id: d-${id}, name: ${id}, site: s-${id}, address: 172.16.0.${at} }`,
  );
  const text = ["units: [{ id: tinh, name: Tỉnh }]", "sites:", ...sites, "devices:", ...devices].join("\n");
  expect((await admin("inventory/apply", { files: [{ path: "a.yaml", text }] })).status).toBe(200);
  const taken = () => fleet.filter(({ id, checks }) => checks === (before.get(id) ?? 0) + 1).length;
  await expect.poll(taken, patient).toBe(agents);
  await expect.poll(() => app.fleet.unaware(), patient).toEqual([]);

  const [one] = fleet;
  expect((await admin(`agents/${one?.id}/revoke`, {})).status).toBe(200);
  await expect.poll(() => one?.refusedAtMs, patient).toBeDefined();
  expect(await one?.report()).toBe(401);
  expect(fleet.filter(({ refusedAtMs }) => refusedAtMs !== undefined)).toEqual([one]);
}, 60_000);

test("an agent may wait for news on one connection as often as it likes, and nothing of it stays", async () => {
  const { code } = app.fleet.invite({ hub: false, approve: true, expiresS: 60 }, Date.now());
  const one = new Agent({ keepAlive: true, maxSockets: 1 });
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on("warning", note);
  const { token } = app.fleet.enrol({ code, hostName: "kien-nhan", version: "0.1.0" }, Date.now());
  for (let time = 0; time < 30; time += 1) {
    const { status } = await call(one, `${url}/api/v1/agent/config?have=&waitS=0`, { token });
    expect(status).toBe(200);
  }
  process.off("warning", note);
  one.destroy();
  expect(warnings).toEqual([]);
});
