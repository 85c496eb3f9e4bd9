import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasInfluxd, startInfluxd } from "../conformance/influxd.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "../conformance/victoria-metrics.ts";
import { childrenCpuS, end } from "./cpu.ts";
import type { Row } from "./row.ts";
import { type LoadFigures, post, sendAll } from "./store-load.ts";
import { makeWorkload, type Workload } from "./store-workload.ts";

const serverFile = join(import.meta.dirname, "store-server.ts");
/** Node's own choice is a young generation of 16 MiB thrice; what lives here lives for one request or for ever. */
const flags = ["--max-semi-space-size=4"];
const connections = 4;

interface OwnServer {
  child: ChildProcess;
  pid: number;
  url: string;
  folder: string;
}

async function startOurs(folder = mkdtempSync(join(tmpdir(), "haidang-bench-"))): Promise<OwnServer> {
  const child = spawn(process.execPath, [...flags, serverFile, folder], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "haidang-bench-compiled") },
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (text) => resolve(String(text).trim()));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { child, pid: child.pid ?? 0, url: `http://127.0.0.1:${port}`, folder };
}

interface OwnFigures extends LoadFigures {
  bytesPerValue: number;
}

async function measureOurs(workload: Workload): Promise<OwnFigures> {
  const server = await startOurs();
  try {
    const figures = await sendAll(
      { writeUrl: `${server.url}/write`, pid: server.pid },
      workload,
      connections,
    );
    await post(`${server.url}/compact`, Buffer.from("-"));
    await end(server.child);
    const files = readdirSync(server.folder).filter((name) => /^(?:raw-.*|index|names)\.db$/.test(name));
    // the journal keeps its place in the index file for what comes next
    const raw = files.filter((name) => name.startsWith("raw-"));
    const bytes = raw.reduce((sum, name) => sum + statSync(join(server.folder, name)).size, 0);
    return { ...figures, bytesPerValue: bytes / workload.values };
  } finally {
    await end(server.child);
    rmSync(server.folder, { recursive: true, force: true });
  }
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

/** 2.09 million values of 5,000 series over HTTP, each body answered when it is on disk. */
export async function ingestRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { lines, least, cpuBar } of [
    { lines: 200, least: 700_000, cpuBar: 2.0 },
    { lines: 5000, least: 1_100_000, cpuBar: 1.5 },
  ]) {
    const workload = makeWorkload({ interfaces: 500, rounds: 418, linesPerBody: lines });
    const ours = await measureOurs(workload);
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

/** What memory comes to with 70,000 series. */
export async function memoryRows(): Promise<Row[]> {
  const workload = makeWorkload({ interfaces: 7000, rounds: 30, linesPerBody: 200 });
  const ours = await measureOurs(workload);
  return [
    {
      work: "peak memory, 70,000 series, 200-line bodies",
      ours: ours.peakRssMb,
      digits: 0,
      unit: "MiB",
      bar: 200,
    },
  ];
}

/** Killed while it takes all it can, how long until it answers again. */
export async function crashRows(): Promise<Row[]> {
  const workload = makeWorkload({ interfaces: 500, rounds: 418, linesPerBody: 1000 });
  const times: number[] = [];
  let server = await startOurs();
  try {
    for (let kill = 0; kill < 4; kill += 1) {
      const sending = sendAll({ writeUrl: `${server.url}/write` }, workload, connections).catch(
        () => undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, 500 + kill * 400));
      const gone = new Promise((resolve) => server.child.once("exit", resolve));
      server.child.kill("SIGKILL");
      await Promise.all([gone, sending]);
      const beganMs = performance.now();
      server = await startOurs(server.folder);
      times.push((performance.now() - beganMs) / 1000);
    }
  } finally {
    await end(server.child);
    rmSync(server.folder, { recursive: true, force: true });
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
