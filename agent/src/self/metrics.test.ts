import { measurements } from "@haidang/contract/measurement.ts";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { type Reading, registerMetrics, selfMeasurer, serveMetrics } from "./metrics.ts";
import { scriptedLog } from "./scripted-log.ts";

const reading: Reading = {
  spoolBatches: 3,
  spoolBytes: 4096,
  spoolAgeS: 12,
  droppedPoints: 7,
  droppedBy: { spool_full: 7 },
  droppedRange: { firstMs: 1_000, lastMs: 2_000 },
  damagedFiles: 1,
  checks: 5,
  running: 2,
  clock: { offsetMs: -1.2345, roundTripMs: 3, wrong: false },
  clockSynchronised: true,
  stuck: 1,
};

describe("metrics", () => {
  it("shows every figure under haidang_agent_, on this machine only", async () => {
    const registry = new Registry();
    const metrics = registerMetrics(registry, "0.1.0", () => reading);
    metrics.countRun("snmp", "failed", 40);
    metrics.countAnswer("accepted");
    metrics.countTrap("2c");
    metrics.countHint();
    metrics.countIgnoredTrap("community");
    const log = scriptedLog();
    const page = await serveMetrics(registry, 0, log);
    const get = async (path: string) => fetch(`http://127.0.0.1:${page?.port}${path}`);
    const text = await (await get("/metrics")).text();
    expect(text).toContain("haidang_agent_spool_batches 3");
    expect(text).toContain('haidang_agent_traps_total{version="2c"} 1');
    expect(text).toContain("haidang_agent_trap_hints_total 1");
    expect(text).toContain('haidang_agent_traps_ignored_total{why="community"} 1');
    expect(text).toContain('haidang_agent_dropped_points{why="spool_full"} 7');
    expect(text).toContain('haidang_agent_probe_runs_total{probe="snmp",outcome="failed"} 1');
    expect(text).toContain('haidang_agent_deliveries_total{answer="accepted"} 1');
    for (const [, name] of text.matchAll(/^# TYPE (\S+)/gm)) expect(name).toMatch(/^haidang_agent_/);
    expect(await (await get("/healthz")).text()).toBe("ok\n");
    expect((await get("/else")).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${page?.port}/metrics`, { method: "POST" })).status).toBe(404);

    const second = await serveMetrics(new Registry(), page?.port ?? 0, log);
    expect(second).toBeUndefined();
    expect(log.events()).toEqual(["metrics_listening", "metrics_busy"]);
    page?.close();
  });

  it("makes points that the contract knows", () => {
    const point = selfMeasurer("hub")(reading, 1000);
    expect(Object.keys(point.fields).sort()).toEqual(Object.keys(measurements.agent.fields).sort());
    expect(point).toMatchObject({ measurement: "agent", tags: { agent: "hub" }, timeMs: 1000 });
  });
});
