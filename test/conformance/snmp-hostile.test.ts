import { type ChildProcess, execFile, fork, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openSnmpSession } from "@haidang/agent/snmp/session.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import type { Order, Told } from "./hostile-agent.ts";

const run = promisify(execFile);
const lacking = missing("snmpd", "snmptrap", "snmpinform");
const mostRssGrowth = 20 * 1024 * 1024;
const packets = 1000;

/** The same numbers on every run (Park and Miller's generator). */
function scriptedChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Offsets of the length bytes of a message, from outside in. */
function lengthsOf(packet: Buffer, from = 0, end = packet.length): number[] {
  const found: number[] = [];
  for (let at = from; at + 1 < end; ) {
    const first = packet[at + 1] ?? 0;
    const bytes = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + bytes;
    const length = bytes === 0 ? first : packet.readUIntBE(at + 2, bytes);
    found.push(at + 1 + bytes);
    if (((packet[at] ?? 0) & 0x20) !== 0) found.push(...lengthsOf(packet, start, start + length));
    at = start + length;
  }
  return found;
}

/** Each of these leaves something that is no message of SNMP, or none that answers. */
const damages: readonly ((packet: Buffer, chance: (below: number) => number) => Buffer)[] = [
  (packet, chance) => packet.subarray(0, chance(packet.length)),
  (packet, chance) => {
    const lies = Buffer.from(packet);
    const lengths = lengthsOf(packet);
    const at = lengths[chance(lengths.length)] ?? 1;
    lies[at] = (lies[at] ?? 0) ^ (0x40 + chance(64));
    return lies;
  },
  (packet, chance) => {
    const lies = Buffer.from(packet);
    const lengths = lengthsOf(packet);
    lies[lengths[chance(lengths.length)] ?? 1] = 0x80;
    return lies;
  },
  (packet) => {
    const other = Buffer.from(packet);
    // a version that there is not
    other[other.indexOf(Buffer.from([2, 1])) + 2] = 7;
    return other;
  },
  (_packet, chance) => Buffer.from(Array.from({ length: chance(1400) }, () => chance(256))),
  (_packet, chance) => Buffer.alloc(chance(60_000), chance(2) === 0 ? 0 : 0x30),
  (_packet, chance) =>
    Buffer.concat([Buffer.from("3084ffffffff0201010406", "hex"), Buffer.alloc(chance(2000))]),
  (packet, chance) => {
    const torn = Buffer.from(packet);
    // a piece of the message stands over another; nearer to the end it could be a value that is sound
    const at = chance(Math.floor(torn.length / 2));
    return Buffer.concat([torn.subarray(0, at), torn.subarray(0, torn.length - at).reverse()]);
  },
];

function damaged(captured: readonly Buffer[], number: number, chance: (below: number) => number): Buffer {
  const damage = damages[number % damages.length];
  const packet = captured[chance(captured.length)];
  if (damage === undefined || packet === undefined) throw new Error("nothing was captured");
  return damage(packet, chance);
}

