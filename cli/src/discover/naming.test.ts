import { inventorySchema } from "@haidang/contract/object.ts";
import { describe, expect, test } from "vitest";
import { idGiver, safeName, slug } from "./naming.ts";

describe("slug", () => {
  test.each([
    ["Cái Chiên – SW 1", "cai-chien-sw-1"],
    ["ĐẶC KHU CÔ TÔ", "dac-khu-co-to"],
    ["core-sw1.example.vn", "core-sw1.example.vn"],
    ["GigabitEthernet0/1", "gigabitethernet0-1"],
    ["..--x--..", "x"],
    ["局域网", ""],
    ["", ""],
    [`${"a".repeat(62)}--b`, "a".repeat(62)],
  ])("%j is %j", (text, id) => expect(slug(text)).toBe(id));
});

test("ids are never given twice, nor one the centre has, and every one of them is an id", () => {
  const giveId = idGiver(["router", "router-2"]);
  const long = "a".repeat(80);
  const ids = [
    "Router",
    "router",
    "局域网",
    "局域网",
    long,
    long,
    `${"b".repeat(60)}.x`,
    `${"b".repeat(60)}.x`,
  ].map(giveId);
  expect(ids).toEqual([
    "router-3",
    "router-4",
    "host",
    "host-2",
    "a".repeat(63),
    `${"a".repeat(61)}-2`,
    `${"b".repeat(60)}.x`,
    `${"b".repeat(60)}-2`,
  ]);
  const units = ids.map((id) => ({ id, name: id }));
  expect(inventorySchema.safeParse({ units }).success).toBe(true);
});

test("a name is one line that an inventory takes", () => {
  const name = safeName(`  evil\u001b[2J\r\n\t\u202e name ${"x".repeat(300)}`);
  expect(name).toMatch(/^evil \[2J name x+…$/);
  expect(inventorySchema.safeParse({ units: [{ id: "a", name }] }).success).toBe(true);
});
