import { HaidangError } from "@haidang/contract/error.ts";
import type { Language } from "@haidang/contract/text.ts";
import { say } from "./words/words.ts";

/** A half-open stretch `[fromMs, toMs)`, UTC. */
export interface Period {
  fromMs: number;
  toMs: number;
}

export interface PeriodFlags {
  since?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  month?: string | undefined;
}

const dayMs = 86_400_000;
/** Asia/Ho_Chi_Minh: no daylight saving since 1975. */
export const zoneOffsetMs = 7 * 3_600_000;
const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs } as const;

/** The period `--since`, `--from`/`--to` or `--month` mean at `nowMs`; `fallback` is a `--since` for when none is given. */
export function choosePeriod(
  flags: PeriodFlags,
  fallback: string,
  nowMs: number,
  language: Language,
): Period {
  const kinds = [flags.since, flags.month, flags.from ?? flags.to].filter((value) => value !== undefined);
  if (kinds.length > 1) throw usage(language, "period.mixed", "period.hint");
  if (flags.month !== undefined) return monthPeriod(flags.month, nowMs, language);
  const toMs = flags.to === undefined ? nowMs : instantMs(flags.to, language);
  const fromMs =
    flags.from === undefined
      ? toMs - spanMs(flags.since ?? fallback, language)
      : instantMs(flags.from, language);
  if (fromMs >= toMs) throw usage(language, "period.backwards", "period.hint");
  return { fromMs, toMs };
}

/** `30d`, `24h`, `10m`, `45s`, `2w` in milliseconds. */
export function spanMs(text: string, language: Language): number {
  const match = /^(\d{1,6})(s|m|h|d|w)$/.exec(text);
  const [, count = "", unit = ""] = match ?? [];
  const ms = Number(count) * (isUnit(unit) ? unitMs[unit] : 0);
  if (ms > 0) return ms;
  throw usage(language, "period.span", "period.spanHint", { value: text });
}

function isUnit(unit: string): unit is keyof typeof unitMs {
  return Object.hasOwn(unitMs, unit);
}

/** A whole month of the local calendar; of the running month, what has passed of it. */
function monthPeriod(text: string, nowMs: number, language: Language): Period {
  const match = /^(\d{4})-(\d{2})$/.exec(text);
  const [, year = "", month = ""] = match ?? [];
  const index = Number(month) - 1;
  if (match === null || index < 0 || index > 11) {
    throw usage(language, "period.month", "period.monthHint", { value: text });
  }
  const fromMs = Date.UTC(Number(year), index) - zoneOffsetMs;
  const endMs = Date.UTC(Number(year), index + 1) - zoneOffsetMs;
  if (fromMs >= nowMs) throw usage(language, "period.future", "period.monthHint", { value: text });
  return { fromMs, toMs: Math.min(endMs, nowMs) };
}

/** An instant of a period: a day alone is its midnight, as in the API; a time without a zone is local. */
export function instantMs(text: string, language: Language): number {
  const wrong = () => usage(language, "period.instant", "period.instantHint", { value: text });
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    const zoned = Date.parse(text.replace(" ", "T"));
    if (Number.isNaN(zoned)) throw wrong();
    return zoned;
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  const vietnamese = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  const match = iso ?? vietnamese;
  if (match === null) throw wrong();
  const [, first, second, third, hour, minute, seconds] = match;
  const [year, month, day] = (iso === null ? [third, second, first] : [first, second, third]).map(Number);
  const clock = { hour: Number(hour ?? 0), minute: Number(minute ?? 0), seconds: Number(seconds ?? 0) };
  const atMs = localInstant({ year: year ?? 0, month: month ?? 0, day: day ?? 0, ...clock });
  if (atMs === undefined) throw wrong();
  return atMs;
}

interface LocalClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  seconds: number;
}

/** Undefined for a day or an hour that does not exist, such as 31 February or 25:00. */
function localInstant(clock: LocalClock): number | undefined {
  const { year, month, day, hour, minute, seconds } = clock;
  const utcMs = Date.UTC(year, month - 1, day, hour, minute, seconds);
  const back = new Date(utcMs);
  const exists =
    back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && seconds < 60;
  return exists ? utcMs - zoneOffsetMs : undefined;
}

function usage(
  language: Language,
  message: Parameters<typeof say>[1],
  hint: Parameters<typeof say>[1],
  values: Readonly<Record<string, string>> = {},
): HaidangError {
  return new HaidangError("usage", say(language, message, values), { hint: say(language, hint) });
}
