import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type EmbeddedStore, openEmbeddedSeriesStore } from "./embedded.ts";
import { migrateRows } from "./migrate-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "haidang-embedded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path = "";
beforeEach(() => {
  path = mkdtempSync(join(folder, "case-"));
});

const everything = { fromMs: -1e12, toMs: 1e13 };
const point = (id: string, fields: Record<string, FieldValue>, timeMs = 1000): Point => ({
  measurement: "m",
  tags: { id },
  fields,
  timeMs,
});

async function filled(): Promise<void> {
  const store = openEmbeddedSeriesStore(path);
  const points = Array.from({ length: 2000 }, (_, at) =>
    point(`${at % 50}`, { v: at, text: `text ${at}` }, at),
  );
  await store.write(points);
  await store.close();
}

describe("a write is all or nothing", () => {
  test("one point that cannot be kept takes the whole write back, and what it made with it", async () => {
    const store = openEmbeddedSeriesStore(path);
    await store.write([point("a", { v: 1 })]);
    await expect(
      store.write([point("a", { v: 2 }), point("new", { w: 1 }), point("a", { v: "text" })]),
    ).rejects.toMatchObject({
      code: "lines_invalid",
      details: { measurement: "m", field: "v", given: "string", known: "number" },
    });
    const left = [expect.objectContaining({ tags: { id: "a" }, samples: [{ timeMs: 1000, value: 1 }] })];
    expect(await store.range({ measurement: "m" }, everything)).toEqual(left);
    expect(await store.latest({ measurement: "m" }, 0)).toEqual(left);
    // the name that was taken back is free for any type
    await store.write([point("new", { w: "text" })]);
    await store.close();
    const again = openEmbeddedSeriesStore(path);
    expect(await again.range({ measurement: "m" }, everything)).toHaveLength(2);
    await again.close();
  });

  test("the limit of series holds over a restart, and frees with what is dropped", async () => {
    const full = { code: "too_many_series", message: expect.stringContaining("3") };
    let store = openEmbeddedSeriesStore(path, { maxSeries: 3 });
    await store.write([point("a", { v: 1, w: 1 }, 1), point("b", { v: 1 }, 5000)]);
    await expect(store.write([point("b", { v: 2 }, 6000), point("c", { v: 1 })])).rejects.toMatchObject(full);
    expect((await store.latest({ measurement: "m", tags: { id: "b" } }, 0))[0]?.samples[0]?.timeMs).toBe(
      5000,
    );
    await store.close();
    store = openEmbeddedSeriesStore(path, { maxSeries: 3 });
    await expect(store.write([point("c", { v: 1 })])).rejects.toMatchObject(full);
    await store.write([point("b", { v: 3 }, 7000)]);
    await store.dropBefore(100);
    await store.write([point("c", { v: 1 })]);
    await store.close();
  });
});

describe("how many series one agent may begin", () => {
  const begin = (store: EmbeddedStore, agent: string, from: number, count: number) =>
    store.write(
      Array.from({ length: count }, (_, at) => ({
        measurement: "m",
        tags: { agent, id: `${from + at}` },
        fields: { v: 1 },
        timeMs: 1000,
      })),
    );
  const tooMany = { code: "too_many_series", message: expect.stringContaining('agent "loud"') };

  test("is bounded a day, over a restart, and others go on", async () => {
    let nowMs = Date.UTC(2026, 8, 1);
    const options = { maxNewPerAgent: 100, now: () => nowMs };
    let store = openEmbeddedSeriesStore(path, options);
    await begin(store, "loud", 0, 90);
    await expect(begin(store, "loud", 90, 11)).rejects.toMatchObject(tooMany);
    // a refused write takes none of the places
    await begin(store, "loud", 90, 10);
    await expect(begin(store, "loud", 100, 1)).rejects.toMatchObject(tooMany);
    await begin(store, "quiet", 0, 100);
    await begin(store, "loud", 0, 100);
    await store.close();
    store = openEmbeddedSeriesStore(path, options);
    await expect(begin(store, "loud", 100, 1)).rejects.toMatchObject(tooMany);
    nowMs += 86_400_000;
    await begin(store, "loud", 100, 100);
    await store.close();
  });
});

