// @vitest-environment happy-dom
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { HaidangError } from "@haidang/contract/error.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { get, listenToApi } from "./api.ts";
import { choosePassword, ended, enter, session, signIn, signInAs, signOut } from "./session.ts";

declare global {
  interface Window {
    happyDOM: { setURL(url: string): void };
  }
}

/** A control plane's door: one code that works once, one key, one session. */
let server: Server;
let origin = "";
let signedIn = false;
let codes: string[] = [];
let addressAtPost = "";
let secondFactor: "off" | "needed" = "off";
let chosen = "";
let visit = "in";

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const refused = { status: 401, body: { error: { code: "unauthorized", message: "\u0007no session" } } };
  const meta = { asOf: "2026-11-23T06:05:09Z", timezone: "Asia/Ho_Chi_Minh" };
  if (request.url?.startsWith("/api/v1/session") !== true) {
    if (!signedIn) return refused;
    if (request.url?.startsWith("/api/v1/odd")) return { status: 200, body: { data: "odd", meta } };
    if (request.url?.startsWith("/api/v1/proxy")) return { status: 502, body: "<h1>Bad gateway</h1>" };
    return { status: 200, body: { data: [1, 2], meta } };
  }
  if (request.method === "GET")
    return signedIn ? { status: 200, body: { data: { secondFactor }, meta } } : refused;
  if (request.method === "DELETE") {
    signedIn = false;
    return { status: 200, body: {} };
  }
  const proof = z
    .object({ key: z.string().optional(), code: z.string().optional(), password: z.string().optional() })
    .extend({ user: z.string().optional(), secondFactor: z.string().optional() })
    .extend({ provider: z.literal(true).optional() })
    .parse(await json(request));
  addressAtPost = location.href;
  if (request.url === "/api/v1/session/password") {
    chosen = proof.code === "link" ? (proof.password ?? "") : "";
    return chosen === "" ? refused : { status: 200, body: {} };
  }
  if (proof.user === "an" && proof.password === "right" && proof.secondFactor === undefined) {
    return { status: 401, body: { error: { code: "second_factor", message: "a code" } } };
  }
  if (proof.provider === true && proof.secondFactor === undefined) {
    if (visit === "in") signedIn = true;
    return signedIn
      ? { status: 200, body: {} }
      : { status: 403, body: { error: { code: visit, message: "x" } } };
  }
  const asUser = proof.password === "right" && proof.secondFactor === "123456";
  const known = asUser || proof.key === "right" || (proof.code !== undefined && codes.includes(proof.code));
  codes = codes.filter((code) => code !== proof.code);
  signedIn = signedIn || known;
  return known ? { status: 200, body: {} } : refused;
}

beforeEach(async () => {
  signedIn = false;
  secondFactor = "off";
  codes = ["once"];
  server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  window.happyDOM.setURL(`${origin}/`);
});
afterEach(async () => {
  listenToApi({ onTime: () => undefined, onSignedOut: () => undefined });
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

describe("entering", () => {
  test("without a session leads to the form", async () => {
    await enter();
    expect(session.value).toEqual({ at: "out", why: null });
  });
  test.each([
    ["in", { at: "in" }],
    ["second_factor", { at: "provider" }],
    ["forbidden", { at: "out", why: "not-granted" }],
    ["provider_unavailable", { at: "out", why: "provider-away" }],
    ["unauthorized", { at: "out", why: "provider" }],
  ])("back from the provider, which ends with %s", async (how, state) => {
    visit = how;
    window.happyDOM.setURL(`${origin}/#provider`);
    await enter();
    expect(session.value).toEqual(state);
    expect(location.href).toBe(`${origin}/`);
  });
  test("by a link: the code leaves the address before it is sent, and the path stays", async () => {
    window.happyDOM.setURL(`${origin}/link/a#code=once`);
    await enter();
    expect(session.value).toEqual({ at: "in" });
    expect(addressAtPost).toBe(`${origin}/link/a`);
    expect(location.href).toBe(`${origin}/link/a`);
  });
  test("by a link used before says so", async () => {
    window.happyDOM.setURL(`${origin}/#code=twice`);
    await enter();
    expect(session.value).toEqual({ at: "out", why: "code" });
  });
  test("by a stale link while signed in goes in", async () => {
    signedIn = true;
    window.happyDOM.setURL(`${origin}/#code=twice`);
    await enter();
    expect(session.value).toEqual({ at: "in" });
  });
  test("when nothing answers is not taken for being signed out", async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await enter();
    expect(session.value.at).toBe("unreachable");
    server.listen(0);
  });
});

test("the key opens, a wrong one does not, signing out closes", async () => {
  await enter();
  await expect(signIn("wrong")).rejects.toMatchObject({ code: "unauthorized" });
  expect(session.value.at).toBe("out");
  await signIn("right");
  expect(session.value.at).toBe("in");
  await signOut();
  expect(session.value).toEqual({ at: "out", why: null });
});

describe("by name", () => {
  test("asks for the second factor where there is one", async () => {
    await enter();
    await expect(signInAs("an", "wrong", "")).rejects.toMatchObject({ code: "unauthorized" });
    await expect(signInAs("an", "right", "")).rejects.toMatchObject({ code: "second_factor" });
    expect(session.value.at).toBe("out");
    await signInAs("an", "right", "123456");
    expect(session.value).toEqual({ at: "in" });
  });
  test("leads to setting a second factor up where it is needed, and nowhere else", async () => {
    secondFactor = "needed";
    await signInAs("an", "right", "123456");
    expect(session.value).toEqual({ at: "second-factor" });
    await enter();
    expect(session.value).toEqual({ at: "second-factor" });
  });
  test("a link leads to choosing a password, and leaves the address", async () => {
    window.happyDOM.setURL(`${origin}/#password=link`);
    await enter();
    expect(session.value).toEqual({ at: "password", code: "link" });
    expect(location.href).toBe(`${origin}/`);
    await choosePassword("link", "long enough for all");
    expect(chosen).toBe("long enough for all");
    expect(session.value).toEqual({ at: "out", why: "password" });
  });
});

describe("answers", () => {
  test("bring their data and the clock", async () => {
    signedIn = true;
    const times: number[] = [];
    listenToApi({ onTime: (ms) => times.push(ms), onSignedOut: () => undefined });
    const { data } = await get("/numbers", z.array(z.number()), { from: "2026-11-23T06:05:09Z" });
    expect(data).toEqual([1, 2]);
    expect(times).toEqual([Date.UTC(2026, 10, 23, 6, 5, 9)]);
  });
  test("of a wrong shape are refused", async () => {
    signedIn = true;
    await expect(get("/odd", z.array(z.number()))).rejects.toMatchObject({ code: "internal" });
  });
  test("of a proxy with nothing behind it are no fault of the control plane", async () => {
    signedIn = true;
    await expect(get("/proxy", z.unknown())).rejects.toMatchObject({ code: "unreachable" });
  });
  test("401 ends the session, with the message made safe", async () => {
    session.value = { at: "in" };
    listenToApi({ onTime: () => undefined, onSignedOut: ended });
    const error: unknown = await get("/numbers", z.unknown()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HaidangError);
    expect(error).toMatchObject({ code: "unauthorized", message: "no session" });
    expect(session.value).toEqual({ at: "out", why: "ended" });
  });
});
