import { readdirSync, readFileSync, statSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openVaultFile } from "@haidang/control-plane/config/vault-file.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { processCpuS, residentMb } from "./cpu.ts";
import { call } from "./fleet-agents.ts";
import { firstViews } from "./page.ts";
import { median, type Row, shareOf } from "./row.ts";
import { type Credential, type Load, startLoad } from "./scale-agents.ts";
import { type ControlPlane, startControlPlane } from "./store-server.ts";
import { writeProvince } from "./uptime-ledger.ts";

const unitsOfProvince = 342;
const agentsOfProvince = 20;
const ledgerDays = 30;
const enrolledAtOnce = 8;
const warmUpMs = 40_000;
const measuredMs = 60_000;
const questions = 5;
const readyWithinMs = 600_000;

/** One, ten and a hundred provinces on one control plane: what it costs, and how long people wait. */
export function scaleOf(provinces: number): () => Promise<Row[]> {
  return () => measure(provinces);
}

async function measure(provinces: number): Promise<Row[]> {
  const units = provinces * unitsOfProvince;
  const pool = new Agent({ keepAlive: true, maxSockets: provinces * agentsOfProvince * 2 + 10 });
  const { folder, credentials, runs } = await populate(provinces);
  const begunMs = performance.now();
  const server = await startControlPlane(folder, readyWithinMs);
  const readyS = (performance.now() - begunMs) / 1000;
  const load = startLoad(server.url, pool, credentials);
  try {
    await pause(warmUpMs);
    const steady = await steadily(server, load);
    const to = new Date(Date.now());
    const from = new Date(to.getTime() - ledgerDays * 86_400_000);
    const period = new URLSearchParams({ from: from.toISOString(), to: to.toISOString() });
    const uptime = await asked(server, pool, `uptime?kind=unit&level=commune&${period}`);
    const status = await asked(server, pool, "status");
    const views = await firstViews(server, 3);
    const row = (work: string, ours: number, digits: number, unit: string, note?: string): Row => ({
      ...{ work: `${units} units: ${work}`, ours, digits, unit },
      ...(note === undefined ? {} : { note }),
    });
    return [
      row(
        "values a second",
        steady.valuesPerS,
        0,
        "",
        `${credentials.length} agents, ${runs} runs of ${ledgerDays} days in the ledger`,
      ),
      row("start until ready", readyS, 1, "s"),
      row("CPU, share of a core", steady.cpuShare * 100, 1, "%"),
      row("memory", residentMb(server.pid), 0, "MB"),
      row("from a result to its acknowledgement, median", median(steady.delaysMs), 0, "ms"),
      row("the same, p99", shareOf(steady.delaysMs, 0.99), 0, "ms"),
      row("batches refused", steady.refused, 0, ""),
      row("uptime of all communes over 30 days, first", uptime.firstMs, 0, "ms"),
      row("the same, median of 5", uptime.medianMs, 0, "ms", `${(uptime.bytes / 1e6).toFixed(1)} MB`),
      row(
        "the state of everything, median of 5",
        status.medianMs,
        0,
        "ms",
        `${(status.bytes / 1e6).toFixed(1)} MB`,
      ),
      row("first view of the page, median of 3", median(views), 0, "ms"),
      row("records on disk", folderBytes(folder, (name) => name.startsWith("records.db")) / 1e6, 0, "MB"),
    ];
  } finally {
    await load.stop();
    pool.destroy();
    await server.remove();
  }
}

/** Agents enrolled through the door, inventory and ledger as a month of running would have left them. */
async function populate(
  provinces: number,
): Promise<{ folder: string; credentials: Credential[]; runs: number }> {
  const server = await startControlPlane();
  const credentials: Credential[] = [];
  const names = Array.from({ length: provinces * agentsOfProvince }, (_, at) => `may-${at}`);
  const hands = names.values();
  await Promise.all(
    Array.from({ length: enrolledAtOnce }, async () => {
      for (const name of hands) credentials.push(await server.enrol(name));
    }),
  );
  await server.stop();
  const { folder } = server;
  const records = openEmbeddedRecordStore(
    join(folder, "records.db"),
    openVaultFile(join(folder, "vault.key")),
  );
  const agents = credentials.map(({ agent }) => agent);
  const units = provinces * unitsOfProvince;
  const { runs } = writeProvince(records, { units, days: ledgerDays, nowMs: Date.now(), agents });
  records.close();
  return { folder, credentials, runs };
}

async function steadily({ pid }: ControlPlane, load: Load) {
  load.take();
  const [cpuBefore, begunMs] = [processCpuS(pid), performance.now()];
  await pause(measuredMs);
  const seconds = (performance.now() - begunMs) / 1000;
  const { delaysMs, values, refused } = load.take();
  return {
    cpuShare: (processCpuS(pid) - cpuBefore) / seconds,
    valuesPerS: values / seconds,
    delaysMs,
    refused,
  };
}

async function asked({ url, folder }: ControlPlane, pool: Agent, path: string) {
  const token = readFileSync(join(folder, "admin.key"), "utf8").trim();
  const times: number[] = [];
  let bytes = 0;
  for (let at = 0; at <= questions; at += 1) {
    const begunMs = performance.now();
    const { status, data } = await call(pool, `${url}/api/v1/${path}`, { token });
    times.push(performance.now() - begunMs);
    if (status !== 200) throw new Error(`${path} was answered ${status}`);
    if (at === 0) bytes = JSON.stringify(data).length;
    await pause(1000);
  }
  return { firstMs: times[0] ?? Number.NaN, medianMs: median(times.slice(1)), bytes };
}

function folderBytes(folder: string, isMeant: (name: string) => boolean): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isMeant(entry.name))
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
