import { expect, test } from "vitest";
import { afterDeath, noPast } from "./back-off.ts";

function delaysOf(lives: Array<{ ranMs: number; wasReady: boolean }>): number[] {
  let past = noPast;
  return lives.map((life) => {
    const next = afterDeath(past, life);
    past = next.past;
    return next.delayMs / 1000;
  });
}

test("waits double from 1 s to 30 s while it never gets ready", () => {
  const failed = Array.from({ length: 8 }, () => ({ ranMs: 10, wasReady: false }));
  expect(delaysOf(failed)).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
});

test("waits at most 4 s for what was ready, so that little is missed", () => {
  const short = Array.from({ length: 5 }, () => ({ ranMs: 10, wasReady: true }));
  expect(delaysOf(short)).toEqual([1, 2, 4, 4, 4]);
});

test("a long life is forgotten deaths", () => {
  const short = { ranMs: 10, wasReady: true };
  expect(delaysOf([short, short, { ranMs: 60_000, wasReady: true }, short])).toEqual([1, 2, 1, 2]);
});

test("failures at start are counted until it was ready once", () => {
  const failed = { ranMs: 10, wasReady: false };
  const { past } = afterDeath(afterDeath(noPast, failed).past, failed);
  expect(past.startFailures).toBe(2);
  expect(afterDeath(past, { ranMs: 10, wasReady: true }).past.startFailures).toBe(0);
});
