import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { openVictoriaMetricsSeriesStore } from "@haidang/control-plane/store/victoriametrics/victoriametrics.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frontOf } from "./front.ts";
import type { Influxd } from "./influxd.ts";
import { describeSeriesStore } from "./series-store.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "./victoria-metrics.ts";

const skip = !hasVictoriaMetrics && process.env["CI"] === undefined;
const everything = { fromMs: 0, toMs: Date.UTC(2100, 0) };
const folder = mkdtempSync(join(tmpdir(), "haidang-victoria-beside-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(folder, "store-"));

function open(url: string, beside: string, more: { selectUrl?: string; now?: () => number } = {}) {
  return openVictoriaMetricsSeriesStore({
    url,
    texts: openEmbeddedSeriesStore(join(beside, "texts.db")),
    besidePath: join(beside, "beside.db"),
    ...more,
  });
}

describe.skipIf(skip)("VictoriaMetrics (Debian package victoria-metrics)", () => {
  let victoria: Influxd;
  beforeAll(async () => {
    victoria = await startVictoriaMetrics();
  });
  afterAll(() => victoria?.remove());

  describeSeriesStore(
    "victoriametrics",
    async () => {
      const beside = newFolder();
      let store = await open(victoria.url, beside);
      return {
        store,
        reopen: async () => {
          await store.close();
          await victoria.kill();
          await victoria.start();
          store = await open(victoria.url, beside);
          return store;
        },
      };
    },
    {
      overwriting: "VictoriaMetrics cannot overwrite: one of the values is kept",
      digits: "VictoriaMetrics keeps 12 digits",
    },
  );

  const point = (v: number, timeMs: number, id = "x") => ({
    measurement: "m",
    tags: { id },
    fields: { v },
    timeMs,
  });
  const startMs = Date.UTC(2026, 8, 1);

  test("what it acknowledged and then lost in a crash is sent again", async () => {
    let nowMs = Date.now();
    const store = await open(victoria.url, newFolder(), { now: () => nowMs });
    await store.write([point(1, startMs, "crash")]);
    // the server tells the second it was started in
    await delay(1000 - (Date.now() % 1000));
    await victoria.kill();
    await victoria.start();
    nowMs += 61_000;
    await store.write([point(2, startMs + 1, "crash")]);
    await store.settled?.();
    const [series] = await store.range({ measurement: "m", tags: { id: "crash" } }, everything);
    expect(series?.samples.map(({ value }) => value)).toEqual([1, 2]);
    await store.close();
  });

  test("a batch that comes again counts once, in whole buckets and in parts of them", async () => {
    const store = await open(victoria.url, newFolder());
    const batch = Array.from({ length: 20 }, (_, at) => point(at, startMs + at * 60_000, "again"));
    for (let time = 0; time < 3; time += 1) {
      await store.write(batch);
      await store.settled?.();
    }
    const counted = await store.aggregate(
      { measurement: "m", tags: { id: "again" } },
      { fromMs: startMs + 60_000, toMs: startMs + 17 * 60_000 },
      { stepMs: 300_000, by: "count" },
    );
    expect(counted[0]?.samples.map(({ value }) => value)).toEqual([4, 5, 5, 2]);
    await store.close();
  });

  test("booleans of the contract are numbers there and booleans here", async () => {
    const store = await open(victoria.url, newFolder());
    const tags = { agent: "a", kind: "video", id: "b" };
    await store.write([{ measurement: "sip", tags, fields: { inCall: true }, timeMs: startMs }]);
    await store.settled?.();
    const [latest] = await store.latest({ measurement: "sip" }, 0);
    expect(latest?.samples).toEqual([{ timeMs: startMs, value: true }]);
    const exported = await fetch(
      `${victoria.url}/api/v1/export?match[]=${encodeURIComponent(`sip_inCall{id="b"}`)}`,
    );
    expect(await exported.json()).toMatchObject({ values: [1] });
    await store.close();
  });

  test("tags it would cut short are refused", async () => {
    const store = await open(victoria.url, newFolder());
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`t${at}`, "v"]));
    for (const tags of [many, { long: "x".repeat(20_000) }]) {
      const given = { measurement: "m", tags, fields: { v: 1 }, timeMs: startMs };
      await expect(store.write([given])).rejects.toMatchObject({ code: "lines_invalid" });
    }
    await store.close();
  });

  test("a server that is away is store_unavailable, and what was refused may come again", async () => {
    const store = await open(victoria.url, newFolder());
    await victoria.kill();
    const calls = [
      store.ping(),
      store.write([point(1, startMs, "away")]),
      store.latest({ measurement: "m" }, 0),
      store.aggregate({ measurement: "m" }, everything, { stepMs: 86_400_000, by: "mean" }),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
    }
    await victoria.start();
    await store.write([point(1, startMs, "away")]);
    await store.settled?.();
    expect(await store.range({ measurement: "m", tags: { id: "away" } }, everything)).toHaveLength(1);
    await store.close();
  });

  test("the paths of a cluster: vminsert and vmselect with a tenant", async () => {
    const asked: string[] = [];
    const insert = await frontOf(victoria.url, asked, [["/insert/7/influx/write", "/write"]]);
    const select = await frontOf(victoria.url, asked, [
      ["/select/7/prometheus/", "/"],
      ["/delete/7/prometheus/", "/"],
      ["/metrics", "/metrics"],
    ]);
    const store = await open(`${insert.url}/insert/7`, newFolder(), { selectUrl: `${select.url}/select/7/` });
    await store.write([point(5, startMs, "cluster")]);
    await fetch(`${victoria.url}/internal/force_flush`);
    const selector = { measurement: "m", tags: { id: "cluster" } };
    expect((await store.range(selector, everything))[0]?.samples).toEqual([{ timeMs: startMs, value: 5 }]);
    expect((await store.latest(selector, 0))[0]?.samples).toEqual([{ timeMs: startMs, value: 5 }]);
    await store.dropSeries(selector);
    expect(await store.range(selector, everything)).toEqual([]);
    expect(asked.filter((path) => path.startsWith("!"))).toEqual([]);
    await store.close();
    for (const front of [insert, select]) await new Promise((resolve) => front.server.close(resolve));
    await expect(open(victoria.url, newFolder(), { selectUrl: victoria.url })).rejects.toMatchObject({
      code: "usage",
    });
  });
});

