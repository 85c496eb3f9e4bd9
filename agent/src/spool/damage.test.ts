import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import type { Point } from "@haidang/contract/point.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedLog, scriptedLog } from "../self/scripted-log.ts";
import { openDiskSpool } from "./disk.ts";
import type { Spool } from "./spool.ts";

const nowMs = Date.UTC(2026, 10, 23, 7);
const batches = 200;
let folder: string;
let log: ScriptedLog;
const path = (): string => join(folder, "spool.db");

function open(): Spool {
  return openDiskSpool({ folder, nowMs, log });
}
function point(number: number): Point {
  return { measurement: "m", tags: { id: `n${number}` }, fields: { value: number }, timeMs: nowMs + number };
}
function fill(): { boot: string; sequence: number } {
  const spool = open();
  for (let n = 1; n <= batches; n += 1) spool.append([point(n)], "bulk", nowMs + n);
  // one was on its way: the centre may have it, so its identity must not change
  const sent = spool.next(nowMs, "fresh");
  if (sent === undefined) throw new Error("nothing to hand out");
  for (let n = batches + 1; n <= 2 * batches; n += 1) spool.append([point(n)], "bulk", nowMs + n);
  spool.close();
  return { boot: sent.boot, sequence: sent.sequence };
}
function drain(spool: Spool): { numbers: Set<number>; names: string[] } {
  const numbers = new Set<number>();
  const names: string[] = [];
  for (let batch = spool.next(nowMs, "fresh"); batch !== undefined; batch = spool.next(nowMs, "fresh")) {
    for (const [, number] of zstdDecompressSync(batch.body)
      .toString()
      .matchAll(/id=n(\d+)/g)) {
      expect(numbers.has(Number(number)), `n${number} came twice`).toBe(false);
      numbers.add(Number(number));
    }
    names.push(`${batch.boot}/${batch.sequence}`);
    spool.settle(batch, { as: "accepted" });
  }
  return { numbers, names };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-damage-"));
  log = scriptedLog();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a damaged spool is never a reason not to start", () => {
  const size = 4096;
  const harm: [string, (bytes: Buffer) => Buffer][] = [
    ["its header overwritten", (bytes) => bytes.fill(0x5a, 0, 100)],
    ["its first page zeroed", (bytes) => bytes.fill(0, 0, size)],
    ["a page in the middle zeroed", (bytes) => bytes.fill(0, 8 * size, 9 * size)],
    ["noise over three pages", (bytes) => bytes.fill(0xa7, 6 * size, 9 * size)],
    ["its second half cut off", (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
    ["cut to an odd length", (bytes) => bytes.subarray(0, bytes.length - 1000)],
    [
      "every 5,000th byte flipped",
      (bytes) => {
        for (let at = 5000; at < bytes.length; at += 5000) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        return bytes;
      },
    ],
    ["emptied", () => Buffer.alloc(0)],
    ["replaced by text", () => Buffer.from("this is not a database\n".repeat(50))],
    [
      "its schema misspelt",
      (bytes) =>
        Buffer.from(bytes.toString("latin1").replace("CREATE TABLE batch", "CREATE TABLE bitch"), "latin1"),
    ],
  ];
  it.each(harm)("%s", (_, damage) => {
    fill();
    writeFileSync(path(), damage(readFileSync(path())));
    writeFileSync(`${path()}.tmp`, "stray");
    const spool = open();
    spool.append([point(9999)], "state", nowMs);
    const { numbers } = drain(spool);
    expect(numbers.has(9999)).toBe(true);
    const { damagedFiles, droppedBy } = spool.stats();
    spool.close();
    // what is missing is either in a file set aside that is counted, or counted itself
    if (numbers.size < 2 * batches + 1) expect(damagedFiles + (droppedBy["damaged"] ?? 0)).toBeGreaterThan(0);
  });

  it("saves what is whole out of it, under the identity it was sent with", () => {
    const sent = fill();
    const bytes = readFileSync(path());
    // the last page holds the newest rows; the start of the file is whole
    writeFileSync(path(), bytes.fill(0xff, bytes.length - 4096));
    const spool = open();
    const { numbers, names } = drain(spool);
    spool.close();
    expect(log.events()).toContain("spool_set_aside");
    expect(numbers.size).toBeGreaterThan(batches);
    expect(names).toContain(`${sent.boot}/${sent.sequence}`);
    expect(names.some((name) => !name.startsWith(sent.boot))).toBe(true);
  });

  it("counts a batch whose bytes are not what was written, and hands out the others", () => {
    fill();
    const database = new DatabaseSync(path());
    database.exec("UPDATE batch SET crc32 = '00000000' WHERE id = (SELECT max(id) FROM batch)");
    database.close();
    const spool = open();
    const { numbers } = drain(spool);
    expect(numbers.size).toBe(2 * batches - 1);
    expect(spool.stats()).toMatchObject({ batches: 0, droppedBy: { damaged: 1 } });
    spool.close();
  });

  it("found while running: a new file is begun under the agent's feet", () => {
    fill();
    const spool = open();
    truncateSync(path(), 8192);
    copyFileSync("/dev/null", `${path()}-wal`);
    for (let n = 0; n < 50; n += 1) spool.append([point(10_000 + n)], "bulk", nowMs);
    const { numbers } = drain(spool);
    expect([...numbers].filter((n) => n >= 10_000).length).toBeGreaterThan(0);
    spool.close();
  });

  it("keeps two damaged files at most", () => {
    for (let round = 0; round < 4; round += 1) {
      writeFileSync(path(), `not a database ${round}`);
      open().close();
    }
    const spool = open();
    expect(spool.stats().damagedFiles).toBe(2);
    spool.close();
    expect(readdirSync(folder).filter((name) => name.includes("damaged")).length).toBeLessThanOrEqual(4);
  });
});
