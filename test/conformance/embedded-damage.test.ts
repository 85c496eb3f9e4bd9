import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedSeriesStore } from "@haidang/control-plane/store/embedded/embedded.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "haidang-damage-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 8, 1);
const whole = join(root, "whole");
const series = 40;
const perDay = 288;

/** Three days of 40 series: the first two merged and rolled up, the third in chunks, its last hour in the journal. */
beforeAll(async () => {
  const store = openEmbeddedSeriesStore(whole);
  const write = async (fromStep: number, toStep: number) => {
    for (let step = fromStep; step < toStep; step += 1) {
      await store.write(
        Array.from({ length: series }, (_, id) => ({
          measurement: "m",
          tags: { id: `${id}` },
          fields: { v: step * 100 + id, word: `w${id}` },
          timeMs: startMs + step * 300_000,
        })),
      );
    }
  };
  await write(0, 2 * perDay);
  await store.compact();
  await write(2 * perDay, 3 * perDay - 12);
  await store.flush();
  await write(3 * perDay - 12, 3 * perDay);
  // as a crash leaves it, and as stopping does
  cpSync(whole, `${whole}-crashed`, { recursive: true });
  await store.close();
});

const flip = (at: number) => (path: string) => {
  const bytes = readFileSync(path);
  const place = Math.floor(bytes.length * at);
  for (let each = place; each < Math.min(place + 64, bytes.length); each += 1)
    bytes[each] = (bytes[each] ?? 0) ^ 0xa5;
  writeFileSync(path, bytes);
};
const flipPages = (path: string) => {
  const bytes = readFileSync(path);
  for (let at = 8192 + 3; at < bytes.length; at += 8192) bytes[at] = (bytes[at] ?? 0) ^ 0xa5;
  writeFileSync(path, bytes);
};
const zero = (path: string) => writeFileSync(path, Buffer.alloc(statSync(path).size));
const half = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));
const empty = (path: string) => truncateSync(path, 0);

/** Each file damaged in its own way, and the days of raw samples that must still be whole then. */
const damages: Array<{
  file: string;
  how: string;
  damage(path: string): void;
  untouched: number[];
  isTold?: false;
}> = [
  { file: "raw-20260901.db", how: "flipped", damage: flip(0.5), untouched: [1, 2] },
  { file: "raw-20260902.db", how: "cut", damage: half, untouched: [0, 2] },
  { file: "raw-20260903.db", how: "zeroed", damage: zero, untouched: [0, 1] },
  { file: "roll5m-202609.db", how: "cut", damage: half, untouched: [0, 1, 2] },
  { file: "roll1h-2026.db", how: "zeroed", damage: zero, untouched: [0, 1, 2] },
  { file: "index.db", how: "zeroed", damage: zero, untouched: [0, 1] },
  { file: "index.db", how: "cut", damage: half, untouched: [0, 1] },
  { file: "index.db", how: "flipped in every page", damage: flipPages, untouched: [0, 1] },
  { file: "index.db", how: "emptied", damage: empty, untouched: [0, 1] },
  { file: "names.db", how: "zeroed", damage: zero, untouched: [0, 1, 2] },
  // what a log of SQLite lost at its end cannot be told from what was never written
  { file: "index.db-wal", how: "cut after a crash", damage: half, untouched: [0, 1], isTold: false },
];

describe("a store with a damaged file", () => {
  test.each(damages)(
    "$file $how: starts, and tells all else",
    async ({ file, damage, untouched, isTold }) => {
      const folder = mkdtempSync(join(root, "case-"));
      cpSync(file.endsWith("-wal") ? `${whole}-crashed` : whole, folder, { recursive: true });
      for (const stray of ["raw-20260901.db.new", "index.db.tmp", "raw-20260902.db.repair"]) {
        writeFileSync(join(folder, stray), "left behind");
      }
      damage(join(folder, file));
      const store = openEmbeddedSeriesStore(folder);
      const read = async (day: number) => {
        const range = { fromMs: startMs + day * dayMs, toMs: startMs + (day + 1) * dayMs };
        return store.range({ measurement: "m", fields: ["v"] }, range);
      };
      for (const day of [0, 1, 2]) {
        const found = await read(day);
        for (const { tags, samples } of found) {
          for (const { timeMs, value } of samples) {
            expect(value).toBe(((timeMs - startMs) / 300_000) * 100 + Number(tags["id"]));
          }
        }
        if (!untouched.includes(day)) continue;
        expect(found).toHaveLength(series);
        for (const { samples } of found) expect(samples).toHaveLength(perDay);
      }
      const step = { stepMs: 3_600_000, by: "count" } as const;
      for (const day of untouched) {
        const range = { fromMs: startMs + day * dayMs, toMs: startMs + (day + 1) * dayMs };
        const hours = await store.aggregate(
          { measurement: "m", fields: ["v"], tags: { id: "7" } },
          range,
          step,
        );
        expect(hours[0]?.samples.map(({ value }) => value)).toEqual(Array(24).fill(12));
      }
      expect((await store.latest({ measurement: "m", fields: ["word"] }, 0)).length).toBe(series);
      if (isTold !== false) {
        expect(store.damages().length).toBeGreaterThan(0);
        expect(store.damages()[0]?.file).toContain(file);
      }
      // and it goes on: what is written now is there after a restart
      await store.write([
        { measurement: "m", tags: { id: "7" }, fields: { v: 1 }, timeMs: startMs + 5 * dayMs },
      ]);
      await store.compact();
      await store.close();
      const again = openEmbeddedSeriesStore(folder);
      expect(
        (await again.latest({ measurement: "m", tags: { id: "7" }, fields: ["v"] }, 0))[0]?.samples,
      ).toEqual([{ timeMs: startMs + 5 * dayMs, value: 1 }]);
      expect(again.damages()).toEqual([]);
      expect(existsSync(join(folder, "raw-20260901.db.new"))).toBe(false);
      await again.close();
      expect(readdirSync(folder)).toContain("index.db.tmp");
    },
  );
});
