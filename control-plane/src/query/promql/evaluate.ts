import { aggregated } from "./aggregated.ts";
import type { Expression, MapName } from "./ast.ts";
import { combined } from "./combined.ts";
import { refused } from "./parse.ts";
import { readOverTime, readSelector } from "./read.ts";
import { type Asking, type Context, instantsOf, unnamed, type Value, type VectorSeries } from "./value.ts";

/** Instants one query may be worked out at, as Prometheus bounds them. */
const mostInstants = 11_000;
/** Values the selectors of one query may come to together: series times instants. */
const mostValues = 4_000_000;

/** The value of a query over the grid; `usage` when it costs more than allowed or does not make sense. */
export async function evaluate(asking: Asking, expression: Expression): Promise<Value> {
  if (instantsOf(asking.grid) > mostInstants) {
    throw refused(`a query is worked out at no more than ${mostInstants} instants: ask for a longer step`);
  }
  return worked({ ...asking, left: { values: mostValues } }, expression);
}

async function worked(context: Context, expression: Expression): Promise<Value> {
  const { grid } = context;
  switch (expression.kind) {
    case "number":
      return { kind: "scalar", values: new Array<number>(instantsOf(grid)).fill(expression.value) };
    case "selector":
      return { kind: "vector", series: await readSelector(context, expression.selector) };
    case "overTime": {
      const series = await readOverTime(context, expression);
      return vector(expression.name === "last_over_time" ? series : unnamed(series));
    }
    case "map": {
      const series = vectorOf(await worked(context, expression.of), expression.name);
      const change = mapping(expression.name, expression.limits);
      return vector(
        unnamed(series.map(({ labels, values }) => ({ labels, values: values.map(defined(change)) }))),
      );
    }
    case "negate": {
      const value = await worked(context, expression.of);
      if (value.kind === "scalar") return { kind: "scalar", values: value.values.map((one) => -one) };
      const negate = defined((one) => -one);
      return vector(
        unnamed(value.series.map(({ labels, values }) => ({ labels, values: values.map(negate) }))),
      );
    }
    case "sort":
      return sorted(await worked(context, expression.of), expression.isDescending);
    case "aggregate":
      return vector(aggregated(expression, vectorOf(await worked(context, expression.of), expression.name)));
    case "binary": {
      const left = await worked(context, expression.left);
      const right = await worked(context, expression.right);
      return combined(expression, left, right);
    }
  }
}

function vector(series: VectorSeries[]): Value {
  return { kind: "vector", series };
}

function vectorOf(value: Value, name: string): VectorSeries[] {
  if (value.kind === "vector") return value.series;
  throw refused(`${name} takes series, not a plain number`);
}

function defined(change: (value: number) => number): (value: number | undefined) => number | undefined {
  return (value) => (value === undefined ? undefined : change(value));
}

function mapping(name: MapName, limits: readonly number[]): (value: number) => number {
  const [first = 0, second = 0] = limits;
  switch (name) {
    case "abs":
      return Math.abs;
    case "ceil":
      return Math.ceil;
    case "floor":
      return Math.floor;
    case "round":
      return (value) => Math.floor(value + 0.5);
    case "sqrt":
      return Math.sqrt;
    case "clamp_min":
      return (value) => Math.max(value, first);
    case "clamp_max":
      return (value) => Math.min(value, first);
    case "clamp":
      return (value) => Math.max(first, Math.min(second, value));
  }
}

/** By the value of the one instant that is asked about; over a range of instants order means nothing. */
function sorted(value: Value, isDescending: boolean): Value {
  const series = vectorOf(value, "sort");
  if (series.some(({ values }) => values.length > 1)) return vector(series);
  const of = ({ values }: VectorSeries) => values[0] ?? Number.NaN;
  const order = (one: VectorSeries, other: VectorSeries) => {
    if (Number.isNaN(of(one)) || Number.isNaN(of(other)))
      return Number(Number.isNaN(of(one))) - Number(Number.isNaN(of(other)));
    return isDescending ? of(other) - of(one) : of(one) - of(other);
  };
  return vector(series.toSorted(order));
}
