import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDiskSpool } from "@haidang/agent/spool/disk.ts";
import type { Lane, Spool } from "@haidang/agent/spool/spool.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** A small disk of its own needs the right to mount one. */
const canMount = process.getuid?.() === 0 || process.env["CI"] !== undefined;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let disk: string;
let spool: Spool;
let nowMs: number;
let appended: number;

function append(count: number, lane: Lane): void {
  for (let n = 0; n < count; n += 1) {
    appended += 1;
    nowMs += 100;
    const fields = { text: randomBytes(2000).toString("hex") };
    spool.append([{ measurement: "m", tags: { id: `n${appended}` }, fields, timeMs: nowMs }], lane, nowMs);
  }
}
/** Another program takes every last byte. */
function fill(): () => void {
  const files: string[] = [];
  for (const bytes of [100_000, 10_000, 4_096]) {
    for (;;) {
      const file = join(disk, `other-${files.length}`);
      files.push(file);
      try {
        writeFileSync(file, Buffer.alloc(bytes));
      } catch {
        break;
      }
    }
  }
  return () => {
    for (const file of files) rmSync(file, { force: true });
  };
}
function drain(): { points: number; state: number; newestMs: number } {
  const got = { points: 0, state: 0, newestMs: 0 };
  for (const part of ["fresh", "backlog"] as const) {
    for (let batch = spool.next(nowMs, part); batch !== undefined; batch = spool.next(nowMs, part)) {
      got.points += batch.points;
      if (batch.lane === "state") got.state += batch.points;
      got.newestMs = Math.max(got.newestMs, batch.lastMs);
      spool.settle(batch, { as: "accepted" });
    }
  }
  return got;
}

describe.skipIf(!canMount)("the spool on a disk that is truly full (needs root to mount a tmpfs)", () => {
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), "haidang-full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk]);
    nowMs = Date.now();
    appended = 0;
    spool = openDiskSpool({ folder: disk, nowMs, log });
  });
  afterEach(() => {
    spool.close();
    execFileSync("umount", [disk]);
    rmdirSync(disk);
  });

  it("filled by itself: the oldest bulk goes, counted exactly, and it drains while full", () => {
    append(20, "state");
    append(6000, "bulk");
    const { droppedBy, stateBatches } = spool.stats();
    expect(stateBatches).toBe(20);
    expect(droppedBy["disk_full"]).toBeGreaterThan(1000);
    const got = drain();
    expect(got).toMatchObject({ state: 20, newestMs: nowMs });
    expect(got.points + (droppedBy["disk_full"] ?? 0)).toBe(appended);
    expect(spool.stats()).toMatchObject({ batches: 0, bytes: 0 });
  });

  it("filled by another program: goes on with what it has, and mends when there is room", () => {
    append(20, "state");
    append(500, "bulk");
    const free = fill();
    append(3000, "bulk");
    append(5, "state");
    expect(spool.stats().stateBatches).toBe(25);
    const lost = spool.stats().droppedPoints;
    const got = drain();
    expect(got).toMatchObject({ state: 25, newestMs: nowMs });
    expect(got.points + lost).toBe(appended);
    expect(spool.stats()).toMatchObject({ batches: 0, bytes: 0, droppedPoints: lost });
    free();
    nowMs += 120_000;
    append(1, "bulk");
    append(100, "bulk");
    expect(drain().points).toBe(101);
    expect(spool.stats().droppedPoints).toBe(lost);
  });
});
