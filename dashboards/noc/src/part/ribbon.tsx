import type { Interval } from "@haidang/contract/state.ts";
import { capital, formatSpan, formatTimeOfDay, zoneOffsetMs } from "../format.ts";
import { language } from "../setting.ts";
import { timeTicks } from "../window.ts";
import { t } from "../words/words.ts";
import { tone } from "./state.tsx";

const width = 1000;
const height = 28;
/** Narrower and a short outage could not be seen. */
const leastWidth = 2;

/** State over a stretch of time: a bar that is low when all is well and tall when it is not. */
export function Ribbon(props: { intervals: readonly Interval[]; fromMs: number; toMs: number }) {
  const { intervals, fromMs, toMs } = props;
  const x = (ms: number) => ((ms - fromMs) / (toMs - fromMs)) * width;
  const ticks = timeTicks(fromMs, toMs, 6, zoneOffsetMs);
  return (
    <figure class="ribbon">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={sentence(intervals)}
      >
        {intervals.map((interval) => {
          const low =
            interval.class === "up" || interval.class === "unmonitored" || interval.class === "outOfPeriod";
          return (
            <rect
              key={interval.fromMs}
              class={`r-${tone[interval.class]}`}
              x={x(interval.fromMs)}
              width={Math.max(leastWidth, x(interval.toMs) - x(interval.fromMs))}
              y={low ? 8 : 2}
              height={low ? 12 : 24}
            />
          );
        })}
      </svg>
      <svg class="hours" aria-hidden="true">
        {ticks.map((ms) => (
          <text key={ms} x={`${x(ms) / 10}%`} y="12" text-anchor="middle">
            {formatTimeOfDay(ms)}
          </text>
        ))}
      </svg>
    </figure>
  );
}

function sentence(intervals: readonly Interval[]): string {
  const totals = new Map<string, number>();
  for (const { class: name, fromMs, toMs } of intervals) {
    totals.set(t(`class.${name}`), (totals.get(t(`class.${name}`)) ?? 0) + (toMs - fromMs) / 1000);
  }
  const parts = [...totals].map(([name, seconds]) => `${name} ${formatSpan(seconds, language.value)}`);
  return t("day.ribbon", { parts: parts.join(", ") });
}

/** Stretches of the ribbon that are not well, in words: the picture's table. */
export function Stretches({ intervals }: { intervals: readonly Interval[] }) {
  const notWell = intervals.filter(({ class: name }) => name !== "up" && name !== "unmonitored").slice(-8);
  if (notWell.length === 0) return null;
  return (
    <ul class="stretches">
      {notWell.toReversed().map(({ class: name, fromMs, toMs, reason }) => (
        <li key={fromMs}>
          <span class={`tag ${tone[name]}`}>{capital(t(`class.${name}`))}</span>
          <span class="num nw">
            {formatTimeOfDay(fromMs)}–{formatTimeOfDay(toMs)}
          </span>
          <span class="t2">
            {formatSpan((toMs - fromMs) / 1000, language.value)}
            {reason !== undefined && ` · ${t(`reason.${reason}`)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
