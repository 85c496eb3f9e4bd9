import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openScriptedProvider, type ScriptedProvider } from "../../scripted/provider.ts";
import { readConfig } from "../config/config.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

let scripted: ScriptedApp;
let provider: ScriptedProvider;
const roles = "noc=operator:quang-ninh,lãnh đạo=viewer,noc-admins=admin";

beforeEach(async () => {
  provider = await openScriptedProvider();
  provider.person = { sub: "7", preferred_username: "Tran.Binh", name: "Trần Bình", groups: ["lãnh đạo"] };
  const { signInProvider } = readConfig({
    HAIDANG_PUBLIC_URL: "http://127.0.0.1:8700",
    HAIDANG_OIDC_ISSUER: provider.issuer,
    HAIDANG_OIDC_CLIENT_ID: provider.client.id,
    HAIDANG_OIDC_CLIENT_SECRET: provider.client.secret,
    HAIDANG_OIDC_NAME: "Sở TTTT",
    HAIDANG_OIDC_ROLES: roles,
  });
  scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(mkdtempSync(join(tmpdir(), "haidang-oidc-")), "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.parse("2026-11-23T01:00:00Z"),
    signInProvider,
  });
});
afterEach(async () => {
  await scripted.app.stop();
  await provider.close();
});

const cookiesOf = (answer: { headers: Record<string, unknown> }) =>
  [answer.headers["set-cookie"] ?? []].flat().map((one) => String(one));
const get = (url: string, cookie = "") => scripted.call({ method: "GET", url, headers: { cookie } });
const post = (payload: object, cookie: string, url = "/api/v1/session") =>
  scripted.call({ method: "POST", url, payload, headers: { cookie } });
const change = (id: string, payload: object) =>
  scripted.call({ method: "POST", url: `/api/v1/users/${id}/change`, payload, headers: asAdmin });
const auditOf = (action: string) =>
  scripted.app.records.audit.find({ sinceMs: 0, actor: undefined, object: undefined, action, limit: 99 });

/** To the provider: the browser's cookie, and where the provider sends it back to. */
async function leave() {
  const sent = await get("/api/v1/session/provider");
  const [cookie = ""] = (cookiesOf(sent)[0] ?? "").split(";");
  return { sent, cookie, back: await provider.visit(String(sent.headers["location"])) };
}
/** There and back: the cookie with which the page asks how it went. */
async function visit(): Promise<string> {
  const { cookie, back } = await leave();
  const returned = await get(`${back.pathname}${back.search}`, cookie);
  expect([returned.status, returned.headers["location"]]).toEqual([302, "/#provider"]);
  return cookie;
}
const signIn = async () => post({ provider: true }, await visit());

it("signs in by what is granted to a group, and the user is known again by issuer and subject", async () => {
  expect((await get("/api/v1/session/ways")).body).toMatchObject({ data: { provider: "Sở TTTT" } });
  const { sent, cookie } = await leave();
  const asked = new URL(String(sent.headers["location"])).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({ response_type: "code", code_challenge_method: "S256" });
  expect(cookiesOf(sent)[0]).toMatch(/HttpOnly; SameSite=Lax/);
  expect(cookie).not.toContain(asked.get("state"));

  const first = await signIn();
  expect(first.body).toMatchObject({
    data: { user: "tran.binh", name: "Trần Bình", role: "viewer", scope: null },
  });
  const session = cookiesOf(first).find((one) => one.startsWith("haidang_session")) ?? "";
  expect(session).toMatch(/HttpOnly; SameSite=Strict/);
  expect((await get("/api/v1/status", session)).status).toBe(200);
  // his groups change, and his name: he is the same, with other rights, and what he had open is over
  provider.person = { ...provider.person, preferred_username: "binh2", groups: ["other", "noc"] };
  expect((await signIn()).body).toMatchObject({
    data: { user: "tran.binh", role: "operator", scope: "quang-ninh" },
  });
  expect((await get("/api/v1/status", session)).status).toBe(401);
  expect(auditOf("user.create")).toMatchObject([{ actor: "openid-provider", object: "user/tran.binh" }]);
  expect(auditOf("session.open")).toHaveLength(2);
  // only the provider knows whether he is still there: half a day, not a week
  const again = await signIn();
  scripted.clock.nowMs += 12 * 3_600_000 + 1;
  expect((await get("/api/v1/status", cookiesOf(again).join(";"))).status).toBe(401);
});

it("grants nobody more than an administrator has written down", async () => {
  provider.person = { sub: "1", preferred_username: "chi", groups: ["NOC", "Domain Admins"] };
  const refused = await signIn();
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("nothing is granted to you")]);
  // the first entry counts, not the highest
  provider.person = { ...provider.person, groups: ["noc-admins", "noc"] };
  expect((await signIn()).body).toMatchObject({
    data: { user: "chi", role: "operator", scope: "quang-ninh" },
  });
  // what is said of one user goes before his groups, from then on
  expect((await change("chi", { role: "viewer", scope: null })).status).toBe(200);
  expect((await signIn()).body).toMatchObject({ data: { role: "viewer", scope: null } });
  await change("chi", { disabled: true });
  expect((await signIn()).status).toBe(403);
  expect(scripted.app.users.find("chi")?.disabled).toBe(true);
  // who has left all groups is out
  provider.person = { sub: "2", preferred_username: "dung", groups: ["noc"] };
  expect((await signIn()).status).toBe(200);
  provider.person = { ...provider.person, groups: [] };
  expect((await signIn()).status).toBe(403);
  expect(auditOf("session.refuse").map(({ actor }) => actor)).toEqual(Array(3).fill("openid-provider"));
});

