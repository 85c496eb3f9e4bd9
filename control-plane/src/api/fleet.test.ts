import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentDetail } from "@haidang/contract/agent-api.ts";
import type { InjectOptions } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { scriptedVault } from "../../scripted/vault.ts";
import { rotateAfterMs } from "../fleet/fleet.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const text = `
units: [{ id: van-don, name: Vân Đồn }]
sites:
  - { id: co-to, name: Cô Tô, unit: van-don }
  - { id: quan-lan, name: Quan Lạn, unit: van-don }
devices:
  - { id: sw-co-to, name: SW Cô Tô, site: co-to, address: 10.0.0.2 }
  - { id: sw-quan-lan, name: SW Quan Lạn, site: quan-lan, address: 10.0.1.2 }
`;

let scripted: ScriptedApp;
const folder = () => mkdtempSync(join(tmpdir(), "haidang-fleet-"));
const open = (records = openEmbeddedRecordStore(":memory:")) =>
  openScriptedApp({
    series: openEmbeddedSeriesStore(join(folder(), "series")),
    records,
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
  });
beforeEach(async () => {
  scripted = await open();
  await post("/api/v1/inventory/apply", { files: [{ path: "a.yaml", text }] }, asAdmin);
});
afterEach(() => scripted.app.stop());

type Headers = Record<string, string>;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
async function post(url: string, payload: object, headers: Headers) {
  return scripted.call({ method: "POST", url, payload, headers });
}
async function get(url: string, headers: Headers) {
  return scripted.call({ method: "GET", url, headers });
}
const dataOf = <T>({ body }: { body: unknown }): T => (body as { data: T }).data;

async function invite(more: object = {}): Promise<string> {
  return dataOf<{ code: string }>(await post("/api/v1/agents/invites", more, asAdmin)).code;
}
const enrol = (code: string, hostName = "may") =>
  post("/api/v1/agent/enrol", { code, hostName, version: "0.1.0" }, {});
async function enrolled(more: object = {}, hostName = "may") {
  return dataOf<{ agent: string; token: string; state: string }>(await enrol(await invite(more), hostName));
}
const shown = async (id: string) => dataOf<AgentDetail>(await get(`/api/v1/agents/${id}`, asAdmin));
type Config = { version: string; checks: { id: string }[]; credential?: { token: string } };
const configOf = async (token: string) => dataOf<Config>(await get("/api/v1/agent/config", bearer(token)));
const does = (verb: string, id: string) => post(`/api/v1/agents/${id}/${verb}`, {}, asAdmin);
const facts = {
  ...{ hostName: "may", version: "0.1.0", addresses: ["10.0.0.9"], icmp: { by: "fping" } },
  gateway: { address: "10.0.0.1" },
  resolvers: [{ address: "10.0.0.1" }],
  localSnmp: { missing: "no_snmp_agent" },
};

describe("an invitation", () => {
  it("for a site makes the agent that of the site, without a word in the inventory", async () => {
    const { agent, token } = await enrolled({ site: "co-to", approve: true });
    await post("/api/v1/agent/facts", facts, bearer(token));
    const { checks } = await configOf(token);
    expect(checks.map(({ id }) => id)).toContain("icmp:device/sw-co-to");
    expect(checks.map(({ id }) => id)).not.toContain("icmp:device/sw-quan-lan");
    expect(await shown(agent)).toMatchObject({ site: "co-to", state: "active" });
  });
  it("is refused for a site that is not there, and for one that has an agent", async () => {
    expect((await post("/api/v1/agents/invites", { site: "nowhere" }, asAdmin)).status).toBe(404);
    await enrolled({ site: "co-to", approve: true });
    const { status, text: said } = await post("/api/v1/agents/invites", { site: "co-to" }, asAdmin);
    expect(status).toBe(409);
    expect(said).toContain("has the agent may already");
    expect((await post("/api/v1/agents/invites", { site: "co-to", name: "may" }, asAdmin)).status).toBe(200);
  });
  it("serves one of two at once, is over in time, and lets nobody choose his site", async () => {
    const code = await invite({ site: "co-to", expiresS: 60 });
    const both = await Promise.all([enrol(code, "a"), enrol(code, "b")]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await enrol(code)).status).toBe(401);
    const late = await invite({ expiresS: 60 });
    scripted.clock.nowMs += 60_000;
    expect((await enrol(late)).status).toBe(401);
    const claim = { code: await invite(), hostName: "x", version: "1", site: "quan-lan" };
    expect((await post("/api/v1/agent/enrol", claim, {})).status).toBe(400);
  });
  it("lasts a day unless told otherwise, 30 at most", async () => {
    const { body } = await post("/api/v1/agents/invites", {}, asAdmin);
    const { expiresAt } = dataOf<{ expiresAt: string }>({ body });
    expect(Date.parse(expiresAt) - scripted.clock.nowMs).toBe(86_400_000);
    const tooLong = await post("/api/v1/agents/invites", { expiresS: 31 * 86_400 }, asAdmin);
    expect(tooLong.status).toBe(400);
  });
  it("is neither guessed in 10,000 tries nor read by a viewer", async () => {
    const code = await invite();
    const statuses = new Map<number, number>();
    for (let at = 0; at < 10_000; at += 1) {
      const { status } = await enrol(`${at}`.padStart(43, "g"));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(statuses.get(200)).toBeUndefined();
    expect(statuses.get(429)).toBeGreaterThan(9_900);
    const viewer = await scripted.signedIn({ id: "viewer", role: "viewer" });
    expect((await post("/api/v1/agents/invites", {}, viewer)).status).toBe(403);
    for (const url of ["/api/v1/agents", "/api/v1/audit", "/api/v1/status", "/api/v1/openapi.json"]) {
      expect((await get(url, viewer)).text).not.toContain(code);
    }
    scripted.clock.nowMs += 61_000;
    expect((await enrol(code)).status).toBe(200);
  });
});

describe("first contact", () => {
  it("waits for approval, hears of it at once, and may ask for nothing else until then", async () => {
    const { agent, token, state } = await enrolled({ site: "co-to" });
    expect(state).toBe("pending");
    const asIt = bearer(token);
    expect((await get("/api/v1/agent/config", asIt)).status).toBe(403);
    expect((await post("/api/v1/agent/facts", facts, asIt)).status).toBe(403);
    expect((await shown(agent)).silent).toBe(false);
    const waiting = get("/api/v1/agent/standing?have=pending&waitS=20", asIt);
    expect((await does("approve", agent)).status).toBe(200);
    expect(dataOf(await waiting)).toEqual({ agent, state: "active" });
    expect((await configOf(token)).checks.map(({ id }) => id)).toContain("icmp:device/sw-co-to");
    expect((await does("approve", agent)).status).toBe(409);
  });
  it("of the hub is approved with its invitation", async () => {
    expect((await enrolled({ hub: true })).state).toBe("active");
  });
});

describe("a credential", () => {
  it("is changed through the configuration; the old one is good until the new one is used", async () => {
    const { agent, token } = await enrolled({ approve: true });
    const { version } = await configOf(token);
    const polled = get(`/api/v1/agent/config?have=${version}&waitS=20`, bearer(token));
    expect((await does("rotate", agent)).status).toBe(200);
    const fresh = dataOf<Config>(await polled).credential?.token ?? expect.fail();
    expect((await shown(agent)).credentialOffered).toBe(true);
    expect((await configOf(token)).credential?.token).toBe(fresh);
    expect((await configOf(fresh)).credential).toBeUndefined();
    expect((await get("/api/v1/agent/config", bearer(token))).status).toBe(401);
    expect((await shown(agent)).credentialOffered).toBe(false);
  });
  it("is changed by itself when it is 30 days old, and once", async () => {
    const { token } = await enrolled({ approve: true });
    const { fleet } = scripted.app;
    fleet.keepUp(scripted.clock.nowMs + rotateAfterMs - 1);
    expect((await configOf(token)).credential).toBeUndefined();
    fleet.keepUp(scripted.clock.nowMs + rotateAfterMs);
    const offered = (await configOf(token)).credential?.token ?? expect.fail();
    fleet.keepUp(scripted.clock.nowMs + rotateAfterMs + 1);
    expect((await configOf(token)).credential?.token).toBe(offered);
  });
  it("that was offered outlives a restart, and lies nowhere in the file", async () => {
    await scripted.app.stop();
    const path = join(folder(), "records.db");
    const vault = scriptedVault();
    scripted = await open(openEmbeddedRecordStore(path, vault));
    const { agent, token } = await enrolled({ approve: true });
    await does("rotate", agent);
    const fresh = (await configOf(token)).credential?.token ?? expect.fail();
    await scripted.app.stop();
    const { readFileSync } = await import("node:fs");
    expect(readFileSync(path).includes(fresh)).toBe(false);
    scripted = await open(openEmbeddedRecordStore(path, vault));
    expect((await configOf(token)).credential?.token).toBe(fresh);
    expect((await get("/api/v1/agent/config", bearer(fresh))).status).toBe(200);
    expect((await get("/api/v1/agent/config", bearer(token))).status).toBe(401);
  });
});

describe("a revoked agent", () => {
  it("is refused at once on every way, its long polls are cut, and it never comes back by itself", async () => {
    const { agent, token } = await enrolled({ site: "co-to", approve: true });
    const spare = await invite({ name: agent });
    await does("rotate", agent);
    const { version, credential } = await configOf(token);
    const polled = get(`/api/v1/agent/config?have=${version}&waitS=25`, bearer(token));
    expect((await does("revoke", agent)).status).toBe(200);
    expect((await polled).status).toBe(401);
    for (const secret of [token, credential?.token ?? expect.fail()]) {
      for (const url of ["/api/v1/agent/config", "/api/v1/agent/standing"])
        expect((await get(url, bearer(secret))).status).toBe(401);
      for (const url of ["/api/v1/agent/facts", "/api/v1/agent/applied", "/api/v1/ingest"])
        expect((await post(url, {}, bearer(secret))).status).toBe(401);
      scripted.clock.nowMs += 61_000;
    }
    expect((await enrol(spare)).status).toBe(401);
    expect((await does("rotate", agent)).status).toBe(401);
    expect(await shown(agent)).toMatchObject({ state: "revoked", silent: false, checks: 0 });
    expect((await post("/api/v1/agents/invites", { site: "co-to" }, asAdmin)).status).toBe(200);
  });
  it("is refused also when its body was on the way", async () => {
    const { agent, token } = await enrolled({ approve: true });
    const url = await scripted.app.server.listen({ host: "127.0.0.1", port: 0 });
    let revoked: Promise<unknown> = Promise.resolve();
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode("agent,agent=may checks=1i 1\n"));
        revoked = does("revoke", agent);
        await revoked;
        controller.close();
      },
    });
    const headers = { ...bearer(token), "content-type": "text/plain" };
    const options = { method: "POST", headers, body, duplex: "half" };
    const answer = await fetch(`${url}/api/v1/ingest`, options as RequestInit);
    expect(answer.status).toBe(401);
  });
});

it("a stolen credential does its own ingest and configuration, and nothing on any other route", async () => {
  const { token } = await enrolled({ site: "co-to", approve: true }, "a");
  await enrolled({ site: "quan-lan", approve: true }, "b");
  const asThief = bearer(token);
  const { paths } = (await get("/api/v1/openapi.json", {})).body as {
    paths: Record<string, Record<string, { security?: object[] }>>;
  };
  const isIn: string[] = [];
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { security = [] }] of Object.entries(methods)) {
      if (security.length === 0) continue;
      const url = path.replace(/\{\w+\}/g, "b");
      const { status } = await scripted.call({
        ...{ method: method.toUpperCase() as InjectOptions["method"], url, headers: asThief },
        ...(method === "post" ? { payload: {} } : {}),
      });
      if (status !== 401 && status !== 403) isIn.push(path);
    }
  }
  const own = ["standing", "config", "applied", "facts", "release", "release/{sha256}"].map(
    (name) => `/api/v1/agent/${name}`,
  );
  expect(isIn.toSorted()).toEqual([...own, "/api/v1/ingest"].toSorted());
  const lie = async (line: string) =>
    scripted.call({
      ...{ method: "POST", url: "/api/v1/ingest", payload: line },
      headers: {
        ...asThief,
        ...{ "content-type": "text/plain", "haidang-boot": "0".repeat(16), "haidang-sequence": "1" },
      },
    });
  const ns = `${scripted.clock.nowMs}`;
  expect((await lie(`agent,agent=b checks=1i ${ns}`)).status).toBe(400);
  const result = `check,agent=a,kind=device,id=sw-quan-lan,probe=icmp outcome="ok",durationMs=1 ${ns}`;
  expect((await lie(result)).text).toContain("was never given to this agent");
  const series = `icmp,agent=a,kind=device,id=sw-quan-lan rttP50Ms=1 ${ns}`;
  expect((await lie(series)).text).toContain("device/sw-quan-lan was never given to this agent");
});

it("the centre knows which configuration an agent uses, since when, and what it refused", async () => {
  const { agent, token } = await enrolled({ site: "co-to", approve: true });
  await post("/api/v1/agent/facts", facts, bearer(token));
  const { version } = await configOf(token);
  const refused = [{ check: "sonar:device/sw-co-to", why: "unknown probe" }];
  await post("/api/v1/agent/applied", { version, refused }, bearer(token));
  const sinceMs = scripted.clock.nowMs;
  scripted.clock.nowMs += 60_000;
  await post("/api/v1/agent/applied", { version, refused }, bearer(token));
  expect(await shown(agent)).toMatchObject({
    ...{ configVersion: version, configSinceMs: sinceMs, configIsNewest: true, configRefused: 1, refused },
  });
  const more = text.replace("address: 10.0.0.2", "address: 10.0.0.3");
  await post("/api/v1/inventory/apply", { files: [{ path: "a.yaml", text: more }] }, asAdmin);
  expect((await shown(agent)).configIsNewest).toBe(false);
});
