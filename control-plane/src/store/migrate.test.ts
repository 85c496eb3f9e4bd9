import { describe, expect, it } from "vitest";
import { openEmbeddedSeriesStore } from "./embedded/embedded.ts";
import { migrate } from "./migrate.ts";
import type { SeriesStore } from "./series.ts";

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 10);
const startMs = nowMs - 5 * dayMs;

async function filled(): Promise<SeriesStore> {
  const store = openEmbeddedSeriesStore(":memory:");
  await store.write(
    Array.from({ length: 600 }, (_, at) => ({
      measurement: at % 2 === 0 ? "icmp" : "hải đăng",
      tags: { id: `l${at % 3}`, "it's": 'a "b"' },
      fields: { v: at, note: `n${at}`, ok: at % 5 === 0 },
      timeMs: startMs + at * 720_000,
    })),
  );
  return store;
}

async function all(store: SeriesStore): Promise<unknown[]> {
  const range = { fromMs: 0, toMs: nowMs + dayMs };
  const found = await Promise.all(
    ["icmp", "hải đăng"].map((measurement) => store.range({ measurement }, range)),
  );
  return found
    .flat()
    .map((series) => JSON.stringify({ ...series, tags: { ...series.tags } }))
    .sort();
}

function memory() {
  const days = new Map<string, number>();
  return {
    days,
    get: (measurement: string, day: number) => days.get(`${measurement}@${day}`),
    set: (measurement: string, day: number, samples: number) =>
      void days.set(`${measurement}@${day}`, samples),
  };
}

describe("moving from one store to another", () => {
  it("moves every sample, tells how far it is, and finds nothing missing", async () => {
    const [from, to] = [await filled(), openEmbeddedSeriesStore(":memory:")];
    const told: number[] = [];
    const result = await migrate({
      from,
      to,
      sinceMs: 0,
      moved: memory(),
      now: () => nowMs,
      onProgress: ({ movedSamples, totalSamples }) => told.push(movedSamples / totalSamples),
    });
    expect(result.shortfalls).toEqual([]);
    expect(result.days.reduce((sum, { samples }) => sum + samples, 0)).toBe(1800);
    expect(await all(to)).toEqual(await all(from));
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual(told.toSorted());
  });

  it("goes on after an interruption with the day it was at", async () => {
    const [from, to] = [await filled(), openEmbeddedSeriesStore(":memory:")];
    const moved = memory();
    let left = 4;
    const failing: SeriesStore = {
      ...to,
      write: async (points) => {
        left -= 1;
        if (left < 0) throw new Error("cut");
        return to.write(points);
      },
    };
    const options = { from, sinceMs: 0, moved, now: () => nowMs, onProgress: () => undefined };
    await expect(migrate({ ...options, to: failing })).rejects.toThrow("cut");
    expect(moved.days.size).toBe(4);
    const written: number[] = [];
    const counting: SeriesStore = {
      ...to,
      write: async (points) => {
        written.push(points.length);
        return to.write(points);
      },
    };
    const result = await migrate({ ...options, to: counting });
    expect(result.shortfalls).toEqual([]);
    expect(written).toHaveLength(result.days.length - 4);
    expect(await all(to)).toEqual(await all(from));
  });

  it("says which day of what is short in the target", async () => {
    const [from, to] = [await filled(), openEmbeddedSeriesStore(":memory:")];
    const losing: SeriesStore = { ...to, write: async (points) => to.write(points.slice(1)) };
    const options = { from, sinceMs: nowMs - dayMs, moved: memory(), now: () => nowMs };
    const result = await migrate({ ...options, to: losing, onProgress: () => undefined });
    expect(result.shortfalls.length).toBeGreaterThan(0);
    for (const { samples, found } of result.shortfalls) expect(found).toBe(samples - 3);
  });
});
