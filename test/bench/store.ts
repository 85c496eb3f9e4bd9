import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { hasInfluxd, startInfluxd } from "../conformance/influxd.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "../conformance/victoria-metrics.ts";
import { childrenCpuS } from "./cpu.ts";
import type { Row } from "./row.ts";
import { sendAsAgents } from "./store-agents.ts";
import { syncRow } from "./store-disk.ts";
import { type LoadFigures, peakRssMb, sendAll } from "./store-load.ts";
import { startControlPlane } from "./store-server.ts";
import { makeWorkload, type Workload } from "./store-workload.ts";

const connections = 4;

interface OwnFigures extends LoadFigures {
  bytesPerValue: number;
}

/** Through the door for others' measurements, with a token. */
async function measureOurs(workload: Workload, over: number): Promise<OwnFigures> {
  const server = await startControlPlane();
  try {
    const target = {
      writeUrl: `${server.url}/write?precision=ms`,
      token: await server.ingestToken(),
      pid: server.pid,
    };
    const figures = await sendAll(target, workload, over);
    await server.stop();
    return { ...figures, bytesPerValue: (await mergedBytes(server.folder)) / workload.values };
  } finally {
    await server.remove();
  }
}

/** Bytes of the samples on disk once all are merged; the journal keeps its place in the index file for what comes next. */
async function mergedBytes(dataFolder: string): Promise<number> {
  const folder = join(dataFolder, "series");
  const store = openEmbeddedSeriesStore(folder);
  await store.compact();
  await store.close();
  const raw = readdirSync(folder).filter((name) => /^raw-.*\.db$/.test(name));
  return raw.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

interface PeerFigures {
  valuesPerS: number;
  cpuSPerMillion: number;
}

async function measurePeer(
  start: () => Promise<{ url: string; remove(): Promise<void> }>,
  { command, query, workload }: { command: string; query: string; workload: Workload },
): Promise<PeerFigures> {
  const peer = await start();
  try {
    if (command === "influxd") {
      await fetch(`${peer.url}/query`, {
        method: "POST",
        body: new URLSearchParams({ q: "CREATE DATABASE bench" }),
      });
    }
    const before = childrenCpuS(command);
    const { valuesPerS } = await sendAll({ writeUrl: `${peer.url}/write?${query}` }, workload, connections);
    return { valuesPerS, cpuSPerMillion: ((childrenCpuS(command) - before) / workload.values) * 1e6 };
  } finally {
    await peer.remove();
  }
}

async function peersOf(workload: Workload): Promise<Record<string, PeerFigures | string>> {
  const absent = (name: string) => `not installed (apt install ${name})`;
  return {
    "influxd 1.6": hasInfluxd
      ? await measurePeer(() => startInfluxd(), {
          command: "influxd",
          query: "db=bench&precision=ms",
          workload,
        })
      : absent("influxdb"),
    VictoriaMetrics: hasVictoriaMetrics
      ? // the kernel keeps fifteen letters of a command's name
        await measurePeer(() => startVictoriaMetrics(), {
          command: "victoria-metric",
          query: "precision=ms",
          workload,
        })
      : absent("victoria-metrics"),
  };
}

function figuresOf(
  peers: Record<string, PeerFigures | string>,
  pick: (figures: PeerFigures) => number,
): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(peers).map(([name, figures]) => [
      name,
      typeof figures === "string" ? figures : pick(figures),
    ]),
  );
}

/** 2.09 million values of 5,000 series through the control plane's own door, each body answered when it is on disk. */
export async function ingestRows(): Promise<Row[]> {
  const rows: Row[] = [syncRow()];
  for (const { lines, least, cpuBar } of [
    { lines: 200, least: 700_000, cpuBar: 2.0 },
    { lines: 5000, least: 1_100_000, cpuBar: 1.5 },
  ]) {
    const workload = makeWorkload({ interfaces: 500, rounds: 418, linesPerBody: lines });
    const ours = await measureOurs(workload, connections);
    const peers = await peersOf(workload);
    const what = `${lines}-line bodies, 5,000 series, ${connections} connections`;
    rows.push(
      {
        work: `values a second, ${what}`,
        ours: ours.valuesPerS,
        digits: 0,
        unit: "/s",
        bar: least,
        isLeast: true,
        peers: figuresOf(peers, ({ valuesPerS }) => valuesPerS),
      },
      {
        work: `CPU per million values, ${what}`,
        ours: ours.cpuSPerMillion,
        digits: 2,
        unit: "CPU-s",
        bar: cpuBar,
        peers: figuresOf(peers, ({ cpuSPerMillion }) => cpuSPerMillion),
      },
    );
    for (const over of [1, 8]) {
      rows.push({
        work: `values a second, ${lines}-line bodies, 5,000 series, ${over === 1 ? "1 connection" : `${over} connections`}`,
        ours: (await measureOurs(workload, over)).valuesPerS,
        digits: 0,
        unit: "/s",
        bar: least,
        isLeast: true,
      });
    }
    if (lines === 5000) {
      rows.push({
        work: "disk per value once merged, 5,000 series",
        ours: ours.bytesPerValue,
        digits: 2,
        unit: "bytes",
        bar: 2.5,
      });
    }
  }
  return rows;
}

/** What memory comes to with 70,000 series, from as many agents as a province has. */
export async function memoryRows(): Promise<Row[]> {
  const server = await startControlPlane();
  try {
    await sendAsAgents(server, { agents: 20, interfaces: 350, rounds: 30, linesPerBody: 200 });
    return [
      {
        work: "peak memory, 70,000 series, 200-line bodies of 20 agents",
        ours: peakRssMb(server.pid),
        digits: 0,
        unit: "MiB",
        bar: 200,
      },
    ];
  } finally {
    await server.remove();
  }
}

/** Killed while it takes all it can, how long until it answers again. */
export async function crashRows(): Promise<Row[]> {
  const workload = makeWorkload({ interfaces: 500, rounds: 418, linesPerBody: 1000 });
  const times: number[] = [];
  let server = await startControlPlane();
  try {
    const token = await server.ingestToken();
    for (let kill = 0; kill < 4; kill += 1) {
      const writeUrl = `${server.url}/write?precision=ms`;
      const sending = sendAll({ writeUrl, token }, workload, connections).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 500 + kill * 400));
      await Promise.all([server.kill(), sending]);
      const beganMs = performance.now();
      server = await startControlPlane(server.folder);
      times.push((performance.now() - beganMs) / 1000);
    }
  } finally {
    await server.remove();
  }
  return [
    {
      work: "ready after kill -9 at full load, worst of 4",
      ours: Math.max(...times),
      digits: 2,
      unit: "s",
      bar: 5,
    },
  ];
}
