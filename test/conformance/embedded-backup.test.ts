import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, expect, test } from "vitest";
import { sized } from "../large.ts";

const root = mkdtempSync(join(tmpdir(), "haidang-backup-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const startMs = Date.UTC(2026, 8, 1);
const everything = { fromMs: startMs - 1e10, toMs: startMs + 1e10 };

test("a backup taken while points are written is whole, and has all that was acknowledged before it", async () => {
  const store = openEmbeddedSeriesStore(join(root, "store"));
  const write = (batch: number) =>
    store.write(
      Array.from({ length: 500 }, (_, id) => ({
        measurement: "m",
        tags: { id: `${id}` },
        fields: { v: batch },
        timeMs: startMs + batch * 600_000,
      })),
    );
  let batch = 0;
  for (; batch < 200; batch += 1) await write(batch);
  await store.compact();
  for (; batch < 220; batch += 1) await write(batch);
  await store.flush();
  for (; batch < 240; batch += 1) await write(batch);
  const before = batch;
  let over = false;
  const taken = store.backup(join(root, "backup")).finally(() => {
    over = true;
  });
  const flushed = store.flush();
  while (!over) {
    await write(batch);
    batch += 1;
  }
  await taken;
  await flushed;
  expect(batch).toBeGreaterThan(before);
  for (let more = 0; more < 5; more += 1, batch += 1) await write(batch);
  const restored = openEmbeddedSeriesStore(join(root, "backup"));
  const found = await restored.range({ measurement: "m" }, everything);
  expect(found).toHaveLength(500);
  const lengths = new Set(found.map(({ samples }) => samples.length));
  // every batch is in it whole or not at all
  expect(lengths.size).toBe(1);
  for (const length of lengths) {
    expect(length).toBeGreaterThanOrEqual(before);
    expect(length).toBeLessThan(batch);
  }
  for (const { samples } of found) {
    for (const [at, { timeMs, value }] of samples.entries()) {
      expect(timeMs).toBe(startMs + at * 600_000);
      expect(value).toBe(at);
    }
  }
  const counts = await restored.aggregate({ measurement: "m", tags: { id: "7" } }, everything, {
    stepMs: 3_600_000,
    by: "count",
  });
  expect(counts[0]?.samples[0]).toEqual({ timeMs: startMs, value: 6 });
  await restored.close();
  const [all] = await store.range({ measurement: "m", tags: { id: "7" } }, everything);
  expect(all?.samples).toHaveLength(batch);
  await store.close();
});

test("a backup is never written over something", async () => {
  const store = openEmbeddedSeriesStore(join(root, "other"));
  mkdirSync(join(root, "full"));
  writeFileSync(join(root, "full", "precious"), "x");
  await expect(store.backup(join(root, "full"))).rejects.toMatchObject({ code: "usage" });
  await store.write([{ measurement: "m", tags: {}, fields: { v: 1 }, timeMs: startMs }]);
  await store.flush();
  await store.close();
});

const copies = sized(10, 200);

/** As a power cut leaves a log: what was not synced yet is gone, or zeros. */
test("copied at any moment with its unsynced end cut or zeroed, it starts and has what was acknowledged", async () => {
  const folder = join(root, "live");
  const store = openEmbeddedSeriesStore(folder);
  for (let copy = 0; copy < copies; copy += 1) {
    for (let batch = 0; batch < 20; batch += 1) {
      const at = copy * 20 + batch;
      await store.write(
        Array.from({ length: 50 }, (_, id) => ({
          measurement: "m",
          tags: { id: `${id}` },
          fields: { v: at },
          timeMs: startMs + at * 60_000,
        })),
      );
    }
    if (copy % 3 === 0) await store.flush();
    // what a write in flight has put behind the last synced frame
    const half = store.write([
      { measurement: "m", tags: { id: "0" }, fields: { v: -1 }, timeMs: startMs - 1000 },
    ]);
    const copied = join(root, `copy-${copy}`);
    cpSync(folder, copied, { recursive: true });
    await half;
    const tail = Buffer.alloc(4096 + copy * 333, copy % 2 === 0 ? 0 : 0x5a);
    writeFileSync(join(copied, "index.db-wal"), tail, { flag: "a" });
    const opened = openEmbeddedSeriesStore(copied);
    const found = await opened.range({ measurement: "m", tags: { id: "7" } }, everything);
    expect(found[0]?.samples).toHaveLength((copy + 1) * 20);
    await opened.close();
  }
  await store.close();
});
