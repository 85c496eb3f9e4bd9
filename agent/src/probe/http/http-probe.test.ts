import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { maxBodyBytes } from "./exchange.ts";
import { httpProbe } from "./http-probe.ts";

/** Self-signed for localhost and 127.0.0.1; only tests know it. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgLlN0SShexzpP1bhH
c7AsrzR4BU/DbsGcUh/bvj5dDhuhRANCAAQqqSOJCSRcALyx+kOZEWxjdrP/7YR4
lj2SABW9vBRI5Yl2fbx01DgJB3efK2E9plkxhT5oJ3s+r90RlxzgXIy4
-----END PRIVATE KEY-----
`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUQKI5FjoW5vgFvU77w3NfPAueevcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE1MDUyM1oYDzIxMjYxMDMw
MTUwNTIzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQqqSOJCSRcALyx+kOZEWxjdrP/7YR4lj2SABW9vBRI5Yl2fbx01DgJ
B3efK2E9plkxhT5oJ3s+r90RlxzgXIy4o28wbTAdBgNVHQ4EFgQUM1hFaP++gBDW
yBzoS/pGWFOQS9AwHwYDVR0jBBgwFoAUM1hFaP++gBDWyBzoS/pGWFOQS9AwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgN2bCuOmFvwpbwQK0dULOdA+gzNJNdBMpzwKoD6iNYxACIQC/
lLQfXVoqP2AolAzMiJCW4J5BQUidH87+qMhkHpGlMQ==
-----END CERTIFICATE-----
`;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const web = async (listener: RequestListener) => `http://127.0.0.1:${await listen(createServer(listener))}/`;
/** A server that writes these bytes as soon as somebody connects, and then as told. */
const raw = async (bytes: string, after: (socket: Socket) => void = (socket) => socket.end()) =>
  `http://127.0.0.1:${await listen(
    createTcpServer((socket) => {
      socket.once("data", () => {
        socket.write(bytes, () => after(socket));
      });
    }),
  )}/`;

