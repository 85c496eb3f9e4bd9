import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, type Influxd, untilAnswering } from "./influxd.ts";

/** Whether `victoria-metrics` is on the PATH. */
export const hasVictoriaMetrics =
  spawnSync("victoria-metrics", ["-version"], { encoding: "utf8" }).error === undefined;

/** A VictoriaMetrics of our own on loopback, in a folder of its own, ready to answer. */
export async function startVictoriaMetrics(flags: readonly string[] = goodFlags): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-victoria-"));
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const given = [`-storageDataPath=${folder}`, `-httpListenAddr=127.0.0.1:${port}`, ...flags];
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn("victoria-metrics", given, { stdio: "ignore", env: { PATH: process.env["PATH"] } });
    await untilAnswering(`${url}/health`, child);
  };
  const kill = async () => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
  };
  const remove = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { url, kill, start, remove };
}

/** As docs/stores.md says to start it; the suite writes at times long gone. */
export const goodFlags = [
  "-retentionPeriod=100y",
  "-dedup.minScrapeInterval=1ms",
  "-memory.allowedBytes=200MB",
];
