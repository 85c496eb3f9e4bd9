import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Whether `influxd` of the 1.x line is on the PATH. */
export const hasInfluxd = /InfluxDB v?1\./.test(
  spawnSync("influxd", ["version"], { encoding: "utf8" }).stdout ?? "",
);

export interface Influxd {
  url: string;
  /** Ends the process as a crash would, leaving its files. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** An influxd of our own on loopback, in a folder of its own, ready to answer. */
export async function startInfluxd(options: { auth?: boolean; http?: string } = {}): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-influxd-"));
  const [httpPort, rpcPort] = await freePorts(2);
  const config = join(folder, "influxdb.conf");
  const url = `http://127.0.0.1:${httpPort}`;
  await writeFile(config, configuration({ folder, httpPort, rpcPort, ...options }));
  return startServer(folder, { url, program: "influxd", given: ["-config", config], ready: "/ping" });
}

function configuration(given: {
  folder: string;
  httpPort: number | undefined;
  rpcPort: number | undefined;
  auth?: boolean;
  http?: string;
}): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${given.rpcPort}"
[meta]
  dir = "${given.folder}/meta"
[data]
  dir = "${given.folder}/data"
  wal-dir = "${given.folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${given.httpPort}"
  auth-enabled = ${given.auth === true}
  log-enabled = false
  ${given.http ?? ""}
`;
}

/** A daemon that can be killed and started again over the files in its folder. */
export async function startServer(
  folder: string,
  { url, program, given, ready }: { url: string; program: string; given: readonly string[]; ready: string },
): Promise<Influxd> {
  let child: ChildProcess | undefined;
  const start = async () => {
    child = spawn(program, given, { stdio: "ignore", env: { PATH: process.env["PATH"] } });
    await untilAnswering(url + ready, child);
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

/** Waits for the daemon's first good answer at an address of its HTTP server. */
export async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  const giveUpMs = Date.now() + startTimeoutMs;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`${child.spawnfile} ended with ${child.exitCode} while starting`);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
      if (answer.ok) return;
    } catch (error) {
      if (Date.now() > giveUpMs) {
        child.kill("SIGKILL");
        throw new Error(`${child.spawnfile} does not answer`, { cause: error });
      }
    }
    await delay(30);
  }
}

/** Ports free a moment ago: these daemons cannot be asked to pick their own. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
