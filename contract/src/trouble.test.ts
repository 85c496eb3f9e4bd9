import { describe, expect, test } from "vitest";
import type { ObjectKind } from "./object.ts";
import type { ObjectStatus } from "./state.ts";
import { troubles } from "./trouble.ts";

function status(kind: ObjectKind, id: string, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return { kind, id, name: id, class: "up", sinceMs: 0, lastResultMs: 0, discovered: false, ...more };
}
const names = (list: readonly { object: ObjectStatus }[]) => list.map(({ object }) => object.id);

describe("what is not well", () => {
  test("comes worst first, newest first within a class", () => {
    const found = troubles([
      status("link", "unknown", { class: "unknown" }),
      status("link", "old", { class: "down", sinceMs: 1 }),
      status("link", "slow", { class: "degraded" }),
      status("link", "new", { class: "down", sinceMs: 9 }),
      status("link", "fine"),
      status("link", "planned", { class: "maintenance" }),
      status("link", "unwatched", { class: "unmonitored" }),
    ]);
    expect(names(found)).toEqual(["new", "old", "slow", "unknown"]);
  });
  test("units that are so only because of a member are counted under it, up the whole line", () => {
    const found = troubles([
      status("unit", "province", { class: "degraded", reason: "member_down" }),
      status("unit", "commune", { class: "down", reason: "member_down", unit: "province" }),
      status("site", "hall", { class: "down", reason: "no_reply", unit: "commune" }),
      status("link", "wire", { class: "down", reason: "no_reply", unit: "commune" }),
    ]);
    expect(names(found)).toEqual(["wire"]);
    expect(found[0]?.follows.map(({ id }) => id)).toEqual(["province", "commune", "hall"]);
  });
  test("a unit whose member is not listed stands by itself", () => {
    const found = troubles([
      status("unit", "lonely", { class: "down", reason: "member_down" }),
      status("link", "elsewhere", { class: "down", reason: "no_reply", unit: "other" }),
    ]);
    expect(new Set(names(found))).toEqual(new Set(["lonely", "elsewhere"]));
  });
  test("a ring of parents does not hang the page", () => {
    const found = troubles([
      status("unit", "a", { class: "down", reason: "member_down", unit: "b" }),
      status("unit", "b", { class: "down", reason: "member_down", unit: "a" }),
      status("unit", "c", { class: "down", reason: "member_down" }),
      status("link", "wire", { class: "down", unit: "a" }),
    ]);
    expect(names(found)).toContain("wire");
    expect(names(found)).toContain("c");
  });
});
