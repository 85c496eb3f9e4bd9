import { describe, expect, test } from "vitest";
import { encodePoint, parseLines } from "./line-protocol.ts";
import { objectKinds } from "./object.ts";
import { reasons } from "./reason.ts";
import { type CheckResult, outcomes, readResult, resultPoint } from "./result.ts";

const result: CheckResult = {
  probe: "icmp",
  target: { kind: "link", id: "co-to-1" },
  timeMs: 1_700_000_000_000,
  outcome: "failed",
  reason: "no_reply",
  detail: 'ICMP Host Unreachable from "gw", a=b',
  durationMs: 5000.5,
};

describe("a result as a point", () => {
  test("reads back from its line", () => {
    const line = encodePoint(resultPoint("agent-1", result)) ?? "";
    const [point] = parseLines(line, { precision: "ms", nowMs: 0 }).points;
    expect(point?.tags["agent"]).toBe("agent-1");
    expect(point && readResult(point)).toEqual({ result });
  });

  test("every outcome, reason and kind does", () => {
    for (const outcome of outcomes) {
      for (const reason of reasons) {
        for (const kind of objectKinds) {
          const each: CheckResult = { probe: "http", target: { kind, id: "x" }, timeMs: 1, outcome, reason };
          expect(readResult(resultPoint("a", each))).toEqual({ result: each });
        }
      }
    }
  });

  test("a field cannot speak for a tag or the time", () => {
    const point = resultPoint("a", result);
    const forged = { ...point, fields: { ...point.fields, probe: "host", timeMs: 5, target: "x" } };
    expect(readResult(forged)).toEqual({ result });
  });

  test.each([
    ["an unknown outcome", { fields: { outcome: "great" } }, /^outcome: /],
    ["an unknown reason", { fields: { outcome: "failed", reason: "mood" } }, /^reason: /],
    ["a field that is no part of it", { fields: { outcome: "ok", extra: 1 } }, /extra/],
    ["a wrong type", { fields: { outcome: "ok", durationMs: "5" } }, /^durationMs: /],
    ["no target", { tags: { probe: "icmp" } }, /^target\.kind: /],
  ])("%s is a fault in words", (_name, change, fault) => {
    const read = readResult({ ...resultPoint("a", result), ...change });
    expect(read).toEqual({ fault: expect.stringMatching(fault) });
  });
});
