import type { Aggregate, SeriesSelector } from "../series.ts";
import type { Names } from "./names.ts";

/** Selectors that together cover what is asked for, `or`ed by the server; none when no field is wanted. */
export function matchers({ measurement, fields, tags }: SeriesSelector, names: Names): string[] {
  const labels = Object.entries(tags ?? {}).map(([tag, value]) => `${names.label(tag)}=${quote(value)}`);
  if (fields !== undefined) {
    return fields.map((field) => matcher(`="${names.metric(measurement, field)}"`, labels));
  }
  // finds `m_x20_n_v` for `m` as well: readers take it out by its name
  return [matcher(`=~"${names.measurement(measurement)}_.+"`, labels)];
}

/** One series of that very name and tags. */
export function matcher(name: string, labels: readonly string[]): string {
  return `{${[`__name__${name}`, ...labels].join(",")}}`;
}

/** A text between double quotes, with Go's escapes, which JSON's are a part of. */
function quote(text: string): string {
  return JSON.stringify(text);
}

const rollups = {
  mean: "avg_over_time",
  min: "min_over_time",
  max: "max_over_time",
  last: "last_over_time",
  sum: "sum_over_time",
  count: "count_over_time",
} as const satisfies Record<Exclude<Aggregate, "merge">, string>;

/** The samples of the window that ends with the instant it is asked for, which belongs to it. */
export function overWindow(match: string, by: Exclude<Aggregate, "merge">, windowMs: number): string {
  return `${rollups[by]}(${match}[${windowMs}ms]) keep_metric_names`;
}

/** Instants of the newest samples, s. */
export function newestTime(match: string, windowMs: number): string {
  return `tlast_over_time(${match}[${windowMs}ms]) keep_metric_names`;
}

/** As the API takes instants. */
export function seconds(timeMs: number): string {
  return (timeMs / 1000).toFixed(3);
}
