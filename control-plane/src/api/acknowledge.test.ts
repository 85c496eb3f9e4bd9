import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ScriptedNotify, scriptNotify } from "../../scripted/notify.ts";
import { createAttempts } from "../auth/attempts.ts";
import { createAuth } from "../auth/auth.ts";
import { createPasswords } from "../auth/password.ts";
import { createSecondFactor } from "../auth/second-factor.ts";
import { createTokens } from "../auth/tokens.ts";
import { createUsers } from "../auth/users.ts";
import { emptyWorld } from "../inventory/world.ts";
import { acknowledgeLinks } from "../notify/acknowledge.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { acknowledgeRoutes } from "./acknowledge.ts";
import { notificationRoutes } from "./notifications.ts";
import { addRoutes, createServer } from "./server.ts";

const key = "k".repeat(43);
const admin = { authorization: `Bearer ${key}` };

describe("telling over HTTP", () => {
  let scripted: ScriptedNotify;
  let server: Awaited<ReturnType<typeof createServer>>;

  beforeAll(async () => {
    scripted = scriptNotify(openEmbeddedRecordStore(":memory:"), {
      contacts: [{ id: "an", name: "An <b>", phone: "0912345678" }],
      rosters: [{ id: "truc", name: "Trực", shifts: [{ contacts: ["an"] }] }],
      channels: [{ id: "sms", name: "SMS", kind: "sms", url: "https://sms.example.vn/?key=abc" }],
      routes: [{ id: "r", to: [{ channel: "sms", roster: "truc" }] }],
    });
    const { records, incidents, notify, clock } = scripted;
    const attempts = createAttempts();
    const tokens = createTokens(records);
    const users = createUsers(records);
    server = await createServer({ log: () => undefined, certificate: undefined, trustedProxies: [] });
    const routes = [
      ...acknowledgeRoutes({
        acknowledgeLinks: acknowledgeLinks("s".repeat(43)),
        ...{ incidents, notify },
      }),
      ...notificationRoutes({ notify, records, world: () => emptyWorld }),
    ];
    addRoutes(server, routes, {
      auth: createAuth({
        ...{ records, adminKey: key, attempts, users, agentOf: () => undefined, tokenOf: tokens.find },
        ...{ passwords: createPasswords(), secondFactor: createSecondFactor(users) },
      }),
      ...{
        tokens,
        audit: records.audit,
        seen: () => undefined,
        requireActive: () => undefined,
        now: () => clock.nowMs,
      },
    });
  });
  afterAll(async () => {
    await server.close();
    await scripted.notify.stop();
    scripted.records.close();
  });

  const call = (method: "GET" | "POST", url: string, more: object = {}) =>
    server.inject({ method, url, headers: { host: "127.0.0.1:8700" }, ...more });
  const linkOf = () => {
    const link = scripted.sent.at(-1)?.message.links.acknowledge ?? "";
    expect(link).toMatch(/^https:\/\/noc\.example\.vn\/acknowledge\//);
    return new URL(link).pathname;
  };

  it("the link of a message shows what it is about, and acts only when the button is pressed", async () => {
    const { incidents, clock } = scripted;
    incidents.tell("opened", { id: "SC-1024", rootName: "Trụ <script>alert(1)</script>" }, clock.nowMs);
    await scripted.pass(1);
    const path = linkOf();
    for (let scan = 0; scan < 3; scan += 1) {
      const page = await call("GET", path);
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain("SC-1024");
      expect(page.body).toContain("&lt;script&gt;");
      expect(page.body).not.toMatch(/<script|<b>,/);
      expect(page.body).toContain('<form method="post">');
      expect(page.headers["content-security-policy"]).toContain("form-action 'self'");
      expect(page.headers["referrer-policy"]).toBe("same-origin");
    }
    expect(incidents.show("SC-1024")?.state).toBe("open");
    const form = {
      headers: {
        ...{ host: "127.0.0.1:8700", origin: "http://127.0.0.1:8700" },
        "content-type": "application/x-www-form-urlencoded",
      },
      payload: "",
    };
    const done = await call("POST", path, form);
    expect(done.statusCode).toBe(200);
    expect(done.body).toContain("đã tiếp nhận");
    expect(incidents.show("SC-1024")).toMatchObject({ state: "acknowledged", acknowledgedBy: "contact/an" });
    const again = await call("POST", path, form);
    expect(again.body).toContain("Không còn gì để tiếp nhận");
    expect(incidents.timeline("SC-1024").filter(({ kind }) => kind === "acknowledged")).toHaveLength(1);
  });

  it("another site's page cannot press it", async () => {
    const headers = { host: "127.0.0.1:8700", origin: "https://evil.example" };
    expect((await call("POST", linkOf(), { headers })).statusCode).toBe(403);
  });

  it("a link is over after three days, and one that was changed never was good", async () => {
    const path = linkOf();
    const [, , token = ""] = path.split("/");
    const changed = `${Buffer.from("SC-1~contact/an~9999999999").toString("base64url")}.${token.split(".")[1]}`;
    expect((await call("GET", `/acknowledge/${changed}`)).statusCode).toBe(404);
    scripted.clock.nowMs += 3 * 24 * 3_600_000 + 60_000;
    const late = await call("GET", path);
    expect(late.statusCode).toBe(404);
    expect(late.body).toContain("hết hạn");
  });

  it("who guesses is slowed down", async () => {
    const codes: number[] = [];
    for (let guess = 0; guess < 15; guess += 1)
      codes.push((await call("GET", "/acknowledge/abc.def")).statusCode);
    expect(codes.filter((code) => code === 429).length).toBeGreaterThan(3);
    scripted.clock.nowMs += 61_000;
  });

  it("lists say who was told and who is on call, with no address or secret", async () => {
    for (const url of ["/api/v1/notifications", "/api/v1/channels", "/api/v1/oncall"]) {
      expect((await call("GET", url)).statusCode).toBe(401);
      const answer = await call("GET", url, { headers: { host: "127.0.0.1:8700", ...admin } });
      expect(answer.statusCode, answer.body).toBe(200);
      expect(answer.body).not.toMatch(/abc|0912|8491/);
    }
    const headers = { host: "127.0.0.1:8700", ...admin };
    const oncall = await call("GET", "/api/v1/oncall?at=2026-11-23T02:00:00%2B07:00", { headers });
    expect(oncall.json()).toMatchObject({
      data: [{ roster: "truc", contacts: [{ id: "an" }], untilMs: null }],
    });
    const notifications = await call("GET", "/api/v1/notifications?incident=SC-1024&state=delivered", {
      headers,
    });
    expect(notifications.json()).toMatchObject({ data: [{ incidents: ["SC-1024"], contact: "an" }] });
  });

  it("a test is sent, and who sent it is written down", async () => {
    const headers = { host: "127.0.0.1:8700", ...admin };
    const sent = await call("POST", "/api/v1/channels/sms/test", { headers, payload: { to: "an" } });
    expect(sent.json()).toMatchObject({ data: { delivered: true, contact: "an" } });
    expect(scripted.records.audit.list(5)).toContainEqual(
      expect.objectContaining({ action: "channel.test", actor: "admin" }),
    );
    const none = await call("POST", "/api/v1/channels/sms/test", { headers, payload: {} });
    expect(none.statusCode).toBe(400);
  });
});
