import { HaidangError } from "@haidang/contract/error.ts";
import type { Period } from "../state/timeline.ts";

/** An instant as RFC 3339 (a date alone is midnight in Asia/Ho_Chi_Minh) or as UTC milliseconds. */
export function readInstant(text: string, name: string): number {
  const ms = /^\d{1,15}$/.test(text)
    ? Number(text)
    : Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+07:00` : text);
  const looksRight =
    /^\d{1,15}$|^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text);
  if (Number.isFinite(ms) && looksRight) return ms;
  throw new HaidangError("usage", `${name} ${JSON.stringify(text.slice(0, 60))} is not a time`, {
    hint: "write 2026-11-23, 2026-11-23T08:00:00+07:00 or UTC milliseconds",
  });
}

const longestMs = 5 * 366 * 24 * 3_600_000;

export function readPeriod(from: string, to: string): Period {
  const period = { fromMs: readInstant(from, "from"), toMs: readInstant(to, "to") };
  if (period.toMs <= period.fromMs) {
    throw new HaidangError("usage", "the period ends before it begins", {
      hint: "give a --from earlier than --to",
    });
  }
  if (period.toMs - period.fromMs > longestMs) {
    throw new HaidangError("usage", "a period is at most five years", { hint: "ask year by year" });
  }
  return period;
}
