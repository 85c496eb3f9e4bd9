import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMetrics } from "@haidang/control-plane/self/metrics.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";

const lacking = missing("promtool");
const rules = fileURLToPath(new URL("../../examples/prometheus/haidang.rules.yml", import.meta.url));

/** What is scraped each minute for a quarter of an hour, and which alerts stand at its end. */
const stories: readonly [name: string, series: Readonly<Record<string, string>>, alerts: string[]][] = [
  [
    "all well",
    {
      'up{job="haidang"}': "1x15",
      'haidang_agents{silent="true"}': "0x15",
      haidang_ingest_points_total: "0+1000x15",
      'haidang_ingest_refused_batches_total{code="body_invalid"}': "0x15",
      'haidang_ingest_duration_seconds_bucket{le="0.1"}': "0+100x15",
      'haidang_ingest_duration_seconds_bucket{le="+Inf"}': "0+100x15",
      haidang_control_plane_nodejs_eventloop_lag_p99_seconds: "0.02x15",
    },
    [],
  ],
  ["gone", { 'up{job="haidang"}': "0x15", haidang_ingest_points_total: "_x15" }, ["HaidangGone"]],
  [
    "everything else at once",
    {
      'up{job="haidang"}': "1x15",
      'haidang_agents{silent="true"}': "3x15",
      haidang_ingest_points_total: "5000x15",
      'haidang_ingest_refused_batches_total{code="body_invalid"}': "0+2x15",
      'haidang_ingest_duration_seconds_bucket{le="1"}': "0+10x15",
      'haidang_ingest_duration_seconds_bucket{le="3"}': "0+100x15",
      'haidang_ingest_duration_seconds_bucket{le="+Inf"}': "0+100x15",
      haidang_control_plane_nodejs_eventloop_lag_p99_seconds: "0.4x15",
    },
    [
      ...["HaidangAgentSilent", "HaidangBatchesRefused", "HaidangDiskSlow", "HaidangNothingArrives"],
      "HaidangOverloaded",
    ],
  ],
];

describe.skipIf(lacking.length > 0)(titled("rules for Prometheus", lacking), () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "haidang-rules-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const promtool = (...words: string[]) => spawnSync("promtool", words, { encoding: "utf8" });

  it("are what promtool takes", () => {
    expect(promtool("check", "rules", rules)).toMatchObject({ status: 0, stderr: "" });
  });

  it("name metrics the control plane has", async () => {
    const metrics = createMetrics({ statuses: () => [], agents: () => ({ total: 0, silent: 0 }) });
    const shown = await metrics.registry.metrics();
    const named = new Set(readFileSync(rules, "utf8").match(/haidang_[a-z0-9_]+/g));
    expect(named.size).toBeGreaterThan(3);
    for (const name of named) expect(shown).toContain(`# TYPE ${name.replace(/_bucket$/, "")} `);
  });

  it.each(stories)("raise what stands: %s", (name, series, alerts) => {
    const all = [...readFileSync(rules, "utf8").matchAll(/alert: (\w+)/g)].map(([, alert = ""]) => alert);
    const isRaised = all.map((alertname) => ({
      eval_time: "15m",
      expr: `count(ALERTS{alertname="${alertname}",alertstate="firing"}) > 0 or vector(0)`,
      exp_samples: [{ labels: "{}", value: alerts.includes(alertname) ? 1 : 0 }],
    }));
    const input_series = Object.entries(series).map(([one, values]) => ({ series: one, values }));
    const path = join(folder, "story.yml");
    const tests = [{ name, interval: "1m", input_series, promql_expr_test: isRaised }];
    // JSON is YAML
    writeFileSync(path, JSON.stringify({ rule_files: [rules], evaluation_interval: "1m", tests }));
    const { status, stdout, stderr } = promtool("test", "rules", path);
    expect(`${stdout}${stderr}`).toContain("SUCCESS");
    expect(status).toBe(0);
  });
});
