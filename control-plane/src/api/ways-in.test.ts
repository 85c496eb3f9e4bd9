import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, password, type ScriptedApp } from "../../scripted/app.ts";
import { readConfig } from "../config/config.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

let scripted: ScriptedApp;
beforeEach(async () => {
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-ways-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
    signInProvider: readConfig({
      HAIDANG_PUBLIC_URL: "http://127.0.0.1:8700",
      HAIDANG_OIDC_ISSUER: "http://127.0.0.1:9",
      HAIDANG_OIDC_CLIENT_ID: "haidang",
    }).signInProvider,
  });
});
afterEach(() => scripted.app.stop());

interface Attempt {
  url: string;
  payload?: object;
  headers?: Record<string, string>;
}
async function attempt({ url, payload, headers = {} }: Attempt, more: Record<string, string> = {}) {
  const method = payload === undefined ? "GET" : "POST";
  return scripted.call({
    ...{ method, url, headers: { ...headers, ...more } },
    ...(payload === undefined ? {} : { payload }),
  });
}
const session = "/api/v1/session";

const watched = `
units: [{ id: u, name: U }]
sites: [{ id: s, name: S, unit: u }]
links: [{ id: l, name: L, site: s, address: 127.0.0.9 }]
videoPoints: [{ id: p, name: P, site: s, address: 127.0.0.10, sip: {} }]
channels: [{ id: c, name: C, kind: webhook, url: "http://127.0.0.1:9/" }]
`;

/** Three failed results in a row of the link: an incident is opened. */
function fall(): void {
  const { app, clock } = scripted;
  app.deployment.refresh(clock.nowMs);
  const assignment = app.assignments.active().find(({ check }) => check.target.id === "l") ?? expect.fail();
  const failures = [0, 1, 2].map((at) => {
    return { timeMs: clock.nowMs + at, state: "down", reason: "no_reply" } as const;
  });
  app.engine.observe(assignment, failures, clock.nowMs + 2);
  clock.nowMs += 1000;
  app.incidents.step(clock.nowMs);
}
const inUrl = (secret: string) => ({ url: `/write?u=x&p=${secret}`, payload: {} });

/** Every way in, by a guess at it. */
const ways: ReadonlyArray<[string, (guess: number) => Attempt]> = [
  ["a user's password", (guess) => ({ url: session, payload: { user: "an", password: `wrong ${guess}` } })],
  ["a name nobody has", (guess) => ({ url: session, payload: { user: "nobody", password: `x ${guess}` } })],
  [
    "the second factor",
    (guess) => ({
      url: session,
      payload: { user: "with-code", password, secondFactor: String(guess).padStart(6, "0") },
    }),
  ],
  ["the administrator's key in a browser", (guess) => ({ url: session, payload: { key: `guess ${guess}` } })],
  ["a sign-in link", (guess) => ({ url: session, payload: { code: `guess ${guess}` } })],
  [
    "a password link",
    (guess) => ({ url: `${session}/password`, payload: { code: `guess ${guess}`, password } }),
  ],
  [
    "a token or key over the API",
    (guess) => ({ url: "/api/v1/status", headers: { authorization: `Bearer hdt_${guess}` } }),
  ],
  [
    "a token as Telegraf sends it",
    (guess) => ({ url: "/write", payload: {}, headers: { authorization: `Token ${guess}` } }),
  ],
  [
    "a token as the password of Basic",
    (guess) => ({
      url: "/prometheus/api/v1/labels",
      headers: { authorization: `Basic ${Buffer.from(`x:${guess}`).toString("base64")}` },
    }),
  ],
  ["a token in the address, as InfluxDB 1.x takes it", (guess) => inUrl(`guess-${guess}`)],
  [
    "a visit to the OpenID provider",
    (guess) => ({
      url: session,
      payload: { provider: true },
      headers: { cookie: `haidang_visit=${String(guess).padStart(43, "x")}` },
    }),
  ],
  [
    "an agent's enrolment",
    (guess) => ({
      url: "/api/v1/agent/enrol",
      payload: { code: `${guess}`.padStart(43, "x"), hostName: "x", version: "1" },
    }),
  ],
];

