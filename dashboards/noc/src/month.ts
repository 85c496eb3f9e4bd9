import { zoneOffsetMs } from "./format.ts";

const dayMs = 86_400_000;

/** A day of a calendar's page, on the clock of Asia/Ho_Chi_Minh. */
export interface Day {
  /** `2026-11-24` */
  day: string;
  fromMs: number;
  toMs: number;
  /** Of the month shown, not of the weeks at its ends. */
  own: boolean;
}

/** Midnight at which a day begins. */
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`) - zoneOffsetMs;
const dayOf = (ms: number) => new Date(ms + zoneOffsetMs).toISOString().slice(0, 10);

/** The weeks a month (`2026-11`) touches, Monday first. */
export function weeksOf(month: string): Day[][] {
  const firstMs = startOf(`${month}-01`);
  // of 1 January 1970, a Thursday
  const weekday = (Math.floor((firstMs + zoneOffsetMs) / dayMs) + 3) % 7;
  const weeks: Day[][] = [];
  for (let atMs = firstMs - weekday * dayMs; weeks.length === 0 || dayOf(atMs).slice(0, 7) === month; ) {
    weeks.push(
      Array.from({ length: 7 }, (_, at) => {
        const fromMs = atMs + at * dayMs;
        const day = dayOf(fromMs);
        return { day, fromMs, toMs: fromMs + dayMs, own: day.startsWith(month) };
      }),
    );
    atMs += 7 * dayMs;
  }
  return weeks;
}

/** The month so many before or after another. */
export function monthAway(month: string, by: number): string {
  const [year = 0, at = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, at - 1 + by, 1)).toISOString().slice(0, 7);
}

export function monthOf(ms: number): string {
  return dayOf(ms).slice(0, 7);
}

/** What a field of kind `datetime-local` says, as an instant; undefined for none. */
export function instantOf(text: string): number | undefined {
  const ms = Date.parse(`${text}Z`) - zoneOffsetMs;
  return Number.isFinite(ms) ? ms : undefined;
}

/** An instant as such a field takes it. */
export function fieldOf(ms: number): string {
  return new Date(ms + zoneOffsetMs).toISOString().slice(0, 16);
}
