import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProbeName } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { Outcome } from "@haidang/contract/result.ts";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { ClockStanding } from "./clock.ts";
import type { Log } from "./log.ts";

/** What is read from the other rooms when somebody looks. */
export interface Reading {
  spoolBatches: number;
  spoolBytes: number;
  /** Age of the oldest batch that waits, s; 0 when none does. */
  spoolAgeS: number;
  droppedPoints: number;
  droppedBy: Readonly<Record<string, number>>;
  /** When what was dropped had been measured, UTC ms; undefined when nothing ever was. */
  droppedRange: { firstMs: number; lastMs: number } | undefined;
  damagedFiles: number;
  checks: number;
  running: number;
  stuck: number;
  /** Undefined until the control plane was heard of. */
  clock: ClockStanding | undefined;
  clockSynchronised: boolean;
}

export interface Metrics {
  countRun(probe: ProbeName, outcome: Outcome, tookMs: number): void;
  countAnswer(answer: string): void;
  countTrap(version: string): void;
  countHint(): void;
  countIgnoredTrap(why: string): void;
}

/** Registers the agent's figures with a registry of the caller's. */
export function registerMetrics(registry: Registry, version: string, read: () => Reading): Metrics {
  const registers = [registry];
  const gauge = (name: string, help: string, value: (reading: Reading) => number): void => {
    new Gauge({
      name: `haidang_agent_${name}`,
      help,
      registers,
      collect(): void {
        this.set(value(read()));
      },
    });
  };
  gauge("spool_batches", "Batches that wait in the spool.", ({ spoolBatches }) => spoolBatches);
  gauge("spool_bytes", "Bytes the waiting batches take on disk.", ({ spoolBytes }) => spoolBytes);
  gauge("spool_oldest_seconds", "Age of the oldest waiting batch.", ({ spoolAgeS }) => spoolAgeS);
  gauge("spool_damaged_files", "Damaged spool files set aside.", ({ damagedFiles }) => damagedFiles);
  gauge("checks", "Checks this agent runs by schedule.", ({ checks }) => checks);
  gauge("checks_running", "Checks that run now.", ({ running }) => running);
  gauge("checks_stuck", "Checks that have not come back after their deadline.", ({ stuck }) => stuck);
  gauge(
    "clock_offset_seconds",
    "This machine's clock minus the control plane's; NaN while unknown.",
    ({ clock }) => (clock === undefined ? Number.NaN : clock.offsetMs / 1000),
  );
  gauge("resident_memory_bytes", "Memory the agent holds.", () => process.memoryUsage.rss());
  gauge("cpu_seconds", "Processor time used since the start.", () => cpuMs() / 1000);
  const dropped = new Gauge({
    name: "haidang_agent_dropped_points",
    help: "Points that will never arrive, by reason, since the spool was made.",
    labelNames: ["why"],
    registers,
    collect(): void {
      for (const [why, points] of Object.entries(read().droppedBy)) dropped.set({ why }, points);
    },
  });
  new Gauge({
    name: "haidang_agent_info",
    help: "Always 1; its label tells the version.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  const runs = new Counter({
    name: "haidang_agent_probe_runs_total",
    help: "Runs of scheduled checks.",
    labelNames: ["probe", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "haidang_agent_probe_duration_seconds",
    help: "How long runs of scheduled checks took.",
    labelNames: ["probe"],
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10],
    registers,
  });
  const answers = new Counter({
    name: "haidang_agent_deliveries_total",
    help: "Batches sent, by what came of it.",
    labelNames: ["answer"],
    registers,
  });
  const traps = new Counter({
    name: "haidang_agent_traps_total",
    help: "SNMP traps and informs received from devices this agent asks.",
    labelNames: ["version"],
    registers,
  });
  const hints = new Counter({
    name: "haidang_agent_trap_hints_total",
    help: "Traps that made their device be asked out of turn.",
    registers,
  });
  const ignored = new Counter({
    name: "haidang_agent_traps_ignored_total",
    help: "Packets to the trap port that made no device be asked, by reason.",
    labelNames: ["why"],
    registers,
  });
  return {
    countTrap: (version) => traps.inc({ version }),
    countHint: () => hints.inc(),
    countIgnoredTrap: (why) => ignored.inc({ why }),
    countRun(probe, outcome, tookMs): void {
      runs.inc({ probe, outcome });
      durations.observe({ probe }, tookMs / 1000);
    },
    countAnswer: (answer) => answers.inc({ answer }),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Makes the points of the `agent` measurement; processor time is that since the point before. */
export function selfMeasurer(agent: string): (reading: Reading, timeMs: number) => Point {
  let lastCpuMs = cpuMs();
  let lastElapsedMs = performance.now();
  return (reading, timeMs) => {
    const { spoolBatches, spoolBytes, spoolAgeS, droppedPoints, droppedRange, checks } = reading;
    const { clock, clockSynchronised } = reading;
    const nowCpuMs = cpuMs();
    const nowElapsedMs = performance.now();
    const cpuPct = ((nowCpuMs - lastCpuMs) / Math.max(1, nowElapsedMs - lastElapsedMs)) * 100;
    lastCpuMs = nowCpuMs;
    lastElapsedMs = nowElapsedMs;
    const rssBytes = process.memoryUsage.rss();
    const fields = {
      spoolBatches,
      spoolBytes,
      droppedPoints,
      droppedFirstMs: droppedRange?.firstMs,
      droppedLastMs: droppedRange?.lastMs,
      oldestUnsentS: Math.round(spoolAgeS),
      rssBytes,
      cpuPct: Math.round(cpuPct * 100) / 100,
      checks,
      clockOffsetMs: clock === undefined ? undefined : Math.round(clock.offsetMs * 1000) / 1000,
      clockRoundTripMs: clock === undefined ? undefined : Math.round(clock.roundTripMs * 1000) / 1000,
      clockSynchronised: clock === undefined ? undefined : clockSynchronised,
    };
    return measure("agent", { agent }, fields, timeMs);
  };
}

/** Serves `/metrics` and `/healthz` to this machine only; a busy port is said and the agent goes on without. */
export async function serveMetrics(
  registry: Registry,
  port: number,
  log: Log,
): Promise<{ port: number; close(): void } | undefined> {
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "GET" || (path !== "/metrics" && path !== "/healthz")) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
      return;
    }
    if (path === "/healthz") {
      response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${String(error)}\n`),
    );
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  const listening = await listen(server, port);
  if (!listening) {
    log.warn("metrics_busy", { port });
    return undefined;
  }
  const { port: taken } = server.address() as AddressInfo;
  log.info("metrics_listening", { port: taken });
  return {
    port: taken,
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port }, () => resolve(true));
  });
}
