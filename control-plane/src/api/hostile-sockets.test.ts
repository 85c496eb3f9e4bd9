import { mkdtempSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { scriptedVault } from "../../scripted/vault.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import { openOwnCertificate } from "../tls/own-certificate.ts";

/** L10, L11, S3, S15: real sockets that are slow, lie about lengths or about who they are. */

const nowMs = Date.now();
const patience = { headersMs: 300, requestMs: 600, idleMs: 400, checkMs: 50 };
let plain: ScriptedApp;
let secure: ScriptedApp;
let behind: ScriptedApp;

async function open(more: Partial<Parameters<typeof openScriptedApp>[0]>): Promise<ScriptedApp> {
  const scripted = await openScriptedApp({
    series: openEmbeddedSeriesStore(":memory:"),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs,
    patience,
    ...more,
  });
  await scripted.app.server.listen({ host: "127.0.0.1", port: 0 });
  return scripted;
}
const portOf = ({ app }: ScriptedApp) => (app.server.server.address() as AddressInfo).port;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-sockets-"));
  const file = (name: string) => join(folder, name);
  const hosts = ["trung-tam.vn", "127.0.0.1"];
  plain = await open({});
  behind = await open({ trustedProxies: ["127.0.0.1"] });
  secure = await open({ certificate: openOwnCertificate({ file, vault: scriptedVault(), hosts, nowMs }) });
});
afterAll(() => Promise.all([plain, behind, secure].map(({ app }) => app.stop())));

