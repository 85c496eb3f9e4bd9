import type { DistributionStep } from "@haidang/contract/distribution.ts";
import { say } from "../words/words.ts";
import type { Look } from "./column.ts";
import { figure, milliseconds, moment } from "./figure.ts";
import { paint } from "./tone.ts";
import { padText } from "./width.ts";

type Span = { fromMs: number; toMs: number };

/**
 * Round-trip times as smoke: the median, around it half of the replies, around those nine of ten; lost requests below.
 * A column with nothing in it was not measured.
 */
export function smokeChart(
  steps: readonly DistributionStep[],
  period: Span,
  { width, height }: { width: number; height: number },
  look: Look,
): string[] {
  const columns = Array.from({ length: width }, (_, at) => stepAt(steps, period, at, width));
  const most = Math.max(0, ...columns.map((step) => step?.p95Ms ?? step?.p50Ms ?? 0));
  const top = most === 0 ? 1 : most;
  const labels = [milliseconds(top, look.language), milliseconds(0, look.language)];
  const margin = Math.max(...labels.map(({ length }) => length), say(look.language, "column.loss").length);
  const lines = Array.from({ length: height }, (_, line) => {
    const label = line === 0 ? (labels[0] ?? "") : line === height - 1 ? (labels[1] ?? "") : "";
    const cells = columns.map((step) => smokeCell(step, { band: height - 1 - line, height, top })).join("");
    return `  ${padText(label, margin, "right")} ┤${cells}`.trimEnd();
  });
  const lost = columns.map((step) => lossCell(step?.lossPct ?? null)).join("");
  const loss = `  ${padText(say(look.language, "column.loss"), margin, "right")}  ${paint(lost.trimEnd(), "bad", look.color)}`;
  const from = moment(period.fromMs, look.language);
  const to = moment(period.toMs, look.language);
  const axis = `${" ".repeat(margin + 4)}${from}${padText(to, Math.max(0, width - from.length), "right")}`;
  return [...lines, ...(lost.trim() === "" ? [] : [loss]), axis];
}

/** Lowest, median and highest of everything, and what was lost, in one line. */
export function smokeSummary(steps: readonly DistributionStep[], look: Look): string {
  const sent = steps.reduce((sum, step) => sum + step.sent, 0);
  const received = steps.reduce((sum, step) => sum + step.received, 0);
  const least = steps.flatMap(({ minMs }) => minMs ?? []);
  const peaks = steps.flatMap(({ maxMs }) => maxMs ?? []);
  return say(look.language, "chart.summary", {
    min: least.length === 0 ? "—" : milliseconds(Math.min(...least), look.language),
    max: peaks.length === 0 ? "—" : milliseconds(Math.max(...peaks), look.language),
    loss: sent === 0 ? "—" : `${figure((100 * (sent - received)) / sent, look.language, { max: 2 })}%`,
  });
}

/** The step in force at a column: the last that began before its end and not before the column before. */
function stepAt(
  steps: readonly DistributionStep[],
  { fromMs, toMs }: Span,
  at: number,
  width: number,
): DistributionStep | undefined {
  const columnMs = (toMs - fromMs) / width;
  const beginMs = fromMs + at * columnMs;
  return steps.findLast(({ timeMs }) => timeMs < beginMs + columnMs && timeMs >= beginMs - columnMs / 2);
}

/** What stands in one of `height` equal bands below `top`, `band` counted from the lowest. */
function smokeCell(
  step: DistributionStep | undefined,
  { band, height, top }: { band: number; height: number; top: number },
): string {
  if (step === undefined || step.p50Ms === null) return " ";
  const bandOf = (ms: number): number => Math.min(height - 1, Math.floor((ms / top) * height));
  const touches = (from: number | null, to: number | null): boolean =>
    from !== null && to !== null && bandOf(from) <= band && band <= bandOf(to);
  if (bandOf(step.p50Ms) === band) return "━";
  if (touches(step.p25Ms, step.p75Ms)) return "▒";
  return touches(step.p5Ms, step.p95Ms) ? "░" : " ";
}

function lossCell(lossPct: number | null): string {
  if (lossPct === null || lossPct === 0) return " ";
  return lossPct >= 50 ? "█" : lossPct >= 5 ? "▄" : "▁";
}
