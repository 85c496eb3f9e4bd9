import { expect, test } from "vitest";
import { dayOf, whenMs } from "./when.ts";

const seenFromMs = Date.parse("2026-12-23T13:05:09+07:00");
const shown = (ms: number) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");

test.each([
  ["22:00", "2026-12-23 22:00"],
  ["22h", "2026-12-23 22:00"],
  ["22h30", "2026-12-23 22:30"],
  ["8h", "2026-12-24 08:00"],
  ["22:00 25/12/2026", "2026-12-25 22:00"],
  ["22h 25/12", "2026-12-25 22:00"],
  ["2h 02/01", "2027-01-02 02:00"],
  ["20/12 22:00", "2026-12-20 22:00"],
  ["25/12/2026 22h15", "2026-12-25 22:15"],
  ["25/12", "2026-12-25 00:00"],
  ["2026-12-25 22:00", "2026-12-25 22:00"],
  ["2026-12-25T15:00:00Z", "2026-12-25 22:00"],
  ["29/2/2028 1:05", "2028-02-29 01:05"],
])("%s", (text, expected) => expect(shown(whenMs(text, seenFromMs, "en"))).toBe(expected));

test.each(["25:00", "22:60", "31/2/2026", "0/1", "22 giờ", "", "1/13", "tomorrow"])("%j is refused", (text) =>
  expect(() => whenMs(text, seenFromMs, "en")).toThrow(/is not a time/),
);

test("the day of an instant is the local one", () => {
  expect(dayOf(Date.parse("2026-11-24T17:00:00Z"))).toBe("2026-11-25");
});
