import { type Calendar, calendarSchema, weekdays } from "@haidang/contract/calendar.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outside, serviceHours, union, zoneOffsetMs } from "./hours.ts";
import type { Period } from "./timeline.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const calendar = (more: object): Calendar => calendarSchema.parse({ id: "a", name: "A", hours: {}, ...more });
const office = calendar({
  hours: { "mon-fri": ["07:30-11:30", "13:30-17:00"], fri: ["07:30-11:30"] },
  holidays: ["2026-09-02"],
  exceptions: [{ date: "2026-09-05", hours: ["08:00-10:00"] }],
});
const local = (text: string) => Date.parse(`${text}:00+07:00`);
const told = (periods: readonly Period[]) =>
  periods.map((period) =>
    [period.fromMs, period.toMs]
      .map((ms) => new Date(ms + 7 * hourMs).toISOString().slice(5, 16).replace("T", " "))
      .join(" – "),
  );
const hoursMs = (periods: readonly Period[]) =>
  periods.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / hourMs;

describe("service hours", () => {
  it("are those of the week, a day's own before its group's, holidays off, exceptions before all", () => {
    const week = { fromMs: local("2026-08-31T00:00"), toMs: local("2026-09-07T00:00") };
    expect(told(serviceHours(office, week))).toEqual([
      "08-31 07:30 – 08-31 11:30",
      "08-31 13:30 – 08-31 17:00",
      "09-01 07:30 – 09-01 11:30",
      "09-01 13:30 – 09-01 17:00",
      "09-03 07:30 – 09-03 11:30",
      "09-03 13:30 – 09-03 17:00",
      "09-04 07:30 – 09-04 11:30",
      "09-05 08:00 – 09-05 10:00",
    ]);
  });
  it("reach over midnight, and are cut to the period", () => {
    const night = calendar({ hours: { sun: ["22:00-06:00"] } });
    const monday = { fromMs: local("2026-11-23T01:00"), toMs: local("2026-11-24T00:00") };
    expect(told(serviceHours(night, monday))).toEqual(["11-23 01:00 – 11-23 06:00"]);
  });
  it("of always have no outside, of never nothing else", () => {
    const month = { fromMs: local("2026-02-01T00:00"), toMs: local("2026-03-01T00:00") };
    expect(serviceHours(calendar({ hours: { "mon-sun": ["00:00-24:00"] } }), month)).toEqual([month]);
    expect(outside(serviceHours(calendar({}), month), month)).toEqual([month]);
  });
  it.each([
    ["2026-02", 20 * 7.5],
    ["2026-10", 22 * 7.5],
  ])("of %s are as many as its working days have", (month, hours) => {
    const plain = calendar({ hours: { "mon-fri": ["07:30-11:30", "13:30-17:00"] } });
    const next = new Date(Date.parse(`${month}-01T00:00:00Z`));
    next.setUTCMonth(next.getUTCMonth() + 1);
    const period = { fromMs: local(`${month}-01T00:00`), toMs: next.getTime() - 7 * hourMs };
    expect(hoursMs(serviceHours(plain, period))).toBe(hours);
  });
  it("go by the clock of their own zone, also where it is put forward", () => {
    const berlin = calendar({ zone: "Europe/Berlin", hours: { "mon-sun": ["08:00-09:00"] } });
    const days = { fromMs: Date.parse("2026-03-28T00:00:00Z"), toMs: Date.parse("2026-03-30T00:00:00Z") };
    expect(serviceHours(berlin, days).map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual([
      "2026-03-28T07:00:00.000Z",
      "2026-03-29T06:00:00.000Z",
    ]);
    expect(zoneOffsetMs("Asia/Ho_Chi_Minh", 0)).toBe(8 * hourMs);
    expect(zoneOffsetMs("Asia/Ho_Chi_Minh", Date.parse("2026-01-01T00:00:00.123Z"))).toBe(7 * hourMs);
  });

  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
  const hours = fc.array(
    fc.tuple(clock, clock).map(([from, to]) => `${from}-${to}`),
    { maxLength: 3 },
  );
  const anyCalendar = fc
    .record({
      hours: fc.dictionary(fc.constantFrom(...weekdays, "mon-fri", "mon-sun"), hours, {
        noNullPrototype: true,
      }),
      holidays: fc.subarray(["2026-11-20", "2026-11-23", "2026-11-24"]),
      zone: fc.constantFrom("Asia/Ho_Chi_Minh", "UTC", "Europe/Berlin"),
    })
    .map(calendar);
  const startMs = Date.parse("2026-11-16T00:00:00Z");
  const period = fc
    .tuple(fc.integer({ min: 0, max: 10 * dayMs }), fc.integer({ min: 1, max: 10 * dayMs }))
    .map(([from, length]) => ({ fromMs: startMs + from, toMs: startMs + from + length }));

  it("and what lies outside them fill the period, without gaps or overlaps", () => {
    fc.assert(
      fc.property(anyCalendar, period, (one, within) => {
        const due = serviceHours(one, within);
        const all = [...due, ...outside(due, within)].sort((a, b) => a.fromMs - b.fromMs);
        expect(all[0]?.fromMs).toBe(within.fromMs);
        expect(all.at(-1)?.toMs).toBe(within.toMs);
        for (const [index, piece] of all.entries()) {
          expect(piece.toMs).toBeGreaterThan(piece.fromMs);
          if (index > 0) expect(piece.fromMs).toBe(all[index - 1]?.toMs);
        }
      }),
    );
  });
  it("of a period are those of its halves together", () => {
    fc.assert(
      fc.property(anyCalendar, period, fc.double({ min: 0, max: 1, noNaN: true }), (one, within, at) => {
        const middleMs = Math.round(within.fromMs + (within.toMs - within.fromMs) * at);
        const halves = [
          ...serviceHours(one, { fromMs: within.fromMs, toMs: middleMs }),
          ...serviceHours(one, { fromMs: middleMs, toMs: within.toMs }),
        ];
        expect(union(halves, within)).toEqual(serviceHours(one, within));
      }),
    );
  });
});
