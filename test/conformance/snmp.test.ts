import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import snmp from "net-snmp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { snmpProbe } from "../../agent/src/probe/snmp/snmp-probe.ts";
import { findLocalSnmp } from "../../agent/src/snmp/find-local-snmp.ts";
import { openSnmpSession } from "../../agent/src/snmp/session.ts";

const inCi = process.env["CI"] !== undefined;
const hasSnmpd = spawnSync("snmpd", ["-v"]).status === 0;

/** NET-SNMP-AGENT-MIB nsCacheTimeout of ifTable, s: snmpd reads the counters anew that often, by a timer. */
const nsCacheTimeout = "1.3.6.1.4.1.8072.1.5.3.1.2.1.3.6.1.2.1.2.2";
const ifHCInOctetsOfLo = "1.3.6.1.2.1.31.1.1.1.6.1";

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

async function loopbackOctets(): Promise<number> {
  return Number(/lo: *(\d+)/.exec(await readFile("/proc/net/dev", "utf8"))?.[1]);
}

describe.skipIf(!hasSnmpd && !inCi)("snmp against a real snmpd", () => {
  let folder = "";
  let port = 0;
  let daemon: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "haidang-snmpd-"));
    port = await freePort();
    const config = join(folder, "snmpd.conf");
    await writeFile(config, "rwcommunity private 127.0.0.1\nrocommunity public 127.0.0.1\n");
    daemon = spawn("snmpd", ["-C", "-c", config, "-Ln", "-f", `udp:127.0.0.1:${port}`], {
      stdio: "ignore",
      env: { ...process.env, SNMP_PERSISTENT_DIR: folder },
    });
    await vi.waitUntil(
      async () => "address" in (await findLocalSnmp(AbortSignal.timeout(2000), port)),
      20_000,
    );
    const session = snmp.createSession("127.0.0.1", "private", { port, version: snmp.Version2c });
    await new Promise<void>((resolve, reject) => {
      const varbind = { oid: nsCacheTimeout, type: snmp.ObjectType.Integer, value: 1 };
      session.set([varbind], (error) => (error === null ? resolve() : reject(error)));
    });
    session.close();
  });

  afterAll(async () => {
    daemon?.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  function probing(settings: { version?: "1" | "2c"; community?: string } = {}, timeoutMs = 5000) {
    const probe = snmpProbe({
      id: "snmp:device/here",
      probe: "snmp",
      target: { kind: "device", id: "here" },
      intervalMs: 60_000,
      retryIntervalMs: 60_000,
      timeoutMs,
      settings: { address: "127.0.0.1", port, version: "2c", community: "public", ...settings },
    });
    return () => probe.run({ agent: "a1", slotMs: Date.now(), signal: AbortSignal.timeout(timeoutMs) });
  }

  /** Waits for the moment snmpd has just read the counters. */
  async function freshCounters(): Promise<void> {
    const session = openSnmpSession({
      ip: "127.0.0.1",
      port,
      version: "2c",
      community: "public",
      timeoutMs: 1000,
      retries: 1,
    });
    const octets = async () => (await session.get([ifHCInOctetsOfLo]))[0]?.value;
    const first = await octets();
    await vi.waitUntil(async () => (await octets()) !== first, { timeout: 5000, interval: 5 });
    session.close();
  }

  test.each(["1", "2c"] as const)("version %s reads the device and every interface", async (version) => {
    const { result, points } = await probing({ version })();
    expect(result).toMatchObject({ outcome: "ok" });
    expect(points[0]).toMatchObject({ measurement: "device" });
    const names = (await readFile("/proc/net/dev", "utf8"))
      .match(/^ *\S+(?=:)/gm)
      ?.map((name) => name.trim());
    const interfaces = points.filter(({ measurement }) => measurement === "interface");
    expect(interfaces.map(({ tags }) => tags["ifName"]).sort()).toEqual(names?.sort());
    // Of its processors net-snmp tells only when it has run for a minute.
    expect(points.some(({ measurement }) => measurement === "memory")).toBe(true);
  });

  test("rates of lo agree with /proc/net/dev within 2 %", { timeout: 60_000 }, async () => {
    const sink = createSocket("udp4");
    sink.bind(0, "127.0.0.1");
    await once(sink, "listening");
    const source = createSocket("udp4");
    // A steady 3 Mbit/s, below the 10 Mbit/s that snmpd takes lo's speed to be.
    const sending = setInterval(() => source.send(Buffer.alloc(3750), sink.address().port, "127.0.0.1"), 10);
    const run = probing();
    await freshCounters();
    await run();
    const before = { octets: await loopbackOctets(), at: performance.now() };
    await sleep(12_000);
    await freshCounters();
    const { points } = await run();
    const after = { octets: await loopbackOctets(), at: performance.now() };
    clearInterval(sending);
    source.close();
    sink.close();
    const truth = (8000 * (after.octets - before.octets)) / (after.at - before.at);
    const lo = points.find((point) => point.tags["ifName"] === "lo");
    expect(Number(lo?.fields["inBps"]) / truth).toBeGreaterThan(0.98);
    expect(Number(lo?.fields["inBps"]) / truth).toBeLessThan(1.02);
  });

  test("a wrong community is silence, told at the deadline", async () => {
    const { result } = await probing({ community: "wrong" }, 900)();
    expect(result).toMatchObject({ outcome: "failed", reason: "timeout" });
  });
});
