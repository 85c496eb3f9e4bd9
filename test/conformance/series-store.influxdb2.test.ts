import type { Server } from "node:http";
import { openInfluxdb2SeriesStore } from "@haidang/control-plane/store/influxdb2/influxdb2.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frontOf } from "./front.ts";
import { hasInfluxd, type Influxd, startInfluxd } from "./influxd.ts";
import { describeSeriesStore } from "./series-store.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "./victoria-metrics.ts";

const skip = !(hasInfluxd && hasVictoriaMetrics) && process.env["CI"] === undefined;
const point = { measurement: "m", tags: {}, fields: { v: 1 }, timeMs: 1000 };
const open = (url: string) => openInfluxdb2SeriesStore({ url, org: "o", bucket: "b", token: "t-secret" });

/**
 * No 2.x server can be installed here. Its InfluxQL is asked of a real influxd 1.6, which has all paths but that of
 * writing: a front gives it that name.
 */
describe.skipIf(skip)("InfluxDB 2.x by InfluxQL, on influxd 1.x (Debian package influxdb)", () => {
  let influxd: Influxd;
  let front: { url: string; server: Server };
  const asked: string[] = [];
  beforeAll(async () => {
    influxd = await startInfluxd();
    await fetch(`${influxd.url}/query?q=CREATE+DATABASE+b`, { method: "POST" });
    front = await frontOf(influxd.url, asked, [
      ["/api/v2/write?org=o&bucket=b&", "/write?db=b&"],
      ["/query?", "/query?"],
      ["/ping", "/ping"],
    ]);
  });
  afterAll(async () => {
    await new Promise((resolve) => front?.server.close(resolve));
    await influxd?.remove();
  });

  describeSeriesStore("influxdb2", async () => {
    let store = await open(front.url);
    return {
      store,
      reopen: async () => {
        await store.close();
        await influxd.kill();
        await influxd.start();
        store = await open(front.url);
        return store;
      },
    };
  });

  test("says what it is and how it is read", async () => {
    expect((await open(front.url)).engine).toMatch(/^influxdb .+ \(InfluxQL\)$/);
    expect(asked.filter((path) => path.startsWith("!"))).toEqual([]);
  });

  test("a server that is gone is store_unavailable, without the token in its words", async () => {
    const store = await open(front.url);
    await influxd.kill();
    const calls = [store.write([point]), store.latest({ measurement: "m" }, 0), open(influxd.url)];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: "rejected", reason: { code: "store_unavailable" } });
      expect(JSON.stringify(call)).not.toContain("t-secret");
    }
    await influxd.start();
  });
});

describe.skipIf(skip)(
  "the writing of InfluxDB 2.x, on VictoriaMetrics (Debian package victoria-metrics)",
  () => {
    test("lines arrive at /api/v2/write, and the store says that it cannot be read there", async () => {
      const victoria = await startVictoriaMetrics();
      try {
        await expect(open(victoria.url)).rejects.toMatchObject({
          code: "store_unavailable",
          message: expect.stringMatching(/by Flux/),
        });
        const { writePoints } = await import("@haidang/control-plane/store/influxdb2/server.ts");
        const server = {
          name: "InfluxDB",
          url: new URL(victoria.url),
          org: "o",
          bucket: "b",
          authorization: "Token t",
          timeoutMs: 10_000,
        };
        const timeMs = Date.UTC(2026, 8, 1);
        const points = Array.from({ length: 12_000 }, (_, at) => ({
          measurement: "m",
          tags: { id: `${at % 3}`, "it's": 'a "b", c=d' },
          fields: { v: at },
          timeMs: timeMs + at,
        }));
        await writePoints(server, points);
        await fetch(`${victoria.url}/internal/force_flush`);
        const exported = await (await fetch(`${victoria.url}/api/v1/export?match[]=m_v`)).text();
        const rows = exported
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        expect(rows.map(({ values }) => values.length)).toEqual([4000, 4000, 4000]);
        expect(rows[0].metric["it's"]).toBe('a "b", c=d');
      } finally {
        await victoria.remove();
      }
    });
  },
);
