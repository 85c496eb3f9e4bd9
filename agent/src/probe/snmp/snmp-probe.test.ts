import type { CheckOf } from "@haidang/contract/check.ts";
import { encodePoints, parseLines } from "@haidang/contract/line-protocol.ts";
import { describe, expect, test } from "vitest";
import { scriptedSession } from "../../snmp/scripted-session.ts";
import { SnmpFault } from "../../snmp/session.ts";
import type { SnmpValue } from "../../snmp/value.ts";
import { snmpProbe } from "./snmp-probe.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const check: CheckOf<"snmp"> = {
  id: "snmp:device/sw1",
  probe: "snmp",
  target: { kind: "device", id: "sw1" },
  intervalMs: 60_000,
  retryIntervalMs: 20_000,
  timeoutMs: 5000,
  settings: { address: "127.0.0.1", port: 161, version: "2c", community: "public" },
};
const context = (slotMs = 1_800_000_000_000) => ({ agent: "a1", slotMs, signal: AbortSignal.timeout(5000) });

const system = (ticks: number): Record<string, SnmpValue> => ({
  "1.3.6.1.2.1.1.1.0": bytes("Router\r\nOS 15"),
  "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.9.1.1",
  "1.3.6.1.2.1.1.3.0": ticks,
  "1.3.6.1.2.1.1.5.0": bytes("sw1"),
});

interface Port {
  name?: string;
  descr?: string;
  inOctets: bigint;
  speed?: number;
  highSpeed?: number;
  wide?: boolean;
}

function port(index: number, { name, descr, inOctets, speed, highSpeed, wide = true }: Port) {
  const entry = "1.3.6.1.2.1.2.2.1";
  const more = "1.3.6.1.2.1.31.1.1.1";
  return {
    [`${entry}.2.${index}`]: bytes(descr ?? ""),
    ...(speed === undefined ? {} : { [`${entry}.5.${index}`]: speed }),
    [`${entry}.7.${index}`]: 1,
    [`${entry}.8.${index}`]: 7,
    [`${entry}.10.${index}`]: Number(inOctets % 2n ** 32n),
    [`${entry}.14.${index}`]: 3,
    [`${entry}.16.${index}`]: 0,
    ...(name === undefined ? {} : { [`${more}.1.${index}`]: bytes(name) }),
    ...(wide ? { [`${more}.6.${index}`]: inOctets, [`${more}.10.${index}`]: 0n } : {}),
    ...(highSpeed === undefined ? {} : { [`${more}.15.${index}`]: highSpeed }),
    [`${more}.18.${index}`]: bytes(`to site ${index}`),
  };
}

/** One probe, run against one device after the other. */
function probing(version: "1" | "2c" = "2c") {
  let variables: Record<string, SnmpValue> = {};
  const sessions: ReturnType<typeof scriptedSession>[] = [];
  const probe = snmpProbe(check, () => {
    const session = scriptedSession(version, variables);
    sessions.push(session);
    return session;
  });
  return {
    sessions,
    run: (next: Record<string, SnmpValue>) => {
      variables = next;
      return probe.run(context());
    },
  };
}

/** LLDP-MIB: what is heard at a local port, one row each. */
const heard = (localPort: number, index: number, name: string) => ({
  [`1.0.8802.1.1.2.1.4.1.1.7.1.${localPort}.${index}`]: bytes("Gi0/24"),
  [`1.0.8802.1.1.2.1.4.1.1.9.1.${localPort}.${index}`]: bytes(name),
  [`1.0.8802.1.1.2.1.3.7.1.3.${localPort}`]: bytes(String(localPort)),
});

