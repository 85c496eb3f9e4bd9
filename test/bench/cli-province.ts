import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { agentConfigSchema, batchHeaders, enrolResponseSchema } from "@haidang/contract/agent-protocol.ts";
import type { Check } from "@haidang/contract/check.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { openVaultFile } from "@haidang/control-plane/config/vault-file.ts";
import { assignChecks } from "@haidang/control-plane/inventory/checks.ts";
import { parseInventory } from "@haidang/control-plane/inventory/parse.ts";
import { buildWorld } from "@haidang/control-plane/inventory/world.ts";
import { openAssignments } from "@haidang/control-plane/state/assignments.ts";
import { openEmbeddedRecordStore } from "@haidang/control-plane/store/embedded/records.ts";
import { z } from "zod";
import { call } from "./fleet-agents.ts";
import { type ControlPlane, startControlPlane } from "./store-server.ts";
import { writeRuns } from "./uptime-ledger.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const province = join(root, "examples/quang-ninh");
const dayMs = 24 * 3_600_000;
export const ledgerDays = 70;
const windowMs = 300_000;
/** So many links answer no longer, which makes incidents. */
const downLinks = 12;
const linesPerBody = 2_000;

/** The reference province with two months of ledger and a day of measurements, reported on as its hub would. */
export interface Played {
  server: ControlPlane;
  checks: number;
  runs: number;
  /** One round of results of every check. */
  round(): Promise<void>;
  /** Windows of echo requests of so many objects, all that a page draws of them. */
  windows(count: number): Promise<void>;
  /** A link that answered until now is down; resolves with its id once that is acknowledged. */
  cut(): Promise<string>;
  remove(): Promise<void>;
}

/** Runs the command line as it is installed; its output and how long the whole process took. */
export async function haidang(
  folder: string,
  ...args: readonly string[]
): Promise<{ output: string; tookMs: number; code: number }> {
  const env = { ...process.env, HAIDANG_DATA: folder, HAIDANG_LANG: "en", NO_COLOR: "1" };
  const begunMs = performance.now();
  const took = () => performance.now() - begunMs;
  try {
    const ran = await promisify(execFile)(process.execPath, [join(root, "cli/bin/haidang.js"), ...args], {
      env,
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
    });
    return { output: ran.stdout, tookMs: took(), code: 0 };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && "stdout" in error && "stderr" in error)) throw error;
    // an answer that is a no ends with 1 and is on standard output; a fault is not
    const isAnswer = error.code === 1 && error.stdout !== "" && error.stderr === "";
    const output = `${error.stdout}${error.stderr}`;
    return { output, tookMs: took(), code: isAnswer ? 0 : Number(error.code) };
  }
}