/** All that comes until the other end closes, and when that was. */
async function talk(socket: Socket, bytes: string): Promise<{ said: string; tookMs: number }> {
  const began = performance.now();
  const said: Buffer[] = [];
  socket.on("data", (chunk) => said.push(chunk)).on("error", () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  return { said: Buffer.concat(said).toString("latin1"), tookMs: performance.now() - began };
}
const raw = (bytes: string) => talk(connect(portOf(plain), "127.0.0.1"), bytes);
const statusOf = (said: string) => /^HTTP\/1\.1 (\d{3})/.exec(said)?.[1];
const host = "host: 127.0.0.1\r\n";
const post = `POST /api/v1/session HTTP/1.1\r\n${host}content-type: application/json\r\n`;

describe("slow callers", () => {
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      plain.app.server.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  it.each([
    ["says nothing", ""],
    ["does not end its headers", `GET /healthz HTTP/1.1\r\n${host}x-a: `],
    ["does not send its body", `${post}content-length: 100\r\n\r\n{`],
    ["does not end a chunk", `${post}transfer-encoding: chunked\r\n\r\n5\r\n{`],
  ])("one that %s is cut off in time", async (_, bytes) => {
    const { said, tookMs } = await raw(bytes);
    expect(tookMs).toBeLessThan(5 * patience.requestMs);
    expect(["408", undefined]).toContain(statusOf(said));
  });

  it("hundreds of them hold up nobody else", async () => {
    const slow = Array.from({ length: 300 }, () => raw(`GET /healthz HTTP/1.1\r\n${host}`));
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${portOf(plain)}/healthz`);
    expect(answer.status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2000);
    for (const { said } of await Promise.all(slow)) expect(["408", undefined]).toContain(statusOf(said));
  });

  it("one that does not read what it asked for is cut off", async () => {
    const others = await connections();
    const socket = connect(portOf(plain), "127.0.0.1");
    socket.on("error", () => undefined).pause();
    const authorization = asAdmin.authorization;
    const ask = `GET /api/v1/openapi.json HTTP/1.1\r\n${host}authorization: ${authorization}\r\n\r\n`;
    socket.write(ask.repeat(120));
    await expect.poll(connections, { timeout: 1000 }).toBe(others + 1);
    await expect.poll(connections, { timeout: 5000 }).toBe(others);
    socket.destroy();
  });
});

describe("requests that could be read in two ways are refused, and the connection closed", () => {
  const body = "0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
  it.each([
    [
      "a length and chunks",
      `${post}content-length: ${body.length}\r\ntransfer-encoding: chunked\r\n\r\n${body}`,
      "400",
    ],
    ["two lengths", `${post}content-length: 2\r\ncontent-length: 40\r\n\r\n{}`, "400"],
    ["a length with a sign", `${post}content-length: +2\r\n\r\n{}`, "400"],
    ["an unknown coding", `${post}transfer-encoding: xchunked\r\n\r\n${body}`, "400"],
    ["bare line feeds", "GET /healthz HTTP/1.1\nhost: 127.0.0.1\n\n", "400"],
    ["a space before the colon", "GET /healthz HTTP/1.1\r\nhost : 127.0.0.1\r\n\r\n", "400"],
    ["a folded header", `GET /healthz HTTP/1.1\r\n${host}x-a: 1\r\n content-length: 5\r\n\r\n`, "400"],
    ["a header of 64 kB", `GET /healthz HTTP/1.1\r\n${host}x-a: ${"a".repeat(65_536)}\r\n\r\n`, "431"],
    ["10,000 headers", `GET /healthz HTTP/1.1\r\n${host}${"a: b\r\n".repeat(10_000)}\r\n`, "431"],
    ["no HTTP at all", "\u0016\u0003\u0001 hello\r\n\r\n", "400"],
  ])("%s", async (_, bytes, status) => {
    const { said } = await raw(bytes);
    expect(statusOf(said)).toBe(status);
    expect(said.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

describe("who calls", () => {
  const forged = {
    "x-forwarded-for": "10.9.9.9",
    "x-forwarded-host": "trung-tam.vn",
    "x-forwarded-proto": "https",
    forwarded: "for=10.9.9.9;proto=https",
  };
  const wrong = { authorization: "Bearer wrong", ...forged };
  const ask = async (scripted: ScriptedApp, headers: Record<string, string>) => {
    const answer = await fetch(`http://127.0.0.1:${portOf(scripted)}/api/v1/status`, { headers });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };

  it("is the socket's address, whatever a header says: guesses are counted for it", async () => {
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) {
      answers.push(await ask(plain, { ...wrong, "x-forwarded-for": `10.9.9.${guess}` }));
    }
    expect(answers.at(-1)).toMatchObject({
      status: 429,
      text: expect.stringContaining("from 127.0.0.1"),
    });
    expect(answers[0]?.headers.has("strict-transport-security")).toBe(false);
  });

  it("is who a trusted proxy says", async () => {
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) answers.push(await ask(behind, wrong));
    expect(answers.at(-1)).toMatchObject({ status: 429, text: expect.stringContaining("from 10.9.9.9") });
    expect(answers[0]?.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect((await ask(behind, { ...wrong, "x-forwarded-for": "10.9.9.8" })).status).toBe(401);
  });

  it("on loopback uses a loopback name", async () => {
    const { said } = await raw(
      "GET /healthz HTTP/1.1\r\nhost: evil.vn\r\nx-forwarded-host: 127.0.0.1\r\nconnection: close\r\n\r\n",
    );
    expect(statusOf(said)).toBe("403");
  });
});

describe("over TLS", () => {
  const overTls = (bytes: string, more: object = {}) =>
    talk(
      connectTls({
        port: portOf(secure),
        host: "127.0.0.1",
        ca:
          secure.app.certificate !== undefined && "authority" in secure.app.certificate
            ? secure.app.certificate.authority()
            : "",
        ...more,
      }),
      bytes,
    );
  const get = "GET /healthz HTTP/1.1\r\nhost: trung-tam.vn\r\nconnection: close\r\n\r\n";

  it("says so to browsers, with a policy that runs nothing inline", async () => {
    const { said } = await overTls(get);
    expect(statusOf(said)).toBe("200");
    expect(said).toMatch(/^strict-transport-security: max-age=31536000\r$/m);
    const [, policy = ""] = /^content-security-policy: (.+)\r$/m.exec(said) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  it("refuses to change anything for a page of another site or of plain HTTP", async () => {
    const change = (origin: string) =>
      overTls(
        `POST /api/v1/session HTTP/1.1\r\nhost: trung-tam.vn\r\norigin: ${origin}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
      );
    for (const origin of ["https://evil.vn", "http://trung-tam.vn", "null"]) {
      expect(statusOf((await change(origin)).said), origin).toBe("403");
    }
    expect(statusOf((await change("https://trung-tam.vn")).said)).toBe("400");
  });

  it("speaks TLS 1.2 and 1.3 only, and no plain HTTP", async () => {
    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      const { said } = await overTls(get, { minVersion: version, maxVersion: version });
      expect(statusOf(said), version).toBe("200");
    }
    const old = await overTls(get, {
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    expect(old.said).toBe("");
    const { said } = await talk(connect(portOf(secure), "127.0.0.1"), get);
    expect(said).not.toContain("200 OK");
  });

  it("shows another certificate from the next connection on", async () => {
    const { certificate } = secure.app;
    const fingerprint = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connectTls({ port: portOf(secure), host: "127.0.0.1", rejectUnauthorized: false });
        socket.once("error", reject).once("secureConnect", () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
      });
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    certificate?.check(nowMs + 360 * 86_400_000);
    expect(await fingerprint()).not.toBe(before);
  });
});

it("beside TLS this machine is served over plain HTTP on loopback, by the same routes", async () => {
  const port = await secure.app.listenLocally();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  const { said } = await talk(
    connect(port, "127.0.0.1"),
    "GET /healthz HTTP/1.1\r\nhost: evil.vn\r\nconnection: close\r\n\r\n",
  );
  expect(statusOf(said)).toBe("403");
  const garbage = await talk(connect(port, "127.0.0.1"), "nonsense\r\n\r\n");
  expect(statusOf(garbage.said)).toBe("400");
});
