import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { HaidangError } from "@haidang/contract/error.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asAdmin, openScriptedApp, type ScriptedApp } from "../../scripted/app.ts";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { SeriesStore } from "../store/series.ts";

const nowMs = Date.parse("2026-11-23T01:00:00Z");
const period = { fromMs: 0, toMs: nowMs + 3_600_000 };

let scripted: ScriptedApp;
let series: SeriesStore;
let token: string;
let isAway: boolean;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-influx-"));
  const store = openEmbeddedSeriesStore(join(folder, "series.db"));
  isAway = false;
  series = {
    ...store,
    write(points) {
      if (isAway) throw new HaidangError("store_unavailable", "the disk is full");
      return store.write(points);
    },
    async writeLines(lines) {
      if (isAway) throw new HaidangError("store_unavailable", "the disk is full");
      return store.writeLines?.(lines);
    },
    async ping() {
      if (isAway) throw new HaidangError("store_unavailable", "the disk is full");
    },
  };
  const records = openEmbeddedRecordStore(join(folder, "records.db"));
  scripted = await openScriptedApp({ series, records, nowMs });
  token = await scripted.token({ scope: "ingest", name: "telegraf" });
});
afterEach(() => scripted.app.stop());

const write = (payload: string | Buffer, more: { url?: string; headers?: Record<string, string> } = {}) =>
  scripted.call({
    method: "POST",
    url: more.url ?? "/api/v2/write?org=o&bucket=b",
    payload,
    headers: { authorization: `Token ${token}`, ...more.headers },
  });
const stored = async (measurement: string) =>
  (await series.range({ measurement }, period))
    .flatMap(({ field, tags, samples }) =>
      samples.map(({ timeMs, value }) => ({ field, tags: { ...tags }, timeMs, value })),
    )
    .toSorted((one, other) => one.field.localeCompare(other.field));

