import { type ObjectKind, objectKey } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import { byName } from "@haidang/contract/trouble.ts";
import { describe, expect, test } from "vitest";
import { countClasses, holdOrder, isMeant } from "./well.ts";

function status(kind: ObjectKind, id: string, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return { kind, id, name: id, class: "up", sinceMs: 0, lastResultMs: 0, discovered: false, ...more };
}

test("parts of a count add up to its total", () => {
  const counts = countClasses(
    [
      status("link", "a"),
      status("link", "b", { class: "down" }),
      status("link", "c", { class: "outOfPeriod" }),
      status("unit", "d"),
    ],
    "link",
  );
  const { total, ...parts } = counts;
  expect(total).toBe(3);
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
});

describe("finding", () => {
  const island = status("link", "l9", {
    name: "Quảng Hà – Cái Chiên",
    unitName: "Đầm Hà",
    carrier: "VNPT",
    address: "10.20.0.9",
  });
  test("needs no diacritics and does not mind them", () => {
    for (const typed of ["cai chien", "Cái Chiên", "dam ha", "CHIEN quang", "vnpt 10.20", "l9", "  "]) {
      expect(isMeant(island, typed), typed).toBe(true);
    }
  });
  test("wants every word", () => {
    expect(isMeant(island, "cai chien viettel")).toBe(false);
  });
});

test("names sort as Vietnamese does, and numbers by size", () => {
  const sorted = ["Đông Triều", "Uông Bí 10", "Ân", "Dương", "An", "Uông Bí 9"]
    .map((name) => ({ name }))
    .sort(byName);
  expect(sorted.map(({ name }) => name)).toEqual([
    "An",
    "Ân",
    "Dương",
    "Đông Triều",
    "Uông Bí 9",
    "Uông Bí 10",
  ]);
});

describe("an order under a pointer", () => {
  const key = (id: string) => objectKey({ kind: "link", id });
  const [a, b, c] = [key("a"), key("b"), key("c")];
  test("stays, and tells how much it keeps back", () => {
    expect(holdOrder([a, b], [c, a], true)).toEqual({ order: [a, b], pending: 2 });
    expect(holdOrder([a, b], [b, a], true)).toEqual({ order: [a, b], pending: 0 });
  });
  test("follows when nobody points, and at first", () => {
    expect(holdOrder([a, b], [c, a], false)).toEqual({ order: [c, a], pending: 0 });
    expect(holdOrder(null, [c, a], true)).toEqual({ order: [c, a], pending: 0 });
  });
});
