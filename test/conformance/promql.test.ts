import type { Point } from "@haidang/contract/point.ts";
import { evaluate } from "@haidang/control-plane/query/promql/evaluate.ts";
import { parseQuery } from "@haidang/control-plane/query/promql/parse.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import type { SeriesStore } from "@haidang/control-plane/store/series.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing, titled } from "../acceptance/needs.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";

const lacking = missing("prometheus", "promtool");
/** On the hour, so that steps of ours begin where Prometheus' do. */
const endMs = Date.parse("2026-11-23T06:00:00Z");
const startMs = endMs - 3 * 3_600_000;

/** Pseudo-random, the same at each run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Gauges with gaps, counters that are reset, a series that ends; never on a whole second, where both ends of a range differ. */
function samples(): Point[] {
  const points: Point[] = [];
  for (const [index, host] of ["a", "b", "Cô Tô", ""].entries()) {
    const random = noise(index + 1);
    let octets = 0;
    for (let at = startMs + 337 + index; at < endMs; at += 15_000 + Math.floor(random() * 900) * 2) {
      const isGap = at % 3_600_000 > 3_000_000 + index * 60_000;
      if (isGap || (host === "b" && at > endMs - 600_000)) continue;
      octets = random() < 0.01 ? 0 : octets + Math.floor(random() * 10_000);
      const tags: Record<string, string> =
        host === "" ? { role: "none" } : { host, role: index % 2 === 0 ? "even" : "odd" };
      points.push({
        measurement: "cpu_load",
        tags,
        fields: { usage: random() * 100 - 20, octets, limit: 50 + index },
        timeMs: at,
      });
    }
  }
  return points;
}

function openMetrics(points: readonly Point[]): string {
  const lines = new Map<string, string[]>();
  for (const { measurement, tags, fields, timeMs } of points) {
    const labels = Object.entries(tags).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    for (const [field, value] of Object.entries(fields)) {
      const name = `${measurement}_${field}`;
      const list = lines.get(name) ?? [];
      lines.set(name, list);
      list.push(`${name}{${labels.join(",")}} ${value} ${timeMs / 1000}`);
    }
  }
  return `${[...lines.values()].flat().join("\n")}\n# EOF\n`;
}

const queries = [
  "cpu_load_usage",
  '{__name__="cpu_load_usage",host="a"}',
  'cpu_load_usage{host!="a"}',
  'cpu_load_usage{host=""}',
  'cpu_load_usage{host=~"a|b"}',
  'cpu_load_usage{host!~"a|C.*"}',
  'cpu_load_usage{host=~"Cô.*",role="even"}',
  '{__name__=~"cpu_load_(usage|limit)"}',
  "avg_over_time(cpu_load_usage[5m])",
  "min_over_time(cpu_load_usage[7m])",
  "max_over_time(cpu_load_usage[1h])",
  "sum_over_time(cpu_load_usage[90s])",
  "count_over_time(cpu_load_usage[10m])",
  "last_over_time(cpu_load_usage[20m])",
  "quantile_over_time(0.9, cpu_load_usage[10m])",
  "quantile_over_time(0, cpu_load_usage[10m])",
  "changes(cpu_load_limit[10m])",
  "rate(cpu_load_octets[5m])",
  "increase(cpu_load_octets[1h])",
  "delta(cpu_load_usage[10m])",
  "irate(cpu_load_octets[5m])",
  "sum(cpu_load_usage)",
  "sum by (role) (cpu_load_usage)",
  "avg(cpu_load_usage) by (host)",
  "max without (host) (cpu_load_usage)",
  "min(cpu_load_usage)",
  "count(cpu_load_usage)",
  "count by (nothing) (cpu_load_usage)",
  "quantile(0.5, cpu_load_usage)",
  "topk(2, cpu_load_usage)",
  "bottomk(1, cpu_load_usage)",
  "topk(1, cpu_load_usage) by (role)",
  "sum(rate(cpu_load_octets[5m])) * 8",
  "cpu_load_usage + 1",
  "100 - cpu_load_usage",
  "-cpu_load_usage * 2 + 3",
  "cpu_load_usage % 7",
  "2 ^ 3 ^ 2",
  "(1 + 2) * 3 - -4",
  "1 -2",
  "cpu_load_usage > 30",
  "30 < cpu_load_usage",
  "cpu_load_usage > bool 30",
  "1 < bool 2",
  "100 * cpu_load_usage / cpu_load_limit",
  "cpu_load_usage > cpu_load_limit",
  "sum by (role) (cpu_load_usage) / on (role) count by (role) (cpu_load_usage)",
  "cpu_load_usage / ignoring (role) cpu_load_limit",
  "abs(cpu_load_usage)",
  "ceil(cpu_load_usage) + floor(cpu_load_usage)",
  "round(cpu_load_usage)",
  "sqrt(cpu_load_usage)",
  "clamp(cpu_load_usage, 0, 50)",
  "clamp_min(cpu_load_usage, 0)",
  "clamp_max(cpu_load_usage, 0)",
  "sort_desc(cpu_load_usage)",
  "nothing_at_all",
  "sum(nothing_at_all)",
];