describe.skipIf(skip)("VictoriaMetrics set up otherwise", () => {
  test.each([
    { flags: ["-retentionPeriod=2"], hint: "-dedup.minScrapeInterval=1ms" },
    {
      flags: ["-dedup.minScrapeInterval=1ms", "-influxSkipSingleField"],
      hint: "without -influxSkipSingleField",
    },
  ])("$flags is refused in words", async ({ flags, hint }) => {
    const victoria = await startVictoriaMetrics(flags);
    try {
      const beside = newFolder();
      await expect(open(victoria.url, beside)).rejects.toMatchObject({
        code: "store_unavailable",
        hint: expect.stringContaining(hint),
      });
    } finally {
      await victoria.remove();
    }
  });

  test("its retention is what the tiers say; a password is asked for and not shown", async () => {
    const auth = ["-httpAuth.username=u", "-httpAuth.password=secret-p"];
    const victoria = await startVictoriaMetrics([
      "-retentionPeriod=90d",
      "-dedup.minScrapeInterval=1ms",
      ...auth,
    ]);
    try {
      const url = new URL(victoria.url);
      await expect(open(url.href, newFolder())).rejects.toMatchObject({
        message: expect.stringMatching(/refused the credentials/),
      });
      url.username = "u";
      url.password = "secret-p";
      const store = await open(url.href, newFolder());
      expect(store.tiers).toEqual([{ stepMs: 0, keepMs: 90 * 86_400_000 }]);
      await victoria.kill();
      await expect(store.ping()).rejects.toThrow(/^(?!.*secret-p).*does not answer/);
      await store.close();
    } finally {
      await victoria.remove();
    }
  });
});
