import { expect, test } from "vitest";
import { editDistance, nearest } from "./suggest.ts";

test.each([
  ["status", "status", 0],
  ["staus", "status", 1],
  ["statsu", "status", 1],
  ["", "abc", 3],
  ["abc", "", 3],
  ["link", "unit", 3],
])("%s to %s takes %i", (from, to, distance) => {
  expect(editDistance(from, to)).toBe(distance);
});

test("the nearest words come first, without diacritics, and far ones not at all", () => {
  expect(nearest("co to", ["Cô Tô 1", "Cái Chiên", "Cô Tô"])).toEqual(["Cô Tô", "Cô Tô 1"]);
  expect(nearest("lst", ["list", "show"])).toEqual(["list"]);
  expect(nearest("xyz", ["list", "show"])).toEqual([]);
});
