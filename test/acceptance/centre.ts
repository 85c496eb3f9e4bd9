import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SeriesData } from "@haidang/contract/api.ts";
import { until } from "./haidang.ts";

/** So long a stretch is asked about at once, ms. */
const askedMs = 6 * 3_600_000;

const main = fileURLToPath(new URL("../../control-plane/src/main.ts", import.meta.url));

/** The control plane's process alone, on loopback, for tests that play the agents themselves. */
export interface Centre {
  url: string;
  data: string;
  /** Starts the process; resolves with the ms it took until it was ready. */
  start(wrapper?: readonly string[]): Promise<number>;
  /** Resolves with the exit code, or the signal, and the ms it took. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<{ by: number | string | null; tookMs: number }>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object, token?: string): Promise<T>;
  /** A new agent's name and credential. */
  enrol(hostName: string, hub?: boolean): Promise<{ agent: string; token: string }>;
  /** Values of one field with their times, all series together. */
  stored(measurement: string, field: string, fromMs: number, toMs: number): Promise<Stored[]>;
  remove(): Promise<void>;
}

export interface Stored {
  agent: string;
  timeMs: number;
  value: unknown;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export async function installCentre(): Promise<Centre> {
  const data = mkdtempSync(join(tmpdir(), "haidang-centre-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let said = "";

  async function call<T>(method: string, path: string, token: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text).data as T;
  }
  const adminKey = () => readFileSync(join(data, "admin.key"), "utf8").trim();

  const centre: Centre = {
    url,
    data,
    async start(wrapper = []) {
      const [command = "", ...line] = [...wrapper, process.execPath, main];
      said = "";
      child = spawn(command, line, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, HAIDANG_DATA: data, HAIDANG_LISTEN: `127.0.0.1:${port}` },
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk) => {
          said += String(chunk);
        });
      }
      const ready = () =>
        fetch(`${url}/readyz`)
          .then(({ ok }) => ok)
          .catch(() => false);
      return until("the control plane is ready", ready, 20_000, () => said);
    },
    async end(signal) {
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
        return { by: running?.exitCode ?? running?.signalCode ?? null, tookMs: 0 };
      }
      const startedAt = performance.now();
      const over = once(running, "exit");
      // not the child itself: it may be a tracer, which lets no signal through
      const { pid } = JSON.parse(readFileSync(join(data, "endpoint.json"), "utf8")) as { pid: number };
      process.kill(pid, signal);
      const [code, by] = await over;
      return { by: code ?? by, tookMs: performance.now() - startedAt };
    },
    get: (path) => call("GET", path, adminKey()),
    post: (path, body, token) => call("POST", path, token ?? adminKey(), body),
    async enrol(hostName, hub = false) {
      const { code } = await centre.post<{ code: string }>("/agents/invites", { hub, approve: true });
      return centre.post("/agent/enrol", { code, hostName, version: "0.1.0" });
    },
    async stored(measurement, field, fromMs, toMs) {
      const found: Stored[] = [];
      // one question may hold half a million samples
      for (let atMs = fromMs; atMs < toMs; atMs += askedMs) {
        const period = { from: String(atMs), to: String(Math.min(toMs, atMs + askedMs)) };
        const question = new URLSearchParams({ measurement, field, ...period });
        for (const { tags, points } of await centre.get<SeriesData[]>(`/query?${question}`)) {
          for (const [timeMs, value] of points) found.push({ agent: tags["agent"] ?? "", timeMs, value });
        }
      }
      return found;
    },
    async remove() {
      await centre.end("SIGKILL");
      rmSync(data, { recursive: true, force: true });
    },
  };
  return centre;
}
