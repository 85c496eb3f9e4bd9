import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";
import { openInfluxdb1SeriesStore } from "@haidang/control-plane/store/influxdb1/influxdb1.ts";
import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasInfluxd, type Influxd, startInfluxd } from "./influxd.ts";
import { plain } from "./series-store/subject.ts";
import { describeSeriesStore } from "./series-store.ts";

const skip = !hasInfluxd && process.env["CI"] === undefined;
const everything = { fromMs: 0, toMs: Date.UTC(2100, 0) };
const point = (v: number, timeMs = Date.now()) => ({ measurement: "m", tags: {}, fields: { v }, timeMs });

describe.skipIf(skip)("influxd 1.x (Debian package influxdb)", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd?.remove());
  const open = (database: string, retentionDays?: number) =>
    openInfluxdb1SeriesStore({ url: influxd.url, database, retentionDays });

  describeSeriesStore("influxdb1", async () => {
    let store = await open("conformance");
    return {
      store,
      reopen: async () => {
        await store.close();
        await influxd.kill();
        await influxd.start();
        store = await open("conformance");
        return store;
      },
    };
  });

  test("names the engine and its version", async () => {
    expect((await open("named")).engine).toMatch(/^influxdb 1\.\d+/);
  });

  test("a server that is gone is store_unavailable, and nothing acknowledged is lost when it comes back", async () => {
    const store = await open("outage");
    await store.write([point(1, 1000)]);
    await influxd.kill();
    const calls = [store.ping(), store.write([point(2, 2000)]), store.latest({ measurement: "m" }, 0)];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
    }
    await influxd.start();
    await store.write([point(3, 3000)]);
    const [series] = await store.range({ measurement: "m" }, everything);
    expect(series?.samples.map(({ value }) => value)).toEqual([1, 3]);
  });

  test("a database dropped behind our back is told, and made again by opening", async () => {
    const store = await open("dropped");
    await fetch(`${influxd.url}/query?q=${encodeURIComponent('DROP DATABASE "dropped"')}`, {
      method: "POST",
    });
    await expect(store.write([point(1)])).rejects.toMatchObject({
      code: "store_unavailable",
      hint: expect.stringContaining("dropped"),
    });
    await (await open("dropped")).write([point(1)]);
  });

  test("retention is set on the default policy, and a point older than it is no error", async () => {
    const store = await open("retained", 30);
    await store.write([point(1, Date.now() - 90 * 86_400_000), point(2)]);
    const [series] = await store.range({ measurement: "m" }, everything);
    expect(series?.samples.map(({ value }) => value)).toEqual([2]);
    await open("retained", 31);
    await expect(open("retained", 0)).rejects.toMatchObject({ code: "usage" });
  });
});