it("takes nobody for a user of ours but by the mail an admin wrote and the provider verified", async () => {
  const local = await scripted.signedIn({ id: "an", role: "admin", mail: "an@qn.example.vn" });
  for (const claims of [
    { sub: "a", preferred_username: "an", groups: ["lãnh đạo"] },
    {
      sub: "a",
      preferred_username: "an",
      groups: ["lãnh đạo"],
      email: "an@qn.example.vn",
      email_verified: false,
    },
    { sub: "a", preferred_username: "an@elsewhere.example", groups: ["lãnh đạo"], email: "an@qn.example.vn" },
  ]) {
    provider.person = claims;
    expect((await signIn()).text).toContain("there is a user an already");
  }
  provider.person = { sub: "b", email: "An@qn.example.vn", email_verified: true };
  expect((await signIn()).body).toMatchObject({ data: { user: "an", role: "admin" } });
  // somebody else who was given that mail later is not him
  provider.person = { sub: "c", email: "an@qn.example.vn", email_verified: true };
  expect((await signIn()).status).toBe(403);
  // local sign-in stays
  expect((await get("/api/v1/status", local.cookie)).status).toBe(200);
});

it("asks for the second factor as every way in does, with the same limits", async () => {
  expect((await signIn()).status).toBe(200);
  const { users } = scripted.app;
  const user = users.find("tran.binh") ?? expect.fail();
  users.requireSecondFactor(["viewer"], { by: "admin", nowMs: 0 });
  expect((await signIn()).body).toMatchObject({ data: { secondFactor: "needed" } });
  users.save({ ...user, totp: { seed: "A".repeat(32), lastStep: Number.MAX_SAFE_INTEGER } });
  const cookie = await visit();
  const statuses: number[] = [];
  expect((await post({ provider: true }, cookie)).body).toMatchObject({ error: { code: "second_factor" } });
  for (let guess = 0; guess < 12; guess += 1) {
    const secondFactor = String(guess).padStart(6, "0");
    statuses.push((await post({ provider: true, secondFactor }, cookie)).status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
});

describe("an answer that does not hold signs nobody in", () => {
  const past = Math.floor(Date.parse("2020-01-01T00:00:00Z") / 1000);
  it.each<[string, ScriptedProvider["lies"]]>([
    ["unsigned", { signed: "none" }],
    ["signed by another key", { signed: "stranger" }],
    ["signed with the client's secret", { signed: "secret" }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["for another client", { claims: { aud: "other" } }],
    ["over", { claims: { exp: past } }],
    ["of another visit", { claims: { nonce: "n" } }],
    ["without a subject", { claims: { sub: undefined } }],
    ["a code that is not one", { back: { code: "guess" } }],
    ["as another provider's", { back: { iss: "https://evil.example" } }],
    ["a refusal", { back: { error: "access_denied" } }],
    ["endless keys", { answers: 2_000_000 }],
  ])("%s", async (_name, lies) => {
    provider.lies = lies;
    const refused = await signIn();
    expect([refused.status, cookiesOf(refused).join()]).toEqual([
      401,
      expect.not.stringContaining("session=h"),
    ]);
    expect(scripted.app.users.list()).toEqual([]);
    expect(auditOf("session.refuse")).toHaveLength(1);
  });
});

it("an answer serves the browser that began the visit, once, for ten minutes", async () => {
  const { cookie, back } = await leave();
  const mine = `${back.pathname}${back.search}`;
  const { cookie: victim } = await leave();
  const before = provider.exchanges;
  // sent to somebody else, with a state of his own making, and without any cookie
  for (const [url, browser] of [
    [mine, victim],
    [mine.replace(/state=[^&]*/, "state="), cookie],
    [mine, ""],
    [mine, "haidang_visit=made-up"],
  ] as const) {
    expect((await get(url, browser)).headers["location"]).toBe("/#provider");
    expect((await post({ provider: true }, browser)).status).toBe(401);
  }
  expect(provider.exchanges).toBe(before);
  await get(mine, cookie);
  await get(mine, cookie);
  expect(provider.exchanges).toBe(before + 1);
  expect((await post({ provider: true }, cookie)).status).toBe(200);
  expect((await post({ provider: true }, cookie)).status).toBe(401);
  // guesses at the way back are counted like all others
  for (let guess = 0; guess < 10; guess += 1) await get(`${back.pathname}?state=${guess}&code=x`, cookie);
  expect((await get(mine, "haidang_visit=made-up")).status).toBe(429);
  scripted.clock.nowMs += 61_000;
  const slow = await visit();
  scripted.clock.nowMs += 10 * 60_000 + 1;
  expect((await post({ provider: true }, slow)).status).toBe(401);
});

it("says that the provider is away, and tries again the next time", async () => {
  provider.lies = { isAway: true };
  const sent = await get("/api/v1/session/provider");
  expect(sent.headers["location"]).toBe("/#provider");
  const [cookie = ""] = (cookiesOf(sent)[0] ?? "").split(";");
  expect((await post({ provider: true }, cookie)).body).toMatchObject({
    error: { code: "provider_unavailable" },
  });
  provider.lies = {};
  expect((await signIn()).status).toBe(200);
});
