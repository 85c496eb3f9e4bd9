import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { end, missing } from "../cpu.ts";

/** How fast it is set: as it comes, or as fast as anybody runs it. */
export const paces = {
  default: { scrape: "1m", timeout: "10s", groupWait: "30s", groupInterval: "5m", ports: 9400 },
  tuned: { scrape: "5s", timeout: "2s", groupWait: "1s", groupInterval: "1s", ports: 9410 },
} as const;
export type Pace = keyof typeof paces;

/** Runs a program where the links can be pinged from. */
export type Runner = (command: string, ...args: string[]) => [string, string[]];

/**
 * Prometheus, blackbox_exporter and Alertmanager that ping some addresses and tell a webhook of each that is silent;
 * a text instead when one of them is not installed.
 */
export function startAlertmanager(
  on: Runner,
  given: { addresses: readonly string[]; webhook: string; pace: Pace },
): { stop(): Promise<void> } | string {
  const programs = ["prometheus", "prometheus-alertmanager", "prometheus-blackbox-exporter"] as const;
  for (const program of programs) {
    const lacking = missing(program, program);
    if (lacking !== undefined) return `${program} is ${lacking}`;
  }
  const { addresses, webhook, pace } = given;
  const { scrape, timeout, groupWait, groupInterval, ports } = paces[pace];
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-alertmanager-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const at = (which: number) => `127.0.0.1:${ports + which}`;
  const blackbox = file(
    "blackbox.yml",
    `modules: { icmp: { prober: icmp, timeout: ${timeout}, icmp: { preferred_ip_protocol: ip4 } } }\n`,
  );
  const rules = file(
    "rules.yml",
    "groups: [{ name: links, rules: [{ alert: LinkDown, expr: probe_success == 0 }] }]\n",
  );
  const prometheus = file(
    "prometheus.yml",
    `global: { scrape_interval: ${scrape}, scrape_timeout: ${timeout}, evaluation_interval: ${scrape} }
rule_files: [${rules}]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["${at(1)}"] }] }] }
scrape_configs:
  - job_name: links
    metrics_path: /probe
    params: { module: [icmp] }
    static_configs: [{ targets: ${JSON.stringify(addresses)} }]
    relabel_configs:
      - { source_labels: [__address__], target_label: __param_target }
      - { source_labels: [__param_target], target_label: instance }
      - { target_label: __address__, replacement: "${at(2)}" }
`,
  );
  const alertmanager = file(
    "alertmanager.yml",
    `route: { receiver: hook, group_by: [instance], group_wait: ${groupWait}, group_interval: ${groupInterval} }
receivers: [{ name: hook, webhook_configs: [{ url: "${webhook}", send_resolved: true }] }]
`,
  );
  const children = (
    [
      ["prometheus-blackbox-exporter", `--config.file=${blackbox}`, `--web.listen-address=${at(2)}`],
      [
        "prometheus-alertmanager",
        `--config.file=${alertmanager}`,
        `--web.listen-address=${at(1)}`,
        "--cluster.listen-address=",
        `--storage.path=${folder}/alertmanager`,
      ],
      [
        "prometheus",
        `--config.file=${prometheus}`,
        `--web.listen-address=${at(0)}`,
        `--storage.tsdb.path=${folder}/prometheus`,
      ],
    ] as const
  ).map(([program, ...args]) => {
    const [command, line] = on(program, ...args);
    return spawn(command, line, { stdio: "ignore" });
  });
  return {
    async stop() {
      await Promise.all(children.map(end));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
