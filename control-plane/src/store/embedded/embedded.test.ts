import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { openEmbeddedSeriesStore } from "./embedded.ts";

const folder = mkdtempSync(join(tmpdir(), "haidang-embedded-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path = "";
beforeEach(() => {
  path = join(mkdtempSync(join(folder, "case-")), "series.db");
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

describe("dropBefore", () => {
  test("works in steps between which others write, and keeps what they wrote", async () => {
    const store = openEmbeddedSeriesStore(path);
    await store.write(Array.from({ length: 30_000 }, (_, at) => point("old", { v: at }, at)));
    let done = false;
    const dropping = store.dropBefore(29_999).then(() => {
      done = true;
    });
    let writes = 0;
    while (!done) {
      await store.write([point("old", { v: -1 }, 40_000 + writes), point(`late-${writes}`, { v: 1 }, 5)]);
      writes += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await dropping;
    expect(writes).toBeGreaterThan(3);
    const [old] = await store.range({ measurement: "m", tags: { id: "old" } }, everything);
    expect(old?.samples).toHaveLength(1 + writes);
    await store.dropBefore(29_999);
    expect(await store.range({ measurement: "m" }, everything)).toHaveLength(1);
    await store.close();
  });

  test("stops with store_unavailable when the store is closed meanwhile", async () => {
    const store = openEmbeddedSeriesStore(path);
    await store.write(Array.from({ length: 20_000 }, (_, at) => point("old", { v: at }, at)));
    const dropping = store.dropBefore(20_000);
    await store.close();
    await expect(dropping).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("the file at opening", () => {
  test("only this user can read it", async () => {
    await filled();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each([
    [
      "text",
      () => writeFileSync(path, "this is no database, but it is long enough to be looked at\n".repeat(100)),
    ],
    ["zeros in its head", () => overwrite(0, 100)],
    ["zeros in its schema", () => overwrite(100, 3000)],
    ["its second half gone", () => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096)],
  ])("that is damaged (%s) is named, with what to do", async (_name, damage) => {
    await filled();
    damage();
    expect(() => openEmbeddedSeriesStore(path)).toThrow(
      expect.objectContaining({
        code: "data_folder",
        message: expect.stringContaining(`${path} is`),
        hint: expect.stringMatching(/[Mm]ove .* away/),
      }),
    );
  });

  test("of another program is left alone", () => {
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE theirs (x)");
    other.close();
    const before = readFileSync(path);
    expect(() => openEmbeddedSeriesStore(path)).toThrow(/is an SQLite file of another program/);
    expect(readFileSync(path)).toEqual(before);
  });

  test("of a newer version is left alone", async () => {
    await filled();
    const newer = new DatabaseSync(path);
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
    expect(() => openEmbeddedSeriesStore(join(path, "missing", "series.db"))).toThrow(/cannot open/);
    mkdirSync(path);
    expect(() => openEmbeddedSeriesStore(path)).toThrow(/cannot open/);
  });
});

function overwrite(from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0, from, from + length);
  writeFileSync(path, bytes);
}
