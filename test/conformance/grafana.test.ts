import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type MeasurementName, measurements } from "@haidang/contract/measurement.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { openInfluxdb1SeriesStore } from "@haidang/control-plane/store/influxdb1/influxdb1.ts";
import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { openVictoriaMetricsSeriesStore } from "@haidang/control-plane/store/victoriametrics/victoriametrics.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { files } from "../../dashboards/grafana/provisioning.ts";
import type { Source } from "../../dashboards/grafana/query.ts";
import { hasInfluxd, startInfluxd } from "./influxd.ts";
import { adminKey, serveApp } from "./served-app.ts";
import { hasVictoriaMetrics, startVictoriaMetrics } from "./victoria-metrics.ts";

const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs;
const startMs = endMs - 60 * minuteMs;
const folder = mkdtempSync(join(tmpdir(), "haidang-grafana-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const targetSchema = z.object({
  expr: z.string().optional(),
  query: z.string().optional(),
  instant: z.boolean().optional(),
});
const dashboardSchema = z.object({
  title: z.string(),
  panels: z.array(z.object({ title: z.string(), targets: z.array(targetSchema) })),
  templating: z.object({ list: z.array(z.object({ type: z.string(), query: z.string() })) }),
});
type Target = z.infer<typeof targetSchema>;

function dashboardsFor(source: Source) {
  return files({ source, language: "en" }, "/")
    .filter(({ path }) => path.endsWith(".json"))
    .map(({ text }) => dashboardSchema.parse(JSON.parse(text)));
}
const targetsFor = (source: Source) =>
  dashboardsFor(source).flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      panel.targets.map((target) => ({ name: `${title}: ${panel.title}`, ...target })),
    ),
  );

/** What Grafana puts in place of its macros and of variables where all is chosen. */
function filled(text: string): string {
  return text
    .replaceAll("$__interval", "60s")
    .replaceAll("$__rate_interval", "240s")
    .replaceAll("$__range", "3600s")
    .replaceAll("$timeFilter", `time >= ${startMs}ms and time <= ${endMs}ms`)
    .replace(/\$\{\w+:regex\}|\$(?:link|device|video|agent)\b/g, ".*");
}

/** An hour of every measurement, a reading a minute: gauges at `value`, counters rising by two a second. */
function hour(
  measurement: MeasurementName,
  tags: Readonly<Record<string, string>>,
  value: number,
  isSo = true,
): Point[] {
  const { fields } = measurements[measurement];
  return Array.from({ length: 60 }, (_, at) => {
    const present: Record<string, FieldValue> = {};
    for (const [name, { kind, type }] of Object.entries(fields)) {
      if (type === "string") continue;
      const count = kind === "counter" ? at * 120 : value;
      present[name] = type === "boolean" ? isSo : count;
    }
    return { measurement, tags, fields: present, timeMs: startMs + (at + 1) * minuteMs };
  });
}

const at = (kind: string, id: string) => ({ agent: "hub", kind, id });
const points: Point[] = [
  ...hour("icmp", at("link", "silent"), 100),
  ...hour("icmp", at("link", "lossy"), 10),
  ...hour("icmp", at("link", "well"), 0),
  ...hour("icmp", at("video", "room"), 100),
  ...(["icmpFar", "port", "path", "stamp"] as const).flatMap((one) => hour(one, at("link", "well"), 7)),
  ...hour("device", at("device", "core"), 86_400),
  ...hour("interface", { ...at("device", "core"), ifName: "Gi0/1" }, 3),
  ...hour("processor", { ...at("device", "core"), oid: ".1" }, 12),
  ...(["memory", "storage"] as const).flatMap((one) =>
    hour(one, { ...at("device", "core"), name: "main" }, 5e8),
  ),
  ...["temperature", "humidity", "charge", "runtime", "load", "power", "current"].flatMap((sensor) =>
    hour("sensor", { ...at("device", "ups"), sensor, name: sensor, oid: ".2" }, 42),
  ),
  ...hour("ups", at("device", "ups"), 0),
  ...hour("ups", at("device", "ups-2"), 0, false),
  ...(["sip", "h323", "videoApi"] as const).flatMap((one) => hour(one, at("video", "room"), 5)),
  ...hour("agent", { agent: "hub" }, 9),
  ...hour("host", at("device", "hub"), 9),
  ...hour("hostDisk", { ...at("device", "hub"), mount: "/" }, 9),
];

