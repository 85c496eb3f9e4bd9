import { readFile, statfs } from "node:fs/promises";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import {
  type CpuTicks,
  cpuPct,
  diskUse,
  type NetCounters,
  octetRate,
  parseLoadavg,
  parseMeminfo,
  parseMounts,
  parseNetDev,
  parseStat,
  parseUptime,
} from "./proc.ts";

type HostCheck = CheckOf<"host">;

interface Reading {
  cpu: CpuTicks;
  /** Seconds since boot: unlike the clock it never jumps. */
  uptimeS: number;
  net: readonly NetCounters[];
}

/** The agent's own machine. CPU and network rates need the run before and are absent on the first. */
export function hostProbe(check: HostCheck, procFolder = "/proc"): BoundProbe {
  let before: Reading | undefined;
  return {
    async run(context) {
      const startedAt = performance.now();
      const result = { probe: "host", target: check.target, timeMs: context.slotMs } as const;
      const duration = () => Math.round(performance.now() - startedAt);
      try {
        const texts = await readProc(procFolder);
        const reading = readingOf(texts);
        const tags = { agent: context.agent, kind: check.target.kind, id: check.target.id };
        const points = [
          hostPoint(texts, { tags, timeMs: context.slotMs, reading, before }),
          ...netPoints(reading, before, { tags, timeMs: context.slotMs }),
          ...(await diskPoints(texts.mounts, { tags, timeMs: context.slotMs, signal: context.signal })),
        ];
        before = reading;
        return { result: { ...result, outcome: "ok", durationMs: duration() }, points };
      } catch (error) {
        const detail = deviceText(error instanceof Error ? error.message : String(error));
        const cannot = { outcome: "cannot", reason: "agent_fault", detail, durationMs: duration() } as const;
        return { result: { ...result, ...cannot }, points: [] };
      }
    },
    close() {},
  };
}

const procFiles = {
  stat: "stat",
  loadavg: "loadavg",
  meminfo: "meminfo",
  uptime: "uptime",
  netDev: "net/dev",
  mounts: "mounts",
} as const;
type ProcTexts = Record<keyof typeof procFiles, string>;

async function readProc(folder: string): Promise<ProcTexts> {
  const read = (name: keyof typeof procFiles) => readFile(`${folder}/${procFiles[name]}`, "utf8");
  const [stat, loadavg, meminfo, uptime, netDev, mounts] = await Promise.all([
    read("stat"),
    read("loadavg"),
    read("meminfo"),
    read("uptime"),
    read("netDev"),
    read("mounts"),
  ]);
  return { stat, loadavg, meminfo, uptime, netDev, mounts };
}

function readingOf(texts: ProcTexts): Reading {
  return {
    cpu: parseStat(texts.stat),
    uptimeS: parseUptime(texts.uptime),
    net: parseNetDev(texts.netDev),
  };
}

interface Stamp {
  tags: { agent: string; kind: string; id: string };
  timeMs: number;
}

function hostPoint(
  texts: ProcTexts,
  { tags, timeMs, reading, before }: Stamp & { reading: Reading; before: Reading | undefined },
): Point {
  const fields = {
    ...parseLoadavg(texts.loadavg),
    ...parseMeminfo(texts.meminfo),
    uptimeS: reading.uptimeS,
    cpuPct: before === undefined ? undefined : cpuPct(before.cpu, reading.cpu),
  };
  return measure("host", tags, fields, timeMs);
}

function netPoints(now: Reading, before: Reading | undefined, { tags, timeMs }: Stamp): Point[] {
  const earlier = new Map(before?.net.map((counters) => [counters.ifName, counters]));
  const elapsedS = before === undefined ? 0 : now.uptimeS - before.uptimeS;
  return now.net.map(({ ifName, inOctets, outOctets }) => {
    const then = earlier.get(ifName);
    const rates =
      then === undefined
        ? {}
        : {
            inBps: octetRate(then.inOctets, inOctets, elapsedS),
            outBps: octetRate(then.outOctets, outOctets, elapsedS),
          };
    return measure("hostNet", { ...tags, ifName }, { inOctets, outOctets, ...rates }, timeMs);
  });
}

/** A filesystem that does not answer (no permission, a dead driver) has no point; the others do. */
async function diskPoints(
  mounts: string,
  { tags, timeMs, signal }: Stamp & { signal: RunContext["signal"] },
): Promise<Point[]> {
  const points = await Promise.all(
    parseMounts(mounts).map(async ({ path }) => {
      const use = await useOf(path, signal);
      if (use === undefined) return [];
      return [measure("hostDisk", { ...tags, mount: deviceText(path, 120) }, { ...use }, timeMs)];
    }),
  );
  return points.flat();
}

const statfsMs = 2000;

async function useOf(path: string, signal: AbortSignal) {
  // statfs of a dead FUSE mount never returns and cannot be cancelled, only no longer waited for.
  const gaveUp = Promise.withResolvers<undefined>();
  const abort = () => gaveUp.resolve(undefined);
  const timer = setTimeout(abort, statfsMs);
  signal.addEventListener("abort", abort, { once: true });
  const asked = statfs(path).then(diskUse, () => undefined);
  const use = await Promise.race([asked, gaveUp.promise]);
  clearTimeout(timer);
  signal.removeEventListener("abort", abort);
  return use;
}
