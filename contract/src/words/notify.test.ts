import { expect, it } from "vitest";
import { notifyWords } from "./notify.ts";

it("has every word in both languages, and no two the same", () => {
  for (const words of Object.values(notifyWords)) {
    expect(Object.values(words).filter((word) => word.trim() === "")).toEqual([]);
    expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
  }
  expect(Object.keys(notifyWords.vi).toSorted()).toEqual(Object.keys(notifyWords.en).toSorted());
});
