import { measure } from "@haidang/contract/measurement.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";

const nowMs = Date.parse("2026-11-23T06:00:00Z");
const nowS = nowMs / 1000;
let scripted: ScriptedApp;
let bearer: { authorization: string };

beforeAll(async () => {
  const series = openEmbeddedSeriesStore(":memory:");
  scripted = await openScriptedApp({ series, records: openEmbeddedRecordStore(":memory:"), nowMs });
  bearer = { authorization: `Bearer ${await scripted.token({ scope: "read", name: "grafana" })}` };
  const tags = (id: string) => ({ agent: "hub", kind: "link", id });
  const minutes = Array.from({ length: 60 }, (_, index) => nowMs - index * 60_000 - 1);
  await series.write(
    minutes.flatMap((timeMs, index) => [
      measure("icmp", tags("co-to"), { sent: 60, received: 60 - (index % 2), rttP50Ms: 10 + index }, timeMs),
      measure("icmp", tags("cai-chien"), { sent: 60, received: 60, rttP50Ms: 5, rttHistogram: "5k" }, timeMs),
      { measurement: "cpu.total", tags: { "máy-chủ": "a" }, fields: { "usage idle": 1, ok: true }, timeMs },
    ]),
  );
});
afterAll(() => scripted.app.stop());

const ask = (path: string, params: Record<string, string> = {}) =>
  scripted.call({
    method: "GET",
    url: `/prometheus/api/v1/${path}?${new URLSearchParams(params)}`,
    headers: bearer,
  });

describe("what Grafana asks", () => {
  it("a query at one instant, as GET and as a form", async () => {
    const query = 'sum by (id) (icmp_received{kind="link"})';
    const answer = await ask("query", { query, time: String(nowS) });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: "success",
      data: {
        resultType: "vector",
        result: expect.arrayContaining([
          { metric: { id: "co-to" }, value: [nowS, "60"] },
          { metric: { id: "cai-chien" }, value: [nowS, "60"] },
        ]),
      },
    });
    const form = await scripted.call({
      method: "POST",
      url: "/prometheus/api/v1/query",
      payload: new URLSearchParams({ query, time: new Date(nowMs).toISOString() }).toString(),
      headers: { ...bearer, "content-type": "application/x-www-form-urlencoded" },
    });
    expect(form.body).toEqual(answer.body);
    expect((await ask("query", { query: "1+1" })).body).toMatchObject({
      data: { resultType: "scalar", result: [nowS, "2"] },
    });
    expect((await ask("query", { query: "-1/0" })).body).toMatchObject({ data: { result: [nowS, "-Inf"] } });
  });
  it("a query over time", async () => {
    const range = { start: String(nowS - 600), end: String(nowS), step: "5m" };
    const answer = await ask("query_range", { query: 'icmp_rttP50Ms{id="co-to"}', ...range });
    const metric = { __name__: "icmp_rttP50Ms", agent: "hub", kind: "link", id: "co-to" };
    const values = [
      [nowS - 600, "20"],
      [nowS - 300, "15"],
      [nowS, "10"],
    ];
    expect(answer.body).toEqual({
      status: "success",
      data: { resultType: "matrix", result: [{ metric, values }] },
    });
    const number = await ask("query_range", { query: "1", ...range, step: "600" });
    expect(number.body).toMatchObject({
      data: {
        result: [
          {
            metric: {},
            values: [
              [nowS - 600, "1"],
              [nowS, "1"],
            ],
          },
        ],
      },
    });
  });
  it("names, labels and series", async () => {
    expect((await ask("label/__name__/values")).body).toEqual({
      status: "success",
      data: ["cpu.total_ok", "cpu.total_usage idle", "icmp_received", "icmp_rttP50Ms", "icmp_sent"],
    });
    const about = { "match[]": "icmp_sent" };
    expect((await ask("labels", about)).body).toMatchObject({ data: ["__name__", "agent", "id", "kind"] });
    expect((await ask("label/id/values", about)).body).toMatchObject({ data: ["cai-chien", "co-to"] });
    const series = await ask("series", { "match[]": '{__name__=~"icmp_.*",id="co-to"}' });
    expect((series.body as { data: unknown[] }).data).toHaveLength(3);
    expect((await ask("metadata")).body).toMatchObject({
      data: { icmp_rttP50Ms: [{ type: "gauge", unit: "ms" }] },
    });
    expect((await ask("status/buildinfo")).body).toMatchObject({ status: "success" });
  });
  it("what came from others, whatever its name", async () => {
    const answer = await ask("query", { query: '{"cpu.total_usage idle", "máy-chủ"="a"} + on() group(x)' });
    expect(answer.status).toBe(400);
    const plain = await ask("query", { query: '{"cpu.total_usage idle", "máy-chủ"="a"}' });
    expect(plain.body).toMatchObject({
      data: { result: [{ metric: { "máy-chủ": "a" }, value: [nowS, "1"] }] },
    });
    expect((await ask("query", { query: '{__name__="cpu.total_ok"}' })).body).toMatchObject({
      data: { result: [{ value: [nowS, "1"] }] },
    });
  });
  it("refusals in the words of Prometheus and in ours", async () => {
    const answer = await ask("query", { query: "a offset 5m" });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      ...{ status: "error", errorType: "bad_data", code: "usage" },
      error: expect.stringContaining("offset is not answered"),
    });
    for (const [path, params] of [
      ["query", {}],
      ["query", { query: "a", time: "yesterday" }],
      ["query_range", { query: "a", start: "1", end: "2" }],
      ["query_range", { query: "a", start: "2", end: "1", step: "1" }],
      ["query_range", { query: "a", start: "1", end: "2", step: "0" }],
      ["query_range", { query: "a", start: "0", end: String(nowS), step: "1" }],
      ["series", { "match[]": "sum(a)" }],
      ["query", { query: 'icmp_sent + {__name__="icmp_sent"} + {__name__=~"icmp_(sent|received)"}' }],
    ] as const) {
      const { status, body } = await ask(path, params);
      expect([status, (body as { status?: string }).status], JSON.stringify(params)).toEqual([400, "error"]);
    }
  });
});

