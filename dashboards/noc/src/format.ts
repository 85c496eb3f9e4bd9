import { timezone } from "@haidang/contract/api.ts";
import type { Language } from "@haidang/contract/text.ts";

/** What a value that is not known looks like, everywhere. */
export const dash = "–";

const locales: Record<Language, string> = { vi: "vi-VN", en: "en-GB" };

/** A number as its readers write it; what comes after the last digit is cut off, never rounded up. */
export function formatNumber(value: number, digits: number, language: Language): string {
  return numberFormat(language, digits).format(floorTo(value, digits));
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language}${digits}`;
  const known = numberFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locales[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  numberFormats.set(key, made);
  return made;
}

/** `99.999` to two digits is `99.99`. Six digits are kept before cutting, as 0.29 * 100 is 28.999999999999996. */
function floorTo(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.floor(Number((value * scale).toFixed(6))) / scale;
}

/** `99,94%`. Only what is whole shows as 100%. */
export function formatPct(pct: number, digits: number, language: Language): string {
  return `${formatNumber(pct, digits, language)}%`;
}

/** Packet loss: some loss is never shown as none. */
export function formatLoss(pct: number, language: Language): string {
  if (pct > 0 && pct < 0.1) return `<${formatNumber(0.1, 1, language)}%`;
  return formatPct(pct, pct > 0 && pct < 100 ? 1 : 0, language);
}

/** Milliseconds without the unit: `0,42`, `8,6`, `148`. */
export function formatMs(ms: number, language: Language): string {
  if (ms < 1) return formatNumber(ms, 2, language);
  return formatNumber(ms, ms < 100 ? 1 : 0, language);
}

const bitUnits = ["b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"] as const;
const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** A bit rate with its unit: `97,4 Mb/s`. */
export function formatBps(bps: number, language: Language): string {
  return scaled(bps, 1000, bitUnits, language);
}

/** A size with its unit: `3,2 GiB`. */
export function formatBytes(bytes: number, language: Language): string {
  return scaled(bytes, 1024, byteUnits, language);
}

function scaled(value: number, base: number, units: readonly string[], language: Language): string {
  let size = value;
  let step = 0;
  while (size >= base && step < units.length - 1) {
    size /= base;
    step += 1;
  }
  const digits = step === 0 || size >= 100 || Number.isInteger(size) ? 0 : 1;
  return `${formatNumber(size, digits, language)} ${units[step] ?? ""}`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** The offset people's clocks have; there is no summer time in Asia/Ho_Chi_Minh. */
export const zoneOffsetMs = 7 * 3_600_000;

const partsFormat = new Intl.DateTimeFormat("en-GB", {
  timeZone: timezone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hourCycle: "h23",
});

function parts(ms: number): Record<string, string> {
  return Object.fromEntries(partsFormat.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** `13:05 23/11/2026` */
export function formatDateTime(ms: number): string {
  const { hour, minute, day, month, year } = parts(ms);
  return `${hour}:${minute} ${day}/${month}/${year}`;
}

/** `23/11/2026` */
export function formatDate(ms: number): string {
  const { day, month, year } = parts(ms);
  return `${day}/${month}/${year}`;
}

/** `13:05:09` */
export function formatClock(ms: number): string {
  const { hour, minute, second } = parts(ms);
  return `${hour}:${minute}:${second}`;
}

/** `13:05` */
export function formatTimeOfDay(ms: number): string {
  return formatClock(ms).slice(0, 5);
}

/** `13:05` for the day that `nowMs` falls on, else with the date. */
export function formatSince(ms: number, nowMs: number | null): string {
  const full = formatDateTime(ms);
  return nowMs !== null && formatDate(ms) === formatDate(nowMs) ? full.slice(0, 5) : full;
}

const dayWord: Record<Language, (days: number) => string> = {
  vi: (days) => `${days} ngày`,
  en: (days) => (days === 1 ? "1 day" : `${days} days`),
};

/** A duration that ticks: `01:23:09`, from a day on `2 ngày 01:23:09`. Never negative. */
export function formatTicking(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const days = Math.floor(seconds / 86_400);
  return days === 0 ? clock : `${dayWord[language](days)} ${clock}`;
}

const spanWords: Record<Language, readonly [string, string, string, string]> = {
  vi: ["ngày", "giờ", "phút", "giây"],
  en: ["d", "h", "min", "s"],
};

/** A duration in a sentence, its two largest parts: `1 giờ 23 phút`. */
export function formatSpan(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const amounts = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const names = spanWords[language];
  const first = amounts.findIndex((amount) => amount > 0);
  if (first === -1) return `0 ${names[3]}`;
  return amounts
    .map((amount, at) => ({ amount, at }))
    .filter(({ amount, at }) => amount > 0 && at >= first && at <= first + 1)
    .map(({ amount, at }) => `${amount} ${names[at]}`)
    .join(" ");
}

/** First letter large, for a catalogue word that starts a cell or a sentence. */
export function capital(text: string): string {
  const [first = ""] = text;
  return first.toLocaleUpperCase("vi") + text.slice(first.length);
}