/** Newest value of every series that a target answers, by its labels. */
type Ask = (target: Target) => Promise<Map<string, number>>;

const prometheusSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]).optional(),
        values: z.array(z.tuple([z.number(), z.string()])).optional(),
      }),
    ),
  }),
});

async function text(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${url}: ${body}`);
  return body;
}

function askPrometheus(url: string, headers: Record<string, string> = {}): Ask {
  return async ({ expr = "", instant }) => {
    const query = encodeURIComponent(filled(expr));
    const end = endMs / 1000;
    const path = instant
      ? `query?query=${query}&time=${end}`
      : `query_range?query=${query}&start=${startMs / 1000 + 300}&end=${end}&step=60`;
    const { data } = prometheusSchema.parse(JSON.parse(await text(`${url}/api/v1/${path}`, headers)));
    return new Map(
      data.result.map(({ metric, value, values }) => {
        const { __name__: _name, ...labels } = metric;
        return [Object.values(labels).toSorted().join(" "), Number((value ?? values?.at(-1))?.[1])];
      }),
    );
  };
}

const influxSchema = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            tags: z.record(z.string(), z.string()).optional(),
            columns: z.array(z.string()),
            values: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
          }),
        )
        .optional(),
    }),
  ),
});

async function influx(url: string, query: string) {
  const asked = `${url}/query?db=haidang&epoch=ms&q=${encodeURIComponent(filled(query))}`;
  const [result] = influxSchema.parse(JSON.parse(await text(asked, {}))).results;
  if (result?.error !== undefined) throw new Error(`${result.error}: ${query}`);
  return result?.series ?? [];
}

function askInflux(url: string): Ask {
  return async ({ query = "" }) => {
    const found = new Map<string, number>();
    for (const { tags = {}, columns, values } of await influx(url, query)) {
      // a table has what it is of beside each value
      const own = columns.flatMap((name, index) => (["time", "value"].includes(name) ? [] : [index]));
      const isTable = columns.includes("id") || columns.includes("agent");
      for (const row of values) {
        const value = isTable ? row[columns.indexOf("value")] : row.findLast((one) => one !== null);
        if (value === null || value === undefined || row.slice(1).every((one) => one === null)) continue;
        const labels = isTable ? own.map((index) => String(row[index])) : Object.values(tags);
        found.set(labels.toSorted().join(" "), Number(value));
      }
    }
    return found;
  };
}

/** Each query answers something, and those whose answer is plain from what was written answer that. */
function describeDashboards(
  source: Source,
  ask: () => Ask,
  values: (query: string) => Promise<string[]>,
): void {
  const targets = targetsFor(source);
  it.each(targets)("$name", async (target) => {
    const found = await ask()(target);
    expect([...found.values()].filter(Number.isFinite).length, target.expr ?? target.query).toBeGreaterThan(
      0,
    );
  });

  const of = async (name: string, line = 0) => {
    const target = targets.filter((one) => one.name === `Hải Đăng · ${name}`)[line];
    if (target === undefined) throw new Error(`there is no panel ${name}`);
    return Object.fromEntries(await ask()(target));
  };
  it("answers what was written", async () => {
    const one = (value: number) => ({ "": value });
    expect(await of("Province: Links measured")).toEqual(one(3));
    expect(await of("Province: Links that answer nothing")).toEqual(one(1));
    expect(await of("Province: Links losing more than 5 %")).toEqual(one(2));
    expect(await of("Province: Video points that answer nothing")).toEqual(one(1));
    expect(await of("Province: Most loss over the period")).toEqual({ silent: 100, lossy: 10, well: 0 });
    expect(await of("Data centre: UPS on battery")).toEqual(one(1));
    expect(await of("Data centre: Lowest charge")).toEqual(one(42));
    expect(await of("Link: Loss")).toEqual({ silent: 100, lossy: 10, well: 0 });
    expect(await of("Link: Traffic of its port", 1)).toEqual({ well: -7 });
    const [[name, rate] = []] = Object.entries(await of("Device: Errors and discards by port"));
    expect(name).toBe("Gi0/1 core");
    expect(rate).toBeCloseTo(2, 1);
    expect(await of("Agents: Measurements dropped")).toEqual(one(1));
  });

  it("lists what can be chosen", async () => {
    const lists = dashboardsFor(source).flatMap(({ templating }) =>
      templating.list.filter(({ type }) => type === "query"),
    );
    const found = await Promise.all(lists.map(({ query }) => values(query)));
    expect(found.map((list) => list.toSorted())).toEqual([
      ["lossy", "silent", "well"],
      ["core"],
      ["room"],
      ["ups"],
      ["hub"],
    ]);
  });
}

async function labelValues(url: string, query: string, headers: Record<string, string> = {}) {
  const [, series = "", label = ""] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
  const asked = `${url}/api/v1/label/${label}/values?match[]=${encodeURIComponent(series)}&start=${startMs / 1000}&end=${endMs / 1000}`;
  return z.object({ data: z.array(z.string()) }).parse(JSON.parse(await text(asked, headers))).data;
}

describe("dashboards through the control plane's own door", () => {
  let ask: Ask;
  let url = "";
  const headers = { authorization: `Bearer ${adminKey}` };
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const own = mkdtempSync(join(folder, "app-"));
    const series = openEmbeddedSeriesStore(join(own, "series"));
    await series.write(points);
    const served = await serveApp(own, series);
    stop = () => served.app.stop();
    url = `${served.url}/prometheus`;
    ask = askPrometheus(url, headers);
  });
  afterAll(() => stop?.());
  describeDashboards(
    "prometheus",
    () => ask,
    (query) => labelValues(url, query, headers),
  );
});

async function filledStore(store: SeriesStore): Promise<void> {
  await store.write(points);
  await store.close();
}

describe.skipIf(!hasVictoriaMetrics && process.env["CI"] === undefined)(
  "dashboards on VictoriaMetrics (Debian package victoria-metrics)",
  () => {
    let victoria: Awaited<ReturnType<typeof startVictoriaMetrics>>;
    beforeAll(async () => {
      victoria = await startVictoriaMetrics();
      const own = mkdtempSync(join(folder, "victoria-"));
      const texts = openEmbeddedSeriesStore(join(own, "texts.db"));
      const besidePath = join(own, "beside.db");
      await filledStore(await openVictoriaMetricsSeriesStore({ url: victoria.url, texts, besidePath }));
      // numbers show about a second late
      for (let tries = 0; tries < 100; tries += 1) {
        const found = await askPrometheus(victoria.url)({ expr: "agent_checks", instant: true });
        if (found.size > 0) break;
        await delay(100);
      }
    });
    afterAll(() => victoria?.remove());
    describeDashboards(
      "prometheus",
      () => askPrometheus(victoria.url),
      (query) => labelValues(victoria.url, query),
    );
  },
);

describe.skipIf(!hasInfluxd && process.env["CI"] === undefined)(
  "dashboards on InfluxDB 1.x (Debian package influxdb)",
  () => {
    let influxd: Awaited<ReturnType<typeof startInfluxd>>;
    beforeAll(async () => {
      influxd = await startInfluxd();
      await filledStore(await openInfluxdb1SeriesStore({ url: influxd.url, database: "haidang" }));
    });
    afterAll(() => influxd?.remove());
    describeDashboards(
      "influxdb",
      () => askInflux(influxd.url),
      async (query) => {
        const [series] = await influx(influxd.url, query);
        return series?.values.map((row) => String(row[1])) ?? [];
      },
    );
  },
);
