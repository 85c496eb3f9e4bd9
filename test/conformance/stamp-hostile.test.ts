import { execFileSync, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
} from "../../agent/src/probe/stamp/packet.ts";
import { startReflector } from "../../agent/src/probe/stamp/reflector.ts";
import { ntpTimestamp } from "../../agent/src/probe/stamp/timestamp.ts";

function works(command: string, ...parameters: string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const inCi = process.env["CI"] !== undefined;
const hasTshark = works("tshark", "--version");
const hasOpenssl = works("openssl", "version");
const key = "mot-bi-mat-dai-lam";
const clock = { synchronised: true, errorMs: 1 };
const end = fileURLToPath(new URL("./stamp-end.ts", import.meta.url));

/** A socket that asks the reflector and hears what it says. */
async function asker(port: number) {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 22 });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  const heard: Buffer[] = [];
  socket.on("message", (packet) => heard.push(packet));
  const send = (packet: Buffer) => socket.send(packet, port, "127.0.0.1");
  return { socket, heard, send };
}

const request = (sequence: number, secret: string | undefined) =>
  encodeRequest({ sequence, sent: ntpTimestamp(Date.now()), ssid: 0 }, clock, secret);

describe.each([
  ["plain", undefined],
  ["signed", key],
])("a %s reflector under hostile packets", (_title, secret) => {
  async function start() {
    const reflector = await startReflector({ host: "127.0.0.1", port: 0, peers: ["127.0.0.1"], key: secret });
    onTestFinished(() => reflector.close());
    return reflector;
  }
  async function stillAnswers(port: number): Promise<void> {
    const { heard, send } = await asker(port);
    send(request(3, secret));
    await vi.waitUntil(() => heard.length > 0, { timeout: 3000, interval: 5 });
    expect(decodeReply(heard[0] ?? Buffer.alloc(0), secret)?.senderSequence).toBe(3);
  }

  test.each([0, 5, 40, 111, 1500, 65_507])(
    "a datagram of %i octets brings no more than it is",
    async (length) => {
      const { port } = await start();
      const { heard, send } = await asker(port);
      send(Buffer.alloc(length, 0x5a));
      await stillAnswers(port);
      const isAnswered = secret === undefined && length >= 41 && length <= 9216;
      expect(heard.map((packet) => packet.length)).toEqual(isAnswered ? [length] : []);
    },
  );

  test("replies sent as requests, and packets of another key, do no harm", async () => {
    const { port, stats } = await start();
    const { heard, send } = await asker(port);
    const other = request(1, "another-key-entirely");
    send(other);
    const asked = decodeRequest(other, "another-key-entirely");
    if (asked === undefined) throw new Error("a packet of our own cannot be read");
    const said = { sequence: 1, sent: 1n, received: 1n, clock };
    send(encodeReply(other, asked, said, "another-key-entirely"));
    await vi.waitUntil(() => stats().answered + stats().malformed === 2, { timeout: 3000, interval: 5 });
    for (const packet of heard) expect(packet.length).toBeLessThanOrEqual(112);
    if (secret !== undefined) expect(heard).toEqual([]);
    await stillAnswers(port);
  });

  test("50,000 packets in a burst: bounded answers, and others are served meanwhile and afterwards", async () => {
    const { port, stats } = await start();
    const flooder = await asker(port);
    const packet = request(0, secret);
    let sentOctets = 0;
    const startedMs = performance.now();
    for (let burst = 0; burst < 500; burst += 1) {
      await Promise.all(Array.from({ length: 100 }, () => sent(flooder.socket, packet, port)));
      sentOctets += 100 * packet.length;
    }
    const tookS = (performance.now() - startedMs) / 1000;
    await vi.waitUntil(() => stats().answered > 0, { timeout: 3000, interval: 5 });
    const octets = flooder.heard.reduce((total, { length }) => total + length, 0);
    expect(octets).toBeLessThanOrEqual(sentOctets);
    expect(flooder.heard.length).toBeLessThanOrEqual(400 + 200 * (tookS + 1));
    // the flood came from the same address, whose share has to fill again
    await vi.waitUntil(
      async () => {
        const { heard, send } = await asker(port);
        send(request(3, secret));
        await new Promise((resolve) => setTimeout(resolve, 50));
        return heard.length > 0;
      },
      { timeout: 5000, interval: 20 },
    );
  });
});

function sent(socket: Socket, packet: Buffer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(packet, port, "127.0.0.1", (error) => (error === null ? resolve() : reject(error)));
  });
}

