import type { Weekday } from "@haidang/contract/calendar.ts";
import type { Roster } from "@haidang/contract/notify.ts";
import { stretchesOf, zoneOffsetMs } from "../state/hours.ts";

/** Rosters are written in the time of the province. */
const zone = "Asia/Ho_Chi_Minh";
const dayMs = 24 * 3_600_000;
const stepMs = 15 * 60_000;
const lookAheadMs = 31 * dayMs;
/** A Monday: where a rotation without `from` counts from. */
const countFrom = "1970-01-05";

type Shift = Roster["shifts"][number];

/** Ids of those on call at an instant; empty when nobody is. */
export function onCall(roster: Roster, nowMs: number): readonly string[] {
  const today = isoDay(dayNumber(nowMs));
  const override = roster.overrides.findLast(({ day, lastDay }) => day <= today && today <= (lastDay ?? day));
  if (override !== undefined) return override.contacts;
  const shift = roster.shifts.findLast((one) => applies(one, nowMs));
  if (shift === undefined) return [];
  if (shift.together) return shift.contacts;
  const turns = Math.floor((turnDay(shift, nowMs) - numberOf(shift.from ?? countFrom)) / shift.everyDays);
  const size = shift.contacts.length;
  return shift.contacts.slice(((turns % size) + size) % size).slice(0, 1);
}

/** When others than now are on call, to a quarter of an hour; null when nobody takes over within 31 days. */
export function onCallUntil(roster: Roster, nowMs: number): number | null {
  const now = onCall(roster, nowMs).join(" ");
  for (let atMs = (Math.floor(nowMs / stepMs) + 1) * stepMs; atMs < nowMs + lookAheadMs; atMs += stepMs) {
    if (onCall(roster, atMs).join(" ") !== now) return atMs;
  }
  return null;
}

function applies(shift: Shift, nowMs: number): boolean {
  if (shift.from !== undefined && turnDay(shift, nowMs) < numberOf(shift.from)) return false;
  if (shift.days === undefined && shift.hours === undefined) return true;
  const hours = shift.hours ?? "00:00-24:00";
  const isDay = (weekday: Weekday) => shift.days?.includes(weekday) ?? true;
  const period = { fromMs: nowMs, toMs: nowMs + 1 };
  return stretchesOf(zone, period, ({ weekday }) => (isDay(weekday) ? [hours] : [])).length > 0;
}

/** The day whose turn it is: until the handover still the day before. */
function turnDay({ handover }: Shift, nowMs: number): number {
  const [hour = 0, minute = 0] = handover.split(":").map(Number);
  return dayNumber(nowMs - (hour * 60 + minute) * 60_000);
}

/** Days of the province's clock since 1970. */
function dayNumber(atMs: number): number {
  return Math.floor((atMs + zoneOffsetMs(zone, atMs)) / dayMs);
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / dayMs;
}

function isoDay(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}
