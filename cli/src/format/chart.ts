import type { SeriesData } from "@haidang/contract/api.ts";
import type { DistributionStep } from "@haidang/contract/distribution.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { figure } from "./figure.ts";
import { smokeChart, smokeSummary } from "./smoke.ts";
import { inStretches, sparkline } from "./spark.ts";
import { fitText, padText, textWidth } from "./width.ts";

type Span = { fromMs: number; toMs: number };

/** Columns where nobody says how wide the terminal is. */
const usualColumns = 80;
const widest = 120;

export function spreadChart(steps: readonly DistributionStep[], period: Span, look: Look): string {
  const width = Math.max(20, Math.min(widest, columnsOf(look) - 14));
  const lines = smokeChart(steps, period, { width, height: 10 }, look);
  return [...lines, `  ${smokeSummary(steps, look)}`].join("\n");
}

/** One line a series: its name, its course, its least, last and most. */
export function seriesCharts(series: readonly SeriesData[], period: Span, look: Look): string {
  const names = series.map(nameOf);
  const room = Math.min(40, Math.max(...names.map(textWidth)));
  const width = Math.max(10, Math.min(widest, columnsOf(look) - room - 45));
  return series
    .map((one, at) => {
      const points = one.points.flatMap(([timeMs, value]) => {
        const number = typeof value === "boolean" ? Number(value) : value;
        return typeof number === "number" ? [[timeMs, number] as const] : [];
      });
      const name = padText(fitText(names[at] ?? "", room), room, "left");
      if (points.length === 0) return `${name}  ${say(look.language, "chart.noNumbers")}`;
      const values = points.map(([, value]) => value);
      const shown = (value: number) => figure(value, look.language, { max: 2 });
      const about = say(look.language, "chart.series", {
        min: shown(Math.min(...values)),
        last: shown(values.at(-1) ?? 0),
        max: shown(Math.max(...values)),
      });
      return `${name}  ${sparkline(inStretches(points, period, width))}  ${about}`;
    })
    .join("\n");
}

function columnsOf(look: Look): number {
  return look.width === Number.POSITIVE_INFINITY ? usualColumns : look.width;
}

function nameOf({ tags, field }: SeriesData): string {
  const { kind, id, ...rest } = tags;
  const object = kind === undefined || id === undefined ? "" : `${kind}/${id} `;
  const more = Object.values(rest).join(" ");
  return deviceText(`${object}${field}${more === "" ? "" : ` ${more}`}`, 120);
}
