import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { CheckOf, SettingsOf } from "@haidang/contract/check.ts";
import { afterAll, describe, expect, test } from "vitest";
import { optionsRequest } from "./request.ts";
import { sipProbe } from "./sip-probe.ts";

/** Self-signed until 2126; only tests know it. */
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

/** Tests run side by side: what they opened is closed when all are done. */
const leftovers: Array<() => void> = [];
afterAll(() => {
  for (const close of leftovers) close();
});

/** The response a device would make of a request, some of its lines changed. */
function answer(request: string, status: string, change: (line: string) => string = (line) => line): string {
  const kept = request.split("\r\n").filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/.test(line));
  return `${[`SIP/2.0 ${status}`, ...kept, "Content-Length: 0"].map(change).join("\r\n")}\r\n\r\n`;
}

type Reply = (request: string, nth: number) => string | readonly string[] | undefined;

async function udpDevice(reply: Reply): Promise<{ port: number; requests: string[] }> {
  const socket = createSocket("udp4");
  const requests: string[] = [];
  socket.on("message", (bytes: Buffer, from: RemoteInfo) => {
    requests.push(bytes.toString());
    for (const one of [reply(bytes.toString(), requests.length) ?? []].flat())
      socket.send(one, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  leftovers.push(() => void socket.close());
  return { port: socket.address().port, requests };
}

async function streamDevice(transport: "tcp" | "tls", onRequest: (socket: Socket, request: string) => void) {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => onRequest(socket, bytes.toString()));
  };
  const server = transport === "tls" ? createTlsServer({ key, cert }, serve) : createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  leftovers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const slotMs = Date.UTC(2026, 10, 23);
function probing(settings: Partial<SettingsOf<"sip">>) {
  const check: CheckOf<"sip"> = {
    id: "sip:video/vc",
    probe: "sip",
    target: { kind: "video", id: "vc" },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs: 15_000,
    settings: { address: "127.0.0.1", port: 5060, transport: "udp", via: "direct", ...settings },
  };
  const probe = sipProbe(check);
  return async (atMs = slotMs, timeoutMs = 15_000) => {
    const { result, points } = await probe.run({
      agent: "a1",
      slotMs: atMs,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { result, fields: points[0]?.fields ?? {} };
  };
}

describe("the request", () => {
  test("is the one of RFC 3261 §11.1, byte for byte", () => {
    const id = { branch: "z9hG4bK7f3a9c1e", callId: "6b0e2f7a", fromTag: "5c1d9e", cseq: 1 };
    const settings = { address: "10.20.30.40", port: 5060, transport: "udp", via: "direct" } as const;
    const text = optionsRequest(settings, id, { address: "10.20.30.2", port: 5060 }).toString();
    expect(text.replace(/haidang\/\d+\.\d+\.\d+/, "haidang/1.0")).toBe(
      [
        "OPTIONS sip:10.20.30.40:5060 SIP/2.0",
        "Via: SIP/2.0/UDP 10.20.30.2:5060;branch=z9hG4bK7f3a9c1e;rport",
        "Max-Forwards: 70",
        "From: <sip:haidang@10.20.30.2>;tag=5c1d9e",
        "To: <sip:10.20.30.40>",
        "Call-ID: 6b0e2f7a@10.20.30.2",
        "CSeq: 1 OPTIONS",
        "Contact: <sip:haidang@10.20.30.2:5060>",
        "Accept: application/sdp",
        "User-Agent: haidang/1.0",
        "Content-Length: 0",
        "",
        "",
      ].join("\r\n"),
    );
  });

  test("over IPv6 and TLS says so", () => {
    const id = { branch: "z9hG4bK1", callId: "c", fromTag: "t", cseq: 1 };
    const settings = { address: "2001:db8::40", port: 5061, transport: "tls", via: "direct" } as const;
    const text = optionsRequest(settings, id, { address: "fe80::2%eth0", port: 40_000 }).toString();
    expect(text).toContain(
      "OPTIONS sip:[2001:db8::40]:5061;transport=tls SIP/2.0\r\nVia: SIP/2.0/TLS [fe80::2]:40000;",
    );
    expect(text).toContain("\r\nContact: <sip:haidang@[fe80::2]:40000;transport=tls>\r\n");
  });
});

describe.concurrent("over UDP", () => {
  test("an answer is ok, with its time; each run is a transaction of its own", async () => {
    const { port, requests } = await udpDevice((request) => answer(request, "200 OK"));
    const run = probing({ port });
    const { result, fields } = await run();
    expect(result).toMatchObject({ probe: "sip", outcome: "ok", timeMs: slotMs });
    expect(result).not.toHaveProperty("detail");
    expect(fields).toMatchObject({ statusCode: 200, inCall: false, errorsInRow: 0 });
    expect(fields["responseMs"]).toBeGreaterThan(0);
    await run(slotMs + 60_000);
    const branches = requests.map((request) => /branch=([^;]+)/.exec(request)?.[1]);
    expect(new Set(branches).size).toBe(2);
  });

  test("busy is in a call", async () => {
    const { port } = await udpDevice((request) => answer(request, "486 Busy Here"));
    expect(await probing({ port })()).toMatchObject({
      result: { outcome: "ok", detail: "486 Busy Here" },
      fields: { statusCode: 486, inCall: true },
    });
  });

  test("what is lost is sent again with the same branch, after 0.5 and 1 s", async () => {
    const times: number[] = [];
    const { port, requests } = await udpDevice((request, nth) => {
      times.push(performance.now());
      return nth === 3 ? answer(request, "200 OK") : undefined;
    });
    const { result, fields } = await probing({ port })();
    expect(result.outcome).toBe("ok");
    expect(new Set(requests)).toEqual(new Set([requests[0]]));
    expect(Number(times[1]) - Number(times[0])).toBeGreaterThan(450);
    expect(Number(times[2]) - Number(times[1])).toBeGreaterThan(900);
    expect(fields["responseMs"]).toBeGreaterThan(1400);
  });

  test("silence is given up after four requests in 4 s", async () => {
    const { port, requests } = await udpDevice(() => undefined);
    const startedAt = performance.now();
    const { result, fields } = await probing({ port })();
    const took = performance.now() - startedAt;
    expect(result).toMatchObject({ outcome: "failed", reason: "sip_silent", detail: `udp/${port}` });
    expect(fields).toEqual({ errorsInRow: 0 });
    expect(requests).toHaveLength(4);
    expect(took).toBeGreaterThan(3900);
    expect(took).toBeLessThan(6000);
  });

  const strange: Record<string, (line: string) => string> = {
    branch: (line) => line.replace(/branch=z9hG4bK/, "branch=z9hG4bKx"),
    "Call-ID": (line) => line.replace("Call-ID: ", "Call-ID: x"),
    "From tag": (line) => (line.startsWith("From") ? line.replace("tag=", "tag=x") : line),
    "CSeq number": (line) => line.replace("CSeq: 1", "CSeq: 2"),
    "CSeq method": (line) => line.replace(" OPTIONS", " INVITE"),
  };
  test.each(Object.entries(strange))("an answer with another %s is not ours", async (_title, change) => {
    const { port } = await udpDevice((request) => answer(request, "200 OK", change));
    const { result } = await probing({ port })(slotMs, 300);
    expect(result).toMatchObject({ outcome: "failed", reason: "sip_silent" });
    expect(result.detail).toMatch(/answers to other requests ignored/);
  });

  test("a forged answer before ours, and ours twice", async () => {
    const { port } = await udpDevice((request) => [
      answer(request, "404 Forged", strange["branch"]),
      answer(request, "200 OK"),
      answer(request, "503 Late"),
    ]);
    expect(await probing({ port })()).toMatchObject({
      result: { outcome: "ok" },
      fields: { statusCode: 200 },
    });
  });

  test("an answer later than our patience never counts, not even for the next run", async () => {
    const old: string[] = [];
    const { port } = await udpDevice((request, nth) => {
      if (nth === 1) {
        old.push(answer(request, "200 OK"));
        return undefined;
      }
      return old;
    });
    const run = probing({ port });
    expect((await run(slotMs, 300)).result.reason).toBe("sip_silent");
    const second = await run(slotMs + 60_000, 300);
    expect(second.result).toMatchObject({ outcome: "failed", reason: "sip_silent" });
    expect(second.result.detail).toMatch(/ignored/);
  });

  test("garbage is said as such", async () => {
    const { port } = await udpDevice(() => "\0\u0001 no SIP");
    expect((await probing({ port })(slotMs, 300)).result).toMatchObject({
      outcome: "failed",
      reason: "malformed_answer",
      detail: "no end of the head within 8 kB",
    });
  });

  test("garbage beside an answer is no matter", async () => {
    const { port } = await udpDevice((request) => ["\0", answer(request, "200 OK")]);
    expect((await probing({ port })()).result.outcome).toBe("ok");
  });

  test("a closed port is refused, by ICMP, at once", async () => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    const startedAt = performance.now();
    expect((await probing({ port })()).result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: `ECONNREFUSED udp/${port}`,
    });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test("through a registrar: at work on it, but the point stays silent", async () => {
    const { port, requests } = await udpDevice((request) => answer(request, "100 Trying"));
    const settings = { port, via: "registrar", uri: "sip:room@10.1.1.5" } as const;
    expect((await probing(settings)(slotMs, 1700)).result).toMatchObject({
      outcome: "failed",
      reason: "sip_endpoint_unreachable",
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^OPTIONS sip:room@10\.1\.1\.5 SIP\/2\.0\r\n/);
  });

  test("a reason phrase of the device is one safe line", async () => {
    const { port } = await udpDevice((request) => answer(request, "403 \u001b[2J\u202eevil\t<b>"));
    const { result } = await probing({ port })();
    expect(result).toMatchObject({ outcome: "ok", detail: "403  [2J evil <b>" });
  });

  test("the deadline ends it, as silence", async () => {
    const { port } = await udpDevice(() => undefined);
    expect((await probing({ port })(slotMs, 200)).result).toMatchObject({ reason: "sip_silent" });
  });

  test("a name that does not resolve", async () => {
    expect((await probing({ address: "no-such-host.invalid" })()).result.reason).toBe("dns_failure");
  });
});

describe.concurrent("errors of a server", () => {
  test("are counted in a row, and forgotten with any other answer", async () => {
    const statuses = ["500 A", "503 B", "503 C", "200 OK", "503 D", "502 E"];
    const { port } = await udpDevice((request, nth) => answer(request, statuses[nth - 1] ?? "200 OK"));
    const run = probing({ port });
    const counts: unknown[] = [];
    for (const [index] of statuses.entries())
      counts.push((await run(slotMs + index * 60_000)).fields["errorsInRow"]);
    expect(counts).toEqual([1, 2, 3, 0, 1, 0]);
  });

  test("with Retry-After are not asked again before its time; the same is said meanwhile", async () => {
    const { port, requests } = await udpDevice((request) =>
      answer(request, "503 Busy").replace("\r\n\r\n", "\r\nRetry-After: 100\r\n\r\n"),
    );
    const run = probing({ port });
    const first = await run();
    expect(first.fields).toMatchObject({ statusCode: 503, errorsInRow: 1, retryAfterS: 100 });
    expect(await run(slotMs + 60_000)).toMatchObject({
      result: { outcome: "failed", reason: "sip_error", detail: "503 Busy, asked to wait, 40 s left" },
      fields: { statusCode: 503, errorsInRow: 1 },
    });
    expect(requests).toHaveLength(1);
    expect((await run(slotMs + 120_000)).fields["errorsInRow"]).toBe(2);
    expect(requests).toHaveLength(2);
  });

  test("asking for a year get ten minutes", async () => {
    const { port, requests } = await udpDevice((request) =>
      answer(request, "503 Busy").replace("\r\n\r\n", "\r\nRetry-After: 31536000\r\n\r\n"),
    );
    const run = probing({ port });
    await run();
    await run(slotMs + 599_000);
    expect(requests).toHaveLength(1);
    await run(slotMs + 600_000);
    expect(requests).toHaveLength(2);
  });
});

describe.concurrent.each(["tcp", "tls"] as const)("over %s", (transport) => {
  test("an answer in pieces, after another message and a provisional one", async () => {
    const port = await streamDevice(transport, (socket, request) => {
      const foreign = answer(request, "404 Foreign", (line) =>
        line.replace("Call-ID: ", "Call-ID: x").replace("Content-Length: 0", "Content-Length: 5"),
      );
      const bytes = `\r\n\r\n${foreign}hello${answer(request, "100 Trying")}${answer(request, "200 OK")}`;
      const half = Math.floor(bytes.length / 2);
      socket.write(bytes.slice(0, half), () => setImmediate(() => socket.write(bytes.slice(half))));
    });
    const { result, fields } = await probing({ port, transport })();
    expect(result.outcome).toBe("ok");
    expect(fields).toMatchObject({ statusCode: 200 });
    if (transport === "tls") expect(Number(fields["certificateDaysLeft"])).toBeGreaterThan(36_000);
    else expect(fields).not.toHaveProperty("certificateDaysLeft");
  });

  test("garbage ends it at once", async () => {
    const port = await streamDevice(transport, (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect((await probing({ port, transport })()).result.reason).toBe("malformed_answer");
  });

  test("endless foreign answers are not heard out", async () => {
    let sent = 0;
    const port = await streamDevice(transport, (socket, request) => {
      const foreign = answer(request, "200 OK", (line) => line.replace("Call-ID: ", "Call-ID: x")).repeat(50);
      const more = () => {
        sent += foreign.length;
        if (!socket.destroyed) socket.write(foreign, () => setImmediate(more));
      };
      more();
    });
    expect((await probing({ port, transport })()).result.reason).toBe("sip_silent");
    expect(sent).toBeLessThan(4_000_000);
  });

  test("a connection closed without a word is refused", async () => {
    const port = await streamDevice(transport, (socket) => socket.end());
    expect((await probing({ port, transport })()).result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: `ECONNRESET ${transport}/${port}`,
    });
  });

  test("silence after the request is silence", async () => {
    const port = await streamDevice(transport, () => {});
    expect((await probing({ port, transport })(slotMs, 500)).result).toMatchObject({
      outcome: "failed",
      reason: "sip_silent",
    });
  });

  test("a closed port is refused", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect((await probing({ port, transport })()).result).toMatchObject({ reason: "refused" });
  });
});

test("plain SIP where TLS is expected is a TLS failure", async () => {
  const port = await streamDevice("tcp", (socket) => socket.write("SIP/2.0 400 Bad Request\r\n\r\n"));
  expect((await probing({ port, transport: "tls" })()).result).toMatchObject({
    outcome: "failed",
    reason: "tls_failure",
  });
});
