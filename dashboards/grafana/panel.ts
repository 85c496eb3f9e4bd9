import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DataSourceRef,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as CourseBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Language } from "@haidang/contract/text.ts";
import { InfluxQuery } from "./influx-query.ts";
import { influxql, promql, type Query, type Source } from "./query.ts";
import { say, type Word } from "./words.ts";

/** For whom a set of dashboards is written. */
export interface Setting {
  source: Source;
  language: Language;
}

/** Of Grafana: `percent` 0 to 100, `ms`, `bps` bit/s, `bytes` 1024s, `s`, `celsius`, `m` minutes... */
type Unit =
  | "percent"
  | "ms"
  | "bps"
  | "bytes"
  | "s"
  | "celsius"
  | "humidity"
  | "m"
  | "watt"
  | "amp"
  | "short"
  | "cps";

/** From `value` on a figure is worth a look, or bad; below it where `low` says so. */
interface Bounds {
  warn: number;
  bad: number;
  low?: true;
}

export interface Line {
  query: Query;
  /** What its legend says beside the tags; absent where they say all. */
  word?: Word;
}

/** Each panel takes its width in twenty-fourths of the page. */
export interface Sized {
  width: number;
  height: number;
  build(id: number): Builder<Panel>;
}

const refOf = (source: Source): DataSourceRef => ({ type: source, uid: `\${source}` });
/** Nothing is measured oftener than each ten seconds; polls by SNMP mostly each minute. */
const leastInterval = "1m";
const [green, amber, red] = ["green", "orange", "red"];

function legendOf(source: Source, { query, word }: Line, language: Language): string {
  const tags = query.by.map((tag) => (source === "prometheus" ? `{{${tag}}}` : `$tag_${tag}`));
  return [...tags, ...(word === undefined ? [] : [say(language, word)])].join(" ");
}

type Form = "course" | "table" | "figure";

function target({ source, language }: Setting, line: Line, refId: string, form: Form): Builder<Dataquery> {
  const legend = form === "course" ? legendOf(source, line, language) : "";
  if (source === "influxdb")
    return new InfluxQuery(influxql(line.query), {
      refId,
      alias: legend,
      format: form === "table" ? "table" : "time_series",
    });
  const query = new DataqueryBuilder().refId(refId).expr(promql(line.query)).legendFormat(legend);
  if (form === "course") return query.range();
  return query.instant().format(form === "table" ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
}

const refIds = [..."ABCDEFGHIJ"];

function thresholds(bounds: Bounds | undefined): ThresholdsConfigBuilder {
  const plain: Threshold = { value: null, color: green };
  const steps: Threshold[] =
    bounds === undefined
      ? [plain]
      : bounds.low === true
        ? [
            { value: null, color: red },
            { value: bounds.bad, color: amber },
            { value: bounds.warn, color: green },
          ]
        : [plain, { value: bounds.warn, color: amber }, { value: bounds.bad, color: red }];
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

/** Lines over time. */
export function course(
  setting: Setting,
  title: Word,
  { lines, unit, width = 12, from0 = true }: { lines: Line[]; unit: Unit; width?: number; from0?: boolean },
): Sized {
  return {
    ...{ width, height: 8 },
    build(id) {
      const panel = new CourseBuilder()
        .id(id)
        .title(say(setting.language, title))
        .datasource(refOf(setting.source))
        .interval(leastInterval)
        .unit(unit)
        .lineWidth(1)
        .fillOpacity(8)
        // a gap is a gap: what was not measured is not drawn over
        .spanNulls(false)
        .legend(
          new VizLegendOptionsBuilder()
            .displayMode(LegendDisplayMode.List)
            .placement(LegendPlacement.Bottom)
            .showLegend(true),
        )
        .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
      for (const [at, line] of lines.entries())
        panel.withTarget(target(setting, line, refIds[at] ?? "A", "course"));
      return from0 ? panel.min(0) : panel;
    },
  };
}

/** One large figure. */
export function figure(
  setting: Setting,
  title: Word,
  { query, unit = "short", bounds }: { query: Query; unit?: Unit; bounds?: Bounds },
): Sized {
  return {
    ...{ width: 4, height: 4 },
    build: (id) =>
      new StatBuilder()
        .id(id)
        .title(say(setting.language, title))
        .datasource(refOf(setting.source))
        .unit(unit)
        // a count of nothing has no series
        .noValue(query.ask === "count" ? "0" : say(setting.language, "none"))
        .colorMode(BigValueColorMode.Value)
        .graphMode(BigValueGraphMode.None)
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]))
        .thresholds(thresholds(bounds))
        .withTarget(target(setting, { query }, "A", "figure")),
  };
}

/** The ten highest of the period. */
export function worst(
  setting: Setting,
  title: Word,
  { query, unit, bounds }: { query: Query & { ask: "worst" }; unit: Unit; bounds?: Bounds },
): Sized {
  return {
    ...{ width: 8, height: 9 },
    build: (id) =>
      new TableBuilder()
        .id(id)
        .title(say(setting.language, title))
        .datasource(refOf(setting.source))
        .unit(unit)
        .thresholds(thresholds(bounds))
        .withTransformation({ id: "organize", options: { excludeByName: { Time: true, time: true } } })
        .withTransformation({
          id: "sortBy",
          options: { sort: [{ field: setting.source === "prometheus" ? "Value" : "value", desc: true }] },
        })
        .withTarget(target(setting, { query }, "A", "table")),
  };
}
