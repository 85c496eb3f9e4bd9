import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface Prometheus {
  url: string;
  remove(): Promise<void>;
}

const startWithinMs = 30_000;

/** A Prometheus of our own on loopback that holds these samples, and scrapes what its configuration says: nothing, if not given. */
export async function startPrometheus(
  openMetrics: string,
  configuration = "global: {}\n",
): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-prometheus-"));
  const [samples, data, config] = ["samples.om", "data", "prometheus.yml"].map((name) => join(folder, name));
  const url = `http://127.0.0.1:${await freePort()}`;
  await writeFile(samples ?? "", openMetrics);
  await writeFile(config ?? "", configuration);
  const made = spawnSync("promtool", [
    "tsdb",
    "create-blocks-from",
    "openmetrics",
    samples ?? "",
    data ?? "",
  ]);
  if (made.status !== 0) throw new Error(`promtool: ${made.stderr}`);
  const child = spawn(
    "prometheus",
    [
      ...[
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${new URL(url).host}`,
      ],
      "--storage.tsdb.retention.time=10y",
    ],
    { stdio: "ignore" },
  );
  const remove = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const endMs = Date.now() + startWithinMs;
  while (!(await isReady(url))) {
    if (Date.now() > endMs || child.exitCode !== null) {
      await remove();
      throw new Error("prometheus does not start");
    }
    await delay(100);
  }
  return { url, remove };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await over;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}
