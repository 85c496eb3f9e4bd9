import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from "node:tls";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { tlsProbe } from "../../agent/src/probe/tls/tls-probe.ts";

const slotMs = Math.floor(Date.now() / 1000) * 1000;
let folder = "";
const trustedBefore = getCACertificates("default");

interface Pair {
  key: string;
  cert: string;
}
/** A self-signed certificate that ends in so many days; openssl goes back to -1. */
function makePair(name: string, subjectAltName: string, days: number): Pair {
  const key = join(folder, `${name}.key`);
  const request = join(folder, `${name}.csr`);
  const cert = join(folder, `${name}.pem`);
  const subject = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${subjectAltName}`];
  const fresh = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const openssl = (...parameters: string[]) => execFileSync("openssl", parameters, { stdio: "ignore" });
  openssl("req", ...fresh, "-keyout", key, "-out", request, ...subject);
  const signed = ["-signkey", key, "-days", String(days), "-copy_extensions", "copy"];
  openssl("x509", "-req", "-in", request, "-out", cert, ...signed);
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const missing = !hasOpenssl() && process.env["CI"] === undefined;

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const secure = (options: TlsOptions) => listen(createServer(options));

async function run(settings: Partial<SettingsOf<"tls">> & { port: number }, timeoutMs = 3000) {
  const check: CheckOf<"tls"> = {
    id: "tls:service/portal",
    probe: "tls",
    target: { kind: "service", id: "portal" },
    intervalMs: 30_000,
    retryIntervalMs: 5000,
    timeoutMs,
    settings: { address: "127.0.0.1", minDays: 14, ...settings },
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const { result, points } = await tlsProbe(check).run({ agent: "a1", slotMs, signal });
  return { result, fields: points[0]?.fields ?? {} };
}

describe.skipIf(missing)("tlsProbe (certificates made with openssl)", () => {
  let trusted: Pair;
  let expired: Pair;
  let stranger: Pair;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "haidang-tls-"));
    trusted = makePair("portal.example", "DNS:portal.example,IP:127.0.0.1", 10);
    expired = makePair("old.example", "DNS:old.example,IP:127.0.0.1", -1);
    stranger = makePair("stranger.example", "IP:127.0.0.1", 90);
    setDefaultCACertificates([trusted.cert, expired.cert]);
  });
  afterAll(() => {
    setDefaultCACertificates(trustedBefore);
    rmSync(folder, { recursive: true, force: true });
  });

  test("a trusted certificate: its days, its protocol, and how long it took", async () => {
    const { result, fields } = await run({ port: await secure(trusted) });
    expect(result).toMatchObject({ probe: "tls", outcome: "ok", timeMs: slotMs });
    expect(fields).toMatchObject({ chain: "ok", protocol: "TLSv1.3" });
    expect(fields["daysLeft"]).toBeGreaterThan(9.9);
    expect(fields["daysLeft"]).toBeLessThan(10.1);
    for (const field of ["connectMs", "handshakeMs"]) expect(fields[field]).toBeGreaterThan(0);
  });

  test("the name asked for is sent, and looked for in the certificate", async () => {
    let asked: string | undefined;
    const port = await secure({
      ...trusted,
      SNICallback(name, done) {
        asked = name;
        done(null);
      },
    });
    expect((await run({ port, serverName: "portal.example" })).fields["chain"]).toBe("ok");
    expect(asked).toBe("portal.example");
    expect((await run({ port, serverName: "mail.example" })).fields["chain"]).toBe(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
  });

  test("an expired certificate is a measurement, not a failure: days below 0", async () => {
    const { result, fields } = await run({ port: await secure(expired) });
    expect(result.outcome).toBe("ok");
    expect(fields["chain"]).toBe("CERT_HAS_EXPIRED");
    expect(fields["daysLeft"]).toBeLessThan(0);
  });

  test("nobody vouches for it: why, and its days all the same", async () => {
    const { result, fields } = await run({ port: await secure(stranger) });
    expect(result.outcome).toBe("ok");
    expect(fields["chain"]).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(fields["daysLeft"]).toBeGreaterThan(89);
  });

  test("a device that speaks TLS 1.0 only is measured, and told of", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const { result, fields } = await run({ port: await secure({ ...trusted, ...old }) });
    expect(result.outcome).toBe("ok");
    expect(fields["protocol"]).toBe("TLSv1");
  });

  test.each([
    ["speaks another protocol", "SSH-2.0-OpenSSH_9.2\r\n", /^(?:ERR_SSL_|EPROTO)/],
    ["hangs up", "", /^ECONNRESET$/],
  ])("a server that %s fails the handshake", async (_title, words, code) => {
    const port = await listen(createTcpServer((socket) => socket.once("data", () => socket.end(words))));
    const { result, fields } = await run({ port });
    expect(result).toMatchObject({ outcome: "failed", reason: "tls_failure" });
    expect(result.detail).toMatch(code);
    expect(Object.keys(fields)).toEqual(["connectMs"]);
  });

  test("a server that never speaks is a timeout", async () => {
    const port = await listen(createTcpServer(() => {}));
    expect((await run({ port }, 200)).result).toMatchObject({ outcome: "failed", reason: "timeout" });
  });

  test("a closed port is refused", async () => {
    const server = createTcpServer();
    const port = await listen(server);
    server.close();
    await once(server, "close");
    expect((await run({ port })).result).toMatchObject({ outcome: "failed", reason: "refused" });
  });
});
