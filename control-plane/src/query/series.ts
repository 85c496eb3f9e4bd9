import type { rankings, SeriesData } from "@haidang/contract/api.ts";
import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { Period } from "../state/timeline.ts";
import type { Aggregate, Series, SeriesSelector, SeriesStore } from "../store/series.ts";
import { type Bounds, gather, seriesKey, tooMuch } from "./gather.ts";

export interface SeriesQuestion {
  measurement: string;
  fields: readonly string[] | undefined;
  tags: Readonly<Record<string, string>>;
  /** Only series of these objects, `kind/id`; undefined: of any, and of none. */
  objects: ReadonlySet<string> | undefined;
  period: Period;
  step: { stepMs: number; by: Aggregate } | undefined;
}

/** Gaps stay gaps: a step without samples is absent. */
export async function readSeries(
  store: SeriesStore,
  question: SeriesQuestion,
  bounds: Bounds,
): Promise<SeriesData[]> {
  return shown(await readOf(store, selectorOf(question), question, bounds));
}

/** The newest sample of each series since the period began. */
export async function readLatest(
  store: SeriesStore,
  question: SeriesQuestion,
  bounds: Bounds,
): Promise<SeriesData[]> {
  const newest = await store.latest(selectorOf(question), question.period.fromMs);
  const found = newest.filter((series) => isOf(question.objects, series));
  if (found.length > bounds.samples) throw tooMuch(bounds.samples);
  return shown(found);
}

export type Ranking = (typeof rankings)[number];

/** The `top` series with the greatest value over the period, greatest first; texts have none. */
export async function readTop(
  store: SeriesStore,
  question: SeriesQuestion,
  { top, by }: { top: number; by: Ranking },
  bounds: Bounds,
): Promise<SeriesData[]> {
  const ranked = await rank(store, question, by, bounds);
  const first = [...ranked.values()].toSorted((one, other) => other.value - one.value).slice(0, top);
  const answers: SeriesData[] = [];
  for (const { series } of first) {
    const selector = { measurement: series.measurement, fields: [series.field], tags: series.tags };
    const found = await readOf(store, selector, question, bounds);
    const key = seriesKey(series);
    answers.push(...shown(found.filter((one) => seriesKey(one) === key)));
  }
  return answers;
}

interface Ranked {
  series: Series;
  value: number;
}

/** Ranked in coarse steps, so that few samples are read; steps are brought together as the whole period would be. */
async function rank(
  store: SeriesStore,
  question: SeriesQuestion,
  by: Ranking,
  bounds: Bounds,
): Promise<Map<string, Ranked>> {
  const { fromMs, toMs } = question.period;
  const stepMs = Math.max(300_000, Math.ceil((toMs - fromMs) / 100 / 300_000) * 300_000);
  const read = (aggregate: Aggregate) =>
    readOf(store, selectorOf(question), { ...question, step: { stepMs, by: aggregate } }, bounds);
  const counts = by === "mean" ? await read("count") : [];
  const countOf = new Map(counts.map((series) => [seriesKey(series), sumOf(numbersOf(series))]));
  const ranked = new Map<string, Ranked>();
  for (const series of await read(by === "mean" ? "sum" : by)) {
    const numbers = numbersOf(series);
    const key = seriesKey(series);
    if (numbers.length > 0) ranked.set(key, { series, value: overall(numbers, by, countOf.get(key) ?? 1) });
  }
  return ranked;
}

function overall(numbers: readonly number[], by: Ranking, count: number): number {
  switch (by) {
    case "mean":
      return sumOf(numbers) / count;
    case "sum":
      return sumOf(numbers);
    case "max":
      return numbers.reduce((one, other) => Math.max(one, other));
    case "min":
      return numbers.reduce((one, other) => Math.min(one, other));
    case "last":
      return numbers.at(-1) ?? 0;
  }
}

function numbersOf({ samples }: Series): number[] {
  return samples.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function selectorOf({ measurement, tags, fields }: SeriesQuestion): SeriesSelector {
  return { measurement, tags, ...(fields === undefined ? {} : { fields }) };
}

async function readOf(
  store: SeriesStore,
  selector: SeriesSelector,
  { period, step, objects }: SeriesQuestion,
  bounds: Bounds,
): Promise<Series[]> {
  if (step !== undefined && (period.toMs - period.fromMs) / step.stepMs > bounds.samples) {
    throw tooMuch(bounds.samples);
  }
  return gather(period, step?.stepMs ?? 1, bounds, async (piece) => {
    const found =
      step === undefined ? await store.range(selector, piece) : await store.aggregate(selector, piece, step);
    return objects === undefined ? found : found.filter((series) => isOf(objects, series));
  });
}

function isOf(objects: ReadonlySet<string> | undefined, { tags }: Series): boolean {
  return objects === undefined || objects.has(`${tags["kind"]}/${tags["id"]}`);
}

function shown(found: readonly Series[]): SeriesData[] {
  return found.map((series) => {
    const unit = fieldDefinition(series.measurement, series.field)?.unit;
    return {
      measurement: series.measurement,
      field: series.field,
      ...(unit === undefined || unit === "none" ? {} : { unit }),
      tags: { ...series.tags },
      points: series.samples.map(({ timeMs, value }) => [timeMs, value]),
    };
  });
}
