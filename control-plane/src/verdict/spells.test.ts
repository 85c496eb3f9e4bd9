import { beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedRecordStore } from "../store/embedded/records.ts";
import type { RecordStore } from "../store/records.ts";
import { keptMs, openSpells, type Spells } from "./spells.ts";

let records: RecordStore;
let spells: Spells;
const gapMs = 60;
const read = (value: string, atMs: number) =>
  spells.read({ subject: "device/ups", topic: "feed", value, atMs }, gapMs);
const all = (from = spells) =>
  from.between("device/ups", "feed", 0, 1e15).map(({ value, fromMs, toMs }) => [value, fromMs, toMs]);

beforeEach(() => {
  records = openEmbeddedRecordStore(":memory:");
  spells = openSpells(records, 0);
});

describe("spells", () => {
  it("tell only what is new", () => {
    expect([read("mains", 10), read("mains", 50), read("battery", 90), read("battery", 100)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(all()).toEqual([
      ["mains", 10, 50],
      ["battery", 90, 100],
    ]);
  });

  it("end at a gap, so that nobody takes them for what was between", () => {
    read("mains", 10);
    read("mains", 500);
    expect(all()).toEqual([
      ["mains", 10, 10],
      ["mains", 500, 500],
    ]);
  });

  it("come out alike whichever way round a late spool brings them", () => {
    const readings: Array<[string, number]> = [
      ["mains", 10],
      ["mains", 50],
      ["battery", 90],
      ["battery", 130],
      ["mains", 500],
      ["mains", 540],
    ];
    for (const [value, atMs] of readings) read(value, atMs);
    const inOrder = all();
    records = openEmbeddedRecordStore(":memory:");
    spells = openSpells(records, 0);
    for (const [value, atMs] of [...readings.slice(4), ...readings.slice(0, 4)]) read(value, atMs);
    expect(all()).toEqual(inOrder);
  });

  it("are split by another value in their midst", () => {
    read("mains", 10);
    read("mains", 60);
    expect(read("battery", 30)).toBe(true);
    expect(all()).toEqual([
      ["mains", 10, 29],
      ["battery", 30, 30],
      ["mains", 60, 60],
    ]);
  });

  it("are still known after a restart, and forgotten after a week", () => {
    read("mains", 10);
    read("battery", 90);
    spells.save();
    expect(all(openSpells(records, 1000))).toEqual(all());
    spells.forget(keptMs + 50);
    expect(all()).toEqual([["battery", 90, 90]]);
    expect(records.spells.since(0)).toHaveLength(1);
  });

  it("are bounded for what changes all the time", () => {
    for (let atMs = 0; atMs < 1000; atMs += 1) read(String(atMs), atMs * 100);
    spells.save();
    expect(all()).toHaveLength(64);
    expect(records.spells.since(0)).toHaveLength(64);
  });
});
