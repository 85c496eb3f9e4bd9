import { spawnSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, type Influxd, startServer } from "./influxd.ts";

/** Whether `victoria-metrics` is on the PATH. */
export const hasVictoriaMetrics =
  spawnSync("victoria-metrics", ["-version"], { encoding: "utf8" }).error === undefined;

/** A VictoriaMetrics of our own on loopback, in a folder of its own, ready to answer. */
export async function startVictoriaMetrics(flags: readonly string[] = goodFlags): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-victoria-"));
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const given = [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, ...flags];
  return startServer(folder, { url, program: "victoria-metrics", given, ready: "/health" });
}

/** As docs/stores.md says to start it; the suite writes at times long gone. */
export const goodFlags = [
  "-retentionPeriod=100y",
  "-dedup.minScrapeInterval=1ms",
  "-memory.allowedBytes=200MB",
];