describe.skipIf(lacking.length > 0)(titled("PromQL beside Prometheus over the same samples", lacking), () => {
  let prometheus: Prometheus;
  let store: SeriesStore;

  beforeAll(async () => {
    const points = samples();
    store = openEmbeddedSeriesStore(":memory:");
    await store.write(points);
    prometheus = await startPrometheus(openMetrics(points));
  });
  afterAll(async () => {
    await prometheus?.remove();
    await store?.close();
  });

  /** Series by their labels, each a list of [time, value]. */
  type Answer = Map<string, Array<[number, number]>>;
  const keyOf = (labels: Readonly<Record<string, string>>) =>
    JSON.stringify(Object.entries(labels).toSorted());

  async function theirs(query: string, from: number, to: number, stepS: number): Promise<Answer> {
    const params = new URLSearchParams({
      query,
      start: `${from / 1000}`,
      end: `${to / 1000}`,
      step: `${stepS}`,
    });
    const response = await fetch(`${prometheus.url}/api/v1/query_range?${params}`);
    const body = (await response.json()) as {
      status: string;
      error?: string;
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    if (body.status !== "success") throw new Error(`Prometheus: ${body.error}`);
    return new Map(
      body.data.result.map(({ metric, values }) => [
        keyOf(metric),
        values.map(([at, value]) => [at * 1000, Number(value.replace("Inf", "Infinity"))]),
      ]),
    );
  }

  async function ours(query: string, from: number, to: number, stepS: number): Promise<Answer> {
    const grid = { startMs: from, endMs: to, stepMs: stepS * 1000 };
    const bounds = { samples: 1_000_000, isOver: () => false };
    const value = await evaluate({ store, grid, bounds, nowMs: to }, parseQuery(query));
    const series = value.kind === "scalar" ? [{ labels: {}, values: value.values }] : value.series;
    const answers = series.map(({ labels, values }): [string, Array<[number, number]>] => [
      keyOf(labels),
      values.flatMap(
        (one, at): Array<[number, number]> => (one === undefined ? [] : [[from + at * stepS * 1000, one]]),
      ),
    ]);
    return new Map(answers.filter(([, pairs]) => pairs.length > 0));
  }

  function expectSame(mine: Answer, other: Answer): void {
    expect([...mine.keys()].toSorted()).toEqual([...other.keys()].toSorted());
    for (const [key, pairs] of other) {
      const own = mine.get(key) ?? [];
      expect(own.map(([at]) => at)).toEqual(pairs.map(([at]) => at));
      for (const [index, [at, value]] of pairs.entries()) {
        const told = own[index]?.[1] ?? Number.NaN;
        const isSame =
          Object.is(told, value) || Math.abs(told - value) <= 1e-9 * Math.max(1, Math.abs(value));
        if (!isSame) expect(told, `${key} at ${at}`).toBe(value);
      }
    }
  }

  it.each(queries)("%s", async (query) => {
    for (const [from, stepS] of [
      [startMs, 60],
      [startMs + 1000, 137],
    ] as const) {
      expectSame(await ours(query, from, endMs, stepS), await theirs(query, from, endMs, stepS));
    }
    const instant = endMs - 2_700_000;
    expectSame(await ours(query, instant, instant, 1), await theirs(query, instant, instant, 1));
  });

  it("over long periods steps are read, and say the same as samples", async () => {
    const from = endMs - 2 * 86_400_000;
    for (const name of ["avg", "min", "max", "sum", "count"]) {
      for (const [range, stepS] of [
        ["10m", 600],
        ["20m", 600],
        ["5m", 900],
      ] as const) {
        const query = `${name}_over_time(cpu_load_usage[${range}])`;
        expectSame(await ours(query, from, endMs, stepS), await theirs(query, from, endMs, stepS));
      }
    }
  });
});
