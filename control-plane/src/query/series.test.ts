import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "../store/embedded/embedded.ts";
import type { SeriesStore } from "../store/series.ts";
import { readDistribution } from "./distribution.ts";
import { type Bounds, samplesLimit } from "./gather.ts";
import { readLatest, readSeries, readTop } from "./series.ts";

const hourMs = 3_600_000;
const bounds: Bounds = { samples: samplesLimit, isOver: () => false };
let store: SeriesStore;

const link = (id: string) => ({ agent: "hub", kind: "link", id });
const window = (id: string, atMs: number, fields: Parameters<typeof measure<"icmp">>[2]): Point =>
  measure("icmp", link(id), fields, atMs);

beforeEach(() => {
  store = openEmbeddedSeriesStore(":memory:");
});

const question = (more: object = {}) => ({
  measurement: "icmp",
  fields: ["rttP50Ms"],
  tags: { kind: "link" },
  objects: undefined,
  period: { fromMs: 0, toMs: hourMs },
  step: undefined,
  ...more,
});

describe("series", () => {
  it("come whole however many pieces they are read in, gaps kept", async () => {
    const times = Array.from({ length: 360 }, (_, index) => index * 10_000).filter(
      (at) => at % 600_000 < 400_000,
    );
    await store.write(times.map((at) => window("a", at, { rttP50Ms: at / 1000 })));
    const [raw] = await readSeries(store, question(), bounds);
    expect(raw?.points).toEqual(times.map((at) => [at, at / 1000]));
    const step = { stepMs: 60_000, by: "mean" as const };
    const [stepped] = await readSeries(store, question({ step }), bounds);
    const [direct] = await store.aggregate({ measurement: "icmp" }, { fromMs: 0, toMs: hourMs }, step);
    expect(stepped?.points).toEqual(direct?.samples.map(({ timeMs, value }) => [timeMs, value]));
    expect(stepped?.points.some(([at]) => at % 600_000 >= 400_000)).toBe(false);
  });
  it("are refused before they fill the memory, or take for ever", async () => {
    await store.write(Array.from({ length: 3600 }, (_, at) => window("a", at * 1000, { rttP50Ms: 1 })));
    let read = 0;
    const counting: SeriesStore = {
      ...store,
      async range(selector, range) {
        const found = await store.range(selector, range);
        read += found.reduce((sum, { samples }) => sum + samples.length, 0);
        return found;
      },
    };
    await expect(readSeries(counting, question(), { ...bounds, samples: 200 })).rejects.toThrow(
      /more than 200/,
    );
    expect(read).toBeLessThan(500);
    await expect(readSeries(store, question(), { ...bounds, isOver: () => true })).rejects.toThrow(
      /too long/,
    );
  });
  it("can be narrowed to objects, and to the newest point of each", async () => {
    await store.write([
      window("a", 1, { rttP50Ms: 1 }),
      window("b", 2, { rttP50Ms: 2 }),
      window("b", 9, { rttP50Ms: 3 }),
    ]);
    const objects = new Set(["link/b"]);
    expect((await readSeries(store, question({ objects }), bounds)).map(({ tags }) => tags["id"])).toEqual([
      "b",
    ]);
    const latest = await readLatest(store, question(), bounds);
    expect(latest.map(({ tags, points }) => [tags["id"], points]).toSorted()).toEqual([
      ["a", [[1, 1]]],
      ["b", [[9, 3]]],
    ]);
  });
  it.each([
    ["mean", ["b", "c"]],
    ["max", ["a", "b"]],
    ["min", ["b", "c"]],
    ["last", ["b", "c"]],
    ["sum", ["b", "a"]],
  ] as const)("rank by %s", async (by, expected) => {
    const values = { a: [1, 99, 1, 2, 2, 2, 2, 2, 3], b: [40, 41, 42, 43], c: [29, 28], text: [] };
    await store.write(
      Object.entries(values).flatMap(([id, list]) =>
        list.map((value, index) => window(id, index * 360_000, { rttP50Ms: value })),
      ),
    );
    await store.write([window("text", 5, { rttHistogram: "5k" })]);
    const top = await readTop(store, question({ fields: undefined }), { top: 2, by }, bounds);
    const ids = top.map(({ tags }) => tags["id"] ?? "");
    expect(ids).toEqual([...expected]);
    const first = ids[0] as keyof typeof values;
    expect(top[0]?.points.map(([, value]) => value)).toEqual(values[first]);
  });
});

describe("distribution", () => {
  const spread = (more: object = {}) =>
    readDistribution(
      store,
      {
        measurement: "icmp",
        tags: { kind: "link" },
        objects: undefined,
        period: { fromMs: 0, toMs: hourMs },
        stepMs: 600_000,
        ...more,
      },
      bounds,
    );
  const withHistogram = (id: string, atMs: number, times: number[], sent = times.length) =>
    window(id, atMs, {
      sent,
      received: times.length,
      rttMinMs: Math.min(...times),
      rttMaxMs: Math.max(...times),
      rttP50Ms: times[Math.floor(times.length / 2)],
      rttP95Ms: Math.max(...times),
      rttHistogram: encodeHistogram(histogramOf(times)),
    });

  it("is that of all replies of all objects, not a mean of theirs", async () => {
    const one = Array.from({ length: 90 }, () => 10);
    const other = Array.from({ length: 10 }, (_, index) => 100 + index);
    await store.write([withHistogram("a", 1000, one), withHistogram("b", 2000, other, 20)]);
    const { steps, objects } = await spread();
    expect(objects).toEqual(["link/a", "link/b"]);
    expect(steps).toHaveLength(1);
    const [step] = steps;
    expect(step).toMatchObject({ timeMs: 0, sent: 110, received: 100, minMs: 10, maxMs: 109, exact: true });
    expect(step?.lossPct).toBeCloseTo(9.09, 2);
    for (const [told, truth] of [
      [step?.p5Ms, 10],
      [step?.p25Ms, 10],
      [step?.p50Ms, 10],
      [step?.p75Ms, 10],
      [step?.p95Ms, 104],
    ] as const) {
      expect(Math.abs((told ?? 0) / truth - 1)).toBeLessThan(0.021);
    }
    const narrowed = await spread({ objects: new Set(["link/b"]) });
    expect(narrowed.objects).toEqual(["link/b"]);
    expect(narrowed.steps[0]).toMatchObject({ received: 10, minMs: 100 });
  });
  it("says what windows of before tell, a step lost whole, and nothing of a gap", async () => {
    await store.write([
      window("a", 0, { sent: 10, received: 8, rttMinMs: 1, rttP50Ms: 2, rttP95Ms: 4, rttMaxMs: 9 }),
      window("a", 10_000, { sent: 10, received: 10, rttMinMs: 3, rttP50Ms: 4, rttP95Ms: 6, rttMaxMs: 7 }),
      window("a", 1_200_000, { sent: 10, received: 0, lossPct: 100 }),
    ]);
    expect((await spread()).steps).toEqual([
      {
        ...{
          timeMs: 0,
          sent: 20,
          received: 18,
          lossPct: expect.closeTo(10),
          minMs: 1,
          maxMs: 9,
          exact: false,
        },
        ...{ p5Ms: null, p25Ms: null, p50Ms: 3, p75Ms: null, p95Ms: 5 },
      },
      {
        ...{ timeMs: 1_200_000, sent: 10, received: 0, lossPct: 100, minMs: null, maxMs: null, exact: false },
        ...{ p5Ms: null, p25Ms: null, p50Ms: null, p75Ms: null, p95Ms: null },
      },
    ]);
  });
});
