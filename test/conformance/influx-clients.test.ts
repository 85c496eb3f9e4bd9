import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { App } from "@haidang/control-plane/app.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { HttpError, InfluxDB, Point, type WriteApi } from "@influxdata/influxdb-client";
import { InfluxDB as Influx1 } from "influx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import { serveApp } from "./served-app.ts";

const run = promisify(execFile);
const lacking = missing("curl");

let app: App;
let port: number;
let token: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "haidang-influx-clients-"));
  ({ app } = await serveApp(folder, openEmbeddedSeriesStore(join(folder, "series.db"))));
  port = (app.server.server.address() as AddressInfo).port;
  token = app.tokens.create(
    { scope: "ingest", name: "clients" },
    { by: "admin", owner: null, nowMs: Date.now() },
  ).token;
});
afterAll(() => app.stop());

async function stored(measurement: string): Promise<unknown[]> {
  const found = await app.series.range({ measurement }, { fromMs: 0, toMs: Date.now() + 60_000 });
  return found.flatMap(({ field, tags, samples }) =>
    samples.map(({ value }) => [tags["host"], field, value]),
  );
}

describe("@influxdata/influxdb-client", () => {
  /** Its own retries off, so that an answer is seen as it came. */
  const writer = (given = token): WriteApi =>
    new InfluxDB({ url: `http://127.0.0.1:${port}`, token: given }).getWriteApi("org", "bucket", "ms", {
      maxRetries: 0,
      gzipThreshold: 100,
      writeFailed: async () => undefined,
    });
  const outcome = (api: WriteApi) =>
    api.flush().then(
      () => "stored",
      (error: unknown) => error,
    );

  it("writes points, compressed and plain, and they are there", async () => {
    const api = writer();
    api.writePoint(
      new Point("v2").tag("host", "Cô Tô, 1=").floatField("usage", 1.5).booleanField("ok", true),
    );
    expect(await outcome(api)).toBe("stored");
    for (let index = 0; index < 500; index += 1) {
      api.writePoint(new Point("v2many").tag("host", `h${index}`).intField("n", index).timestamp(Date.now()));
    }
    expect(await outcome(api)).toBe("stored");
    await api.close();
    expect((await stored("v2")).toSorted()).toEqual([
      ["Cô Tô, 1=", "ok", true],
      ["Cô Tô, 1=", "usage", 1.5],
    ]);
    expect(await stored("v2many")).toHaveLength(500);
  });

  it("is told which lines are wrong, and that its token is not good", async () => {
    const failures: unknown[] = [];
    const listening = (given: string) =>
      new InfluxDB({ url: `http://127.0.0.1:${port}`, token: given }).getWriteApi("org", "bucket", "ms", {
        maxRetries: 0,
        writeFailed: async (error) => {
          failures.push(error);
        },
      });
    const wrong = listening(token);
    wrong.writeRecords(["v2bad n=1", "v2bad n=", `v2bad n=2 ${Date.now() - 5000}`]);
    await wrong.flush();
    await wrong.close();
    const stranger = listening("hdt_nobody");
    stranger.writeRecord("v2bad n=3");
    await stranger.flush();
    await stranger.close();
    const [first, second] = failures.map((error) => (error instanceof HttpError ? error : undefined));
    expect(first).toMatchObject({
      statusCode: 400,
      code: "invalid",
      message: expect.stringContaining("line 2"),
    });
    expect(second).toMatchObject({ statusCode: 401, code: "unauthorized" });
    expect(await stored("v2bad")).toHaveLength(2);
  });
});

describe("influx", () => {
  const client = (password: string) =>
    new Influx1({ host: "127.0.0.1", port, database: "telegraf", username: "telegraf", password });

  it("makes its database, writes, and pings", async () => {
    const influx = client(token);
    await influx.createDatabase("telegraf");
    await influx.writePoints([
      {
        measurement: "v1",
        tags: { host: "máy chủ" },
        fields: { usage: 0.5, note: 'a "b"' },
        timestamp: new Date(),
      },
    ]);
    expect((await stored("v1")).toSorted()).toEqual([
      ["máy chủ", "note", 'a "b"'],
      ["máy chủ", "usage", 0.5],
    ]);
    expect(await influx.ping(2000)).toMatchObject([{ online: true, version: expect.stringMatching(/^1\./) }]);
  });
  it("is told what is wrong in the words of InfluxDB 1.x", async () => {
    const influx = client(token);
    const point = (usage: number | string) => ({ measurement: "v1wrong", tags: {}, fields: { usage } });
    await influx.writePoints([point(1)]);
    await expect(influx.writePoints([point("much")])).rejects.toThrow(/partial write: line 1: .*usage/);
    await expect(client("hdt_wrong").writePoints([point(1)])).rejects.toThrow(/not accepted/);
  });
});

describe.skipIf(lacking.length > 0)(titled("curl", lacking), () => {
  const curl = async (...args: string[]) => {
    const { stdout } = await run("curl", ["-sS", "-w", "\n%{http_code}", ...args], { encoding: "utf8" });
    const cut = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(cut + 1)), body: stdout.slice(0, cut) };
  };
  const url = (path: string) => `http://127.0.0.1:${port}${path}`;

  it("writes as InfluxDB's manuals show it", async () => {
    const one = await curl("-u", `x:${token}`, url("/write?db=mydb"), "--data-binary", "curl,host=a n=1");
    expect(one).toEqual({ status: 204, body: "" });
    const header = `Authorization: Token ${token}`;
    const many = "curl,host=b n=2\ncurl,host=c n=3\n";
    const two = await curl(
      "-H",
      header,
      url("/api/v2/write?org=o&bucket=b&precision=ns"),
      "--data-raw",
      many,
    );
    expect(two).toEqual({ status: 204, body: "" });
    expect((await stored("curl")).length).toBe(3);
    expect((await curl("-I", url("/ping"))).status).toBe(204);
  });
  it("sends gzip from a pipe, in chunks without a length", async () => {
    const packed = join(mkdtempSync(join(tmpdir(), "haidang-curl-")), "body.gz");
    spawnSync("sh", ["-c", `printf 'piped n=1\\npiped,host=a n=2\\n' | gzip -c > ${packed}`]);
    const headers = ["-H", `Authorization: Token ${token}`, "-H", "Content-Encoding: gzip"];
    const answer = await curl(
      ...headers,
      "-H",
      "Transfer-Encoding: chunked",
      "-T",
      packed,
      "-X",
      "POST",
      url("/write"),
    );
    expect(answer).toEqual({ status: 204, body: "" });
    expect(await stored("piped")).toHaveLength(2);
  });
  it("is refused a body that is too large, cut short or without a credential", async () => {
    const large = join(mkdtempSync(join(tmpdir(), "haidang-curl-")), "large");
    spawnSync("sh", ["-c", `head -c 9000000 /dev/zero > ${large}`]);
    const header = ["-H", `Authorization: Token ${token}`];
    expect((await curl(...header, url("/write"), "--data-binary", `@${large}`)).status).toBe(413);
    const chunked = ["-H", "Transfer-Encoding: chunked", "-T", large, "-X", "POST"];
    expect((await curl(...header, ...chunked, url("/api/v2/write"))).status).toBe(413);
    expect((await curl(url("/write"), "--data-binary", `@${large}`)).status).toBe(401);
    expect((await curl(url("/write"), "-d", "curl n=1")).body).toContain(
      "haidang token create --scope ingest",
    );
  });
});