// Where both cores are taken by others, the kernel drops what nobody fetches: then it is tried again.
test("a peer is served while another sends 50,000 packets a second", { retry: 2 }, async () => {
  const reflector = await startReflector({ host: "0.0.0.0", port: 0, peers: ["127.0.0.0/8"], key });
  onTestFinished(() => reflector.close());
  const { port } = reflector;
  const quiet = createSocket("udp4");
  quiet.bind(0, "127.0.0.2");
  await once(quiet, "listening");
  onTestFinished(() => void quiet.close());
  let answers = 0;
  let asked = 0;
  quiet.on("message", () => {
    answers += 1;
  });
  const asking = setInterval(() => quiet.send(request(asked++, key), port, "127.0.0.1"), 20);
  onTestFinished(() => clearInterval(asking));
  const flood = spawn(process.execPath, [end, "flood", "127.0.0.1", String(port), key], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [told] = await once(flood.stdout, "data");
  clearInterval(asking);
  const flooded = Number.parseInt(String(told), 10);
  expect(flooded).toBeGreaterThan(400);
  expect(flooded).toBeLessThan(400 + 200 * 10);
  expect(asked).toBeGreaterThan(50);
  await vi.waitUntil(() => answers >= 0.9 * asked, { timeout: 5000, interval: 20 });
});

describe.skipIf(!hasTshark && !inCi)(
  "Wireshark's TWAMP-Test dissector, which knows the plain layout (tshark)",
  () => {
    test("reads our packets field by field, and finds nothing malformed", () => {
      const folder = mkdtempSync(join(tmpdir(), "haidang-stamp-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const file = join(folder, "stamp.pcap");
      const sentMs = Date.UTC(2026, 10, 23, 15, 0, 0, 250);
      const packet = encodeRequest({ sequence: 5, sent: ntpTimestamp(sentMs), ssid: 0 }, clock, undefined);
      const asked = decodeRequest(packet, undefined);
      if (asked === undefined) throw new Error("a packet of our own cannot be read");
      const said = {
        sequence: 4,
        sent: ntpTimestamp(sentMs + 750),
        received: ntpTimestamp(sentMs + 500),
        clock: { synchronised: false, errorMs: 1000 },
      };
      writeFileSync(file, capture([packet, encodeReply(packet, asked, said, undefined)]));
      const fields = ["seq_number", "error_estimate.s", "sender_seq_number", "sender_ttl"].flatMap((name) => [
        "-e",
        `twamp.test.${name}`,
      ]);
      const times = ["timestamp", "receive_timestamp", "sender_timestamp"].flatMap((name) => [
        "-e",
        `twamp.test.${name}`,
      ]);
      const tshark = (...more: string[]) =>
        execFileSync(
          "tshark",
          ["-E", "occurrence=f", "-r", file, "-d", "udp.port==862,twamp.test", ...more],
          {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
            env: { ...process.env, TZ: "UTC" },
          },
        );
      const rows = tshark("-T", "fields", ...fields, ...times)
        .trimEnd()
        .split("\n");
      expect(rows[0]?.split("\t").slice(0, 2)).toEqual(["5", "1"]);
      expect(rows[0]).toContain("Nov 23, 2026 15:00:00.25");
      expect(rows[1]?.split("\t").slice(0, 4)).toEqual(["4", "0", "5", "255"]);
      for (const time of ["15:00:01.0000", "15:00:00.7500", "15:00:00.2500"]) expect(rows[1]).toContain(time);
      expect(tshark("-Y", "_ws.malformed or _ws.expert")).toBe("");
    });
  },
);

test.skipIf(!hasOpenssl && !inCi)(
  "the signature is HMAC-SHA-256 cut to 128 bits, as openssl makes it",
  () => {
    const packet = request(7, key);
    const hmac = execFileSync(
      "openssl",
      ["dgst", "-sha256", "-mac", "HMAC", "-macopt", `key:${key}`, "-binary"],
      {
        input: packet.subarray(0, 96),
      },
    );
    expect(packet.subarray(96)).toEqual(hmac.subarray(0, 16));
  },
);

/** A capture file of raw IPv4 packets (link type 101) to port 862 and back. */
function capture(payloads: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  head.writeUInt32LE(101, 20);
  const frames = payloads.map((payload, at) => {
    const headers = Buffer.alloc(28);
    headers[0] = 0x45;
    headers.writeUInt16BE(28 + payload.length, 2);
    headers.set([64, 17], 8);
    headers.set([10, 0, 0, 1, 10, 0, 0, 2], 12);
    headers.writeUInt16BE(at === 0 ? 5000 : 862, 20);
    headers.writeUInt16BE(at === 0 ? 862 : 5000, 22);
    headers.writeUInt16BE(8 + payload.length, 24);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(28 + payload.length, 8);
    record.writeUInt32LE(28 + payload.length, 12);
    return Buffer.concat([record, headers, payload]);
  });
  return Buffer.concat([head, ...frames]);
}
