import { expect, it } from "vitest";
import { fieldOf, instantOf, monthAway, monthOf, weeksOf } from "./month.ts";

it.each([
  ["2026-11", 6, "2026-10-26", "2026-12-06"],
  ["2027-02", 4, "2027-02-01", "2027-02-28"],
  ["2026-02", 5, "2026-01-26", "2026-03-01"],
  ["2024-02", 5, "2024-01-29", "2024-03-03"],
])("%s has %d weeks, from Monday to Sunday", (month, count, first, last) => {
  const weeks = weeksOf(month);
  expect([weeks.length, weeks[0]?.[0]?.day, weeks.at(-1)?.at(-1)?.day]).toEqual([count, first, last]);
  for (const week of weeks) expect(week).toHaveLength(7);
  const days = weeks.flat();
  for (const [at, { fromMs, toMs }] of days.entries()) {
    expect(toMs - fromMs).toBe(86_400_000);
    if (at > 0) expect(fromMs).toBe(days[at - 1]?.toMs);
  }
  expect(days.filter(({ own }) => own).map(({ day }) => day.slice(0, 7))).toEqual(
    days.filter(({ day }) => day.startsWith(month)).map(() => month),
  );
});

it("begins days at midnight in Vietnam", () => {
  expect(new Date(weeksOf("2026-11").flat()[6]?.fromMs ?? 0).toISOString()).toBe("2026-10-31T17:00:00.000Z");
  expect(monthOf(Date.parse("2026-10-31T17:00:00Z"))).toBe("2026-11");
  expect(monthOf(Date.parse("2026-10-31T16:59:59Z"))).toBe("2026-10");
});

it("goes from month to month over years", () => {
  expect([monthAway("2026-11", 2), monthAway("2026-01", -1), monthAway("2026-11", 0)]).toEqual([
    "2027-01",
    "2025-12",
    "2026-11",
  ]);
});

it("reads and writes fields of times as local ones", () => {
  const ms = Date.parse("2026-11-24T08:30:00+07:00");
  expect(fieldOf(ms)).toBe("2026-11-24T08:30");
  expect(instantOf(fieldOf(ms))).toBe(ms);
  expect(instantOf("")).toBeUndefined();
});
