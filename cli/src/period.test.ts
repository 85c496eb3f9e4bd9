import { describe, expect, test } from "vitest";
import { choosePeriod, spanMs } from "./period.ts";

const nowMs = Date.parse("2026-11-23T13:05:09+07:00");
const choose = (flags: Parameters<typeof choosePeriod>[0]) => {
  const { fromMs, toMs } = choosePeriod(flags, "30d", nowMs, "en");
  return [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
};

test.each([
  [{}, "2026-10-24T06:05:09.000Z", "2026-11-23T06:05:09.000Z"],
  [{ since: "24h" }, "2026-11-22T06:05:09.000Z", "2026-11-23T06:05:09.000Z"],
  [{ since: "10m" }, "2026-11-23T05:55:09.000Z", "2026-11-23T06:05:09.000Z"],
  [{ month: "2026-10" }, "2026-09-30T17:00:00.000Z", "2026-10-31T17:00:00.000Z"],
  [{ month: "2026-11" }, "2026-10-31T17:00:00.000Z", "2026-11-23T06:05:09.000Z"],
  [{ from: "2026-10-01", to: "2026-11-01" }, "2026-09-30T17:00:00.000Z", "2026-10-31T17:00:00.000Z"],
  [{ from: "01/10/2026", to: "1/11/2026" }, "2026-09-30T17:00:00.000Z", "2026-10-31T17:00:00.000Z"],
  [{ from: "2026-11-23 08:00" }, "2026-11-23T01:00:00.000Z", "2026-11-23T06:05:09.000Z"],
  [
    { from: "2026-11-23T00:00:00Z", to: "2026-11-23T01:30:00+01:00" },
    "2026-11-23T00:00:00.000Z",
    "2026-11-23T00:30:00.000Z",
  ],
  [{ to: "2026-11-01" }, "2026-10-01T17:00:00.000Z", "2026-10-31T17:00:00.000Z"],
])("%j", (flags, from, to) => {
  expect(choose(flags)).toEqual([from, to]);
});

describe("refused", () => {
  test.each([
    [{ month: "2026-13" }, '"2026-13" is not a month'],
    [{ month: "10/2026" }, '"10/2026" is not a month'],
    [{ month: "2026-12" }, "the month 2026-12 has not begun"],
    [{ since: "30" }, '"30" is not a length of time'],
    [{ since: "0d" }, '"0d" is not a length of time'],
    [{ from: "2026-02-31" }, '"2026-02-31" is not a time'],
    [{ from: "2026-11-23 25:00" }, '"2026-11-23 25:00" is not a time'],
    [{ from: "yesterday" }, '"yesterday" is not a time'],
    [{ from: "2026-11-24" }, "the period ends before it begins"],
    [{ since: "1d", month: "2026-10" }, "--since, --month and --from/--to exclude each other"],
  ])("%j: %s", (flags, message) => {
    expect(() => choose(flags)).toThrow(expect.objectContaining({ code: "usage", message }));
  });
});

test("spans", () => {
  expect(["45s", "10m", "24h", "30d", "2w"].map((text) => spanMs(text, "vi") / 1000)).toEqual([
    45, 600, 86_400, 2_592_000, 1_209_600,
  ]);
});