/** The inventory and the ledger as the control plane would have written them in time, then measurements by its door. */
export async function playProvince(nowMs: number): Promise<Played> {
  const pool = new Agent();
  const { folder, agent, token } = await enrolHub(pool);
  const runs = writePast(folder, nowMs);
  const server = await startControlPlane(folder);
  const config = await call(pool, `${server.url}/api/v1/agent/config?have=&waitS=0`, { token });
  const { checks } = agentConfigSchema.parse(config.data);
  const silent = new Set(checks.filter(({ probe }) => probe === "icmp").slice(0, downLinks));
  let sequence = 0;
  async function send(points: readonly Point[]): Promise<void> {
    for (let from = 0; from < points.length; from += linesPerBody) {
      sequence += 1;
      const { status } = await call(pool, `${server.url}/api/v1/ingest`, {
        token,
        body: encodePoints(points.slice(from, from + linesPerBody)),
        headers: {
          "content-type": "text/plain",
          [batchHeaders.boot]: "00000000c11be9c4",
          [batchHeaders.sequence]: String(sequence),
          [batchHeaders.oldest]: String(sequence),
        },
      });
      if (status !== 204) throw new Error(`a batch was answered ${status}`);
    }
  }
  const pointOf = (measurement: string, check: Check, timeMs: number, fields: Record<string, FieldValue>) => {
    const { kind, id } = check.target;
    const probe: Record<string, string> = measurement === "check" ? { probe: check.probe } : {};
    return { measurement, tags: { agent, kind, id, ...probe }, fields, timeMs };
  };
  const echoes = checks.filter(({ probe }) => probe === "icmp");
  for (let atMs = nowMs - dayMs; atMs < nowMs; atMs += windowMs)
    await send(echoes.map((check) => pointOf("icmp", check, atMs, echoFields(atMs))));
  return {
    server,
    checks: checks.length,
    runs,
    round: () => {
      const timeMs = Date.now();
      return send(
        checks.flatMap((check) => [
          silent.has(check)
            ? pointOf("check", check, timeMs, { outcome: "failed", reason: "no_reply", durationMs: 5_000 })
            : pointOf("check", check, timeMs, { outcome: "ok", durationMs: 12.5 }),
          ...(check.probe === "icmp" && !silent.has(check)
            ? [pointOf("icmp", check, timeMs, echoFields(timeMs))]
            : []),
        ]),
      );
    },
    windows(count) {
      const timeMs = Date.now();
      const some = echoes.filter((check) => !silent.has(check)).slice(0, count);
      return send(some.map((check) => pointOf("icmp", check, timeMs, echoFields(timeMs * 97))));
    },
    async cut() {
      const check = echoes.find((one) => !silent.has(one) && one.target.kind === "link");
      if (check === undefined) throw new Error("no link is left to cut");
      silent.add(check);
      const lost = { outcome: "failed", reason: "no_reply", durationMs: 1000 };
      const nowAtMs = Date.now();
      await send([2000, 1000, 0].map((agoMs) => pointOf("check", check, nowAtMs - agoMs, lost)));
      return check.target.id;
    },
    async remove() {
      pool.destroy();
      await server.remove();
    },
  };
}

/** A data folder with one agent in it; the control plane that made it has ended. */
async function enrolHub(pool: Agent): Promise<{ folder: string; agent: string; token: string }> {
  const server = await startControlPlane();
  const key = readFileSync(join(server.folder, "admin.key"), "utf8").trim();
  const invited = await call(pool, `${server.url}/api/v1/agents/invites`, {
    ...{ token: key, body: JSON.stringify({ hub: true, name: "hub", approve: true }) },
  });
  const { code } = z.object({ code: z.string() }).parse(invited.data);
  const enrolled = await call(pool, `${server.url}/api/v1/agent/enrol`, {
    body: JSON.stringify({ code, hostName: "hub", version: "0.1.0" }),
  });
  await server.stop();
  return { folder: server.folder, ...enrolResponseSchema.parse(enrolled.data) };
}

function writePast(folder: string, nowMs: number): number {
  const paths = readdirSync(province).filter((name) => name.endsWith(".yaml"));
  const parsed = parseInventory(
    paths.map((path) => ({ path, text: readFileSync(join(province, path), "utf8") })),
  );
  if (!("inventory" in parsed)) throw new Error(`the province has faults: ${JSON.stringify(parsed.faults)}`);
  const fromMs = nowMs - ledgerDays * dayMs;
  const records = openEmbeddedRecordStore(
    join(folder, "records.db"),
    openVaultFile(join(folder, "vault.key")),
  );
  records.inventory.append({ appliedMs: fromMs, by: "bench", inventory: parsed.inventory });
  const assignments = openAssignments(records);
  const world = buildWorld(parsed.inventory, []);
  assignments.sync(assignChecks(world, [{ id: "hub", hub: true }]).byAgent, fromMs);
  const runs = writeRuns(records, assignments, { fromMs, nowMs });
  records.close();
  return runs;
}

function echoFields(atMs: number): Record<string, FieldValue> {
  const rttMs = 8 + 4 * Math.sin((atMs / dayMs) * 2 * Math.PI);
  return {
    ...{ sent: 10, received: 10, lossPct: 0, rttMinMs: rttMs, rttMeanMs: rttMs + 1, rttP50Ms: rttMs + 1 },
    ...{ rttP95Ms: rttMs + 4, rttP99Ms: rttMs + 4, rttMaxMs: rttMs + 4 },
  };
}
