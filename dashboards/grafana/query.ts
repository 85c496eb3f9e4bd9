import type { FieldName, MeasurementName } from "@haidang/contract/measurement.ts";

/** `<measurement>.<field>` of the contract: whatever else is written here is no program. */
export type Field = { [M in MeasurementName]: `${M}.${FieldName<M>}` }[MeasurementName];

/** What Grafana asks: Prometheus' API (our own door, VictoriaMetrics) or InfluxDB in InfluxQL. */
export type Source = "prometheus" | "influxdb";

/** Values of one field, of the objects that match, one series for each combination of `by`. */
export interface Selection {
  field: Field;
  /** Tags that have to be equal. */
  where?: Readonly<Record<string, string>>;
  /** Tags that have to be among those chosen in a variable of the dashboard. */
  chosen?: Readonly<Record<string, string>>;
  by: readonly string[];
}

type Comparison = readonly [operator: "=" | ">" | "<", value: number | boolean];

/**
 * `course` is a line over time (`rate` of a counter, a second); `worst` the ten highest means of the period; `count` how many
 * objects there are now, or for how many a comparison holds; `now` the newest value, `highest` and `lowest` of all.
 */
export type Query = Selection &
  (
    | { ask: "course"; of?: "mean" | "max" | "rate"; times?: number }
    | { ask: "worst" }
    | { ask: "count"; is?: Comparison }
    | { ask: "highest" | "lowest" | "now" }
  );

/** The newest value counts for so long: twice the slowest poll of SNMP that is usual. */
const recent = "10m";
const most = 10;

const parts = (field: Field): [string, string] => {
  const at = field.indexOf(".");
  return [field.slice(0, at), field.slice(at + 1)];
};

/** As our door and VictoriaMetrics name it: `<measurement>_<field>`. */
export function promql(query: Query): string {
  const [measurement, field] = parts(query.field);
  const matchers = [
    ...Object.entries(query.where ?? {}).map(([tag, value]) => `${tag}=${JSON.stringify(value)}`),
    ...Object.entries(query.chosen ?? {}).map(([tag, variable]) => `${tag}=~"$${variable}"`),
  ];
  const series = `${measurement}_${field}{${matchers.join(",")}}`;
  const by = query.by.join(", ");
  const newest = `max by (${by}) (last_over_time(${series}[${recent}]))`;
  switch (query.ask) {
    case "course": {
      const inner =
        query.of === "rate"
          ? `rate(${series}[$__rate_interval])`
          : `${query.of === "max" ? "max" : "avg"}_over_time(${series}[$__interval])`;
      const fused = `${query.of === "max" ? "max" : query.of === "rate" ? "sum" : "avg"} by (${by}) (${inner})`;
      return query.times === undefined ? fused : `${fused} * ${query.times}`;
    }
    case "worst":
      return `topk(${most}, avg by (${by}) (avg_over_time(${series}[$__range])))`;
    case "count":
      return query.is === undefined ? `count(${newest})` : `count(${newest} ${comparison(query.is)})`;
    case "highest":
      return `max(${newest})`;
    case "lowest":
      return `min(${newest})`;
    case "now":
      return newest;
  }
}

function comparison([operator, value]: Comparison): string {
  return `${operator === "=" ? "==" : operator} ${Number(value)}`;
}

export function influxql(query: Query): string {
  const [measurement, field] = parts(query.field);
  const tests = [
    ...Object.entries(query.where ?? {}).map(([tag, value]) => `"${tag}" = '${value}'`),
    ...Object.entries(query.chosen ?? {}).map(([tag, variable]) => `"${tag}" =~ /^\${${variable}:regex}$/`),
  ];
  const from = (time: string) => `FROM "${measurement}" WHERE ${[...tests, time].join(" AND ")}`;
  const by = query.by.map((tag) => `"${tag}"`).join(", ");
  const newest = `SELECT last("${field}") AS "value" ${from(`time > now() - ${recent}`)} GROUP BY ${by}`;
  switch (query.ask) {
    case "course": {
      const value =
        query.of === "rate"
          ? `non_negative_derivative(last("${field}"), 1s)`
          : `${query.of === "max" ? "max" : "mean"}("${field}")`;
      const scaled = query.times === undefined ? value : `${value} * ${query.times}`;
      return `SELECT ${scaled} ${from("$timeFilter")} GROUP BY time($__interval), ${by} fill(null)`;
    }
    case "worst":
      return `SELECT top("value", ${by}, ${most}) AS "value" FROM (SELECT mean("${field}") AS "value" ${from("$timeFilter")} GROUP BY ${by})`;
    case "count": {
      const held = query.is === undefined ? "" : ` WHERE "value" ${query.is[0]} ${String(query.is[1])}`;
      return `SELECT count("value") FROM (${newest})${held}`;
    }
    case "highest":
      return `SELECT max("value") FROM (${newest})`;
    case "lowest":
      return `SELECT min("value") FROM (${newest})`;
    case "now":
      return newest;
  }
}

/** What a variable of a dashboard lists: the values a tag has in a measurement. */
export function valuesOf(
  source: Source,
  { field, where = {}, tag }: { field: Field; where?: Readonly<Record<string, string>>; tag: string },
): string {
  const [measurement, name] = parts(field);
  if (source === "prometheus") {
    const matchers = Object.entries(where).map(([one, value]) => `${one}=${JSON.stringify(value)}`);
    return `label_values(${measurement}_${name}{${matchers.join(",")}}, ${tag})`;
  }
  const tests = Object.entries(where).map(([one, value]) => `"${one}" = '${value}'`);
  const held = tests.length === 0 ? "" : ` WHERE ${tests.join(" AND ")}`;
  return `SHOW TAG VALUES FROM "${measurement}" WITH KEY = "${tag}"${held}`;
}
