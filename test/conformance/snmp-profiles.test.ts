import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { watchHealth } from "../../agent/src/probe/snmp/health.ts";
import { type DiscoveryReport, discoverDevice } from "../../agent/src/snmp/discover.ts";
import type { Readings } from "../../agent/src/snmp/discovery/readings.ts";
import { openSnmpSession, type SnmpSession } from "../../agent/src/snmp/session.ts";
import { readSystem } from "../../agent/src/snmp/system-group.ts";
import { compareOids } from "../../agent/src/snmp/value.ts";
import {
  type Expected,
  expectedOf,
  recordingFolder,
  recordingNames,
  type Simulation,
  serveRecordings,
  simulator,
} from "./recordings.ts";

const inCi = process.env["CI"] !== undefined;
const canRun = recordingNames.length > 0 && (simulator !== undefined || inCi);

/** The share of all numeric sensors that have to be read right. */
const wantedShare = 0.95;

interface Row {
  name: string;
  profile: string;
  ports: [number, number];
  numeric: [number, number];
  states: [number, number];
  processors: [number, number];
  memory: [number, number];
  storage: [number, number];
  found: number;
  misses: string[];
}

const near = (value: number, expected: number) =>
  Math.abs(value - expected) <= 0.005 * Math.abs(expected) + 1e-9;

describe.skipIf(!canRun)(`SNMP profiles against the recordings in ${recordingFolder}`, () => {
  const rows: Row[] = [];
  let simulation: Simulation | undefined;

  beforeAll(async () => {
    expect(simulator, "snmpsim is missing: apt install snmpsim").toBeDefined();
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    simulation = await serveRecordings(simulator ?? "", port);
  }, 90_000);

  afterAll(async () => {
    await simulation?.stop();
    if (rows.length > 0) console.log(report(rows));
  });

  async function withSession<T>(community: string, use: (session: SnmpSession) => Promise<T>): Promise<T> {
    const session = openSnmpSession({
      ip: "127.0.0.1",
      port: simulation?.port ?? 0,
      version: "2c",
      community,
      timeoutMs: 5000,
      retries: 1,
    });
    try {
      return await use(session);
    } finally {
      session.close();
    }
  }

  test.each(recordingNames)(
    "%s: all ports, the sensors, and a poll that reads what the discovery did",
    async (name) => {
      const signal = AbortSignal.timeout(25_000);
      const answer = await withSession(name, (session) => discoverDevice(session, { signal }));
      expect(answer.missed).toEqual([]);
      expect(answer.profile).not.toBe("generic");
      expect(answer.discovery.identity.vendor).not.toBe("");
      const expected = expectedOf(name);
      if (expected !== undefined) {
        rows.push(compare(name, answer, expected));
        expect(portFaults(answer, expected)).toEqual([]);
      }
      const polled = await withSession(name, async (session) => {
        const health = watchHealth();
        const system = await readSystem(session);
        const run = { session, system, nowMs: 1_800_000_000_000, mayGoOn: () => true };
        await health.run(run);
        return await health.run(run);
      });
      expect(polled.note).toBeUndefined();
      expect(sorted(polled.readings)).toEqual(sorted(answer.discovery));
    },
  );

  test(`at least ${wantedShare * 100} % of all numeric sensors are within 0.5 %`, () => {
    const got = rows.reduce((sum, row) => sum + row.numeric[0], 0);
    const all = rows.reduce((sum, row) => sum + row.numeric[1], 0);
    expect(all).toBeGreaterThan(0);
    expect(got / all).toBeGreaterThanOrEqual(wantedShare);
  });
});

/** A poll asks in another order. */
function sorted(readings: Readings | undefined): Readings {
  const byOid = <T extends { oid: string }>(list: readonly T[] = []) =>
    list.toSorted((a, b) => compareOids(a.oid.slice(1), b.oid.slice(1)));
  const byName = <T extends { name: string }>(list: readonly T[] = []) =>
    list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    sensors: byOid(readings?.sensors),
    processors: byOid(readings?.processors),
    memory: byName(readings?.memory),
    storage: byName(readings?.storage),
  };
}