describe("snmpProbe", () => {
  test("tells whom the device hears at its cables, and not again in the next minute", async () => {
    const device = probing();
    const told = {
      ...system(123_456),
      ...port(1, { name: "Gi0/1", inOctets: 1n }),
      ...port(2, { name: "Gi0/2", inOctets: 1n }),
      ...heard(1, 1, "core\n-1"),
      // several behind one port: a bridge that knows no LLDP is between
      ...heard(2, 1, "phone"),
      ...heard(2, 2, "camera"),
    };
    const neighbours = async () => {
      const { points } = await device.run(told);
      return points.filter(({ measurement }) => measurement === "neighbour");
    };
    expect(await neighbours()).toEqual([
      {
        measurement: "neighbour",
        tags: { agent: "a1", kind: "device", id: "sw1", ifName: "Gi0/1" },
        fields: { self: "sw1", sysName: "core -1", port: "Gi0/24" },
        timeMs: 1_800_000_000_000,
      },
    ]);
    expect(await neighbours()).toEqual([]);
  });

  test("brings the device and each interface", async () => {
    const device = probing();
    const { result, points } = await device.run({
      ...system(123_456),
      ...port(1, { name: "Gi0/1", inOctets: 2n ** 40n, speed: 4_294_967_295, highSpeed: 10_000 }),
    });
    expect(result).toMatchObject({ probe: "snmp", outcome: "ok", timeMs: 1_800_000_000_000 });
    expect(points).toEqual([
      {
        measurement: "device",
        tags: { agent: "a1", kind: "device", id: "sw1" },
        fields: {
          sysName: "sw1",
          sysDescr: "Router OS 15",
          sysObjectID: "1.3.6.1.4.1.9.1.1",
          uptimeS: 1234.56,
        },
        timeMs: 1_800_000_000_000,
      },
      {
        measurement: "interface",
        tags: { agent: "a1", kind: "device", id: "sw1", ifName: "Gi0/1" },
        fields: {
          ifIndex: 1,
          alias: "to site 1",
          speedBps: 1e10,
          adminStatus: 1,
          operStatus: 7,
          inErrors: 3,
          inOctets: 2 ** 40,
          outOctets: 0,
        },
        timeMs: 1_800_000_000_000,
      },
    ]);
    expect(device.sessions.every((session) => session.closed)).toBe(true);
  });

  test.each(["1", "2c"] as const)("rates come with the second reading (v%s)", async (version) => {
    const device = probing(version);
    await device.run({ ...system(100_000), ...port(1, { name: "a", inOctets: 0n, wide: version === "2c" }) });
    const { points } = await device.run({
      ...system(106_000),
      ...port(1, { name: "a", inOctets: 75_000n, wide: version === "2c" }),
    });
    expect(points[1]?.fields).toMatchObject({ inBps: 10_000, outBps: 0 });
  });

  test("without 64-bit counters the 32-bit ones are read, for those interfaces only", async () => {
    const device = probing();
    const ports = (octets: bigint) => ({
      ...port(1, { name: "wide", inOctets: 2n ** 33n + octets }),
      ...port(2, { name: "narrow", inOctets: octets, wide: false }),
    });
    await device.run({ ...system(1000), ...ports(2n ** 32n - 100n) });
    const { points } = await device.run({ ...system(2000), ...ports(2n ** 32n + 1150n) });
    const inBps = points.slice(1).map((point) => point.fields["inBps"]);
    expect(inBps).toEqual([1000, 1000]);
  });

  test("names: ifName, else ifDescr, else the index; shared ones carry their index, hostile ones are made safe", async () => {
    const { points } = await probing().run({
      ...system(1000),
      ...port(1, { name: "eth0", inOctets: 0n }),
      ...port(2, { descr: "FastEthernet0/2", inOctets: 0n }),
      ...port(3, { name: "eth0", inOctets: 0n }),
      ...port(4, { inOctets: 0n }),
      ...port(5, { name: `a b,c=d"\n\u202eevil ${"x".repeat(5000)}`, inOctets: 0n }),
    });
    const names = points.slice(1).map((point) => point.tags["ifName"]);
    expect(names.slice(0, 4)).toEqual(["eth0#1", "FastEthernet0/2", "eth0#3", "if4"]);
    expect(names[4]).toMatch(/^a b,c=d" {1,2}evil x+…$/);
    const written = parseLines(encodePoints(points), { precision: "ms", nowMs: 0 });
    expect(written.faults).toEqual([]);
    expect(written.points).toHaveLength(6);
  });

  test("after a restart of the device there is one reading without rates", async () => {
    const device = probing();
    const eth0 = (inOctets: bigint) => port(1, { name: "eth0", inOctets });
    await device.run({ ...system(900_000), ...eth0(5_000_000n) });
    const restarted = await device.run({ ...system(1000), ...eth0(100n) });
    expect(restarted.points[1]?.fields).not.toHaveProperty("inBps");
    const after = await device.run({ ...system(2000), ...eth0(1350n) });
    expect(after.points[1]?.fields).toMatchObject({ inBps: 1000 });
  });

  test("out of turn there is no rate over a moment, and the next is since the run before", async () => {
    const device = probing();
    const eth0 = (inOctets: bigint) => port(1, { name: "eth0", inOctets, highSpeed: 1000 });
    await device.run({ ...system(1000), ...eth0(0n) });
    // a device that counts in steps of ten seconds makes the step just after the first run
    const hurried = await device.run({ ...system(1050), ...eth0(1_250_000n) });
    expect(hurried.points[1]?.fields).toMatchObject({ inOctets: 1_250_000 });
    expect(hurried.points[1]?.fields).not.toHaveProperty("inBps");
    const after = await device.run({ ...system(7000), ...eth0(7_500_000n) });
    expect(after.points[1]?.fields).toMatchObject({ inBps: 1_000_000 });
  });

  test("a community that may not read the system group is a credential fault", async () => {
    const { result, points } = await probing().run({});
    expect(result).toMatchObject({ outcome: "failed", reason: "credentials" });
    expect(points).toEqual([]);
  });

  test("a device that falls silent halfway keeps what was read, and its next rates span the gap", async () => {
    let silent = false;
    let variables: Record<string, SnmpValue> = {};
    const probe = snmpProbe(check, () =>
      scriptedSession("2c", variables, {
        onBulk() {
          if (silent) throw new SnmpFault("timeout", "no answer");
        },
      }),
    );
    variables = { ...system(1000), ...port(1, { name: "eth0", inOctets: 0n }) };
    await probe.run(context());
    silent = true;
    const halfway = await probe.run(context());
    expect(halfway.result).toMatchObject({ outcome: "failed", reason: "timeout", detail: "no answer" });
    expect(halfway.points.map((point) => point.measurement)).toEqual(["device"]);
    silent = false;
    variables = { ...system(3000), ...port(1, { name: "eth0", inOctets: 2500n }) };
    expect((await probe.run(context())).points[1]?.fields).toMatchObject({ inBps: 1000 });
  });

  test("a name that does not resolve is said as such", async () => {
    const named = { ...check, settings: { ...check.settings, address: "no-such-host.invalid" } };
    const { result } = await snmpProbe(named).run(context());
    expect(result).toMatchObject({ outcome: "failed", reason: "dns_failure" });
  });
});
