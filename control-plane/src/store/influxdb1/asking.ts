import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { IResponse } from "influx";
import { intoBuckets } from "../bucket.ts";
import type { Aggregate, Series, SeriesSelector, TimeRange } from "../series.ts";
import { readFieldTypes, readNames, readSeries } from "./answer.ts";
import {
  type FieldType,
  selectBuckets,
  selectLatest,
  selectRange,
  showFieldTypes,
  showMeasurements,
  suits,
} from "./influxql.ts";

/** Sends one request of InfluxQL, with times in ms, however the server at hand wants it. */
export type Query = (text: string) => Promise<IResponse>;

export async function askRange(query: Query, selector: SeriesSelector, range: TimeRange): Promise<Series[]> {
  return askFields(
    query,
    selector,
    () => true,
    (fields) => selectRange(selector, fields, range),
  );
}

export async function askBuckets(
  query: Query,
  selector: SeriesSelector,
  range: TimeRange,
  step: { stepMs: number; by: Aggregate },
): Promise<Series[]> {
  if (step.by === "merge") return askMerged(query, selector, range, step);
  const wanted = ({ type }: FieldType) => suits(type, step.by);
  return askFields(query, selector, wanted, (fields) => selectBuckets(selector, fields, range, step));
}

export async function askLatest(query: Query, selector: SeriesSelector, sinceMs: number): Promise<Series[]> {
  const fields = await fieldsOf(query, selector);
  if (fields.length === 0) return [];
  const answer = await query(selectLatest(selector, fields, sinceMs));
  return fields.flatMap((field, statement) => readSeries(answer, [field], statement));
}

export async function askMeasurements(query: Query): Promise<string[]> {
  return readNames(await query(showMeasurements()));
}

/** InfluxQL has no sum of histograms: their texts are read and added up here. */
async function askMerged(
  query: Query,
  selector: SeriesSelector,
  range: TimeRange,
  step: { stepMs: number; by: Aggregate },
): Promise<Series[]> {
  const wanted = ({ field }: FieldType) => fieldDefinition(selector.measurement, field)?.kind === "histogram";
  const texts = await askFields(query, selector, wanted, (fields) => selectRange(selector, fields, range));
  return texts
    .map((series) => ({ ...series, samples: intoBuckets(series.samples, step) }))
    .filter(({ samples }) => samples.length > 0);
}

/** One statement over the selected fields that are wanted. */
async function askFields(
  query: Query,
  selector: SeriesSelector,
  wanted: (field: FieldType) => boolean,
  statement: (fields: readonly FieldType[]) => string,
): Promise<Series[]> {
  const fields = (await fieldsOf(query, selector)).filter(wanted);
  return fields.length === 0 ? [] : readSeries(await query(statement(fields)), fields);
}

/** The selected fields that exist, with the types InfluxDB keeps them in: no statement may name others. */
async function fieldsOf(query: Query, selector: SeriesSelector): Promise<FieldType[]> {
  const all = readFieldTypes(await query(showFieldTypes(selector.measurement)));
  return all.filter(({ field }) => selector.fields?.includes(field) ?? true);
}
