import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, zstdDecompressSync } from "node:zlib";
import type { Point } from "@haidang/contract/point.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedLog, scriptedLog } from "../self/scripted-log.ts";
import { type DiskSpoolOptions, openDiskSpool } from "./disk.ts";
import { packPoints } from "./pack.ts";
import type { Batch, Spool } from "./spool.ts";

const startMs = Date.UTC(2026, 10, 23, 7);
let folder: string;
let log: ScriptedLog;
let spool: Spool;

function open(options: Partial<DiskSpoolOptions> = {}): Spool {
  return openDiskSpool({ folder, nowMs: startMs, log, ...options });
}
function point(number: number, timeMs = startMs + number * 1000, text = "x"): Point {
  return { measurement: "m", tags: { id: `n${number}` }, fields: { value: number, text }, timeMs };
}
/** About as large after compression as before, so that byte bounds can be reckoned with. */
function noise(bytes: number): string {
  let text = "";
  let state = 12_345 + bytes;
  while (text.length < bytes) {
    state = (state * 1_103_515_245 + 12_345 + text.length) % 2_147_483_648;
    text += state.toString(36);
  }
  return text.slice(0, bytes);
}
function numbers(batch: Batch | undefined): number[] {
  if (batch === undefined) return [];
  const raw = zstdDecompressSync(batch.body);
  expect(crc32(raw).toString(16).padStart(8, "0")).toBe(batch.crc32);
  return [...raw.toString().matchAll(/id=n(\d+)/g)].map(([, number]) => Number(number));
}
/** All of a batch in a form that can be compared: a body may be any kind of byte array. */
function bytes(batch: Batch | undefined): unknown {
  return batch === undefined ? undefined : { ...batch, body: Buffer.from(batch.body).toString("hex") };
}
function drain(from: Spool, nowMs: number): number[] {
  const all: number[] = [];
  for (const part of ["fresh", "backlog"] as const) {
    for (let batch = from.next(nowMs, part); batch !== undefined; batch = from.next(nowMs, part)) {
      all.push(...numbers(batch));
      from.settle(batch, { as: "accepted" });
    }
  }
  return all;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-spool-"));
  log = scriptedLog();
  spool = open();
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("order", () => {
  it("hands out state changes oldest first, then live bulk, and backlog apart", () => {
    spool.append([point(1)], "bulk", startMs);
    spool.append([point(2)], "state", startMs + 1000);
    spool.append([point(3)], "bulk", startMs + 100_000);
    const nowMs = startMs + 101_000;
    const state = spool.next(nowMs, "fresh");
    expect(numbers(state)).toEqual([2]);
    expect(numbers(spool.next(nowMs, "fresh"))).toEqual([3]);
    expect(spool.next(nowMs, "fresh")).toBeUndefined();
    expect(numbers(spool.next(nowMs, "backlog"))).toEqual([1]);
    expect(spool.next(nowMs, "backlog")).toBeUndefined();
  });

  it("counts what was made in the future of a clock set back as backlog", () => {
    spool.append([point(1)], "bulk", startMs + 86_400_000);
    expect(spool.next(startMs, "fresh")).toBeUndefined();
    expect(numbers(spool.next(startMs, "backlog"))).toEqual([1]);
  });

  it("merges backlog that was never handed out, and nothing that was", () => {
    for (let n = 1; n <= 4; n += 1) spool.append([point(n)], "bulk", startMs + n);
    const tried = spool.next(startMs, "fresh");
    expect(numbers(tried)).toEqual([1, 2, 3, 4]);
    if (tried === undefined) return;
    spool.settle(tried, { as: "kept" });
    for (let n = 5; n <= 8; n += 1) spool.append([point(n)], "bulk", startMs + n);
    const later = startMs + 120_000;
    const again = spool.next(later, "backlog");
    expect(bytes(again)).toEqual(bytes(tried));
    const rest = spool.next(later, "backlog");
    expect(numbers(rest)).toEqual([5, 6, 7, 8]);
    expect(rest?.sequence).toBeGreaterThan(tried.sequence);
    expect(rest).toMatchObject({ points: 4, firstMs: startMs + 5000, lastMs: startMs + 8000 });
  });
});

describe("identity", () => {
  it("keeps boot, number and bytes of an unsettled batch over a restart, and numbers only rise", () => {
    spool.append([point(1)], "bulk", startMs);
    const before = spool.next(startMs, "fresh");
    if (before === undefined) throw new Error("nothing to hand out");
    spool.append([point(2)], "bulk", startMs + 1000);
    const second = spool.next(startMs, "fresh");
    if (second === undefined) throw new Error("nothing to hand out");
    spool.settle(second, { as: "accepted" });
    spool.close();
    spool = open();
    expect(bytes(spool.next(startMs, "fresh"))).toEqual(bytes(before));
    spool.append([point(3)], "bulk", startMs + 2000);
    const third = spool.next(startMs, "fresh");
    expect(third?.boot).toBe(before.boot);
    expect(third?.sequence).toBeGreaterThan(second.sequence);
  });

  it("gives each file a boot of its own", () => {
    spool.append([point(1)], "bulk", startMs);
    const other = openDiskSpool({ folder: mkdtempSync(join(folder, "other-")), nowMs: startMs, log });
    other.append([point(1)], "bulk", startMs);
    const boots = [spool, other].map((one) => one.next(startMs, "fresh")?.boot);
    other.close();
    expect(new Set(boots).size).toBe(2);
  });

  it("refuses to share a folder with another agent", () => {
    expect(() => open()).toThrow(/Another agent is using/);
  });
});

describe("settling", () => {
  function handOut(count: number): Batch {
    spool.append(
      Array.from({ length: count }, (_, n) => point(n + 1)),
      "bulk",
      startMs,
    );
    const batch = spool.next(startMs, "fresh");
    if (batch === undefined) throw new Error("nothing to hand out");
    return batch;
  }

  it("refused: gone, and counted with time range and reason", () => {
    spool.settle(handOut(3), { as: "refused", why: "refused_body_invalid", detail: "no" });
    expect(spool.next(startMs, "fresh")).toBeUndefined();
    expect(spool.stats()).toMatchObject({ batches: 0, bytes: 0, droppedPoints: 3 });
    expect(spool.dropped()).toEqual([
      {
        why: "refused_body_invalid",
        lane: "bulk",
        points: 3,
        firstMs: startMs + 1000,
        lastMs: startMs + 3000,
        detail: "no",
      },
    ]);
  });

  it("trimmed: the named lines go and are counted, the rest keeps its identity", () => {
    const batch = handOut(4);
    spool.settle(batch, { as: "trimmed", why: "refused_lines_invalid", detail: "d", lines: [2, 4] });
    const again = spool.next(startMs, "fresh");
    expect(again).toMatchObject({ boot: batch.boot, sequence: batch.sequence, points: 2 });
    expect(numbers(again)).toEqual([1, 3]);
    expect(spool.stats().droppedBy).toEqual({ refused_lines_invalid: 2 });
    if (again !== undefined)
      spool.settle(again, { as: "trimmed", why: "refused_lines_invalid", detail: "d", lines: [1, 2] });
    expect(spool.stats()).toMatchObject({ batches: 0, bytes: 0, droppedPoints: 4 });
  });

  it("split: two batches with numbers of their own, never merged again", () => {
    const batch = handOut(5);
    spool.settle(batch, { as: "split" });
    const halves = [spool.next(startMs, "fresh"), spool.next(startMs, "fresh")];
    expect(halves.map(numbers)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    for (const half of halves) expect(half?.sequence).toBeGreaterThan(batch.sequence);
    expect(spool.stats().droppedPoints).toBe(0);
  });

  it("counts a point that has no field to send", () => {
    spool.append([{ ...point(1), fields: { value: Number.NaN } }, point(2)], "bulk", startMs);
    expect(drain(spool, startMs)).toEqual([2]);
    expect(spool.stats().droppedBy).toEqual({ not_encodable: 1 });
  });

  it("splits a large append into batches within the limits", () => {
    const { packed, lost } = packPoints(Array.from({ length: 12_000 }, (_, n) => point(n)));
    expect(lost).toEqual([]);
    expect(packed.map(({ points }) => points)).toEqual([5000, 5000, 2000]);
    expect(packPoints([point(1, 1, noise(700_000)), point(2, 2, noise(700_000))]).packed).toHaveLength(2);
  });
});

describe("bounds", () => {
  it("drops the oldest bulk first and counts it exactly, and keeps state changes", () => {
    spool.close();
    spool = open({ maxBytes: 50_000 });
    for (let n = 1; n <= 5; n += 1) spool.append([point(n)], "state", startMs + n);
    for (let n = 101; n <= 120; n += 1)
      spool.append([point(n, startMs + n, noise(5000))], "bulk", startMs + n);
    const { bytes, droppedBy, stateBatches } = spool.stats();
    expect(bytes).toBeLessThanOrEqual(50_000);
    expect(stateBatches).toBe(5);
    const kept = drain(spool, startMs).filter((n) => n > 100);
    expect(kept.at(-1)).toBe(120);
    const lost = 20 - kept.length;
    expect(droppedBy).toEqual({ spool_full: lost });
    expect(spool.dropped()).toMatchObject([
      { points: lost, firstMs: startMs + 101, lastMs: startMs + 100 + lost },
    ]);
    expect(log.events().filter((event) => event === "spool_full")).toHaveLength(1);
  });

  it("drops state changes only for newer state changes", () => {
    spool.close();
    spool = open({ maxBytes: 30_000 });
    for (let n = 1; n <= 9; n += 1) spool.append([point(n, startMs + n, noise(5000))], "state", startMs + n);
    const kept = spool.stats().stateBatches;
    expect(kept).toBeLessThan(9);
    spool.append([point(100, startMs, noise(5000))], "bulk", startMs + 100);
    expect(spool.stats()).toMatchObject({
      stateBatches: kept,
      batches: kept,
      droppedBy: { spool_full: 10 - kept },
    });
  });

  it("drops by age, but not because the clock has just jumped", () => {
    spool.close();
    spool = open({ maxAgeMs: 86_400_000 });
    spool.append([point(1)], "bulk", startMs);
    const jumpedMs = startMs + 12 * 365 * 86_400_000;
    spool.append([point(2)], "bulk", jumpedMs);
    spool.append([point(3)], "bulk", jumpedMs + 120_000);
    expect(spool.stats()).toMatchObject({ batches: 3, droppedPoints: 0 });
    for (let minute = 3; minute <= 62; minute += 1)
      spool.append([point(minute)], "bulk", jumpedMs + minute * 60_000);
    expect(spool.stats()).toMatchObject({ batches: 62, droppedBy: { too_old: 1 } });
  });

  it("lives on when the disk is full: oldest bulk goes, counted, and state changes stay", () => {
    spool.close();
    spool = open({ maxPages: 60 });
    spool.append([point(1)], "state", startMs);
    for (let n = 2; n <= 100; n += 1) spool.append([point(n, startMs + n, noise(9000))], "bulk", startMs + n);
    const { droppedBy, stateBatches } = spool.stats();
    expect(stateBatches).toBe(1);
    const kept = drain(spool, startMs);
    expect(kept[0]).toBe(1);
    expect(kept.at(-1)).toBe(100);
    expect((droppedBy["disk_full"] ?? 0) + kept.length).toBe(100);
    expect(log.events().filter((event) => event === "disk_full")).toHaveLength(1);
    spool.append([point(101)], "bulk", startMs + 3 * 60_000);
    expect(log.events()).toContain("disk_mended");
  });

  it("gives the room back to the disk once delivered", () => {
    for (let n = 1; n <= 300; n += 1)
      spool.append([point(n, startMs + n, noise(20_000))], "bulk", startMs + n);
    drain(spool, startMs + 120_000);
    spool.close();
    expect(statSync(join(folder, "spool.db")).size).toBeLessThan(2_000_000);
    spool = open();
  });
});

describe("files", () => {
  it("are readable by their owner only", () => {
    spool.append([point(1)], "bulk", startMs);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  });
});
