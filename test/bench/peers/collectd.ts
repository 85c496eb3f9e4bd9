import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { end, missing, processCpuS } from "../cpu.ts";
import type { Devices } from "../device.ts";
import { nameColumn, pairs, states } from "./columns.ts";

const intervalS = 0.25;
const warmMs = 2_000;
const measuredMs = 8_000;

/** collectd's snmp plugin with BulkSize, storing nothing: CPU-s per 1,000 polls, or why there is no figure. */
export async function collectdPolls(devices: Devices): Promise<number | string> {
  const lacking = missing("collectd", "collectd-core");
  if (lacking !== undefined) return lacking;
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-collectd-"));
  const file = join(folder, "collectd.conf");
  writeFileSync(file, configuration(devices.ports, folder));
  const child = spawn("collectd", ["-f", "-C", file], { stdio: "ignore" });
  const pid = child.pid ?? 0;
  await sleep(warmMs);
  const before = { cpuS: processCpuS(pid), ...(await devices.counts()) };
  await sleep(measuredMs);
  const cpuS = processCpuS(pid) - before.cpuS;
  const polls = (await devices.counts()).polls - before.polls;
  await end(child);
  rmSync(folder, { recursive: true });
  return polls === 0 ? "no polls (libsnmp40 installed?)" : (cpuS * 1000) / polls;
}

function configuration(ports: readonly number[], folder: string): string {
  const data = (name: string, type: string, values: readonly string[]) => `
  <Data "${name}">
    Type "${type}"
    Table true
    TypeInstanceOID ".${nameColumn}"
    TypeInstancePrefix "${name}"
    Values ${values.map((oid) => `".${oid}"`).join(" ")}
  </Data>`;
  const blocks = [
    ...Object.entries(pairs).map(([name, oids]) => data(name, name, oids)),
    ...Object.entries(states).map(([name, oid]) => data(name, "gauge", [oid])),
  ];
  const names = [...Object.keys(pairs), ...Object.keys(states)].map((name) => `"${name}"`).join(" ");
  const hosts = ports.map(
    (port) => `
  <Host "sw${port}">
    Address "127.0.0.1:${port}"
    Version 2
    Community "public"
    Collect ${names}
    Interval ${intervalS}
    BulkSize 28
  </Host>`,
  );
  return `BaseDir "${folder}"
PIDFile "${join(folder, "pid")}"
ReadThreads 8
Interval ${intervalS}
LoadPlugin snmp
<Plugin snmp>${blocks.join("")}${hosts.join("")}
</Plugin>
`;
}
