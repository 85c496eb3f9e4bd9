import type { SeriesData } from "@haidang/contract/api.ts";
import { measurements } from "@haidang/contract/measurement.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { nearest } from "../suggest.ts";
import { say } from "../words/words.ts";
import type { Column } from "./column.ts";
import { cellNumber, figure, moment } from "./figure.ts";

/** One sample with the series it belongs to: the long form, which any tool can pivot. */
export interface SampleRow {
  timeMs: number;
  object: string;
  tags: string;
  field: string;
  value: number | string | boolean;
  unit: string;
}

const objectTags = new Set(["kind", "id"]);

export function sampleRows(series: readonly SeriesData[]): SampleRow[] {
  return series.flatMap((one) => {
    const { kind, id } = one.tags;
    const common = {
      object: kind === undefined || id === undefined ? "" : deviceText(`${kind}/${id}`, 130),
      tags: Object.entries(one.tags)
        .filter(([name]) => !objectTags.has(name))
        .map(([name, value]) => `${deviceText(name, 60)}=${deviceText(value, 120)}`)
        .join(" "),
      field: deviceText(one.field, 120),
      unit: one.unit === undefined || one.unit === "none" || one.unit === "1" ? "" : deviceText(one.unit, 20),
    };
    return one.points.map(([timeMs, value]) => ({
      ...common,
      timeMs,
      value: typeof value === "string" ? deviceText(value) : value,
    }));
  });
}

export const sampleColumns: readonly Column<SampleRow>[] = [
  {
    key: "time",
    title: "column.moment",
    raw: (row) => row.timeMs,
    text: (row, look) => moment(row.timeMs, look.language, true),
  },
  { key: "object", title: "column.object", raw: (row) => row.object },
  { key: "field", title: "column.field", raw: (row) => row.field },
  {
    key: "value",
    title: "column.value",
    raw: (row) => (typeof row.value === "boolean" ? String(row.value) : row.value),
    text: (row, look) =>
      typeof row.value === "number" ? figure(row.value, look.language, { max: 3 }) : String(row.value),
    csv: (row, look) =>
      typeof row.value === "number" ? cellNumber(row.value, look.language) : String(row.value),
    align: "right",
  },
  { key: "unit", title: "column.measure", raw: (row) => row.unit },
  { key: "tags", title: "column.tags", raw: (row) => row.tags, shrinks: true },
];

/** Said instead of an empty table, with the names it may have been meant to be. */
export function emptySeriesHint(asked: { measurement: string; field?: string }, language: Language): string {
  const names = Object.keys(measurements);
  const fields = Object.entries(measurements)
    .filter(([name]) => name === asked.measurement)
    .flatMap(([, definition]) => Object.keys(definition.fields));
  const empty = say(language, "query.empty");
  if (!names.includes(asked.measurement)) {
    const near = nearest(asked.measurement, names);
    return `${empty}\n${say(language, "query.measurements", { list: (near.length > 0 ? near : names).join(", ") })}`;
  }
  const unknown = asked.field?.split(",").find((field) => !fields.includes(field));
  return unknown === undefined
    ? empty
    : `${empty}\n${say(language, "query.fields", { measurement: asked.measurement, list: fields.join(", ") })}`;
}