async function boundSocket(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

/** The agent in its own process. */
async function startAgent() {
  const child = fork(new URL("./hostile-agent.ts", import.meta.url), { execArgv: ["--expose-gc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [{ trapPort }] = await once(child, "message");
  const order = (what: Order) => child.send(what);
  return {
    trapPort: Number(trapPort),
    order,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** `weigh` collects the garbage first. */
    async tell(how: "tell" | "weigh" = "tell"): Promise<Told> {
      order(how);
      const [told] = await once(child, "message");
      return told;
    },
  };
}

describe.skipIf(lacking.length > 0)(titled("SNMP garbage", lacking), () => {
  let folder = "";
  let port = 0;
  let daemon: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-garbage-"));
    const socket = await boundSocket();
    port = socket.address().port;
    socket.close();
    const config = join(folder, "snmpd.conf");
    await writeFile(config, "rocommunity public 127.0.0.1\n");
    daemon = spawn("snmpd", ["-C", "-c", config, "-Ln", "-f", `udp:127.0.0.1:${port}`], {
      stdio: "ignore",
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
    });
    const session = openSnmpSession({
      ...{ ip: "127.0.0.1", port, version: "2c", community: "public" },
      ...{ timeoutMs: 200, retries: 0 },
    });
    await vi.waitUntil(
      async () =>
        await session.get(["1.3.6.1.2.1.1.3.0"]).then(
          () => true,
          () => false,
        ),
      20_000,
    );
    session.close();
  });
  afterAll(async () => {
    daemon?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  /** A line to snmpd on which replies are damaged. */
  async function damagingLine(damage: (reply: Buffer) => Buffer): Promise<number> {
    const near = await boundSocket();
    const far = await boundSocket();
    onTestFinished(() => {
      near.close();
      far.close();
    });
    let client = 0;
    near.on("message", (packet, from) => {
      client = from.port;
      far.send(packet, port, "127.0.0.1");
    });
    far.on("message", (packet) => near.send(damage(packet), client, "127.0.0.1"));
    return near.address().port;
  }

  function expectOnTime({ lateMs, soundOk }: Told): void {
    expect(lateMs.length).toBeGreaterThan(3);
    expect(soundOk).toBe(lateMs.length);
    expect(lateMs.sort((a, b) => a - b)[Math.floor(lateMs.length / 2)]).toBeLessThan(500);
  }

  test(`${packets} damaged replies: none crashes, none is stored, others are asked on time`, async () => {
    const chance = scriptedChance(7);
    let sent = 0;
    let harm = (reply: Buffer): Buffer => reply;
    const line = await damagingLine((reply) => {
      sent += 1;
      return harm(reply);
    });
    const agent = await startAgent();
    harm = (reply) => damaged([reply], sent, chance);
    agent.order({ damagedPort: line, soundPort: port });
    await vi.waitUntil(() => sent >= packets / 5, { timeout: 20_000 });
    const before = await agent.tell("weigh");
    await vi.waitUntil(() => sent >= packets, { timeout: 60_000 });
    const after = await agent.tell("weigh");
    expect(agent.isAlive()).toBe(true);
    expect(after.damagedPoints).toBe(0);
    expect(Object.keys(after.damaged).filter((came) => !came.startsWith("failed"))).toEqual([]);
    expect(after.rssBytes - before.rssBytes).toBeLessThan(mostRssGrowth);
    expectOnTime(after);
  }, 90_000);

  /** What net-snmp's own tools send, as it stands on the wire. */
  async function capture(): Promise<Buffer[]> {
    const socket = await boundSocket();
    const captured: Buffer[] = [];
    socket.on("message", (packet) => captured.push(packet));
    const to = `127.0.0.1:${socket.address().port}`;
    const linkDown = [
      "",
      "1.3.6.1.6.3.1.1.5.3",
      "1.3.6.1.2.1.2.2.1.1.7",
      "i",
      "7",
      "1.3.6.1.2.1.1.5.0",
      "s",
      "sw",
    ];
    const watcher = [
      ...["-v", "3", "-u", "watcher", "-l", "authPriv", "-e", "0x80001f8880aabbccdd"],
      ...["-a", "SHA-256", "-A", "khoa-ky-rieng", "-x", "AES", "-X", "khoa-ma-rieng"],
    ];
    const env = { ...process.env, MIBS: "", SNMP_PERSISTENT_DIR: folder, SNMPCONFPATH: folder };
    const send = async (tool: string, ...args: string[]) =>
      // an inform that nobody answers ends with a fault
      await run(tool, args, { env }).catch(() => undefined);
    await send("snmptrap", "-v", "1", "-c", "public", to, "1.3.6.1.4.1.9", "127.0.0.1", "2", "0", "");
    await send("snmptrap", "-v", "2c", "-c", "public", to, ...linkDown);
    await send("snmpinform", "-v", "2c", "-c", "public", "-t", "0.1", "-r", "0", to, ...linkDown);
    await send("snmptrap", ...watcher, to, ...linkDown);
    await vi.waitUntil(() => captured.length >= 4);
    socket.close();
    return captured;
  }

  test(`${packets} damaged traps: none crashes, none is stored or heeded, polls go on`, async () => {
    const captured = await capture();
    const chance = scriptedChance(11);
    const agent = await startAgent();
    agent.order({ damagedPort: 0, soundPort: port });
    const socket = await boundSocket();
    onTestFinished(() => void socket.close());
    const counted = async () =>
      Object.values((await agent.tell()).ignored).reduce((sum, one) => sum + one, 0);
    /** In small lots, so that what is lost is not lost in the socket's buffer. */
    const throwAt = async (from: number, to: number) => {
      for (let lot = from; lot < to; lot += 10) {
        for (let number = lot; number < Math.min(to, lot + 10); number += 1) {
          socket.send(damaged(captured, number, chance), agent.trapPort, "127.0.0.1");
        }
        await vi.waitUntil(async () => (await counted()) >= Math.min(to, lot + 10), {
          interval: 2,
          timeout: 5000,
        });
      }
    };
    await throwAt(0, packets / 5);
    const before = await agent.tell("weigh");
    await throwAt(packets / 5, packets);
    const after = await agent.tell("weigh");
    expect(agent.isAlive()).toBe(true);
    expect(after).toMatchObject({ trapPoints: 0, hurried: 0 });
    expect(after.ignored["malformed"]).toBeGreaterThan(packets / 2);
    expect(after.rssBytes - before.rssBytes).toBeLessThan(mostRssGrowth);
    expectOnTime(after);
    // and what is whole is heard, after all that
    for (const packet of captured) socket.send(packet, agent.trapPort, "127.0.0.1");
    await vi.waitUntil(async () => (await agent.tell()).trapPoints >= 2);
  }, 60_000);

  test("unproven version 3 packets of a thousand engines cost no memory and little time", async () => {
    const captured = await capture();
    const whole = captured.at(-1) ?? Buffer.alloc(0);
    const engineAt = whole.indexOf(Buffer.from("80001f8880aabbccdd", "hex"));
    const agent = await startAgent();
    const socket = await boundSocket();
    onTestFinished(() => void socket.close());
    const before = await agent.tell("weigh");
    const chance = scriptedChance(13);
    for (let sent = 50; sent <= packets; sent += 50) {
      for (let number = 0; number < 50; number += 1) {
        const forged = Buffer.from(whole);
        for (let byte = 0; byte < 9; byte += 1) forged[engineAt + byte] = chance(256);
        socket.send(forged, agent.trapPort, "127.0.0.1");
      }
      await vi.waitUntil(async () => ((await agent.tell()).ignored["digest"] ?? 0) >= sent, {
        interval: 2,
        timeout: 5000,
      });
    }
    const after = await agent.tell("weigh");
    expect(after).toMatchObject({ trapPoints: 0, hurried: 0 });
    expect(after.rssBytes - before.rssBytes).toBeLessThan(mostRssGrowth);
  });
});
