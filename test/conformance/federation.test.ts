import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { probes } from "@haidang/agent/probe/table.ts";
import { agentConfigSchema, batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { encodePoints } from "@haidang/contract/line-protocol.ts";
import { resultPoint } from "@haidang/contract/result.ts";
import type { App } from "@haidang/control-plane/app.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { missing, titled } from "../acceptance/needs.ts";
import { call } from "../bench/fleet-agents.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { adminKey, serveApp } from "./served-app.ts";

const lacking = missing("prometheus", "promtool");
const examples = fileURLToPath(new URL("../../examples/federation", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "haidang-federation-"));
const pool = new Agent({ keepAlive: true });
const patient = { timeout: 20_000, interval: 200 };

interface Centre {
  app: App;
  url: string;
}
/** A control plane and the one agent that measures for it. */
interface Watched extends Centre {
  agent: string;
  token: string;
  sequence: number;
}

async function open(name: string): Promise<Centre> {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  return serveApp(own, openEmbeddedSeriesStore(join(own, "series")));
}

async function watched(name: string, inventory: string): Promise<Watched> {
  const centre = await open(name);
  const { code } = centre.app.fleet.invite({ hub: true, approve: true, expiresS: 60 }, Date.now());
  const enrolled = centre.app.fleet.enrol({ code, hostName: "hub", version: "0.1.0" }, Date.now());
  const { status } = await call(pool, `${centre.url}/api/v1/inventory/apply`, {
    token: adminKey,
    body: JSON.stringify({ files: [{ path: "a.yaml", text: inventory }] }),
  });
  expect(status).toBe(200);
  return { ...centre, ...enrolled, sequence: 0 };
}

async function send(centre: Watched, body: string): Promise<void> {
  centre.sequence += 1;
  const { status } = await call(pool, `${centre.url}/api/v1/ingest`, {
    token: centre.token,
    body,
    headers: {
      "content-type": "text/plain",
      [batchHeaders.boot]: "00000000000000aa",
      [batchHeaders.sequence]: String(centre.sequence),
      [batchHeaders.oldest]: String(centre.sequence),
    },
  });
  expect(status).toBe(204);
}

/** What the lines of a province last said, as its agent would have brought it. */
async function lines(province: Watched, outcomes: Readonly<Record<string, "ok" | "failed">>): Promise<void> {
  const nowMs = Date.now();
  for (const timeMs of [nowMs - 20_000, nowMs - 15_000, nowMs - 10_000, nowMs])
    await send(
      province,
      Object.entries(outcomes)
        .map(
          ([id, outcome]) =>
            `check,agent=${province.agent},kind=link,id=${id},probe=icmp outcome="${outcome}"${outcome === "ok" ? "" : ',reason="no_reply"'},durationMs=5 ${timeMs}`,
        )
        .join("\n"),
    );
}

/** The national agent's round: its real probes, of the checks it was given, against the provinces' own doors. */
async function round(national: Watched): Promise<void> {
  const { data } = await call(pool, `${national.url}/api/v1/agent/config?have=&waitS=0`, {
    token: national.token,
  });
  for (const check of agentConfigSchema.parse(data).checks) {
    if (check.probe !== "http") continue;
    const probe = probes.http(check);
    const context = { agent: national.agent, slotMs: Date.now(), signal: AbortSignal.timeout(5000) };
    const { result, points } = await probe.run(context);
    await probe.close();
    await send(national, encodePoints([...points, resultPoint(national.agent, result)]));
  }
}

const provinceOf = (unit: string, ids: readonly string[]) => `
units: [{ id: ${unit}, name: "${unit}", kind: province }]
sites: [{ id: tru-so, name: Trụ sở, unit: ${unit} }]
links: [${ids.map((id) => `{ id: ${id}, name: ${id}, site: tru-so, address: 10.0.0.1 }`).join(", ")}]
`;

const classOf = (centre: Centre, key: string) =>
  centre.app.engine.statuses().find(({ kind, id }) => `${kind}/${id}` === key)?.class;

describe.skipIf(lacking.length > 0)(titled("two provinces and a national centre", lacking), () => {
  let quangNinh: Watched;
  let haiPhong: Watched;
  let national: Watched;
  let prometheus: Prometheus;

  beforeAll(async () => {
    // the same ids in both: a province never needs to know of another
    quangNinh = await watched("quang-ninh", provinceOf("quang-ninh", ["d-1", "d-2", "d-3"]));
    haiPhong = await watched("hai-phong", provinceOf("hai-phong", ["d-1", "d-2"]));
    const at = (text: string) =>
      text
        .replaceAll("https://haidang.quang-ninh.example", quangNinh.url)
        .replaceAll("https://haidang.hai-phong.example", haiPhong.url)
        .replaceAll("haidang.quang-ninh.example:443", new URL(quangNinh.url).host)
        .replaceAll("haidang.hai-phong.example:443", new URL(haiPhong.url).host)
        .replace("scheme: https", "scheme: http")
        .replace("scrape_interval: 30s", "scrape_interval: 1s");
    const example = (name: string) => at(readFileSync(join(examples, name), "utf8"));
    national = await watched("quoc-gia", example("quoc-gia.yaml"));
    prometheus = await startPrometheus("# EOF\n", example("prometheus.yml"));
  });
  afterAll(async () => {
    await prometheus?.remove();
    pool.destroy();
    for (const centre of [quangNinh, haiPhong, national]) await centre?.app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const answerSchema = z.object({
    data: z.object({
      result: z.array(
        z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
      ),
    }),
  });
  async function promql(query: string): Promise<Record<string, number>> {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { result } = answerSchema.parse(await answer.json()).data;
    return Object.fromEntries(
      result.map(({ metric, value }) => [metric["province"] ?? "", Number(value[1])]),
    );
  }

  it("the national centre sees both stand, and the counts of each", async () => {
    await lines(quangNinh, { "d-1": "ok", "d-2": "ok", "d-3": "failed" });
    await lines(haiPhong, { "d-1": "ok", "d-2": "ok" });
    await round(national);
    expect(classOf(national, "service/haidang-quang-ninh")).toBe("up");
    expect(classOf(national, "service/haidang-hai-phong")).toBe("up");
    const links = (state: string) =>
      promql(`sum by (province) (haidang_objects{kind="link",class="${state}"})`);
    await expect.poll(() => links("up"), patient).toEqual({ "quang-ninh": 2, "hai-phong": 2 });
    await expect
      .poll(() => promql(`sum by (province) (haidang_objects{kind="link",class!="up"})`), patient)
      .toEqual({ "quang-ninh": 1 });
  });

  it("a province that goes is an outage of its own; the other and its numbers stand, and the province forgets nothing", async () => {
    await haiPhong.app.stop();
    for (let time = 0; time < 3; time += 1) await round(national);
    expect(classOf(national, "service/haidang-hai-phong")).toBe("down");
    expect(classOf(national, "service/haidang-quang-ninh")).toBe("up");
    await expect.poll(() => promql("up == 0"), patient).toEqual({ "hai-phong": 0 });
    expect(await promql("up == 1")).toEqual({ "quang-ninh": 1 });

    const back = await open("hai-phong");
    Object.assign(haiPhong, back);
    expect(haiPhong.app.engine.statuses().filter(({ kind }) => kind === "link")).toHaveLength(2);
    const told = await call(pool, `${back.url}/api/v1/status`, { token: adminKey });
    expect(told.status).toBe(200);
  });

  it("one province's key opens no other", async () => {
    const answer = await call(pool, `${quangNinh.url}/api/v1/agent/config?have=&waitS=0`, {
      token: haiPhong.token,
    });
    expect(answer.status).toBe(401);
  });
});