describe("both doors", () => {
  const urls = ["/write?db=telegraf&rp=&consistency=one", "/api/v2/write?org=o&bucket=b"];
  it.each(urls)("%s stores all and answers 204", async (url) => {
    const atNs = `${nowMs}000000`;
    const answer = await write(
      `cpu,host=máy\\ chủ usage=1.5,ok=t,note="có dấu" ${atNs}\nmem,host=a used=3i\n`,
      {
        url,
      },
    );
    expect(answer).toMatchObject({ status: 204, text: "" });
    expect(await stored("cpu")).toEqual([
      { field: "note", tags: { host: "máy chủ" }, timeMs: nowMs, value: "có dấu" },
      { field: "ok", tags: { host: "máy chủ" }, timeMs: nowMs, value: true },
      { field: "usage", tags: { host: "máy chủ" }, timeMs: nowMs, value: 1.5 },
    ]);
    expect(await stored("mem")).toEqual([{ field: "used", tags: { host: "a" }, timeMs: nowMs, value: 3 }]);
  });
  it.each(urls)("%s reads gzip, and any type of body", async (url) => {
    const payload = gzipSync("cpu usage=1\n");
    for (const type of [
      "text/plain; charset=utf-8",
      "application/x-www-form-urlencoded",
      "application/json",
    ]) {
      const headers = { "content-encoding": "gzip", "content-type": type };
      expect((await write(payload, { url, headers })).status).toBe(204);
    }
  });
  it.each(urls)("%s takes an empty body as nothing to do", async (url) => {
    expect((await write("", { url })).status).toBe(204);
    expect((await write("\n# a comment\n", { url })).status).toBe(204);
  });
  it.each([
    ["/write?precision=n", 1e6],
    ["/write?precision=u", 1e3],
    ["/write?precision=ms", 1],
    ["/write?precision=s", 1e-3],
    ["/write?precision=m", 1 / 60e3],
    ["/write?precision=h", 1 / 3600e3],
    ["/api/v2/write?precision=us", 1e3],
    ["/api/v2/write?precision=s", 1e-3],
  ])("%s", async (url, perMs) => {
    const at = Math.floor(nowMs * perMs);
    expect((await write(`cpu usage=1 ${BigInt(at)}`, { url })).status).toBe(204);
    expect((await stored("cpu"))[0]?.timeMs).toBe(Math.round(at / perMs));
  });

  it("name wrong lines and store the others, in the words their clients read", async () => {
    const body =
      'cpu usage=1\ncpu usage=\n\n# note\ncpu,host= usage=2\nlog text="two\nlines",n=1\ncpu usage=x\n';
    const one = await write(body, { url: "/write?db=x" });
    expect(one).toMatchObject({ status: 400, body: { code: "lines_invalid" } });
    expect(one.body).toMatchObject({
      error: expect.stringMatching(/^partial write: line 2: .* \(and 2 more\); dropped=3 stored=2$/),
      details: { stored: 2, faults: [{ line: 2 }, { line: 5 }, { line: 8 }] },
    });
    const two = await write(body);
    expect(two).toMatchObject({
      status: 400,
      body: { code: "invalid", message: expect.stringContaining("line 2"), error: { code: "lines_invalid" } },
    });
    expect((await stored("log")).length).toBe(2);
  });
  it("name lines whose field comes in another type than it is kept in, and store the others", async () => {
    expect((await write("cpu,host=a usage=1,idle=2")).status).toBe(204);
    const answer = await write(
      'cpu,host=a usage="much"\ncpu,host=b usage=5\nmem used=1\ncpu,host=c idle=t\n',
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { details: { stored: 2, faults: [{ line: 1 }, { line: 4 }] } } },
    });
    expect(await stored("mem")).toHaveLength(1);
    expect((await stored("cpu")).map(({ tags }) => tags["host"]).toSorted()).toEqual(["a", "a", "b"]);
  });
  it("store nothing of what is no line protocol at all", async () => {
    const answer = await write(`cpu usage=1\n${"<html>\n".repeat(2000)}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "lines_invalid" } } });
    expect(await stored("cpu")).toEqual([]);
  });
  it("refuse what speaks for an agent, and times that are not yet", async () => {
    const answer = await write(
      [
        'check,agent=hub,kind=link,id=x,probe=icmp outcome="failed"',
        "icmp,agent=hub,kind=link,id=x lossPct=100",
        "interface ifIndex=1",
        "cpu,agent=hub usage=1",
        `cpu usage=1 ${nowMs + 301_000}000000`,
        `cpu usage=1 ${nowMs}`,
        "cpu usage=2",
      ].join("\n"),
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { details: { stored: 1, faults: [1, 2, 3, 4, 5, 6].map((line) => ({ line })) } } },
    });
    for (const measurement of ["check", "icmp", "interface"]) expect(await stored(measurement)).toEqual([]);
    expect(await stored("cpu")).toHaveLength(1);
  });
  it("ask to come again while the store is away", async () => {
    isAway = true;
    const one = await write("cpu usage=1", { url: "/write" });
    expect(one).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(one.body).toMatchObject({
      error: expect.stringContaining("the disk is full"),
      code: "store_unavailable",
    });
    expect((await write("cpu usage=1")).body).toMatchObject({ code: "unavailable" });
    const health = await scripted.call({ method: "GET", url: "/health" });
    expect(health).toMatchObject({ status: 503, body: { status: "fail", message: "the disk is full" } });
  });
  it("refuse more lines, and larger bodies, than one request may bring", async () => {
    expect((await write("a b=1\n".repeat(100_001))).status).toBe(413);
    expect(await write(Buffer.alloc(8 * 1024 * 1024 + 1, 32))).toMatchObject({
      status: 413,
      body: { code: "request too large", error: { code: "body_too_large" } },
    });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const answer = await write(bomb, { url: "/write", headers: { "content-encoding": "gzip" } });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: expect.any(String), code: "body_too_large" },
    });
  });
});

describe("around the doors", () => {
  it("Telegraf's CREATE DATABASE succeeds, other statements say where to ask", async () => {
    const payload = new URLSearchParams({ q: 'CREATE DATABASE "telegraf"' }).toString();
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const made = await write(payload, { url: "/query", headers: type });
    expect(made).toMatchObject({ status: 200, body: { results: [{ statement_id: 0 }] } });
    const other = await write("", { url: "/query?q=DROP%20DATABASE%20telegraf" });
    expect(other).toMatchObject({ status: 400, body: { error: expect.stringContaining("CREATE DATABASE") } });
  });
  it("ping and health answer anybody", async () => {
    const ping = await scripted.call({ method: "HEAD", url: "/ping" });
    expect(ping).toMatchObject({ status: 204, headers: { "x-influxdb-version": expect.any(String) } });
    expect((await scripted.call({ method: "GET", url: "/ping?verbose=true" })).body).toMatchObject({
      version: expect.stringMatching(/^1\./),
    });
    expect((await scripted.call({ method: "GET", url: "/health" })).body).toMatchObject({ status: "pass" });
  });
});

describe("credentials", () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
  const status = async (headers: Record<string, string>, url = "/api/v2/write") =>
    (await scripted.call({ method: "POST", url, payload: "cpu usage=1", headers })).status;

  it("are taken in every way InfluxDB's clients send them", async () => {
    expect(await status({ authorization: `Token ${token}` })).toBe(204);
    expect(await status({ authorization: `Bearer ${token}` })).toBe(204);
    expect(await status(basic(`telegraf:${token}`), "/write")).toBe(204);
    expect(await status({}, `/write?u=telegraf&p=${token}`)).toBe(204);
  });
  it.each(["", "Token", "Token ", "Token null", "Token undefined", "Basic Og==", "Bearer hdt_", "None x"])(
    "%j is refused",
    async (authorization) => {
      expect(await status({ authorization })).toBe(401);
    },
  );
  it("of another scope, of the administrator and of nobody are refused", async () => {
    const read = await scripted.token({ scope: "read" });
    expect(await status({ authorization: `Token ${read}` })).toBe(403);
    expect(await status(asAdmin)).toBe(403);
    expect(await status({})).toBe(401);
    const answer = await scripted.call({ method: "POST", url: "/write", payload: "cpu usage=1" });
    expect(answer.body).toMatchObject({
      error: expect.stringContaining("token create"),
      code: "unauthorized",
    });
  });
  it("open nothing but what they are for", async () => {
    const get = (url: string) =>
      scripted.call({ method: "GET", url, headers: { authorization: `Bearer ${token}` } });
    for (const url of [
      "/api/v1/status",
      "/api/v1/tokens",
      "/api/v1/agent/config",
      "/api/v1/query?measurement=cpu",
    ]) {
      expect((await get(url)).status).toBe(403);
    }
    // in the URL only where measurements come in
    const inUrl = await scripted.call({ method: "GET", url: `/api/v1/status?u=x&p=${token}` });
    expect(inUrl.status).toBe(401);
  });
  it("are dead once revoked or over, and the audit says who made and revoked them", async () => {
    const short = await scripted.token({ scope: "ingest", name: "short", expiresS: 60 });
    expect(await status({ authorization: `Token ${short}` })).toBe(204);
    scripted.clock.nowMs += 60_000;
    expect(await status({ authorization: `Token ${short}` })).toBe(401);
    const list = await scripted.call({ method: "GET", url: "/api/v1/tokens", headers: asAdmin });
    const { data } = list.body as { data: { id: string; name: string; expired: boolean }[] };
    expect(data.map(({ name, expired }) => [name, expired])).toEqual([
      ["telegraf", false],
      ["short", true],
    ]);
    expect(list.text).not.toContain(token);
    const url = `/api/v1/tokens/${data[0]?.id}/revoke`;
    expect((await scripted.call({ method: "POST", url, headers: asAdmin })).status).toBe(200);
    expect(await status({ authorization: `Token ${token}` })).toBe(401);
    expect((await scripted.call({ method: "POST", url, headers: asAdmin })).status).toBe(404);
    expect(scripted.app.records.audit.list(10).map(({ action }) => action)).toEqual([
      "token.revoke",
      "token.create",
      "token.create",
    ]);
  });
  it("are slowed down beyond their rate, each alone, with the time to wait", async () => {
    const slow = { authorization: `Token ${await scripted.token({ scope: "ingest", requestsPerS: 2 })}` };
    const statuses = [];
    for (let request = 0; request < 5; request += 1) statuses.push(await status(slow));
    expect(statuses).toEqual([204, 204, 204, 204, 429]);
    const refused = await write("cpu usage=1", { headers: slow });
    expect(refused).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    expect(await status({ authorization: `Token ${token}` })).toBe(204);
    scripted.clock.nowMs += 1000;
    expect(await status(slow)).toBe(204);
  });
});
