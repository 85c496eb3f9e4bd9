import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deletePredicate, fluxBuckets, fluxLatest, fluxMeasurements, fluxRange } from "./flux.ts";
import { openInfluxdb2SeriesStore } from "./influxdb2.ts";

const range = { fromMs: Date.UTC(2026, 8, 1), toMs: Date.UTC(2026, 8, 2) };

/** Flux with its string literals taken out, so that what is left is what the server would run. */
function withoutTexts(flux: string): string {
  return flux.replace(/"(?:[^"\\]|\\.)*"/gs, "T");
}

describe("Flux", () => {
  it("asks for a range, fields and tags, one filter each", () => {
    expect(
      fluxRange(
        "b",
        { measurement: "icmp", fields: ["sent", "lossPct"], tags: { id: "x", site: "" } },
        range,
      ),
    ).toBe(`from(bucket: "b")
  |> range(start: time(v: "2026-09-01T00:00:00.000Z"), stop: time(v: "2026-09-02T00:00:00.000Z"))
  |> filter(fn: (r) => r._measurement == "icmp")
  |> filter(fn: (r) => r._field == "sent" or r._field == "lossPct")
  |> filter(fn: (r) => r["id"] == "x")
  |> filter(fn: (r) => not exists r["site"])
  |> drop(columns: ["_start", "_stop"])`);
  });
  it("buckets by milliseconds, gaps staying gaps", () => {
    const flux = fluxBuckets("b", { measurement: "icmp" }, range, { stepMs: 300_000, by: "mean" });
    expect(flux).toContain(
      'aggregateWindow(every: 300000ms, fn: mean, timeSrc: "_start", createEmpty: false)',
    );
  });
  it("keeps hostile text inside its quotes", () => {
    const plain = { measurement: "m", fields: ["f"], tags: { t: "v" } };
    for (const hostile of [
      '") |> drop() //',
      "\\",
      '\\"',
      `\${"x"}`,
      'line\nbreak"',
      "' OR 1==1",
      'x" or true or r.y == "',
    ]) {
      const selector = { measurement: hostile, fields: [hostile], tags: { [hostile]: hostile } };
      expect(withoutTexts(fluxRange(hostile, selector, range))).toBe(
        withoutTexts(fluxRange("b", plain, range)),
      );
      expect(withoutTexts(fluxLatest(hostile, selector, 0))).toBe(withoutTexts(fluxLatest("b", plain, 0)));
      expect(withoutTexts(fluxMeasurements(hostile))).toBe(withoutTexts(fluxMeasurements("b")));
      expect(withoutTexts(deletePredicate(selector))).toBe(withoutTexts(deletePredicate(plain)));
      // inside a Flux text `${` would begin an expression
      expect(fluxRange(hostile, selector, range)).not.toMatch(/(?<!\\)(?:\\\\)*\$\{/);
    }
  });
});

/** Annotated CSV in the form InfluxData's documentation of the `/api/v2/query` answer shows. */
const annotated = [
  "#datatype,string,long,dateTime:RFC3339,double,string,string,string,string",
  "#group,false,false,false,false,true,true,true,true",
  "#default,_result,,,,,,,",
  ",result,table,_time,_value,_field,_measurement,host,region",
  ",,0,2026-09-01T00:00:10Z,15.43,usage_system,cpu,A,east",
  ",,0,2026-09-01T00:00:20.5Z,59.25,usage_system,cpu,A,east",
  ",,1,2026-09-01T00:00:10Z,4.5,usage_system,cpu,B,",
  "",
  "#datatype,string,long,dateTime:RFC3339,boolean,string,string,string",
  "#group,false,false,false,false,true,true,true",
  "#default,_result,,,,,,",
  ",result,table,_time,_value,_field,_measurement,host",
  ",,2,2026-09-01T00:00:10Z,true,busy,cpu,A",
  "",
  "#datatype,string,long,dateTime:RFC3339,string,string,string,string",
  "#group,false,false,false,false,true,true,true",
  "#default,_result,,,,,,",
  ",result,table,_time,_value,_field,_measurement,host",
  ',,3,2026-09-01T00:00:10Z,"two, ""words""",note,cpu,A',
  "",
].join("\r\n");

/** A 2.x without a DBRP mapping, as far as its documentation says what it answers. */
describe("a store read by Flux", () => {
  const asked: Array<{ path: string; body: string; authorization: string | undefined }> = [];
  let server: Server;
  let url = "";
  let status = 200;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const path = request.url ?? "";
      asked.push({
        path,
        body: Buffer.concat(chunks).toString(),
        authorization: request.headers.authorization,
      });
      if (path === "/ping") return void response.writeHead(204, { "x-influxdb-version": "v2.7.1" }).end();
      if (path.startsWith("/query")) {
        return void response.writeHead(404).end('{"code":"not found","message":"no dbrp mapping found"}');
      }
      if (path.startsWith("/api/v2/delete")) return void response.writeHead(204).end();
      if (status !== 200) {
        return void response.writeHead(status).end('{"code":"unauthorized","message":"unauthorized access"}');
      }
      response.writeHead(200, { "content-type": "text/csv; charset=utf-8" }).end(annotated);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const open = () => openInfluxdb2SeriesStore({ url, org: "o", bucket: "b", token: "t-secret" });

  it("says so, and reads numbers, booleans and texts of each series", async () => {
    const store = await open();
    expect(store.engine).toBe("influxdb 2.7.1 (Flux)");
    const found = await store.range({ measurement: "cpu" }, range);
    expect(found.map(({ field, tags, samples }) => ({ field, tags: { ...tags }, samples }))).toEqual([
      {
        field: "usage_system",
        tags: { host: "A", region: "east" },
        samples: [
          { timeMs: range.fromMs + 10_000, value: 15.43 },
          { timeMs: range.fromMs + 20_500, value: 59.25 },
        ],
      },
      {
        field: "usage_system",
        tags: { host: "B" },
        samples: [{ timeMs: range.fromMs + 10_000, value: 4.5 }],
      },
      { field: "busy", tags: { host: "A" }, samples: [{ timeMs: range.fromMs + 10_000, value: true }] },
      {
        field: "note",
        tags: { host: "A" },
        samples: [{ timeMs: range.fromMs + 10_000, value: 'two, "words"' }],
      },
    ]);
    expect(asked.at(-1)).toMatchObject({ path: "/api/v2/query?org=o", authorization: "Token t-secret" });
  });

  it("works out here what it cannot ask for: the mean of fields nobody knows the type of", async () => {
    const store = await open();
    const found = await store.aggregate({ measurement: "cpu" }, range, { stepMs: 60_000, by: "mean" });
    expect(found.map(({ field, samples }) => [field, samples[0]?.value])).toEqual([
      ["usage_system", (15.43 + 59.25) / 2],
      ["usage_system", 4.5],
    ]);
    expect(asked.at(-1)?.body).not.toContain("aggregateWindow");
    await store.aggregate({ measurement: "icmp" }, range, { stepMs: 60_000, by: "mean" });
    expect(asked.at(-1)?.body).toContain("fn: mean");
    expect(asked.at(-1)?.body).not.toContain("rttHistogram");
  });

  it("forgets by predicate", async () => {
    const store = await open();
    await store.dropSeries({ measurement: "icmp", tags: { id: 'a"b' } });
    expect(JSON.parse(asked.at(-1)?.body ?? "")).toMatchObject({
      predicate: '_measurement="icmp" AND "id"="a\\"b"',
    });
  });

  it("words a refused token without showing it", async () => {
    status = 401;
    const refusal = await open().catch((error: unknown) => error);
    status = 200;
    expect(refusal).toMatchObject({ code: "store_unavailable" });
    expect(String(refusal)).toMatch(/refused the credentials/);
    expect(String(refusal)).not.toContain("t-secret");
  });
});
