import { openInfluxdb1SeriesStore } from "@haidang/control-plane/store/influxdb1/influxdb1.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasInfluxd, type Influxd, startInfluxd } from "./influxd.ts";
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
    const store = await open("haidang", "plain", "given");
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
