import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { duration, moment } from "./figure.ts";
import { classText } from "./object.ts";
import { classLooks, paint } from "./tone.ts";

/** A strip of `cells` blocks over the period; each shows the worst that happened in its share of time. */
export function ribbon(
  intervals: readonly Interval[],
  period: { fromMs: number; toMs: number },
  cells: number,
  color: boolean,
): string {
  const stepMs = (period.toMs - period.fromMs) / cells;
  const shares = Array.from({ length: cells }, (_, cell) => {
    const fromMs = period.fromMs + cell * stepMs;
    return worstOf(intervals.filter((one) => one.fromMs < fromMs + stepMs && one.toMs > fromMs));
  });
  let strip = "";
  for (let cell = 0; cell < cells; ) {
    const share = shares[cell];
    const next = shares.findIndex((other, index) => index > cell && other !== share);
    const length = (next === -1 ? cells : next) - cell;
    strip += paint((share?.block ?? " ").repeat(length), share?.tone, color);
    cell += length;
  }
  return strip;
}

function worstOf(intervals: readonly Interval[]): (typeof classLooks)[InstantClass] | undefined {
  return intervals.map((interval) => classLooks[interval.class]).toSorted((a, b) => a.rank - b.rank)[0];
}

/** The stretches in words, newest first; the good ones only say how long they were. */
export function intervalLines(intervals: readonly Interval[], look: Look, most: number): string[] {
  const newest = intervals.toSorted((a, b) => b.fromMs - a.fromMs);
  const lines = newest.slice(0, most).map((interval) => {
    const looks = classLooks[interval.class];
    const reason =
      interval.reason === undefined ? "" : ` · ${say(look.language, `reason.${interval.reason}`)}`;
    const lasted = duration((interval.toMs - interval.fromMs) / 1000, look.language);
    const state = paint(classText(interval.class, look), looks.tone, look.color);
    return `  ${moment(interval.fromMs, look.language)}  ${state}  ${lasted}${reason}`;
  });
  const more = newest.length - lines.length;
  return more > 0 ? [...lines, `  ${say(look.language, "detail.more", { count: more })}`] : lines;
}
