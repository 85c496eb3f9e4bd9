import { HaidangError } from "@haidang/contract/error.ts";
import type { FieldValue } from "@haidang/contract/point.ts";
import type { IResponse } from "influx";
import type { Sample } from "../bucket.ts";
import type { Series } from "../series.ts";
import type { FieldType } from "./influxql.ts";

type AnsweredSeries = NonNullable<IResponse["results"][number]["series"]>[number];

/** Field names and types a SHOW FIELD KEYS answer lists, each name once. */
export function readFieldTypes(answer: IResponse): FieldType[] {
  const types = new Map<string, string>();
  for (const { values } of seriesOf(answer, 0)) {
    for (const row of rowsOf(values)) {
      const [field, type] = row;
      if (typeof field === "string" && typeof type === "string" && !types.has(field)) types.set(field, type);
    }
  }
  return [...types].map(([field, type]) => ({ field, type }));
}

/** First column of a SHOW MEASUREMENTS answer. */
export function readNames(answer: IResponse): string[] {
  return seriesOf(answer, 0).flatMap(({ values }) =>
    rowsOf(values).flatMap(([name]) => (typeof name === "string" ? [name] : [])),
  );
}

/**
 * Series of one statement's answer, where column n + 1 is field n. InfluxDB fills a row with null where a field has
 * no sample, and a tag of another series with an empty text: neither is there in ours.
 */
export function readSeries(answer: IResponse, fields: readonly FieldType[], statement = 0): Series[] {
  const found: Series[] = [];
  for (const { name, tags, values } of seriesOf(answer, statement)) {
    const rows = rowsOf(values);
    const present = presentTags(tags ?? {});
    fields.forEach(({ field }, at) => {
      const samples = readColumn(rows, at + 1);
      if (samples.length > 0) found.push({ measurement: name ?? "", field, tags: present, samples });
    });
  }
  return found;
}

function readColumn(rows: ReadonlyArray<readonly unknown[]>, column: number): Sample[] {
  const samples: Sample[] = [];
  for (const row of rows) {
    const timeMs = row[0];
    const value = row[column];
    if (typeof timeMs === "number" && isFieldValue(value)) samples.push({ timeMs, value });
  }
  return samples;
}

function isFieldValue(value: unknown): value is FieldValue {
  return typeof value === "number" || typeof value === "string" || typeof value === "boolean";
}

function presentTags(given: Readonly<Record<string, string>>): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) if (value !== "") tags[name] = value;
  return tags;
}

function rowsOf(values: unknown): ReadonlyArray<readonly unknown[]> {
  return Array.isArray(values) ? values.filter((row) => Array.isArray(row)) : [];
}

/** Throws when the server has cut the answer at its `max-row-limit`. */
function seriesOf(answer: IResponse, statement: number): AnsweredSeries[] {
  for (const result of answer.results) {
    if ("partial" in result || result.series?.some((series) => "partial" in series)) {
      throw new HaidangError("store_unavailable", "InfluxDB cut its answer short", {
        hint: "Set max-row-limit = 0 in the [http] section of its configuration, or ask for a shorter time.",
      });
    }
  }
  return answer.results[statement]?.series ?? [];
}
