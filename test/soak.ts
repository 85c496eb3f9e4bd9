import { readdirSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { residentMb } from "./bench/cpu.ts";
import { call } from "./bench/fleet-agents.ts";
import { startControlPlane } from "./bench/store-server.ts";

/**
 * `npm run soak [-- <minutes>]` (60): a control plane under the reference load, 20 agents with 300 samples a second, and people
 * who ask. Each minute its memory, open files and the lag of its event loop; at the end whether any of them grows.
 */
const minutes = Number(process.argv[2] ?? "60");
if (!(minutes >= 3)) {
  process.stderr.write("npm run soak -- <minutes>, three at least\n");
  process.exit(2);
}
const agents = 20;
const samplesPerS = 300;
const perBatch = samplesPerS / agents;
/** What a running day settles to: caches fill and V8 learns in the first part, which is not counted. */
const warmUpShare = 1 / 3;
const mostGrowthMbPerH = 1;
const mostLagS = 0.05;

interface Reading {
  atH: number;
  rssMb: number;
  files: number;
  lagS: number;
}

const server = await startControlPlane();
const pool = new Agent({ keepAlive: true, maxSockets: agents + 4, timeout: 4000 });
const key = readFileSync(join(server.folder, "admin.key"), "utf8").trim();
const writers = await Promise.all(
  Array.from({ length: agents }, async (_, at) => ({ ...(await server.enrol(`xa-${at}`)), sequence: 0, at })),
);
const refused: number[] = [];
let sent = 0;

async function write(writer: (typeof writers)[number], timeMs: number): Promise<void> {
  writer.sequence += 1;
  const { agent, token, at } = writer;
  const body = Array.from({ length: perBatch }, (_, device) => {
    const value = ((timeMs / 1000 + device * 7) % 100).toFixed(2);
    return `soak,agent=${agent},device=d-${device} a=${value},b=${value},up=1i ${timeMs}`;
  });
  const { status } = await call(pool, `${server.url}/api/v1/ingest`, {
    token,
    body: body.join("\n"),
    headers: {
      "content-type": "text/plain",
      [batchHeaders.boot]: (at + 1).toString(16).padStart(16, "0"),
      [batchHeaders.sequence]: String(writer.sequence),
      [batchHeaders.oldest]: String(writer.sequence),
    },
  });
  if (status === 204) sent += perBatch;
  else refused.push(status);
}

async function ask(): Promise<void> {
  for (const path of ["status", "agents", "query?measurement=soak&field=a&since=1h&stepS=300"])
    await call(pool, `${server.url}/api/v1/${path}`, { token: key });
}

async function read(begunMs: number): Promise<Reading> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const [, lag = "NaN"] = /^haidang_control_plane_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text) ?? [];
  return {
    atH: (performance.now() - begunMs) / 3_600_000,
    rssMb: residentMb(server.pid),
    files: readdirSync(`/proc/${server.pid}/fd`).length,
    lagS: Number(lag),
  };
}

/** Megabytes an hour, by least squares. */
function slopeOf(readings: readonly Reading[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(readings.map(({ atH }) => atH)), mean(readings.map(({ rssMb }) => rssMb))];
  const above = readings.reduce((sum, { atH, rssMb }) => sum + (atH - x) * (rssMb - y), 0);
  return above / readings.reduce((sum, { atH }) => sum + (atH - x) ** 2, 0);
}

const begunMs = performance.now();
const readings: Reading[] = [];
for (let second = 1; second <= minutes * 60; second += 1) {
  const turnMs = performance.now();
  await Promise.all(writers.map((writer) => write(writer, Date.now())));
  if (second % 10 === 0) await ask();
  if (second % 60 === 0) {
    const reading = await read(begunMs);
    readings.push(reading);
    const { rssMb, files, lagS } = reading;
    process.stdout.write(
      `${second / 60} min  ${rssMb.toFixed(0)} MB  ${files} files  lag ${(lagS * 1000).toFixed(0)} ms\n`,
    );
  }
  await pause(Math.max(0, 1000 - (performance.now() - turnMs)));
}
const settled = readings.slice(Math.floor(readings.length * warmUpShare));
const [growth, lagS] = [slopeOf(settled), Math.max(...settled.map((one) => one.lagS))];
const files = (settled.at(-1)?.files ?? 0) - (settled[0]?.files ?? 0);
const verdicts = [
  [`memory ${growth.toFixed(2)} MB an hour`, growth <= mostGrowthMbPerH],
  [`open files ${files >= 0 ? "+" : ""}${files}`, files <= 4],
  [`lag of the event loop at most ${(lagS * 1000).toFixed(0)} ms (p99 of a minute)`, lagS <= mostLagS],
  [`${sent} samples taken, ${refused.length} batches refused`, refused.length === 0],
] as const;
for (const [text, isMet] of verdicts) process.stdout.write(`${isMet ? "held    " : "NOT held"}  ${text}\n`);
pool.destroy();
await server.remove();
process.exit(verdicts.every(([, isMet]) => isMet) ? 0 : 1);
