import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { watchIcmp } from "@haidang/agent/probe/icmp/watch-icmp.ts";
import type { Check } from "@haidang/contract/check.ts";
import { childrenCpuS, end, missing, ownCpuS, processCpuS } from "./cpu.ts";
import type { Row } from "./row.ts";
import { openStore } from "./snmp-work.ts";

const links = 345;
const agent = "bench";
const warmMs = 20_000;
const measuredMs = 30_000;
const fpingMs = 15_000;

/** One echo request a second to each link of the hub, on the loopback network. */
export async function icmpRows(): Promise<Row[]> {
  const work = `${links} links at 1 Hz, windows and percentiles, stored`;
  const rowsOf = (figures: { sharePct?: number; perThousandS?: number }, more: Partial<Row>): Row[] => [
    { work, ours: figures.sharePct, digits: 1, unit: "% of a core", bar: 6, ...more },
    {
      work: "the same, CPU per 1,000 pings",
      ours: figures.perThousandS,
      digits: 3,
      unit: "CPU-s",
      bar: 0.1,
      ...more,
    },
  ];
  const lacking = missing("fping", "fping");
  if (lacking !== undefined) return rowsOf({}, { note: `fping is ${lacking}` });
  const ours = await watchedCpuS();
  const bare = await fpingCpuS();
  const pings = (ms: number) => (links * ms) / 1e6;
  const [share, perThousand] = rowsOf(
    { sharePct: (ours.cpuS / (measuredMs / 1000)) * 100, perThousandS: ours.cpuS / pings(measuredMs) },
    { note: `fping included (${((ours.fpingS / ours.cpuS) * 100).toFixed(0)} % of it)` },
  );
  if (share === undefined || perThousand === undefined) return [];
  return [
    { ...share, peers: { "fping alone": (bare / (fpingMs / 1000)) * 100 } },
    { ...perThousand, peers: { "fping alone": bare / pings(fpingMs) } },
  ];
}

function addressOf(link: number): string {
  return `127.1.${Math.floor(link / 250)}.${1 + (link % 250)}`;
}

function checkOf(link: number): Check {
  const target = { kind: "link", id: `link-${link}` } as const;
  return {
    id: `icmp:link/${target.id}`,
    probe: "icmp",
    target,
    intervalMs: 10_000,
    retryIntervalMs: 10_000,
    timeoutMs: 1_000,
    settings: { address: addressOf(link) },
  };
}

/** Links of the hub, each an address of the loopback network. */
export function linkChecks(count: number): Check[] {
  return Array.from({ length: count }, (_, link) => checkOf(link));
}

async function watchedCpuS(): Promise<{ cpuS: number; fpingS: number }> {
  const store = openStore(agent);
  const timer = setInterval(() => store.intake.flush(), 2_000);
  const watching = await watchIcmp({ agent, now: Date.now, emit: (emission) => store.intake.take(emission) });
  watching.watch(linkChecks(links));
  await sleep(warmMs);
  const before = { own: ownCpuS(), fping: childrenCpuS("fping") };
  await sleep(measuredMs);
  const fpingS = childrenCpuS("fping") - before.fping;
  const cpuS = ownCpuS() - before.own + fpingS;
  await watching.close();
  clearInterval(timer);
  store.close();
  return { cpuS, fpingS };
}

/** The tool by itself, its output thrown away. */
async function fpingCpuS(): Promise<number> {
  const addresses = Array.from({ length: links }, (_, link) => addressOf(link));
  const child = spawn("fping", ["-l", "-D", "-p", "1000", "-i", "1", ...addresses], { stdio: "ignore" });
  await sleep(2_000);
  const before = processCpuS(child.pid ?? 0);
  await sleep(fpingMs);
  const cpuS = processCpuS(child.pid ?? 0) - before;
  await end(child);
  return cpuS;
}