function compare(name: string, { discovery, profile }: DiscoveryReport, expected: Expected): Row {
  const sensors = new Map(discovery.sensors.map((sensor) => [sensor.oid, sensor.value]));
  const right = (sensor: Expected["sensors"][number]) => {
    const value = sensors.get(sensor.oid);
    return value !== undefined && sensor.value !== null && near(value, sensor.value);
  };
  const numeric = expected.sensors.filter((sensor) => sensor.class !== "state");
  const states = expected.sensors.filter((sensor) => sensor.class === "state");
  const has = <T>(list: readonly T[], test: (one: T) => boolean): [number, number] => [
    list.filter(test).length,
    list.length,
  ];
  return {
    name,
    profile,
    ports: [expected.ports.length - portFaults({ discovery }, expected).length, expected.ports.length],
    numeric: has(numeric, right),
    states: has(states, right),
    processors: has(expected.processors, ({ oid, percent }) =>
      discovery.processors.some((one) => one.oid === oid && Math.abs(one.pct - percent) <= 1),
    ),
    memory: has(expected.mempools, ({ total_bytes, used_bytes }) =>
      // It is told in whole percent by some: one percent of the total.
      discovery.memory.some(
        (one) =>
          near(one.totalBytes, total_bytes) && Math.abs(one.usedBytes - used_bytes) <= 0.01 * total_bytes,
      ),
    ),
    storage: has(expected.storage, ({ size, used }) =>
      discovery.storage.some((one) => near(one.totalBytes, size) && near(one.usedBytes, used)),
    ),
    found: discovery.sensors.length,
    misses: expected.sensors
      .filter((sensor) => !right(sensor))
      .map(
        ({ class: kind, oid, descr, value }) => `${kind} ${oid} ${descr}: ${value}, read ${sensors.get(oid)}`,
      ),
  };
}

/** One line a port that is missing or differs. */
function portFaults({ discovery }: Pick<DiscoveryReport, "discovery">, { ports }: Expected): string[] {
  const found = new Map(discovery.interfaces.map((one) => [one.index, one]));
  return ports.flatMap((port) => {
    const one = found.get(port.ifIndex);
    if (one === undefined) return [`port ${port.ifIndex} is missing`];
    // What has no alias is shown under its description by the product compared with.
    const ownAlias = port.ifAlias === port.ifName || port.ifAlias === port.ifDescr ? undefined : port.ifAlias;
    const pairs: [string, unknown, unknown][] = [
      ["name", one.name, port.ifName ?? port.ifDescr],
      ["alias", one.alias, ownAlias],
      ["type", one.type, port.ifType],
      ["admin", one.adminStatus, port.ifAdminStatus],
      ["oper", one.operStatus, port.ifOperStatus],
      ["in", Number(one.inOctets), port.ifInOctets],
      ["out", Number(one.outOctets), port.ifOutOctets],
      ["inErrors", one.inErrors, port.ifInErrors],
      ["outErrors", one.outErrors, port.ifOutErrors],
    ];
    const faults = pairs
      .filter(([, value, wanted]) => wanted !== undefined && value !== wanted)
      .map(([what, value, wanted]) => `port ${port.ifIndex} ${what}: ${value}, not ${wanted}`);
    // ifSpeed is exact where ifHighSpeed, which the other takes, is rounded to megabits.
    const speedIsRight = port.ifSpeed === undefined || near(one.speedBps, port.ifSpeed);
    if (!speedIsRight) faults.push(`port ${port.ifIndex} speed: ${one.speedBps}, not ${port.ifSpeed}`);
    return faults.length === 0 ? [] : [faults.join("; ")];
  });
}

function report(rows: readonly Row[]): string {
  const figures = ["ports", "numeric", "states", "processors", "memory", "storage"] as const;
  const total = (key: (typeof figures)[number]): [number, number] => [
    rows.reduce((sum, row) => sum + row[key][0], 0),
    rows.reduce((sum, row) => sum + row[key][1], 0),
  ];
  const cell = ([got, all]: readonly [number, number]) => (all === 0 ? "-" : `${got}/${all}`).padStart(11);
  const line = (name: string, profile: string, cells: (typeof rows)[number]["ports"][], found: number) =>
    [name.padEnd(44), profile.padEnd(22), ...cells.map(cell), String(found).padStart(8)].join("");
  const [got, all] = total("numeric");
  return [
    ["device".padEnd(44), "profile".padEnd(22), ...figures.map((key) => key.padStart(11)), "   found"].join(
      "",
    ),
    ...rows.map((row) =>
      line(
        row.name,
        row.profile,
        figures.map((key) => row[key]),
        row.found,
      ),
    ),
    line(
      "all",
      "",
      figures.map(total),
      rows.reduce((sum, row) => sum + row.found, 0),
    ),
    `numeric sensors within 0.5 %: ${((100 * got) / all).toFixed(1)} %`,
    "not met:",
    ...rows.flatMap((row) => row.misses.map((miss) => `  ${row.name}: ${miss}`)),
  ].join("\n");
}
