import type { Language } from "../text.ts";

/** What stands where there is nothing to show. */
export const nothing = "—";

const locales = { vi: "vi-VN", en: "en-GB" } as const;
const formats = new Map<string, Intl.NumberFormat>();

/** `1.234,5` in Vietnamese, `1,234.5` in English. */
export function figure(
  value: number,
  language: Language,
  digits: { min?: number; max?: number } = {},
): string {
  const max = digits.max ?? 0;
  const min = digits.min ?? 0;
  const key = `${language} ${min} ${max}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locales[language], {
      minimumFractionDigits: min,
      maximumFractionDigits: max,
    });
    formats.set(key, format);
  }
  return format.format(value);
}

/** A number as a spreadsheet of that language reads it: a decimal comma or point, no grouping. */
export function cellNumber(value: number, language: Language): string {
  return language === "vi" ? String(value).replace(".", ",") : String(value);
}

/**
 * A percentage floored to three decimals, at least two shown: `99,98%`. The value is brought to whole thousandths
 * first only where binary fractions hide them (99.98 is stored as 99.97999…), so that flooring loses nothing real.
 */
export function percent(value: number | null, language: Language): string {
  if (value === null) return nothing;
  return `${figure(flooredPct(value), language, { min: 2, max: 3 })}%`;
}

export function flooredPct(value: number): number {
  return Math.floor(value * 1000 + 1e-6) / 1000;
}

const durationUnits = [
  { seconds: 86_400, vi: " ngày", en: "d" },
  { seconds: 3600, vi: " giờ", en: "h" },
  { seconds: 60, vi: " phút", en: "m" },
  { seconds: 1, vi: " giây", en: "s" },
] as const;

/** The two largest units of a duration: `2 giờ 10 phút`, `2h 10m`. Less than a second shows as `< 1`. */
export function duration(seconds: number, language: Language): string {
  const whole = Math.floor(seconds);
  if (whole < 1) return seconds > 0 ? `< 1${durationUnits[3][language]}` : "0";
  const first = durationUnits.findIndex((unit) => whole >= unit.seconds);
  let rest = whole;
  const parts: string[] = [];
  for (const unit of durationUnits.slice(first, first + 2)) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) parts.push(`${figure(count, language)}${unit[language]}`);
  }
  return parts.join(" ");
}

const zoneOffsetMs = 7 * 3_600_000;

/** A moment on the clock of Asia/Ho_Chi_Minh, which has had no daylight saving since 1975: a fixed UTC+7. */
export function moment(timeMs: number, language: Language, seconds = false): string {
  const local = new Date(timeMs + zoneOffsetMs);
  if (Number.isNaN(local.getTime())) return nothing;
  const iso = local.toISOString();
  const date = dayText(iso.slice(0, iso.indexOf("T")), language);
  const time = iso.slice(iso.indexOf("T") + 1, iso.indexOf("T") + (seconds ? 9 : 6));
  return language === "vi" ? `${time} ${date}` : `${date} ${time}`;
}

/** A day written `2025-06-30`: `30/06/2025` in Vietnamese, as it is in English. */
export function dayText(day: string, language: Language): string {
  return language === "vi" ? day.split("-").reverse().join("/") : day;
}

function scaled(value: number, language: Language, steps: readonly string[]): string {
  let step = 0;
  let rest = value;
  while (Math.abs(rest) >= 1000 && step < steps.length - 1) {
    rest /= 1000;
    step++;
  }
  return `${figure(rest, language, { max: step === 0 || Math.abs(rest) >= 100 ? 0 : 1 })} ${steps[step] ?? ""}`;
}

export function bitRate(bps: number | null | undefined, language: Language): string {
  return bps === null || bps === undefined
    ? nothing
    : scaled(bps, language, ["b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"]);
}

export function bytes(count: number | null | undefined, language: Language): string {
  return count === null || count === undefined
    ? nothing
    : scaled(count, language, ["B", "kB", "MB", "GB", "TB", "PB"]);
}

export function milliseconds(ms: number | null | undefined, language: Language): string {
  if (ms === null || ms === undefined) return nothing;
  return `${figure(ms, language, { max: ms < 10 ? 2 : ms < 100 ? 1 : 0 })} ms`;
}
