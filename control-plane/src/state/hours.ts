import {
  type Calendar,
  dayGroups,
  type hoursSchema,
  type Weekday,
  weekdays,
} from "@haidang/contract/calendar.ts";
import type { z } from "zod";
import type { Period } from "./timeline.ts";

type Hours = z.infer<typeof hoursSchema>;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A day of the calendar, free of zones. */
export interface Day {
  /** `2026-09-02` */
  date: string;
  weekday: Weekday;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

const quarterMs = 15 * minuteMs;
const mostOffsets = 200_000;
/** Asking Intl takes microseconds, and a year of one calendar asks a thousand times; clocks change at quarter hours. */
const offsets = new Map<string, number>();

/** What the zone's clock is ahead of UTC at an instant, ms. */
export function zoneOffsetMs(zone: string, atMs: number): number {
  const key = `${zone} ${Math.floor(atMs / quarterMs)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const found = askOffsetMs(zone, atMs);
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(key, found);
  return found;
}

function askOffsetMs(zone: string, atMs: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wholeMs = Math.floor(atMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeMs;
}

/** The instant at which the zone's clock shows so many minutes after midnight of a day. */
function instantOf(zone: string, date: string, minutes: number): number {
  const shownMs = Date.parse(`${date}T00:00:00Z`) + minutes * minuteMs;
  const nearMs = shownMs - zoneOffsetMs(zone, shownMs);
  return shownMs - zoneOffsetMs(zone, nearMs);
}

/** Days of a zone whose hours may reach into the period: those in it, and the one before. */
function* daysOf(zone: string, { fromMs, toMs }: Period): Generator<Day> {
  const first = Math.floor((fromMs + zoneOffsetMs(zone, fromMs)) / dayMs) - 1;
  const last = Math.floor((toMs + zoneOffsetMs(zone, toMs)) / dayMs);
  for (let number = first; number <= last; number += 1) {
    const [date = ""] = new Date(number * dayMs).toISOString().split("T");
    // 1 January 1970 was a Thursday
    yield { date, weekday: weekdays[(((number + 3) % 7) + 7) % 7] ?? "mon" };
  }
}

function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
}

/** Stretches of hours that a rule gives to each day, those that touch the period, whole, in time order. */
export function stretchesOf(zone: string, period: Period, hoursOf: (day: Day) => readonly Hours[]): Period[] {
  const found: Period[] = [];
  for (const day of daysOf(zone, period)) {
    for (const hours of hoursOf(day)) {
      const [start = "", end = ""] = hours.split("-");
      const from = minutesOf(start);
      const to = minutesOf(end);
      const stretch = {
        fromMs: instantOf(zone, day.date, from),
        toMs: instantOf(zone, day.date, to > from ? to : to + 24 * 60),
      };
      if (stretch.toMs > period.fromMs && stretch.fromMs < period.toMs) found.push(stretch);
    }
  }
  return found.sort((a, b) => a.fromMs - b.fromMs);
}

/** When the service is due within the period: stretches in time order, apart from each other. */
export function serviceHours(calendar: Calendar, period: Period): Period[] {
  const own = new Map(calendar.exceptions.map(({ date, hours }) => [date, hours]));
  const off = new Set(calendar.holidays);
  const week = weekOf(calendar);
  const due = stretchesOf(
    calendar.zone,
    period,
    ({ date, weekday }) => own.get(date) ?? (off.has(date) ? [] : week[weekday]),
  );
  return union(due, period);
}

/** What of the period lies outside the stretches of `due`. */
export function outside(due: readonly Period[], { fromMs, toMs }: Period): Period[] {
  const rest: Period[] = [];
  let atMs = fromMs;
  for (const stretch of due) {
    if (stretch.fromMs > atMs) rest.push({ fromMs: atMs, toMs: stretch.fromMs });
    atMs = Math.max(atMs, stretch.toMs);
  }
  if (toMs > atMs) rest.push({ fromMs: atMs, toMs });
  return rest;
}

/** Stretches cut to the period and joined where they touch, in time order. */
export function union(stretches: readonly Period[], period: Period): Period[] {
  const joined: Period[] = [];
  for (const { fromMs, toMs } of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const cut = { fromMs: Math.max(fromMs, period.fromMs), toMs: Math.min(toMs, period.toMs) };
    if (cut.toMs <= cut.fromMs) continue;
    const last = joined.at(-1);
    if (last !== undefined && cut.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, cut.toMs);
    else joined.push(cut);
  }
  return joined;
}

/** Hours of each day; a day's own go before those of the smallest group it is in. */
function weekOf({ hours }: Calendar): Record<Weekday, readonly Hours[]> {
  const smallestFirst = ["sat-sun", "mon-fri", "mon-sat", "mon-sun"] as const;
  const groupOf = (day: Weekday) =>
    smallestFirst.find((name) => hours[name] !== undefined && dayGroups[name].some((one) => one === day));
  const hoursOf = (day: Weekday): readonly Hours[] => {
    const group = groupOf(day);
    return hours[day] ?? (group === undefined ? [] : (hours[group] ?? []));
  };
  return Object.fromEntries(weekdays.map((day) => [day, hoursOf(day)])) as Record<Weekday, readonly Hours[]>;
}
