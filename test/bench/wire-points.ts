import { windowStatistics } from "@haidang/agent/probe/icmp/window.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { resultPoint } from "@haidang/contract/result.ts";

/** What a site and a hub send, with traffic and round-trip times as noisy as real ones; the same in every run. */

/** Uniform in [0, 1), the same from run to run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface PortState {
  inOctets: number;
  outOctets: number;
  /** Mean load, bit/s. */
  inBps: number;
  outBps: number;
  inErrors: number;
  inDiscards: number;
}

const agent = "tram-quan-tri";

/** Rounds of `devices` switches with `ports` ports each, as `snmpProbe` sends them. */
export function interfaceRounds(
  rounds: number,
  { devices, ports, startMs }: { devices: number; ports: number; startMs: number },
): Point[][] {
  const random = seeded(28);
  const states = Array.from({ length: devices * ports }, () => startPort(random));
  return Array.from({ length: rounds }, (_, round) => {
    const points: Point[] = [];
    for (let device = 0; device < devices; device += 1) {
      const timeMs = startMs + 60_000 * round + 1000 * Math.floor((60 * device) / devices);
      points.push(...devicePoints({ device, ports, states, timeMs, random }));
    }
    return points;
  });
}

function startPort(random: () => number): PortState {
  const busy = random() < 0.6;
  return {
    inOctets: busy ? Math.floor(random() * 1e13) : 0,
    outOctets: busy ? Math.floor(random() * 1e13) : 0,
    inBps: busy ? 10 ** (3 + 5 * random()) : 0,
    outBps: busy ? 10 ** (3 + 5 * random()) : 0,
    inErrors: random() < 0.1 ? Math.floor(random() * 1000) : 0,
    inDiscards: random() < 0.1 ? Math.floor(random() * 1000) : 0,
  };
}

interface DeviceRound {
  device: number;
  ports: number;
  states: PortState[];
  timeMs: number;
  random: () => number;
}

function devicePoints({ device, ports, states, timeMs, random }: DeviceRound): Point[] {
  const tags = { agent, kind: "device", id: `ubnd-phuong-${100 + device}-sw` };
  const uptimeS = 8_640_000 + timeMs / 1000 + Math.floor(random() * 100) / 100;
  const points = [
    measure(
      "device",
      tags,
      {
        sysName: `sw-${100 + device}`,
        sysDescr: "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4",
        sysObjectID: "1.3.6.1.4.1.9.1.1208",
        uptimeS: Math.round((uptimeS % 1e8) * 100) / 100,
      },
      timeMs,
    ),
  ];
  for (let port = 0; port < ports; port += 1) {
    const state = states[device * ports + port];
    if (state !== undefined) points.push(portPoint({ tags, port, state, timeMs, random }));
  }
  const target = { kind: "device", id: tags.id } as const;
  const durationMs = Math.floor(20 + 40 * random());
  points.push(resultPoint(agent, { probe: "snmp", target, timeMs, outcome: "ok", durationMs }));
  return points;
}

interface PortRound {
  tags: { agent: string; kind: string; id: string };
  port: number;
  state: PortState;
  timeMs: number;
  random: () => number;
}

function portPoint({ tags, port, state, timeMs, random }: PortRound): Point {
  const ticks = 5_990 + Math.floor(random() * 20);
  const step = (bps: number) => Math.floor(((bps * (0.5 + random())) / 8) * (ticks / 100));
  const inStep = step(state.inBps);
  const outStep = step(state.outBps);
  state.inOctets += inStep;
  state.outOctets += outStep;
  const rate = (octets: number) => Math.round(((octets * 8 * 100) / ticks) * 1000) / 1000;
  return measure(
    "interface",
    { ...tags, ifName: `Gi1/0/${port + 1}` },
    {
      ifIndex: 10_100 + port + 1,
      alias: `Phong ${100 + port}`,
      speedBps: 1e9,
      adminStatus: 1,
      operStatus: state.inBps > 0 ? 1 : 2,
      inErrors: state.inErrors,
      outErrors: 0,
      inDiscards: state.inDiscards,
      outDiscards: 0,
      inOctets: state.inOctets,
      outOctets: state.outOctets,
      inBps: rate(inStep),
      outBps: rate(outStep),
    },
    timeMs,
  );
}

/** One ten-second window of each link, as the continuous icmp probe sends it. */
export function linkRound(links: number, timeMs: number): Point[] {
  const random = seeded(345);
  return Array.from({ length: links }, (_, link) => {
    const target = { kind: "link", id: `ubnd-phuong-${100 + link}-vnpt` } as const;
    const base = 1 + 12 * random();
    const samples = Array.from({ length: 10 }, (_, second) => {
      // fping tells three digits
      const rttMs = Number((base + 3 * random() ** 4).toPrecision(3));
      return { sentMs: timeMs - 10_000 + 1_000 * second, rttMs };
    });
    const point = measure("icmp", { agent, ...target }, { ...windowStatistics(samples) }, timeMs);
    return [resultPoint(agent, { probe: "icmp", target, timeMs, outcome: "ok" }), point];
  }).flat();
}