describe("the store of rows that was before", () => {
  test("is taken over whole, once, and then gone", async () => {
    const old = join(mkdtempSync(join(folder, "old-")), "series.db");
    const db = new DatabaseSync(old);
    db.exec(`
      PRAGMA application_id = ${0x48445353}; PRAGMA user_version = 1;
      CREATE TABLE series (id INTEGER PRIMARY KEY, measurement TEXT NOT NULL, tags TEXT NOT NULL, UNIQUE (measurement, tags)) STRICT;
      CREATE TABLE field (id INTEGER PRIMARY KEY, series INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL) STRICT;
      CREATE TABLE sample (field INTEGER NOT NULL, timeMs INTEGER NOT NULL, value ANY NOT NULL, PRIMARY KEY (field, timeMs)) STRICT, WITHOUT ROWID;
      INSERT INTO series VALUES (1, 'm', '[["id","x"]]');
      INSERT INTO field VALUES (1, 1, 'v', 'number'), (2, 1, 'up', 'boolean'), (3, 1, 'word', 'string');
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999)
        INSERT INTO sample SELECT 1, i * 60000, i / 4.0 FROM n;
      INSERT INTO sample VALUES (2, 5, 1), (2, 6, 0), (3, -7, 'cũ');
    `);
    db.close();
    const store = openEmbeddedSeriesStore(path);
    const told: number[] = [];
    expect(await migrateRows(old, store, ({ samples }) => told.push(samples))).toBe(true);
    expect(told.at(-1)).toBe(30_003);
    expect(existsSync(old)).toBe(false);
    expect(await migrateRows(old, store, () => undefined)).toBe(false);
    await store.close();
    const again = openEmbeddedSeriesStore(path);
    const found = await again.range({ measurement: "m" }, everything);
    const samples = (field: string) => found.find((series) => series.field === field)?.samples;
    expect(samples("v")).toEqual(
      Array.from({ length: 30_000 }, (_, i) => ({ timeMs: i * 60_000, value: i / 4 })),
    );
    expect(samples("up")).toEqual([
      { timeMs: 5, value: true },
      { timeMs: 6, value: false },
    ]);
    expect(samples("word")).toEqual([{ timeMs: -7, value: "cũ" }]);
    await again.close();
  });
});

describe("dropBefore", () => {
  test("lets others write meanwhile, and keeps what they wrote", async () => {
    const store = openEmbeddedSeriesStore(path);
    await store.write(Array.from({ length: 20_000 }, (_, at) => point(`old-${at % 4000}`, { v: at }, at)));
    let done = false;
    const dropping = store.dropBefore(19_000).then(() => {
      done = true;
    });
    let writes = 0;
    while (!done) {
      await store.write([point("old-0", { v: -1 }, 40_000 + writes)]);
      writes += 1;
    }
    await dropping;
    expect(writes).toBeGreaterThan(1);
    const [first] = await store.range({ measurement: "m", tags: { id: "old-0" } }, everything);
    expect(first?.samples).toHaveLength(writes);
    expect(await store.range({ measurement: "m" }, everything)).toHaveLength(1001);
    await store.dropBefore(20_000);
    expect(await store.range({ measurement: "m" }, everything)).toHaveLength(1);
    await store.close();
  });

  test("stops with store_unavailable when the store is closed meanwhile", async () => {
    const store = openEmbeddedSeriesStore(path);
    await store.write(Array.from({ length: 20_000 }, (_, at) => point(`${at}`, { v: at }, at)));
    const dropping = store.dropBefore(20_000);
    await store.close();
    await expect(dropping).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("the folder at opening", () => {
  const index = () => join(path, "index.db");

  test("only this user can read what is in it", async () => {
    await filled();
    const store = openEmbeddedSeriesStore(path);
    await store.compact();
    const names = readdirSync(path);
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(statSync(join(path, name)).mode & 0o077, name).toBe(0);
    await store.close();
  });

  test("with an index of another program is left alone", () => {
    const other = new DatabaseSync(index());
    other.exec("CREATE TABLE theirs (x)");
    other.close();
    const before = readFileSync(index());
    expect(() => openEmbeddedSeriesStore(path)).toThrow(/is an SQLite file of another program/);
    expect(readFileSync(index())).toEqual(before);
  });

  test("of a newer version is left alone", async () => {
    await filled();
    const newer = new DatabaseSync(index());
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    expect(() => openEmbeddedSeriesStore(path)).toThrow(/was written by a newer version/);
  });

  test("in use by another process is said so", async () => {
    const store = openEmbeddedSeriesStore(path);
    const opening = `import { openEmbeddedSeriesStore } from ${JSON.stringify(join(import.meta.dirname, "embedded.ts"))};
      try { openEmbeddedSeriesStore(process.argv[1]); } catch (error) { console.log(error.code, error.message); }`;
    const args = ["--input-type=module-typescript", "-e", opening, path];
    const second = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(second.stdout).toMatch(/^data_folder .* is in use by another process/);
    expect(second.stderr).toBe("");
    await store.write([point("a", { v: 1 })]);
    await store.close();
  }, 20_000);

  test("that cannot be made is said so", () => {
    writeFileSync(join(path, "file"), "");
    expect(() => openEmbeddedSeriesStore(join(path, "file"))).toThrow(/cannot open/);
    mkdirSync(index());
    expect(() => openEmbeddedSeriesStore(path)).toThrow(/cannot open/);
  });
});
