import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { enrolResponseSchema } from "@haidang/contract/agent-protocol.ts";
import { newTokenSchema } from "@haidang/contract/token.ts";
import { z } from "zod";
import { fewArenas, youngHeap } from "../../scripts/start/run.ts";
import { isReady, readEndpoint } from "../../scripts/start/server.ts";
import { end } from "./cpu.ts";

const entry = fileURLToPath(new URL("../../control-plane/src/main.ts", import.meta.url));
const inviteSchema = z.object({ code: z.string() });

/** The control plane as `npm start` runs it, in a folder of its own. */
export interface ControlPlane {
  pid: number;
  url: string;
  folder: string;
  /** A new token for others' measurements, with more requests a second than anybody can make. */
  ingestToken(): Promise<string>;
  /** A new agent's credential. */
  enrol(hostName: string): Promise<{ agent: string; token: string }>;
  stop(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops it and deletes its folder. */
  remove(): Promise<void>;
}

export async function startControlPlane(
  folder = mkdtempSync(join(tmpdir(), "haidang-bench-")),
  readyWithinMs = 30_000,
): Promise<ControlPlane> {
  const child = spawn(process.execPath, [...youngHeap, entry], {
    stdio: ["pipe", "ignore", "inherit"],
    env: {
      ...fewArenas,
      ...process.env,
      NODE_COMPILE_CACHE: join(tmpdir(), "haidang-bench-compiled"),
      // it ends with the benchmark, however that ends
      HAIDANG_PARENT: "1",
      HAIDANG_DATA: folder,
      HAIDANG_LISTEN: "127.0.0.1:0",
      // the workload keeps its dates
      HAIDANG_RETENTION_DAYS: "4000",
    },
  });
  const url = await readyUrl(child, folder, readyWithinMs);
  const key = readFileSync(join(folder, "admin.key"), "utf8").trim();
  const ask = async (path: string, body: object, credential?: string): Promise<unknown> => {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return z.object({ data: z.unknown() }).parse(await answer.json()).data;
  };
  return {
    pid: child.pid ?? 0,
    url,
    folder,
    async ingestToken() {
      const made = await ask("/api/v1/tokens", { scope: "ingest", requestsPerS: 1_000_000 }, key);
      return newTokenSchema.parse(made).token;
    },
    async enrol(hostName) {
      const { code } = inviteSchema.parse(await ask("/api/v1/agents/invites", { approve: true }, key));
      return enrolResponseSchema.parse(
        await ask("/api/v1/agent/enrol", { code, hostName, version: "bench" }),
      );
    },
    stop: () => end(child),
    async kill() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    async remove() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readyUrl(child: ChildProcess, folder: string, readyWithinMs: number): Promise<string> {
  const deadlineMs = performance.now() + readyWithinMs;
  while (performance.now() < deadlineMs) {
    const endpoint = readEndpoint(folder);
    if (endpoint?.pid === child.pid && endpoint !== undefined && (await isReady(endpoint.url)))
      return endpoint.url;
    if (child.exitCode !== null) throw new Error(`the control plane ended with ${child.exitCode}`);
    await pause(10);
  }
  throw new Error(`the control plane was not ready within ${readyWithinMs} ms`);
}
