import { expect, test } from "vitest";
import { bucketStart, intoBuckets } from "./bucket.ts";

const samples = [
  { timeMs: 999, value: 7 },
  { timeMs: 1000, value: 1 },
  { timeMs: 1500, value: 4 },
  { timeMs: 5000, value: -2 },
];

test.each([
  ["mean", [7, 2.5, -2]],
  ["min", [7, 1, -2]],
  ["max", [7, 4, -2]],
  ["sum", [7, 5, -2]],
  ["count", [1, 2, 1]],
  ["last", [7, 4, -2]],
] as const)("%s of each bucket, gaps staying gaps", (by, values) => {
  const buckets = intoBuckets(samples, { stepMs: 1000, by });
  expect(buckets.map((bucket) => bucket.timeMs)).toEqual([0, 1000, 5000]);
  expect(buckets.map((bucket) => bucket.value)).toEqual(values);
});

test("texts and booleans have a last and a count, nothing else", () => {
  const texts = [
    { timeMs: 1, value: "a" },
    { timeMs: 2, value: true },
  ];
  expect(intoBuckets(texts, { stepMs: 1000, by: "last" })).toEqual([{ timeMs: 0, value: true }]);
  expect(intoBuckets(texts, { stepMs: 1000, by: "count" })).toEqual([{ timeMs: 0, value: 2 }]);
  for (const by of ["mean", "min", "max", "sum"] as const)
    expect(intoBuckets(texts, { stepMs: 1000, by })).toEqual([]);
});

test("buckets before the epoch are aligned as those after it", () => {
  expect(bucketStart(-1, 1000)).toBe(-1000);
  expect(bucketStart(-1000, 1000)).toBe(-1000);
  expect(bucketStart(0, 1000)).toBe(0);
});
