import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Check } from "@haidang/contract/check.ts";
import { layOut } from "../../scripts/package/tree.ts";
import { startCentre } from "./centre.ts";
import { end, missing, processCpuS, residentMb } from "./cpu.ts";
import { startDevices } from "./device.ts";
import { linkChecks } from "./icmp.ts";
import { median, type Row } from "./row.ts";

const rounds = 3;
const starts = 5;
const startMs = 20_000;

interface Site {
  devices: number;
  /** Ports the devices listen on: several checks may ask one of them, under names of their own. */
  sockets: number;
  links: number;
  ports: number;
  intervalS: number;
}

/** Memory of the whole agent after a few rounds, and how long it takes to start; of the package, or of another command. */
export async function footprintRows(command?: readonly string[]): Promise<Row[]> {
  if (command !== undefined) return rowsOf(command, command.join(" "));
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-package-"));
  try {
    await layOut({ root: fileURLToPath(new URL("../..", import.meta.url)), folder });
    return await rowsOf([join(folder, "usr/bin/haidang-agent"), "run"], "as packaged");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rowsOf(command: readonly string[], what: string): Promise<Row[]> {
  const lacking = missing("fping", "fping");
  const links = (count: number) => (lacking === undefined ? count : 0);
  const small = await runSite(command, {
    devices: 20,
    sockets: 20,
    links: links(20),
    ports: 28,
    intervalS: 20,
  });
  const large = await runSite(command, {
    devices: 2_000,
    sockets: 200,
    links: links(345),
    ports: 28,
    intervalS: 30,
  });
  const without = lacking === undefined ? "" : `; without links, for fping is ${lacking}`;
  const note = `${what}; after ${rounds} rounds of 28 ports each, delivering all the time${without}`;
  return [
    { work: "agent, 20 devices and 20 links, RSS", ours: small.rssMb, digits: 0, unit: "MB", bar: 75, note },
    {
      work: "agent, 2,000 devices and 345 links, RSS",
      ours: large.rssMb,
      digits: 0,
      unit: "MB",
      bar: 130,
      note,
    },
    {
      work: "agent, 20 devices and 20 links, CPU",
      ours: small.cpuPct,
      digits: 2,
      unit: "% of a core",
      note: "every 20 s, three times as often as by default",
    },
    {
      work: "agent, 2,000 devices and 345 links, CPU",
      ours: large.cpuPct,
      digits: 1,
      unit: "% of a core",
      note: "every 30 s, twice as often as by default; fping not included",
    },
    {
      work: "agent, start until it measures",
      ours: await startMedianMs(command),
      digits: 0,
      unit: "ms",
      bar: 300,
      note: what,
    },
  ];
}

function checksOf(sockets: readonly number[], { devices, links, intervalS }: Site): Check[] {
  const polled = Array.from({ length: devices }, (_, device): Check => {
    const target = { kind: "device", id: `sw${device}` } as const;
    return {
      id: `snmp:device/${target.id}`,
      probe: "snmp",
      target,
      intervalMs: intervalS * 1000,
      retryIntervalMs: intervalS * 1000,
      timeoutMs: 5_000,
      settings: {
        address: "127.0.0.1",
        port: sockets[device % sockets.length] ?? 0,
        version: "2c",
        community: "public",
      },
    };
  });
  return [...polled, ...linkChecks(links)];
}

async function runSite(command: readonly string[], site: Site): Promise<{ rssMb: number; cpuPct: number }> {
  const devices = await startDevices({ ports: site.ports, sensors: 0, devices: site.sockets });
  const centre = await startCentre({ version: "1", checks: checksOf(devices.ports, site) });
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-agent-"));
  const agent = await startAgent(command, folder, centre.url);
  try {
    const roundMs = site.intervalS * 1000;
    await sleep((rounds - 1) * roundMs);
    const before = processCpuS(agent.pid);
    await sleep(roundMs);
    const cpuPct = ((processCpuS(agent.pid) - before) / site.intervalS) * 100;
    const { polls } = await devices.counts();
    if (polls < site.devices * (rounds - 1)) throw new Error(`the agent has polled ${polls} times only`);
    return { rssMb: residentMb(agent.pid), cpuPct };
  } finally {
    await agent.stop();
    centre.close();
    devices.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Started again with an identity and checks on disk, as after a reboot. */
async function startMedianMs(command: readonly string[]): Promise<number> {
  const centre = await startCentre({ version: "1", checks: [] });
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-agent-"));
  const tookMs: number[] = [];
  for (let start = 0; start <= starts; start += 1) {
    const agent = await startAgent(command, folder, centre.url);
    tookMs.push(agent.startedMs);
    await agent.stop();
  }
  centre.close();
  rmSync(folder, { recursive: true });
  // the first one enrols
  return median(tookMs.slice(1));
}

async function startAgent(command: readonly string[], folder: string, url: string) {
  const [program = "", ...parameters] = command;
  const startedAt = performance.now();
  const child = spawn(program, parameters, {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      // it ends with the benchmark, however that ends
      HAIDANG_PARENT: "1",
      HAIDANG_URL: url,
      HAIDANG_AGENT_DATA: folder,
      HAIDANG_ENROL_CODE: "bench-code-bench-code",
      HAIDANG_AGENT_METRICS: "off",
      // the launcher steps down from root to the user it is told
      HAIDANG_AGENT_USER: userInfo().username,
      NODE_COMPILE_CACHE: join(folder, "cache"),
    },
  });
  const ready = Promise.withResolvers<number>();
  let said = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes('"event":"started"')) ready.resolve(performance.now() - startedAt);
    said = line;
  });
  child.once("exit", () => ready.reject(new Error(`the agent has ended: ${said}`)));
  const deadline = setTimeout(() => ready.reject(new Error(`the agent does not start: ${said}`)), startMs);
  const startedMs = await ready.promise;
  clearTimeout(deadline);
  return { pid: child.pid ?? 0, startedMs, stop: () => end(child) };
}
