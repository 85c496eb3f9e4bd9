import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { HaidangError } from "@haidang/contract/error.ts";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type AgentClock, createAgentClock } from "../self/clock.ts";
import { type ScriptedLog, scriptedLog } from "../self/scripted-log.ts";
import { openDiskSpool } from "../spool/disk.ts";
import type { Spool } from "../spool/spool.ts";
import type { Centre } from "./centre.ts";
import { keepTime, type Timekeeper } from "./timekeeper.ts";

const trueStartMs = Date.UTC(2026, 10, 23, 7);
let trueMs: number;
/** Of the machine's clock: an hour slow, until a test sets it. */
let offMs: number;
let folder: string;
let spool: Spool;
let log: ScriptedLog;
let clock: AgentClock;
let time: Timekeeper;

const elapsedMs = (): number => trueMs - trueStartMs;
const centre = (request: () => Promise<never>): Centre => ({
  url: "http://127.0.0.1:1",
  useToken: () => undefined,
  trust: () => undefined,
  request,
  close: () => undefined,
});
function append(number: number): void {
  const fields = { value: number, text: 'a "quoted" text 12' };
  spool.append(
    [{ measurement: "m", tags: { id: `n ${number}` }, fields, timeMs: clock.now() }],
    "bulk",
    clock.now(),
  );
}
function hear(): void {
  time.hear({
    sentAtMs: elapsedMs(),
    answeredAtMs: elapsedMs(),
    centreReceivedMs: trueMs,
    centreSentMs: trueMs,
  });
}
/** Stamps by number of everything that waits. */
function stamps(): Map<number, number> {
  const found = new Map<number, number>();
  for (const part of ["fresh", "backlog"] as const) {
    for (let batch = spool.next(trueMs, part); batch !== undefined; batch = spool.next(trueMs, part)) {
      const text = zstdDecompressSync(batch.body).toString();
      for (const [, number, stampMs] of text.matchAll(/id=n\\ (\d+) .* (\d+)$/gm)) {
        found.set(Number(number), Number(stampMs));
      }
      expect(batch.firstMs).toBe(Math.min(...[...text.matchAll(/(\d+)$/gm)].map(([stamp]) => Number(stamp))));
      spool.settle(batch, { as: "accepted" });
    }
  }
  return found;
}
function start(): void {
  clock = createAgentClock({ wall: () => trueMs + offMs, monotonicMs: elapsedMs });
  time = keepTime({ clock, spool, log });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "haidang-time-"));
  log = scriptedLog();
  trueMs = trueStartMs;
  offMs = -3_600_000;
  spool = openDiskSpool({ folder, nowMs: trueMs + offMs, log });
  start();
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

it("moves what was measured before the control plane was heard of to its true time, nothing else", async () => {
  offMs = 0;
  start();
  append(1);
  trueMs += 1000;
  offMs = -3_600_000;
  // the machine starts anew, its clock an hour slow
  start();
  for (let number = 2; number <= 350; number += 1) {
    append(number);
    trueMs += 1000;
  }
  time.flushWith(() => append(351));
  hear();
  await time.ready(
    centre(() => Promise.reject(new Error("nobody is asked"))),
    100,
  );
  trueMs += 1000;
  append(352);
  const seen = stamps();
  expect(seen.get(1)).toBe(trueStartMs);
  for (let number = 2; number <= 350; number += 1)
    expect(seen.get(number)).toBe(trueStartMs + (number - 1) * 1000);
  expect(seen.get(352)).toBe(trueMs);
  expect(log.entries).toContainEqual(expect.objectContaining({ event: "clock_corrected", seconds: 3600 }));
});

it("moves it too when the machine's clock was set right meanwhile", async () => {
  append(1);
  offMs = 0;
  trueMs += 1000;
  append(2);
  hear();
  await time.ready(
    centre(() => Promise.reject(new Error("nobody is asked"))),
    100,
  );
  expect(stamps()).toEqual(
    new Map([
      [1, trueStartMs],
      [2, trueStartMs + 1000],
    ]),
  );
});

it("moves nothing for a clock that is right", async () => {
  offMs = 300;
  start();
  append(1);
  hear();
  await time.ready(
    centre(() => Promise.reject(new Error("nobody is asked"))),
    100,
  );
  expect(stamps()).toEqual(new Map([[1, trueStartMs + 300]]));
  expect(log.events()).not.toContain("clock_corrected");
});

it("asks for the time once, and is not ready while nobody answers", async () => {
  const away = new HaidangError("unreachable", "away");
  await expect(
    time.ready(
      centre(() => Promise.reject(away)),
      100,
    ),
  ).rejects.toBe(away);
  let asked = 0;
  // an answer without the stamps: delivering must not depend on them
  const silent = centre(async () => {
    asked += 1;
    return { status: 200, headers: {}, body: "" } as never;
  });
  await time.ready(silent, 100);
  await time.ready(silent, 100);
  expect(asked).toBe(1);
});

it("tells when the clock becomes wrong and when it is right again", async () => {
  vi.useFakeTimers();
  let told = 0;
  hear();
  const watching = time.watch(() => {
    told += 1;
  });
  expect([told, log.events().at(-1)]).toEqual([1, "clock_wrong"]);
  vi.advanceTimersByTime(5000);
  expect(told).toBe(1);
  offMs = 86_400_000;
  vi.advanceTimersByTime(5000);
  expect(told).toBe(2);
  offMs = 0;
  vi.advanceTimersByTime(1000);
  expect([told, log.events().at(-1)]).toEqual([3, "clock_right"]);
  watching.stop();
  offMs = 86_400_000;
  vi.advanceTimersByTime(5000);
  expect(told).toBe(3);
  vi.useRealTimers();
});
