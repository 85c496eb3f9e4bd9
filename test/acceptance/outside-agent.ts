import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentRow } from "@haidang/contract/agent-api.ts";
import { type Haidang, until } from "./haidang.ts";
import type { Lab } from "./lab.ts";

const main = fileURLToPath(new URL("../../agent/src/main.ts", import.meta.url));

/** An agent beside the one that `npm start` runs: its process alone, on the lab's hub. */
export interface OutsideAgent {
  /** Its name, known once it enrolled. */
  id(): string;
  folder: string;
  printed(): string;
  row(): Promise<AgentRow>;
  /** Most memory it ever held, bytes. */
  peakBytes(): number;
  start(url: string, env?: NodeJS.ProcessEnv): Promise<void>;
  stop(): Promise<void>;
  remove(): void;
}

export function installAgent(lab: Lab, haidang: Haidang): OutsideAgent {
  const folder = mkdtempSync(join(tmpdir(), "haidang-outside-"));
  let child: ChildProcess | undefined;
  let output = "";

  /** The invitation is asked for on the hub: the control plane serves its own machine only. */
  async function invite(): Promise<string> {
    const script = `const [url, key] = process.argv.slice(1);
      const headers = { authorization: "Bearer " + key, "content-type": "application/json" };
      const answer = await fetch(url + "/api/v1/agents/invites", { method: "POST", headers, body: JSON.stringify({ approve: true }) });
      console.log((await answer.json()).data.code);`;
    const key = readFileSync(join(haidang.data, "admin.key"), "utf8").trim();
    const line = ["--input-type=module", "-e", script, haidang.url, key];
    return (await lab.exec("hub", process.execPath, ...line)).trim();
  }
  function id(): string {
    return JSON.parse(readFileSync(join(folder, "identity.json"), "utf8")).agent as string;
  }

  return {
    id,
    folder,
    printed: () => output,
    async row() {
      const rows = (await haidang.ask<AgentRow[]>("agent", "list")).data;
      const own = rows.find((row) => row.id === id());
      if (own === undefined) throw new Error("it is not listed");
      return own;
    },
    peakBytes() {
      const status = readFileSync(`/proc/${child?.pid}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async start(url, env = {}) {
      output = "";
      child = lab.start("hub", process.execPath, [main], {
        env: {
          HAIDANG_AGENT_DATA: folder,
          HAIDANG_AGENT_METRICS: "off",
          HAIDANG_LANG: "en",
          HAIDANG_URL: url,
          HAIDANG_ENROL_CODE: await invite(),
          ...env,
        },
      });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk) => {
          output += String(chunk);
        });
      }
      await until(
        "the agent has started",
        () => output.includes('"event":"started"'),
        40_000,
        () => output,
      );
    },
    async stop() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const over = once(child, "exit");
      child.kill("SIGTERM");
      await over;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