describe("every way in", () => {
  it.each(ways)("judges ten guesses a minute: %s", async (_name, guess) => {
    await scripted.signedIn({ id: "an", role: "admin" });
    await scripted.signedIn({ id: "with-code", role: "admin" });
    const { users } = scripted.app;
    const user = users.find("with-code") ?? expect.fail();
    users.save({ ...user, totp: { seed: "A".repeat(32), lastStep: Number.MAX_SAFE_INTEGER } });
    const statuses: number[] = [];
    for (let at = 0; at < 15; at += 1) {
      // what a client says of where it comes from is believed by nobody
      const forged = {
        "x-forwarded-for": `10.9.8.${at}`,
        forwarded: `for=10.9.8.${at}`,
        "x-real-ip": "1.2.3.4",
      };
      const answer = await attempt(guess(at), forged);
      statuses.push(answer.status);
      if (at === 14) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
    scripted.clock.nowMs += 61_000;
    expect((await attempt(guess(99))).status).toBe(401);
    const addresses = scripted.app.records.audit
      .find({ sinceMs: 0, actor: undefined, object: undefined, action: undefined, limit: 100 })
      .map(({ address }) => address);
    expect(new Set(addresses)).toEqual(new Set(["127.0.0.1"]));
  });
});

describe("the session cookie", () => {
  async function signIn(headers: Record<string, string> = {}) {
    await scripted.signedIn({ id: "an", role: "viewer" });
    return attempt({ url: session, payload: { user: "an", password }, headers });
  }
  it("is out of reach of scripts and of other sites, and new at each sign-in", async () => {
    const [one, other] = [await signIn(), await attempt({ url: session, payload: { user: "an", password } })];
    const cookie = String(one.headers["set-cookie"]);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(String(other.headers["set-cookie"])).not.toBe(cookie);
  });
  it("is not taken from whoever chose it: a value planted before is no session after", async () => {
    const planted = { cookie: `haidang_session=${"p".repeat(43)}` };
    await signIn(planted);
    expect((await attempt({ url: session, headers: planted })).status).toBe(401);
  });
  it("is refused from a page of another site, and so is every change", async () => {
    const { cookie } = await scripted.signedIn({ id: "an", role: "admin" });
    const elsewhere = { origin: "https://evil.example", cookie };
    for (const { url } of [{ url: "/api/v1/users" }, { url: `${session}/second-factor` }, { url: session }]) {
      expect((await attempt({ url, payload: {} }, elsewhere)).status).toBe(403);
    }
    expect((await attempt({ url: "/api/v1/users", headers: { cookie } })).status).toBe(200);
  });
  it("ends with signing out", async () => {
    const { cookie } = await scripted.signedIn({ id: "an", role: "viewer" });
    expect((await attempt({ url: session, headers: { cookie } })).status).toBe(200);
    await scripted.call({ method: "DELETE", url: session, headers: { cookie } });
    expect((await attempt({ url: session, headers: { cookie } })).status).toBe(401);
  });
});

describe("the audit", () => {
  it("has an entry for every route that changes something, with who, when and from where", async () => {
    const { cookie } = await scripted.signedIn({ id: "an", role: "admin" });
    const as = { cookie };
    const post = async (url: string, payload: object = {}) => {
      const before = scripted.app.records.audit.verify(undefined).entries;
      const { status, body } = await scripted.call({ method: "POST", url, payload, headers: as });
      const after = scripted.app.records.audit.verify(undefined).entries;
      expect([url, status]).toEqual([url, 200]);
      return {
        left: after - before,
        data: (body as { data: { [name: string]: string } } | null)?.data ?? {},
      };
    };
    const startMs = scripted.clock.nowMs;
    const done = new Set<string>();
    const walk = async (route: string, url: string, payload?: object) => {
      const { left, data } = await post(url, payload);
      expect([route, left]).toEqual([route, 1]);
      done.add(`POST ${route}`);
      return data;
    };
    const api = "/api/v1";
    const plain = async (url: string, payload?: object) => walk(url, url, payload);
    await plain(`${api}/inventory/apply`, {
      files: [{ path: "a.yaml", text: watched }],
    });
    await plain(`${api}/inventory/revert`, { revision: 1 });
    const base64 = Buffer.from("Tên;Loại\nĐơn vị V;Khác\n").toString("base64");
    await plain(`${api}/inventory/import`, { name: "v.csv", base64, kind: "units", apply: true });
    const { code = "" } = await plain(`${api}/agents/invites`, { name: "one" });
    scripted.app.fleet.enrol({ code, hostName: "one", version: "1" }, scripted.clock.nowMs);
    const invite = await plain(`${api}/agents/invites`, { hub: true });
    await plain(`${api}/agent/enrol`, { code: invite["code"], hostName: "two", version: "1" });
    const headers = { ...asAdmin, "content-type": "text/plain" };
    const bundle = "// Haidang agent.\n";
    const url = `${api}/releases?version=1.0.0`;
    expect((await scripted.call({ method: "POST", url, payload: bundle, headers })).status).toBe(200);
    done.add(`POST ${api}/releases`);
    await plain(`${api}/releases/offer`, { agents: "all" });
    for (const verb of ["approve", "rotate", "revoke"])
      await walk(`${api}/agents/{id}/${verb}`, `${api}/agents/one/${verb}`);
    await plain(`${api}/store/backup`, { folder: mkdtempSync(join(tmpdir(), "haidang-backup-")) });
    const time = { toMs: scripted.clock.nowMs + 60_000 };
    const scope = { object: { kind: "unit", id: "u" } };
    const window = await plain(`${api}/maintenance`, { scope, time, reason: "r" });
    await walk(`${api}/maintenance/{id}/cancel`, `${api}/maintenance/${window["id"]}/cancel`);
    const startOfMeeting = scripted.clock.nowMs + 60_000;
    const meeting = await plain(`${api}/conferences`, {
      name: "M",
      startMs: startOfMeeting,
      durationMin: 30,
    });
    await walk(`${api}/conferences/{id}/readiness`, `${api}/conferences/${meeting["id"]}/readiness`, {});
    await walk(`${api}/conferences/{id}/cancel`, `${api}/conferences/${meeting["id"]}/cancel`, {});
    const token = await plain(`${api}/tokens`, { scope: "viewer" });
    await walk(`${api}/tokens/{id}/revoke`, `${api}/tokens/${token["id"]}/revoke`);
    await walk(`${api}/secrets/{name}`, `${api}/secrets/community`, { value: "x" });
    await walk(`${api}/secrets/{name}/remove`, `${api}/secrets/community/remove`);
    await plain(`${api}/map`, { outlines: { type: "FeatureCollection", features: [] } });
    await plain(`${api}/vault/rotate-key`);
    const made = await plain(`${api}/users`, { id: "b", role: "viewer" });
    await plain(`${api}/session/password`, { code: made["code"], password });
    await walk(`${api}/users/{id}/change`, `${api}/users/b/change`, { role: "operator" });
    await walk(`${api}/users/{id}/reset-password`, `${api}/users/b/reset-password`);
    await walk(`${api}/users/{id}/remove`, `${api}/users/b/remove`);
    await plain(`${api}/second-factor`, { required: [] });
    fall();
    const incident = (rest: string, payload?: object) =>
      walk(`${api}/incidents/{id}/${rest}`, `${api}/incidents/SC-1001/${rest}`, payload);
    const atMs = scripted.clock.nowMs - 1000;
    const around = { from: String(atMs - 60_000), to: String(scripted.clock.nowMs) };
    await plain(`${api}/reports`, { kind: "outages", ...around });
    const outage = { link: "l", at: String(atMs) };
    const [held] = scripted.app.assignments.of("link/l");
    const down = { state: "down", reason: "no_reply", count: 3, firstMs: atMs, lastMs: atMs + 999 } as const;
    scripted.app.records.runs.replace(held?.assignment ?? expect.fail(), {
      ...{ remove: [], past: [] },
      add: [{ ...down, knownMs: atMs }],
    });
    // the first one makes the key that signs, which is an entry of its own
    await post(`${api}/evidence`, outage);
    await plain(`${api}/evidence`, outage);
    await incident("acknowledge", {});
    await incident("unacknowledge", {});
    const claim = { incident: "SC-1001", by: "channel/c", expiresMs: scripted.clock.nowMs + 60_000 };
    const link = scripted.app.acknowledgeLinks.sign(claim);
    await walk("/acknowledge/{token}", `/acknowledge/${link}`);
    await walk(`${api}/channels/{id}/test`, `${api}/channels/c/test`, {});
    await incident("assign", { to: "an" });
    await incident("note", { text: "n" });
    await incident("overrule", { cause: "link_cut", reason: "r" });
    const silence = await plain(`${api}/silences`, { match: { all: true }, ...time, reason: "r" });
    await walk(`${api}/silences/{id}/expire`, `${api}/silences/${silence["id"]}/expire`);
    await plain(`${api}/inventory/apply`, {
      files: [{ path: "a.yaml", text: "units: [{ id: u, name: U }]" }],
    });
    await incident("resolve", {});
    await plain(`${api}/session`, { user: "an", password });

    const newest = scripted.app.records.audit.find({
      ...{ sinceMs: undefined, actor: undefined, object: "user/b", action: "user.change", limit: 1 },
    });
    expect(newest[0]).toMatchObject({ actor: "an", address: "127.0.0.1", atMs: startMs });
    expect(JSON.parse(newest[0]?.before ?? "")).toMatchObject({ role: "viewer" });
    expect(JSON.parse(newest[0]?.after ?? "")).toMatchObject({ role: "operator" });

    // what only reads, what measurements come through, and what the tests of a user's own affairs and of sessions do
    const others = [
      ...[
        `${api}/inventory/validate`,
        `${api}/ingest`,
        `${api}/agent/facts`,
        `${api}/agent/applied`,
        `${api}/agent/release`,
        ...[`${api}/heartbeats/{id}`, `${api}/heartbeats/{id}/{secret}`],
        "/write",
        "/api/v2/write",
        "/query",
      ],
      // there is no certificate to rotate where plain HTTP is all there is
      `${api}/certificate/rotate`,
      ...[`${api}/session-codes`, `${api}/session/password/change`],
      ...[`${api}/session/second-factor`, `${api}/session/second-factor/confirm`],
    ].map((url) => `POST ${url}`);
    const { body } = await scripted.call({ method: "GET", url: `${api}/openapi.json` });
    const { paths } = body as { paths: Record<string, Record<string, unknown>> };
    const changing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method === "post" && !path.startsWith("/prometheus/"))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...done, ...others].toSorted()).toEqual(changing.toSorted());
  });
  it("tells of what somebody does about himself, and of signing in and out", async () => {
    const { cookie } = await scripted.signedIn({ id: "an", role: "viewer" });
    const post = (url: string, payload: object, as: Record<string, string>) =>
      scripted.call({ method: "POST", url, payload, headers: as });
    await post("/api/v1/session/second-factor", {}, { cookie });
    await post(
      "/api/v1/session/password/change",
      { present: password, password: `${password}!` },
      { cookie },
    );
    await post("/api/v1/session-codes", {}, asAdmin);
    await post("/api/v1/session", { user: "an", password: "wrong" }, {});
    const again = await post("/api/v1/session", { user: "an", password: `${password}!` }, {});
    const [held = ""] = String(again.headers["set-cookie"]).split(";");
    await scripted.call({ method: "DELETE", url: "/api/v1/session", headers: { cookie: held } });
    const told = scripted.app.records.audit.list(6).map(({ actor, action }) => `${actor} ${action}`);
    expect(told.toReversed()).toEqual([
      "an POST /api/v1/session/second-factor",
      "an user.set-password",
      "admin POST /api/v1/session-codes",
      "an session.refuse",
      "an session.open",
      "an session.close",
    ]);
  });
  it("holds no secret", async () => {
    const { cookie } = await scripted.signedIn({ id: "an", role: "viewer" });
    await scripted.token({ scope: "read" });
    const all = JSON.stringify(
      scripted.app.records.audit.find({
        ...{ sinceMs: undefined, actor: undefined, object: undefined, action: undefined, limit: 100 },
      }),
    );
    for (const secret of [password, cookie.split("=")[1] ?? expect.fail(), "hdt_", "scrypt"])
      expect(all).not.toContain(secret);
  });
});
