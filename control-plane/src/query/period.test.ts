import { describe, expect, it } from "vitest";
import { readInstant, readPeriod } from "./period.ts";

describe("readInstant", () => {
  it.each([
    ["2026-11-23T08:00:00+07:00", "2026-11-23T01:00:00.000Z"],
    ["2026-11-23T01:00:00Z", "2026-11-23T01:00:00.000Z"],
    ["2026-11-23", "2026-11-22T17:00:00.000Z"],
    ["1700000000000", "2023-11-14T22:13:20.000Z"],
  ])("reads %s", (text, expected) =>
    expect(new Date(readInstant(text, "from")).toISOString()).toBe(expected),
  );
  it.each(["yesterday", "", "2026-13-01", "23/11/2026", "2026-11-23T08:00:00", "1e5", "2026-11-23\n"])(
    "refuses %j",
    (text) => expect(() => readInstant(text, "from")).toThrow(/is not a time/),
  );
});

describe("readPeriod", () => {
  it("refuses one that ends before it begins", () => {
    expect(() => readPeriod("2026-11-02", "2026-11-01")).toThrow(/ends before it begins/);
  });
  it("refuses one longer than five years", () => {
    expect(() => readPeriod("0", "1700000000000")).toThrow(/at most five years/);
  });
});
