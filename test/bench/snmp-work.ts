import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snmpProbe } from "@haidang/agent/probe/snmp/snmp-probe.ts";
import type { Log } from "@haidang/agent/self/log.ts";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import { openIntake } from "@haidang/agent/spool/intake.ts";
import { ownCpuS } from "./cpu.ts";
import type { Devices } from "./device.ts";

export interface PollFigures {
  /** Per 1,000 polls, storing included. */
  cpuS: number;
  /** Of one poll, ms. */
  p50Ms: number;
  requests: number;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const intervalMs = 60_000;
/** So many polls go to the spool as one batch: what a hub of a thousand devices gathers in two seconds. */
const pollsPerBatch = 32;

/** A spool on disk in a folder of its own, with the intake of the agent before it. */
export function openStore(agent: string) {
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-"));
  const spool = openDiskSpool({ folder, nowMs: Date.now(), log: silentLog });
  const intake = openIntake({ agent, spool, now: Date.now, onAppend: () => undefined, bulkMs: 3_600_000 });
  return {
    intake,
    close() {
      intake.flush();
      spool.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Polls every device once a simulated minute with the agent's own probe and appends to a spool, after as many polls
 * to warm up. All devices are polled side by side.
 */
export async function pollDevices(devices: Devices, polls: number): Promise<PollFigures> {
  const agent = "bench";
  const store = openStore(agent);
  const probes = devices.ports.map((port, index) =>
    snmpProbe({
      id: `snmp:device/sw${index}`,
      probe: "snmp",
      target: { kind: "device", id: `sw${index}` },
      intervalMs,
      retryIntervalMs: 20_000,
      timeoutMs: 10_000,
      settings: { address: "127.0.0.1", port, version: "2c", community: "public" },
    }),
  );
  let slotMs = 1_800_000_000_000;
  let waiting = 0;
  const tookMs: number[] = [];

  async function round(): Promise<void> {
    slotMs += intervalMs;
    await Promise.all(
      probes.map(async (probe) => {
        const startedMs = performance.now();
        const measurement = await probe.run({ agent, slotMs, signal: new AbortController().signal });
        tookMs.push(performance.now() - startedMs);
        const { outcome, detail } = measurement.result;
        if (outcome !== "ok" || detail !== undefined) throw new Error(`a poll failed: ${detail ?? outcome}`);
        store.intake.take({ measurements: [measurement], urgent: false });
        waiting += 1;
      }),
    );
    if (waiting < pollsPerBatch) return;
    store.intake.flush();
    waiting = 0;
  }

  const rounds = Math.ceil(polls / probes.length);
  for (let warm = 0; warm < rounds; warm += 1) await round();
  const before = { cpuS: ownCpuS(), requests: (await devices.counts()).answered };
  tookMs.length = 0;
  for (let one = 0; one < rounds; one += 1) await round();
  const cpuS = ownCpuS() - before.cpuS;
  const requests = (await devices.counts()).answered - before.requests;
  store.close();
  const done = rounds * probes.length;
  const p50Ms = tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)] ?? Number.NaN;
  return { cpuS: (cpuS * 1000) / done, p50Ms, requests: requests / done };
}