async function run(settings: SettingsOf<"http">, timeoutMs = 3000) {
  const check: CheckOf<"http"> = {
    id: "http:service/web",
    probe: "http",
    target: { kind: "service", id: "web" },
    intervalMs: 30_000,
    retryIntervalMs: 10_000,
    timeoutMs,
    settings,
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const { result, points } = await httpProbe(check).run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
  return { result, fields: points[0]?.fields ?? {} };
}

describe("httpProbe", () => {
  test.each([
    [200, "ok", undefined],
    [401, "ok", undefined],
    [404, "ok", undefined],
    [500, "failed", "http_status"],
    [503, "failed", "http_status"],
  ])(
    "of a device's own page with status %s: %s, though nobody vouches for its certificate",
    async (status, outcome, reason) => {
      const server = createTlsServer({ key, cert }, (_request, response) => response.writeHead(status).end());
      const url = `https://127.0.0.1:${await listen(server)}/`;
      const { result } = await run({ url, anyAnswer: true });
      expect([result.outcome, result.reason]).toEqual([outcome, reason]);
      expect((await run({ url })).result).toMatchObject({ outcome: "failed", reason: "tls_failure" });
    },
  );

  test("an answer as expected is ok, with its phases", async () => {
    let asked: string | undefined;
    const url = await web((request, response) => {
      asked = `${request.headers["user-agent"]} ${request.headers.connection}`;
      response.end("Cổng dịch vụ công");
    });
    const { result, fields } = await run({ url, expectBody: "dịch vụ" });
    expect(result).toMatchObject({ probe: "http", outcome: "ok", timeMs: 1_800_000_000_000 });
    expect(fields).toMatchObject({ statusCode: 200, bodyBytes: 24 });
    for (const phase of ["connectMs", "firstByteMs", "totalMs"]) expect(fields[phase]).toBeGreaterThan(0);
    expect(fields["totalMs"]).toBeGreaterThanOrEqual(
      Number(fields["connectMs"]) + Number(fields["firstByteMs"]),
    );
    expect(fields).not.toHaveProperty("tlsMs");
    expect(asked).toMatch(/^haidang\/\d+\.\d+\.\d+ close$/);
  });

  test("another status is said; the expected list counts when there is one", async () => {
    const url = await web((_request, response) => response.writeHead(503).end());
    expect((await run({ url })).result).toMatchObject({
      outcome: "failed",
      reason: "http_status",
      detail: "HTTP 503",
    });
    expect((await run({ url, expectStatus: [503] })).result.outcome).toBe("ok");
    expect((await run({ url, expectStatus: [200] })).result.outcome).toBe("failed");
  });

  test("a redirect is not followed: its status is the answer", async () => {
    let requests = 0;
    const url = await web((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const { result, fields } = await run({ url });
    expect(result.outcome).toBe("ok");
    expect(fields["statusCode"]).toBe(302);
    expect(requests).toBe(1);
  });

  test("a body without the text is a mismatch", async () => {
    const url = await web((_request, response) => response.end("maintenance"));
    expect((await run({ url, expectBody: "welcome" })).result).toMatchObject({
      outcome: "failed",
      reason: "body_mismatch",
      detail: "not found within 11 bytes",
    });
  });

  test("an endless body is read to 64 KiB and no further", async () => {
    let sent = 0;
    const url = await web((_request, response) => {
      const more = () => {
        sent += 16_384;
        response.write("x".repeat(16_384), (error) => error ?? setImmediate(more));
      };
      more();
    });
    const { result, fields } = await run({ url, expectBody: "never" });
    expect(result.reason).toBe("body_mismatch");
    expect(fields["bodyBytes"]).toBe(maxBodyBytes);
    expect(sent).toBeLessThan(50 * maxBodyBytes);
  });

  test("a server that never answers is a timeout, with the phases that were", async () => {
    const url = await web(() => {});
    const { result, fields } = await run({ url }, 200);
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
    expect(fields["connectMs"]).toBeGreaterThan(0);
    expect(fields).not.toHaveProperty("statusCode");
  });

  test("a body that never ends in time is a timeout, though the status came", async () => {
    const url = await web((_request, response) => void response.write("a little"));
    const { result, fields } = await run({ url }, 200);
    expect(result.reason).toBe("timeout");
    expect(fields).toMatchObject({ statusCode: 200, bodyBytes: 8 });
  });

  test.each([
    ["a truncated body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"],
    ["garbage", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["nothing", ""],
    ["headers without end", `HTTP/1.1 200 OK\r\n${"X-Filler: y\r\n".repeat(20_000)}`],
    ["a status out of range", "HTTP/1.1 9999 Odd\r\n\r\n"],
  ])("%s is a malformed answer", async (_title, bytes) => {
    const { result } = await run({ url: await raw(bytes) });
    expect(result).toMatchObject({ outcome: "failed", reason: "malformed_answer" });
    expect(result.detail).toMatch(/./);
  });

  test("a connection reset in mid-answer is survived", async () => {
    const url = await raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", (socket) =>
      socket.resetAndDestroy(),
    );
    expect((await run({ url })).result.outcome).toBe("failed");
  });

  test("a closed port is refused", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await once(server, "close");
    expect((await run({ url: `http://127.0.0.1:${port}/` })).result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: "ECONNREFUSED",
    });
  });

  test("a name that does not resolve", async () => {
    expect((await run({ url: "http://no-such-host.invalid/" }, 10_000)).result).toMatchObject({
      outcome: "failed",
      reason: "dns_failure",
    });
  });

  test("a certificate nobody vouches for is a TLS failure, by name", async () => {
    const port = await listen(createTlsServer({ key, cert }, (_request, response) => response.end("secret")));
    const { result, fields } = await run({ url: `https://127.0.0.1:${port}/` });
    expect(result).toMatchObject({
      outcome: "failed",
      reason: "tls_failure",
      detail: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(fields).not.toHaveProperty("statusCode");
  });

  test("a certificate that is trusted gives the time of the handshake", async () => {
    const before = getCACertificates("default");
    setDefaultCACertificates([cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const port = await listen(createTlsServer({ key, cert }, (_request, response) => response.end("hello")));
    const { result, fields } = await run({ url: `https://127.0.0.1:${port}/` });
    expect(result.outcome).toBe("ok");
    expect(fields["tlsMs"]).toBeGreaterThan(0);
  });

  test("plain HTTP where TLS is expected is a TLS failure", async () => {
    const url = (await web((_request, response) => response.end())).replace("http:", "https:");
    expect((await run({ url })).result).toMatchObject({ outcome: "failed", reason: "tls_failure" });
  });
});