describe("a token of scope read", () => {
  it("opens what is read and nothing else", async () => {
    const get = async (url: string) => (await scripted.call({ method: "GET", url, headers: bearer })).status;
    const period = `from=${nowMs - 3_600_000}&to=${nowMs}`;
    expect(await get(`/api/v1/query?measurement=icmp&${period}`)).toBe(200);
    expect(await get(`/api/v1/query/distribution?${period}`)).toBe(200);
    expect(await get(`/api/v1/uptime?${period}`)).toBe(200);
    for (const url of [
      "/api/v1/status",
      "/api/v1/tokens",
      "/api/v1/links",
      "/api/v1/agent/config",
      "/api/v1/stream",
    ]) {
      expect(await get(url), url).toBe(403);
    }
    const written = await scripted.call({
      method: "POST",
      url: "/api/v1/inventory/apply",
      payload: { files: [] },
      headers: bearer,
    });
    expect(written.status).toBe(403);
    const anonymous = await scripted.call({ method: "GET", url: "/prometheus/api/v1/query?query=1" });
    expect(anonymous).toMatchObject({ status: 401, body: { status: "error", errorType: "unauthorized" } });
  });
});

describe("the query API", () => {
  const get = (params: string) =>
    scripted.call({
      method: "GET",
      url: `/api/v1/query${params}&from=${nowMs - 3_600_000}&to=${nowMs}`,
      headers: asAdmin,
    });
  it("chooses a step, and says which", async () => {
    const { body } = await get("?measurement=icmp&field=rttP50Ms&id=co-to&points=12");
    expect(body).toMatchObject({ meta: { stepS: 300 } });
    expect((body as { data: { points: unknown[] }[] }).data[0]?.points).toHaveLength(12);
    expect((await get("?measurement=icmp&points=12&stepS=60")).status).toBe(400);
  });
  it("tells the greatest, the newest, and refuses units that are not there", async () => {
    const top = await get("?measurement=icmp&field=rttP50Ms&top=1&by=max&stepS=3600&aggregate=max");
    expect(top.body).toMatchObject({ data: [{ tags: { id: "co-to" }, points: [[nowMs - 3_600_000, 69]] }] });
    const latest = await get("?measurement=icmp&field=rttP50Ms&id=co-to&latest=true");
    expect(latest.body).toMatchObject({ data: [{ points: [[nowMs - 1, 10]] }] });
    expect((await get("?measurement=icmp&under=nowhere")).status).toBe(404);
    expect((await get("?measurement=icmp&carrier=nobody")).body).toMatchObject({ data: [] });
  });
  it("tells a distribution", async () => {
    const { body } = await get("/distribution?kind=link&stepS=3600");
    expect(body).toMatchObject({
      data: {
        measurement: "icmp",
        objects: ["link/cai-chien", "link/co-to"],
        steps: [{ sent: 7200, received: 7170, exact: false }],
      },
      meta: { stepS: 3600 },
    });
  });
});
