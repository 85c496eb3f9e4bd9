import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LineBatch, LineShape } from "@haidang/contract/line-batch.ts";
import {
  type EmbeddedStore,
  openEmbeddedSeriesStore,
} from "@haidang/control-plane/store/embedded/embedded.ts";
import { median, type Row } from "./row.ts";
import { workloadStartMs } from "./store-workload.ts";

const units = 342;
const days = 30;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** 30 days of a round-trip time a minute from 342 units: 14.8 million samples, merged and rolled up. */
export async function queryRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "haidang-bench-"));
  const store = openEmbeddedSeriesStore(folder);
  try {
    for (let day = 0; day < days; day += 1) {
      for (let hour = 0; hour < 24; hour += 1) await store.writeLines?.(hourOf(day * 24 + hour));
    }
    await store.compact();
    const to = workloadStartMs + days * dayMs;
    const selector = { measurement: "bench", fields: ["rttMs"] };
    return [
      {
        work: "one series over 24 h, raw",
        ours: await timed(() =>
          store.range({ ...selector, tags: { id: "unit-7" } }, { fromMs: to - dayMs, toMs: to }),
        ),
        digits: 2,
        unit: "ms",
        bar: 5,
      },
      {
        work: "342 series over 30 days, hourly mean",
        ours: await timed(() => hourly(store, { fromMs: workloadStartMs, toMs: to })),
        digits: 1,
        unit: "ms",
        bar: 60,
      },
    ];
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function hourly(store: EmbeddedStore, range: { fromMs: number; toMs: number }) {
  return store.aggregate({ measurement: "bench", fields: ["rttMs"] }, range, {
    stepMs: 3_600_000,
    by: "mean",
  });
}

/** The middle of nine, the first left out: it reads what no cache has. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 10; run += 1) {
    const beganMs = performance.now();
    await work();
    if (run > 0) times.push(performance.now() - beganMs);
  }
  return median(times);
}

const shapes: readonly LineShape[] = Array.from({ length: units }, (_, unit) => ({
  measurement: "bench",
  tags: { agent: "hub", kind: "link", id: `unit-${unit}` },
  fields: [{ name: "rttMs", type: "number" }],
}));

function hourOf(hour: number): LineBatch {
  const rows = units * 60;
  const batch = {
    shapes: Array.from({ length: rows }, (_, row) => shapes[row % units] as LineShape),
    times: new Float64Array(rows),
    lines: new Uint32Array(rows),
    values: new Float64Array(rows),
    texts: [],
    faults: [],
  };
  for (let row = 0; row < rows; row += 1) {
    batch.times[row] = workloadStartMs + hour * 3_600_000 + Math.floor(row / units) * minuteMs;
    batch.values[row] = (1200 + ((row * 7919 + hour * 104_729) % 900)) / 100;
  }
  return batch;
}
