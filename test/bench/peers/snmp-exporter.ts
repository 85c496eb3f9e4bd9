import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { end, missing, processCpuS } from "../cpu.ts";
import type { Devices } from "../device.ts";
import { median } from "../row.ts";
import { fullTables, interfaceColumns } from "./columns.ts";

const startMs = 10_000;
const full = ["1.3.6.1.2.1.2.2", "1.3.6.1.2.1.31.1.1", "1.3.6.1.2.1.47.1.1.1", "1.3.6.1.2.1.99.1.1"];

/** prometheus-snmp-exporter: CPU-s per 1,000 scrapes and the time of one, or why there are no figures. */
export async function exporterPolls(
  devices: Devices,
  { what, polls }: { what: "interfaces" | "full"; polls: number },
): Promise<{ cpuS: number; p50Ms: number } | string> {
  const lacking = missing("prometheus-snmp-exporter", "prometheus-snmp-exporter");
  if (lacking !== undefined) return lacking;
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-exporter-"));
  const file = join(folder, "snmp.yml");
  writeFileSync(file, configuration(what));
  const port = await freePort();
  const child = spawn(
    "prometheus-snmp-exporter",
    [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: "ignore" },
  );
  const scrape = async (device: number) => {
    const query = new URLSearchParams({ module: "bench", target: `127.0.0.1:${device}` });
    const answer = await fetch(`http://127.0.0.1:${port}/snmp?${query}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`snmp_exporter: ${text.slice(0, 200)}`);
  };
  try {
    await listening(port);
    for (const device of devices.ports) await scrape(device);
    const pid = child.pid ?? 0;
    const before = processCpuS(pid);
    const tookMs: number[] = [];
    for (let poll = 0; poll < polls; poll += 1) {
      const startedMs = performance.now();
      await scrape(devices.ports[poll % devices.ports.length] ?? 0);
      tookMs.push(performance.now() - startedMs);
    }
    return { cpuS: ((processCpuS(pid) - before) * 1000) / polls, p50Ms: median(tookMs) };
  } finally {
    await end(child);
    rmSync(folder, { recursive: true });
  }
}

function configuration(what: "interfaces" | "full"): string {
  const columns = what === "interfaces" ? interfaceColumns : fullColumns();
  const metrics = columns.map(
    (oid, at) => `  - name: m${at}
    oid: ${oid}
    type: ${oid.startsWith("1.3.6.1.2.1.31.1.1.1.18") ? "DisplayString" : "gauge"}
    help: column ${oid}
    indexes: [{labelname: index, type: gauge}]`,
  );
  return `bench:
  walk: [${(what === "interfaces" ? interfaceColumns : full).join(", ")}]
  metrics:
${metrics.join("\n")}
  version: 2
  max_repetitions: 25
  timeout: 10s
  auth: {community: public}
`;
}

/** Numeric columns, as a generated configuration would name them. */
function fullColumns(): string[] {
  const [ifEntry, ifXEntry, , sensors] = fullTables;
  const numbers = (table: string, columns: readonly number[]) =>
    columns.map((column) => `${table}.${column}`);
  return [
    ...numbers(ifEntry, [1, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]),
    ...numbers(ifXEntry, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]),
    ...numbers(sensors, [1, 2, 3, 4, 5]),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  server.close();
  await once(server, "close");
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

async function listening(port: number): Promise<void> {
  const deadlineMs = performance.now() + startMs;
  for (;;) {
    try {
      await (await fetch(`http://127.0.0.1:${port}/`)).text();
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) throw new Error("snmp_exporter does not start", { cause: error });
      await sleep(100);
    }
  }
}
