import { fieldDefinition, measurements } from "@haidang/contract/measurement.ts";
import type { Period } from "../../state/timeline.ts";
import type { Aggregate, Series, SeriesSelector, SeriesStore } from "../../store/series.ts";
import { type Bounds, gather } from "../gather.ts";
import type { Matcher, Selector } from "./ast.ts";
import { type Labels, matching } from "./labels.ts";

/** One series as PromQL sees it; times rise. */
export interface Samples {
  labels: Labels;
  times: number[];
  values: number[];
}

/** The name of a series: measurement and field, as VictoriaMetrics names what comes in as line protocol. */
export function metricName(measurement: string, field: string): string {
  return `${measurement}_${field}`;
}

/** How a period is read: sample for sample, or brought to one a step. */
export type Reading = "raw" | { stepMs: number; by: Aggregate };

/** Series of all measurements a selector may mean; numbers and booleans only. */
export async function readSamples(
  store: SeriesStore,
  { matchers }: Selector,
  period: Period,
  reading: Reading,
  bounds: Bounds,
): Promise<Samples[]> {
  const isMeant = matching(matchers);
  const found: Samples[] = [];
  let left = bounds.samples;
  for (const selector of await selectorsOf(store, matchers)) {
    const alignMs = reading === "raw" ? 1 : reading.stepMs;
    const series = await gather(period, alignMs, { ...bounds, samples: left }, async (piece) => {
      const part =
        reading === "raw"
          ? await store.range(selector, piece)
          : await store.aggregate(selector, piece, reading);
      return part.filter((one) => isMeant(labelsOf(one)));
    });
    for (const one of series) {
      left -= one.samples.length;
      const samples = numbersOf(one);
      if (samples.times.length > 0) found.push(samples);
    }
  }
  return found;
}

/** Labels of all series a selector means that had a sample since `sinceMs`. */
export async function readLabels(
  store: SeriesStore,
  matchers: readonly Matcher[],
  sinceMs: number,
  bounds: Bounds,
): Promise<Labels[]> {
  const isMeant = matching(matchers);
  const found: Labels[] = [];
  for (const selector of await selectorsOf(store, matchers)) {
    if (bounds.isOver() || found.length > bounds.samples) break;
    for (const series of await store.latest(selector, sinceMs)) {
      const [newest] = series.samples;
      if (newest === undefined || typeof newest.value === "string") continue;
      const labels = labelsOf(series);
      if (isMeant(labels)) found.push(labels);
    }
  }
  return found;
}

function labelsOf({ measurement, field, tags }: Series): Labels {
  return { ...tags, __name__: metricName(measurement, field) };
}

function numbersOf(series: Series): Samples {
  const samples: Samples = { labels: labelsOf(series), times: [], values: [] };
  for (const { timeMs, value } of series.samples) {
    if (typeof value === "string") continue;
    samples.times.push(timeMs);
    samples.values.push(Number(value));
  }
  return samples;
}

/**
 * What to ask the store for. A name is taken apart wherever a measurement's name ends, since both parts may hold
 * underscores; what does not exist costs nothing.
 */
async function selectorsOf(store: SeriesStore, matchers: readonly Matcher[]): Promise<SeriesSelector[]> {
  const tags: Record<string, string> = Object.create(null);
  for (const { label, operator, value } of matchers) {
    if (operator === "=" && label !== "__name__") tags[label] = value;
  }
  const name = matchers.find(({ label, operator }) => label === "__name__" && operator === "=")?.value;
  const known = await store.measurements();
  if (name === undefined) return known.map((measurement) => ({ measurement, tags }));
  return known.flatMap((measurement) => {
    if (!name.startsWith(`${measurement}_`)) return [];
    const field = name.slice(measurement.length + 1);
    return field === "" || isText(measurement, field) ? [] : [{ measurement, tags, fields: [field] }];
  });
}

function isText(measurement: string, field: string): boolean {
  return fieldDefinition(measurement, field)?.type === "string";
}

export interface MetricAbout {
  type: "counter" | "gauge";
  unit: string;
}

/** What the contract knows of our own metrics, by name. */
export function metadata(): Record<string, MetricAbout> {
  const about: Record<string, MetricAbout> = {};
  for (const [measurement, { fields }] of Object.entries(measurements)) {
    for (const [field, { kind, unit }] of Object.entries(fields)) {
      if (kind !== "counter" && kind !== "gauge") continue;
      about[metricName(measurement, field)] = { type: kind, unit: unit === "none" ? "" : unit };
    }
  }
  return about;
}
