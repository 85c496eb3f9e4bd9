import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { afterAll, describe, expect, test, vi } from "vitest";
import { h323Probe } from "./h323-probe.ts";

/** Tests run side by side: what they opened is closed when all are done. */
const leftovers: Array<() => void> = [];
afterAll(() => {
  for (const close of leftovers) close();
});

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const tail = "06 00 08 91 4a 00 04";

async function gatekeeper(reply: (request: Buffer) => readonly Buffer[]) {
  const socket = createSocket("udp4");
  const requests: Buffer[] = [];
  socket.on("message", (request: Buffer, from) => {
    requests.push(request);
    for (const answer of reply(request)) socket.send(answer, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  leftovers.push(() => void socket.close());
  return { port: socket.address().port, requests };
}
const sequenceOf = (request: Buffer) => request.subarray(2, 4);
const confirm = (request: Buffer) =>
  Buffer.concat([hex("04 80"), sequenceOf(request), hex(`${tail} 02 00 47 00 4b 00 7f 00 00 01 06 b7`)]);
const reject = (request: Buffer) => Buffer.concat([hex("08 00"), sequenceOf(request), hex(`${tail} 20`)]);
const unknownMessage = (request: Buffer) => Buffer.concat([hex("60"), sequenceOf(request)]);

/** What an endpoint hears on its signalling port. */
async function endpoint(behave: (socket: Socket) => void = () => {}) {
  const heard = { connections: 0, bytes: 0, fins: 0 };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    heard.connections += 1;
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      heard.bytes += bytes.length;
    });
    socket.on("end", () => {
      heard.fins += 1;
      socket.end();
    });
    behave(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  leftovers.push(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard };
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function run(ports: { ras: number; signalling: number }, keeper?: string, timeoutMs = 10_000) {
  const check: CheckOf<"h323"> = {
    id: "h323:video/vc",
    probe: "h323",
    target: { kind: "video", id: "vc" },
    intervalMs: 60_000,
    retryIntervalMs: 60_000,
    timeoutMs: 15_000,
    settings: { address: "127.0.0.1", ...(keeper === undefined ? {} : { gatekeeper: keeper }) },
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const { result, points } = await h323Probe(check, ports).run({
    agent: "a1",
    slotMs: 1_800_000_000_000,
    signal,
  });
  return { result, fields: points[0]?.fields ?? {} };
}

describe.concurrent("a point asked itself", () => {
  test.each([
    ["GCF", confirm, { ras: "GCF", gatekeeperName: "GK" }],
    ["GRJ", reject, { ras: "GRJ" }],
    ["unknownMessageResponse", unknownMessage, { ras: "unknownMessageResponse" }],
  ])("that answers %s is alive, and its signalling port is left in peace", async (_title, reply, fields) => {
    const { port, requests } = await gatekeeper((request) => [reply(request)]);
    const { port: signalling, heard } = await endpoint();
    const seen = await run({ ras: port, signalling });
    expect(seen.result.outcome).toBe("ok");
    expect(seen.fields).toMatchObject(fields);
    expect(seen.fields["rasMs"]).toBeGreaterThan(0);
    expect(heard.connections).toBe(0);
    expect(requests[0]).toHaveLength(20);
    expect(requests[0]?.subarray(4).toString("hex")).toMatch(/^060008914a0004007f000001[0-9a-f]{4}0200$/);
  });

  test("that is silent there is called on, told nothing, and left with a FIN", async () => {
    const { port, requests } = await gatekeeper(() => []);
    const { port: signalling, heard } = await endpoint();
    const { result, fields } = await run({ ras: port, signalling });
    expect(result).toMatchObject({ outcome: "ok" });
    expect(fields).toMatchObject({ ras: "silent" });
    expect(fields["connectMs"]).toBeGreaterThan(0);
    expect(requests).toHaveLength(3);
    await vi.waitUntil(() => heard.fins === 1);
    expect(heard).toEqual({ connections: 1, bytes: 0, fins: 1 });
  });

  test("whose RAS port is closed may still be called", async () => {
    const { port: signalling } = await endpoint((socket) => socket.write("\u0003\0\0\u0004"));
    expect(await run({ ras: await closedPort(), signalling })).toMatchObject({
      result: { outcome: "ok", detail: "ECONNREFUSED udp/1719" },
      fields: { ras: "ECONNREFUSED" },
    });
  });

  test("that hangs up by itself is alive; one that resets is not", async () => {
    const ras = await closedPort();
    const polite = await endpoint((socket) => socket.end());
    expect((await run({ ras, signalling: polite.port })).result.outcome).toBe("ok");
    const rude = await endpoint((socket) => socket.resetAndDestroy());
    expect((await run({ ras, signalling: rude.port })).result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: "ECONNRESET tcp/1720",
    });
  });

  test("with every port closed is refused", async () => {
    expect((await run({ ras: await closedPort(), signalling: await closedPort() })).result).toMatchObject({
      outcome: "failed",
      reason: "refused",
      detail: "ECONNREFUSED tcp/1720",
    });
  });

  test("answers with another sequence number never count", async () => {
    const { port } = await gatekeeper((request) => {
      const wrong = confirm(request);
      wrong.writeUInt16BE((wrong.readUInt16BE(2) + 1) % 65_535, 2);
      return [wrong];
    });
    expect(await run({ ras: port, signalling: await closedPort() })).toMatchObject({
      result: { outcome: "failed", reason: "refused" },
      fields: { ras: "silent" },
    });
  });

  test("answers cut short are said as such", async () => {
    const { port } = await gatekeeper((request) => [confirm(request).subarray(0, 9)]);
    const { port: signalling } = await endpoint();
    expect(await run({ ras: port, signalling })).toMatchObject({
      result: { outcome: "ok", detail: "udp/1719 answered wrongly: a message cut short" },
      fields: { ras: "malformed" },
    });
  });

  test("garbage before the answer is no matter", async () => {
    const { port } = await gatekeeper((request) => [Buffer.alloc(0), hex("ff"), confirm(request)]);
    expect((await run({ ras: port, signalling: await closedPort() })).fields).toMatchObject({ ras: "GCF" });
  });
});

describe.concurrent("a point with a gatekeeper", () => {
  test("is called on though its gatekeeper answers", async () => {
    const { port } = await gatekeeper((request) => [confirm(request)]);
    const { port: signalling, heard } = await endpoint();
    const { result, fields } = await run({ ras: port, signalling }, "127.0.0.1");
    expect(result.outcome).toBe("ok");
    expect(fields).toMatchObject({ ras: "GCF", gatekeeperName: "GK" });
    expect(heard.connections).toBe(1);
  });

  test("that does not know us is still a gatekeeper, alive", async () => {
    const { port } = await gatekeeper((request) => [reject(request)]);
    const { port: signalling } = await endpoint();
    expect((await run({ ras: port, signalling }, "127.0.0.1")).result).toMatchObject({
      outcome: "ok",
      detail: "GRJ terminalExcluded",
    });
  });

  test("whose gatekeeper is gone is told so; silence of it proves nothing", async () => {
    const { port: signalling } = await endpoint();
    expect((await run({ ras: await closedPort(), signalling }, "127.0.0.1")).result).toMatchObject({
      outcome: "failed",
      reason: "h323_gatekeeper_down",
    });
    const { port } = await gatekeeper(() => []);
    expect((await run({ ras: port, signalling }, "127.0.0.1")).result.outcome).toBe("ok");
  });

  test("that cannot be called is down at signalling, before its registration", async () => {
    const seen = await run({ ras: await closedPort(), signalling: await closedPort() }, "127.0.0.1");
    expect(seen.result.reason).toBe("refused");
  });
});

test("the deadline ends it, as silence", async () => {
  const { port } = await gatekeeper(() => []);
  const { port: signalling } = await endpoint();
  expect((await run({ ras: port, signalling }, undefined, 100)).result.reason).toBe("h323_silent");
});
