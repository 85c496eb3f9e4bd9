import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { instantMs } from "./period.ts";
import { say } from "./words/words.ts";

const dayMs = 86_400_000;
/** Asia/Ho_Chi_Minh: no daylight saving since 1975. */
const zoneOffsetMs = 7 * 3_600_000;

const clock = String.raw`(\d{1,2})(?::(\d{2})|h(\d{2})?)`;
const date = String.raw`(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?`;
const timeFirst = new RegExp(`^${clock}(?:\\s+${date})?$`);
const dateFirst = new RegExp(`^${date}(?:\\s+${clock})?$`);

/**
 * An instant as people write it on the clock of Asia/Ho_Chi_Minh: `22:00`, `22h30` (the next such, seen from
 * `seenFromMs`), `22h 25/11`, `22:00 25/11/2026`, `25/11 22:00`, and all that a period takes.
 */
export function whenMs(text: string, seenFromMs: number, language: Language): number {
  const written = text.trim();
  const time = timeFirst.exec(written);
  const day = dateFirst.exec(written);
  if (time !== null) {
    const [, hour, minute, minuteAfterH, dayOfMonth, month, year] = time;
    return assemble(
      { hour, minute: minute ?? minuteAfterH, dayOfMonth, month, year },
      { text, seenFromMs, language },
    );
  }
  if (day !== null) {
    const [, dayOfMonth, month, year, hour, minute, minuteAfterH] = day;
    return assemble(
      { hour, minute: minute ?? minuteAfterH, dayOfMonth, month, year },
      { text, seenFromMs, language },
    );
  }
  return instantMs(written, language);
}

interface Written {
  hour: string | undefined;
  minute: string | undefined;
  dayOfMonth: string | undefined;
  month: string | undefined;
  year: string | undefined;
}

function assemble(
  { hour, minute, dayOfMonth, month, year }: Written,
  { text, seenFromMs, language }: { text: string; seenFromMs: number; language: Language },
): number {
  const here = new Date(seenFromMs + zoneOffsetMs);
  const clockOf = { hour: Number(hour ?? 0), minute: Number(minute ?? 0) };
  const at = (y: number, m: number, d: number) => localMs({ year: y, month: m, day: d, ...clockOf });
  const thisYear = here.getUTCFullYear();
  if (dayOfMonth === undefined || month === undefined) {
    const today = at(thisYear, here.getUTCMonth() + 1, here.getUTCDate());
    if (today === undefined) throw wrong(text, language);
    return today >= seenFromMs ? today : today + dayMs;
  }
  if (year !== undefined) {
    const exact = at(Number(year), Number(month), Number(dayOfMonth));
    if (exact === undefined) throw wrong(text, language);
    return exact;
  }
  // a day without a year is the nearest such day: late in December, 2/1 is of the year to come
  const near = [thisYear - 1, thisYear, thisYear + 1]
    .map((one) => at(one, Number(month), Number(dayOfMonth)))
    .filter((one) => one !== undefined)
    .sort((a, b) => Math.abs(a - seenFromMs) - Math.abs(b - seenFromMs));
  const [nearest] = near;
  if (nearest === undefined) throw wrong(text, language);
  return nearest;
}

interface Local {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** Undefined for what no calendar or clock shows. */
function localMs({ year, month, day, hour, minute }: Local): number | undefined {
  const ms = Date.UTC(year, month - 1, day, hour, minute);
  const back = new Date(ms);
  const exists = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60;
  return exists ? ms - zoneOffsetMs : undefined;
}

function wrong(text: string, language: Language): HaidangError {
  return new HaidangError("usage", say(language, "period.instant", { value: text }), {
    hint: say(language, "maintenance.whenHint"),
  });
}

/** The day of an instant on the local calendar, `2026-11-25`. */
export function dayOf(atMs: number): string {
  return new Date(atMs + zoneOffsetMs).toISOString().slice(0, 10);
}
