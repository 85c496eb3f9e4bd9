import { type ChildProcess, execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Envelope } from "@haidang/contract/api.ts";
import type { Lab } from "./lab.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const node = process.execPath;

/** The real thing on the lab's hub: what `npm start` runs, and the command line beside it. */
export interface Haidang {
  data: string;
  url: string;
  /** Everything `npm start` printed so far. */
  printed(): string;
  /** Runs the CLI with --json; rejects when it exits with another code than 0. */
  ask<T>(...args: string[]): Promise<Envelope<T>>;
  cli(...args: string[]): Promise<{ stdout: string; stderr: string; code: number }>;
  /** Process ids of the control plane's and the agent's process. */
  pid(which: "control-plane" | "agent"): Promise<number>;
  apply(yaml: string): Promise<void>;
  start(): Promise<void>;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

export function installHaidang(
  lab: Pick<Lab, "on" | "start">,
  port = 8700,
  settings: NodeJS.ProcessEnv = {},
): Haidang {
  const data = mkdtempSync(join(tmpdir(), "haidang-acceptance-"));
  const url = `http://127.0.0.1:${port}`;
  const env = {
    HAIDANG_DATA: data,
    HAIDANG_LISTEN: `127.0.0.1:${port}`,
    HAIDANG_AGENT_METRICS: String(port + 1),
    HAIDANG_LANG: "en",
    ...settings,
    PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"]}`,
  };
  let child: ChildProcess | undefined;
  let output = "";

  async function cli(...args: string[]) {
    const [file, line] = lab.on("hub", node, join(root, "cli/bin/haidang.js"), ...args);
    try {
      const { stdout, stderr } = await run(file, line, {
        env: { ...process.env, ...env },
        maxBuffer: 64 * 1024 * 1024,
      });
      return { stdout, stderr, code: 0 };
    } catch (error) {
      if (!(error instanceof Error) || !("stdout" in error) || !("stderr" in error) || !("code" in error))
        throw error;
      return { stdout: String(error.stdout), stderr: String(error.stderr), code: Number(error.code) };
    }
  }

  async function pid(which: "control-plane" | "agent"): Promise<number> {
    const { stdout } = await run("pgrep", ["-f", `${which}/src/main.ts`]);
    for (const candidate of stdout.split("\n").filter(Boolean).map(Number)) {
      const environment = readFileSync(`/proc/${candidate}/environ`, "utf8").split("\0");
      if (environment.some((entry) => entry.startsWith("HAIDANG_") && entry.includes(data))) return candidate;
    }
    throw new Error(`no ${which} runs on ${data}`);
  }

  return {
    data,
    url,
    printed: () => output,
    cli,
    async ask<T>(...args: string[]) {
      const { stdout, stderr, code } = await cli(...args, "--json");
      if (code !== 0) throw new Error(`haidang ${args.join(" ")} exited with ${code}: ${stderr}`);
      return JSON.parse(stdout) as Envelope<T>;
    },
    pid,
    async apply(yaml) {
      const file = join(data, "acceptance.yaml");
      writeFileSync(file, yaml);
      const { code, stderr } = await cli("inventory", "apply", file, "--yes");
      if (code !== 0) throw new Error(stderr);
    },
    async start() {
      output = "";
      child = lab.start("hub", node, [join(root, "scripts/start.ts")], { env });
      child.stdout?.on("data", (chunk) => {
        output += String(chunk);
      });
      child.stderr?.on("data", (chunk) => {
        output += String(chunk);
      });
      await until(
        "npm start says where the page is",
        () => output.includes(`${url}/#code=`),
        30_000,
        () => output,
      );
    },
    async stop() {
      const running = child;
      if (running === undefined || running.exitCode !== null) return running?.exitCode ?? null;
      const over = new Promise<number | null>((resolve) => running.once("exit", resolve));
      running.kill("SIGINT");
      return over;
    },
    async remove() {
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Waits until a condition holds; fails with what was last seen when it does not in time. Gives the time it took, ms. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  seen: () => unknown = () => "",
): Promise<number> {
  const began = Date.now();
  for (;;) {
    const askedMs = Date.now();
    if (await holds()) return Date.now() - began;
    if (Date.now() - began > withinMs)
      throw new Error(`${what}: not within ${withinMs} ms\n${String(seen())}`);
    // Asking starts a process: as long a rest as it took leaves the core to what is measured.
    const restMs = Math.min(500, Math.max(50, Date.now() - askedMs));
    await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}
