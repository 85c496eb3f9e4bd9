import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentRow } from "@haidang/contract/agent-api.ts";
import type { ReleaseRow } from "@haidang/contract/release.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../control-plane/scripted/app.ts";
import { bundleProgram } from "../../scripts/package/bundle.ts";

/** Real bundles in real processes: one that works, one that ends by itself, and what nobody may slip in. */

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const folder = mkdtempSync(join(tmpdir(), "haidang-release-"));
const data = join(folder, "data");
const base = join(folder, "agent.cjs");
let bundle = "";
let centre: ScriptedApp;
let url = "";
let agent: ChildProcess;
let log = "";

beforeAll(async () => {
  await bundleProgram(root, "main", base);
  bundle = readFileSync(base, "utf8");
  centre = await openScriptedApp({
    series: openEmbeddedSeriesStore(join(folder, "series")),
    records: openEmbeddedRecordStore(":memory:"),
    nowMs: Date.now(),
  });
  url = await centre.app.server.listen({ port: 0, host: "127.0.0.1" });
  agent = begin(centre.app.fleet.invite({ hub: true, expiresS: 600 }, centre.clock.nowMs).code);
  await until(async () => (await shown()) !== undefined);
});
afterAll(async () => {
  if (agent?.exitCode === null) {
    agent.kill("SIGTERM");
    await new Promise((resolve) => agent.once("exit", resolve));
  }
  await centre?.app.stop();
});

function begin(code?: string): ChildProcess {
  const env = {
    ...{ PATH: process.env["PATH"], HAIDANG_URL: url, HAIDANG_AGENT_DATA: data, HAIDANG_LANG: "en" },
    ...{ HAIDANG_AGENT_METRICS: "off", HAIDANG_AGENT_TRIAL_S: "60" },
    ...(code === undefined ? {} : { HAIDANG_ENROL_CODE: code }),
  };
  const started = spawn(process.execPath, [base, "run"], { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [started.stdout, started.stderr]) stream?.on("data", (text) => (log += String(text)));
  return started;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > endMs) expect.fail(`it did not come to be so; the agent said:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const call = (method: "GET" | "POST", path: string, payload?: object | string) =>
  centre.call({
    ...{ method, url: `/api/v1/${path}` },
    headers: { ...asAdmin, ...(typeof payload === "string" ? { "content-type": "text/plain" } : {}) },
    ...(payload === undefined ? {} : { payload }),
  });
const dataOf = <T>({ body }: { body: unknown }): T => (body as { data: T }).data;
async function shown(): Promise<AgentRow | undefined> {
  return dataOf<AgentRow[]>(await call("GET", "agents"))[0];
}
const standing = async () => (await shown())?.release;
async function add(version: string, bundle: string): Promise<ReleaseRow> {
  return dataOf<ReleaseRow>(await call("POST", `releases?version=${version}`, bundle));
}
async function upgrade(version?: string) {
  const { status } = await call("POST", "releases/offer", {
    agents: "all",
    ...(version === undefined ? {} : { version }),
  });
  expect(status).toBe(200);
}
const named = (version: string) => bundle.replaceAll('"0.1.0"', JSON.stringify(version));

it("a version that works goes on in the same process, one that does not is given up, and neither comes again", async () => {
  const { pid } = agent;
  // one that ends by itself before it has said a word
  const broken = "// Haidang agent. It ends at once.\nprocess.exit(3);\n";
  await add("0.2.0-broken", broken);
  await upgrade();
  await until(async () => (await standing())?.state === "returned");
  expect(await standing()).toMatchObject({ version: "0.2.0-broken", why: "it ended by itself (code 3)" });
  expect(log).toContain("the former one goes on");
  expect((await shown())?.version).toBe("0.1.0");

  await add("0.3.0", named("0.3.0"));
  await upgrade();
  await until(async () => (await standing())?.state === "applied" && (await shown())?.version === "0.3.0");
  expect([agent.pid, agent.exitCode]).toEqual([pid, null]);
  expect((await call("POST", "releases/offer", { agents: "all" })).text).toContain('"offered":[]');

  // an older one, properly signed, is a replay
  await upgrade("0.2.0-broken");
  await until(async () => (await standing())?.state === "refused");
  expect((await standing())?.why).toContain("not newer");

  // begun with anew it is what it was, and with another package that one
  agent.kill("SIGTERM");
  await new Promise((resolve) => agent.once("exit", resolve));
  log = "";
  agent = begin();
  await until(async () => log.includes("Haidang agent 0.3.0 started"));
  agent.kill("SIGTERM");
  await new Promise((resolve) => agent.once("exit", resolve));
  writeFileSync(base, named("0.4.0"));
  agent = begin();
  await until(async () => log.includes("Haidang agent 0.4.0 started"));
});

it("takes only agents' bundles, each once, from admins", async () => {
  expect((await call("POST", "releases?version=1.0.0", "console.log('hello')")).status).toBe(400);
  expect((await call("POST", "releases?version=1.0.0", named("0.3.0"))).status).toBe(409);
  expect((await call("POST", "releases?version=../1", named("1.0.0"))).status).toBe(400);
  expect((await call("POST", "releases/offer", { agents: ["nobody"] })).status).toBe(404);
  const rows = dataOf<ReleaseRow[]>(await call("GET", "releases"));
  expect(rows.map(({ sequence, version }) => [sequence, version])).toEqual([
    [2, "0.3.0"],
    [1, "0.2.0-broken"],
  ]);
});
