import type { Point } from "@haidang/contract/point.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "../../store/embedded/embedded.ts";
import type { SeriesStore } from "../../store/series.ts";
import { evaluate } from "./evaluate.ts";
import { parseQuery } from "./parse.ts";

const hourMs = 3_600_000;
const nowMs = Date.parse("2026-11-23T06:00:00Z");
let store: SeriesStore;

beforeAll(async () => {
  store = openEmbeddedSeriesStore(":memory:");
  const points: Point[] = [];
  for (let at = nowMs - 12 * hourMs; at < nowMs; at += 2000) {
    points.push({ measurement: "cpu", tags: { host: "a" }, fields: { usage: at % 7 }, timeMs: at });
  }
  for (let index = 0; index < 800; index += 1) {
    points.push({
      measurement: "many",
      tags: { n: String(index) },
      fields: { value: index },
      timeMs: nowMs - 1,
    });
  }
  await store.write(points);
});

const ask = (query: string, fromMs: number, stepMs: number, more: object = {}) =>
  evaluate(
    {
      ...{ store, nowMs, bounds: { samples: 1_000_000, isOver: () => false } },
      grid: { startMs: fromMs, endMs: nowMs, stepMs },
      ...more,
    },
    parseQuery(query),
  );

describe("what a query may cost", () => {
  it("is refused before it is worked out, and at once", async () => {
    const began = performance.now();
    await expect(ask("cpu_usage", nowMs - 12 * hourMs, 1000)).rejects.toThrow(/no more than 11000 instants/);
    await expect(ask("many_value", nowMs - 10_000_000, 1000)).rejects.toThrow(/too many series at too many/);
    const five = "count(many_value) + ".repeat(5);
    await expect(ask(`${five}1`, nowMs - 3_000_000, 3000)).rejects.toThrow(/too many series at too many/);
    await expect(ask("sum_over_time(cpu_usage[12h])", nowMs - 5 * hourMs, 5000)).rejects.toThrow(/too long/);
    await expect(ask("quantile_over_time(0.5, cpu_usage[6h])", nowMs - hourMs, 1000)).rejects.toThrow(
      /too long/,
    );
    const few = { bounds: { samples: 1000, isOver: () => false } };
    await expect(ask("cpu_usage", nowMs - hourMs, 60_000, few)).rejects.toThrow(/more than 1000 samples/);
    const over = { bounds: { samples: 1000, isOver: () => true } };
    await expect(ask("many_value", nowMs, 1, over)).rejects.toThrow(/too long/);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
  it("lets others have their turn meanwhile", async () => {
    let longestMs = 0;
    let lastMs = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const value = await ask(
      "sum(rate(many_value[5m])) + sum(count_over_time(many_value[1h]))",
      nowMs - hourMs,
      3000,
    );
    clearInterval(timer);
    expect(value.kind).toBe("vector");
    expect(longestMs).toBeLessThan(1000);
  });
});

describe("long periods", () => {
  const mean = async (query: string, stepMs: number) => {
    const value = await ask(query, nowMs - 10 * hourMs, stepMs);
    return value.kind === "vector" ? value.series[0]?.values : undefined;
  };
  it("read steps, and say what samples would", async () => {
    const counts = await mean("count_over_time(cpu_usage[10m])", 600_000);
    expect(counts).toHaveLength(61);
    expect(new Set(counts)).toEqual(new Set([300]));
    const averages = await mean("avg_over_time(cpu_usage[1h])", 600_000);
    for (const average of averages ?? []) expect(average).toBeCloseTo(3, 1);
  });
  it("over roll-ups alone when samples are kept no more", async () => {
    const tiers = [
      { stepMs: 0, keepMs: hourMs },
      { stepMs: 300_000, keepMs: null },
    ];
    const asked: string[] = [];
    const rolled: SeriesStore = {
      ...store,
      tiers,
      range: async () => {
        asked.push("raw");
        return [];
      },
      aggregate: (selector, range, step) => {
        asked.push(`${step.by} ${step.stepMs}`);
        return store.aggregate(selector, range, step);
      },
    };
    const value = await evaluate(
      {
        ...{ store: rolled, nowMs, bounds: { samples: 1_000_000, isOver: () => false } },
        grid: { startMs: nowMs - 3 * hourMs, endMs: nowMs - 2 * hourMs, stepMs: 300_000 },
      },
      parseQuery("max_over_time(cpu_usage[10m])"),
    );
    expect(value).toMatchObject({ series: [{ labels: { host: "a" }, values: new Array(13).fill(6) }] });
    expect([...new Set(asked)]).toEqual(["max 300000"]);
  });
});
