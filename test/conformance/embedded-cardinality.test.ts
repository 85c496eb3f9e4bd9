import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLineReader } from "@haidang/contract/line-batch.ts";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "haidang-cardinality-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a million distinct series from one agent cost little, and touch nobody", async () => {
  const store = openEmbeddedSeriesStore(join(root, "store"));
  const reader = createLineReader();
  const write = async (text: string) => {
    const batch = reader.read(text, { precision: "ms", nowMs: 1000 });
    expect(batch.faults).toEqual([]);
    await store.writeLines?.(batch);
  };
  const lines = (agent: string, from: number, count: number) =>
    Array.from({ length: count }, (_, at) => `m,agent=${agent},id=${from + at} v=1 1000`).join("\n");
  await write(lines("quiet", 0, 50));
  const before = process.memoryUsage().rss;
  let refused = 0;
  for (let from = 0; from < 1_000_000; from += 20_000) {
    await write(lines("loud", from, 20_000)).catch((error: { code?: string }) => {
      if (error.code !== "too_many_series") throw error;
      refused += 1;
    });
    await write(lines("quiet", 0, 50));
  }
  // the default: 50,000 a day from one agent
  expect(refused).toBe(48);
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(750);
  expect(await store.latest({ measurement: "m" }, 0)).toHaveLength(40_050);
  await store.close();
}, 60_000);
