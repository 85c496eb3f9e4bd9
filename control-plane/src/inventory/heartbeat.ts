import { type Weekday, weekdays } from "@haidang/contract/calendar.ts";
import type { Heartbeat } from "@haidang/contract/heartbeat.ts";

type Rhythm = Pick<Heartbeat, "intervalS" | "at" | "days" | "withinS">;
const daysOf = ({ days }: Rhythm): readonly Weekday[] => days ?? weekdays;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** On the clock of Asia/Ho_Chi_Minh, which has had no daylight saving since 1975. */
const offsetMs = 7 * 60 * minuteMs;
/** 1 January 1970 was a Thursday. */
const firstWeekday = 3;

/** A job whose clock is a little fast has not missed the time it begins at. */
const earlyMs = 2 * minuteMs;

/** When the next report is due after one at `fromMs`: an interval later, or within its time after the next of `at`. */
export function dueAfter(rhythm: Rhythm, fromMs: number): number {
  const { intervalS, at = [], withinS } = rhythm;
  const days = daysOf(rhythm);
  if (intervalS !== undefined) return fromMs + intervalS * 1000;
  const afterMs = fromMs + earlyMs;
  const today = Math.floor((afterMs + offsetMs) / dayMs);
  for (let day = today; day <= today + 7; day += 1) {
    if (!days.includes(weekdayOf(day))) continue;
    const next = at
      .map((time) => day * dayMs - offsetMs + minutesOf(time) * minuteMs)
      .filter((beginsMs) => beginsMs > afterMs);
    if (next.length > 0) return Math.min(...next) + withinS * 1000;
  }
  throw new Error(`no day of ${days.join(", ")} has a time of ${at.join(", ")}`);
}

/** The longest that lies between two reports which both came in time, ms. */
export function longestPauseMs(rhythm: Rhythm): number {
  const { intervalS, at = [], withinS } = rhythm;
  if (intervalS !== undefined) return intervalS * 1000;
  const begins = daysOf(rhythm)
    .flatMap((day) => at.map((time) => weekdays.indexOf(day) * dayMs + minutesOf(time) * minuteMs))
    .toSorted((a, b) => a - b);
  const first = begins[0] ?? 0;
  const pauses = begins.map((beginsMs, index) => (begins[index + 1] ?? first + 7 * dayMs) - beginsMs);
  return Math.max(...pauses) + withinS * 1000 + earlyMs;
}

function weekdayOf(day: number): Weekday {
  return weekdays[(((day + firstWeekday) % 7) + 7) % 7] ?? "mon";
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