describe.skipIf(skip)("roll-ups in influxd 1.x", () => {
  let influxd: Influxd;
  const folder = mkdtempSync(join(tmpdir(), "haidang-rollup-"));
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(async () => {
    await influxd?.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const dayMs = 86_400_000;
  const hourMs = 3_600_000;
  const startMs = Math.floor(Date.now() / dayMs) * dayMs - 2 * dayMs;
  const open = (now: () => number = Date.now, database = "d") =>
    openInfluxdb1SeriesStore({
      url: influxd.url,
      database,
      retentionDays: 8,
      dirtyHoursPath: join(folder, `${database}.db`),
      now,
    });
  const bys = ["mean", "min", "max", "last", "sum", "count", "merge"] as const;
  const samples = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => ({
      measurement: "icmp",
      tags: { agent: "a", kind: "link", id: `l${at % 2}` },
      fields: {
        received: (at * 7) % 11,
        rttMeanMs: Math.abs(Math.sin(at)),
        rttHistogram: encodeHistogram(histogramOf([at, at / 2])),
        note: `n${at}`,
        ok: at % 3 === 0,
      },
      timeMs: startMs + from + at * 47_000,
    }));
  const read = async (store: SeriesStore, stepMs: number) => {
    const range = { fromMs: startMs, toMs: startMs + dayMs };
    const answers = [];
    for (const by of bys) {
      answers.push(plain(await store.aggregate({ measurement: "icmp" }, range, { stepMs, by })));
    }
    return JSON.parse(JSON.stringify(answers), (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(12)) : value,
    );
  };

  test("say what the raw samples said, after those are gone, late samples and a restart between", async () => {
    let store = await open();
    await store.write(samples(0, 400));
    expect(await store.rollUp()).toBeGreaterThan(0);
    // an agent that was cut off sends what it kept, for hours that were rolled up before
    await store.write(samples(20_000, 300));
    await store.close();
    store = await open();
    expect(await store.rollUp()).toBeGreaterThanOrEqual(4);
    expect(await store.rollUp()).toBe(0);
    const raw = [await read(store, 300_000), await read(store, hourMs), await read(store, 3 * hourMs)];
    expect(raw[1][0].length).toBeGreaterThan(0);
    await store.close();
    // a month on, InfluxDB may have dropped the raw samples: nothing is read from them
    const later = await open(() => startMs + 40 * dayMs);
    await later.dropBefore(startMs + dayMs);
    expect(await later.range({ measurement: "icmp" }, everything)).toEqual([]);
    expect([await read(later, 300_000), await read(later, hourMs), await read(later, 3 * hourMs)]).toEqual(
      raw,
    );
    expect(later.tiers.map(({ stepMs }) => stepMs)).toEqual([0, 300_000, hourMs]);
    await later.dropSeries({ measurement: "icmp", tags: { id: "l1" } });
    const left = await later.aggregate(
      { measurement: "icmp", fields: ["received"] },
      { fromMs: startMs, toMs: startMs + dayMs },
      { stepMs: hourMs, by: "sum" },
    );
    expect(left.map(({ tags }) => tags["id"])).toEqual(["l0"]);
    await later.close();
  });

  test("hours stay marked while the server is away, and are worked out when it is back", async () => {
    const store = await open(Date.now, "away");
    await store.rollUp();
    await store.write(samples(0, 10));
    await influxd.kill();
    await expect(store.rollUp()).rejects.toMatchObject({ code: "store_unavailable" });
    await influxd.start();
    while ((await store.rollUp()) > 0);
    await store.close();
    const later = await open(() => startMs + 40 * dayMs, "away");
    expect((await read(later, hourMs))[5]).not.toEqual([]);
    await later.close();
  });
});

describe.skipIf(skip)("influxd 1.x with limits and passwords", () => {
  let influxd: Influxd;
  const admin = { username: "admin", password: "p'w:ö" };
  const query = async (q: string) => {
    const authorization = `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString("base64")}`;
    const body = new URLSearchParams({ q });
    await (await fetch(`${influxd.url}/query`, { method: "POST", headers: { authorization }, body })).text();
  };
  beforeAll(async () => {
    influxd = await startInfluxd({ auth: true, http: "max-row-limit = 5" });
    await query("CREATE USER admin WITH PASSWORD 'p\\'w:ö' WITH ALL PRIVILEGES");
    await query("CREATE USER haidang WITH PASSWORD 'plain'");
  });
  afterAll(() => influxd?.remove());
  const open = (username: string, password: string, database = "d") =>
    openInfluxdb1SeriesStore({ url: influxd.url, database, username, password });

  test("the right password opens, a wrong one and none are refused in words", async () => {
    await (await open(admin.username, admin.password)).write([point(1)]);
    for (const password of ["wrong", ""]) {
      await expect(open(admin.username, password)).rejects.toMatchObject({
        code: "store_unavailable",
        message: expect.stringMatching(/refused the user name or password/),
      });
    }
    await expect(openInfluxdb1SeriesStore({ url: influxd.url, database: "d" })).rejects.toMatchObject({
      message: expect.stringMatching(/refused the user name or password/),
    });
  });

  test("a user who may not create a database uses one made for it, and is told when there is none", async () => {
    await query('CREATE DATABASE "given"');
    await query('GRANT ALL ON "given" TO "haidang"');
    const store = await openInfluxdb1SeriesStore({
      url: influxd.url,
      database: "given",
      username: "haidang",
      password: "plain",
      dirtyHoursPath: join(tmpdir(), "haidang-never-made.db"),
    });
    expect(store.tiers).toHaveLength(1);
    await store.write([point(7, 1000)]);
    expect((await store.latest({ measurement: "m" }, 0))[0]?.samples).toEqual([{ timeMs: 1000, value: 7 }]);
    await expect(open("haidang", "plain", "other")).rejects.toMatchObject({
      code: "store_unavailable",
      hint: expect.stringContaining("privileges on database other"),
    });
  });

  test("an answer the server cuts short is not taken for the whole", async () => {
    const store = await open(admin.username, admin.password, "long");
    await store.write(Array.from({ length: 20 }, (_, at) => point(at, at)));
    await expect(store.range({ measurement: "m" }, everything)).rejects.toMatchObject({
      code: "store_unavailable",
      hint: expect.stringContaining("max-row-limit"),
    });
  });
});
