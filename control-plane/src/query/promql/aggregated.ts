import { type Expression, parametrized } from "./ast.ts";
import { grouped, type Labels, labelKey } from "./labels.ts";
import { quantileOf } from "./over-time.ts";
import type { VectorSeries } from "./value.ts";

type Aggregation = Extract<Expression, { kind: "aggregate" }>;

interface Group {
  labels: Labels;
  series: VectorSeries[];
}

/** Series brought together group by group, each instant by itself. */
export function aggregated(
  { name, grouping, parameter }: Aggregation,
  series: readonly VectorSeries[],
): VectorSeries[] {
  const groups = new Map<string, Group>();
  for (const one of series) {
    const labels = grouped(one.labels, grouping);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, series: [one] });
    else group.series.push(one);
  }
  if (name === "topk" || name === "bottomk") {
    return [...groups.values()].flatMap((group) => greatest(group.series, parameter, name === "topk"));
  }
  return [...groups.values()].map((group) => ({
    labels: group.labels,
    values: together(group.series, name, parameter),
  }));
}

function together(
  series: readonly VectorSeries[],
  name: Aggregation["name"],
  parameter: number,
): VectorSeries["values"] {
  const length = series[0]?.values.length ?? 0;
  return Array.from({ length }, (_, at) => {
    const values = series.flatMap((one) => one.values[at] ?? []);
    return values.length === 0 ? undefined : combine(values, name, parameter);
  });
}

function combine(values: readonly number[], name: Aggregation["name"], parameter: number): number {
  const fold = (step: (one: number, other: number) => number) => values.reduce(step);
  switch (name) {
    case "sum":
      return fold((one, other) => one + other);
    case "avg":
      return fold((one, other) => one + other) / values.length;
    case "min":
      return fold((one, other) => (other < one || Number.isNaN(one) ? other : one));
    case "max":
      return fold((one, other) => (other > one || Number.isNaN(one) ? other : one));
    case "count":
      return values.length;
    case "quantile":
      return quantileOf(values, parameter);
    default:
      throw new Error(`${name}${parametrized.has(name) ? " with a number" : ""} brings no values together`);
  }
}

/** Of each instant the `count` greatest, or least; the others have no value there. NaN comes last. */
function greatest(series: readonly VectorSeries[], count: number, isTop: boolean): VectorSeries[] {
  const kept = series.map(({ labels, values }) => ({
    labels,
    values: values.map((): number | undefined => undefined),
  }));
  const length = series[0]?.values.length ?? 0;
  for (let at = 0; at < length; at += 1) {
    const ranked = series
      .flatMap(({ values }, place) => {
        const value = values[at];
        return value === undefined ? [] : [{ place, value }];
      })
      .toSorted((one, other) => {
        if (Number.isNaN(one.value) || Number.isNaN(other.value)) {
          return Number(Number.isNaN(one.value)) - Number(Number.isNaN(other.value));
        }
        return isTop ? other.value - one.value : one.value - other.value;
      });
    for (const { place, value } of ranked.slice(0, Math.max(0, Math.trunc(count)))) {
      const values = kept[place]?.values;
      if (values !== undefined) values[at] = value;
    }
  }
  const some = kept.filter(({ values }) => values.some((value) => value !== undefined));
  if (length !== 1) return some;
  return some.toSorted((one, other) => (isTop ? -1 : 1) * ((one.values[0] ?? 0) - (other.values[0] ?? 0)));
}
