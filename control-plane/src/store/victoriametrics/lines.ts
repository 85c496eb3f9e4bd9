import { HaidangError } from "@haidang/contract/error.ts";
import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { FieldValue, Point } from "@haidang/contract/point.ts";
import type { Names } from "./names.ts";

/** What VictoriaMetrics keeps of a series at most; the name of the metric is one of the labels. It cuts in silence. */
const maxTags = 29;
const maxTagBytes = 16_384;

/** Whether VictoriaMetrics keeps the field: numbers, and booleans the contract lists, as 0 and 1. */
export function isKeptAsNumber(measurement: string, field: string, value: FieldValue): boolean {
  if (typeof value === "boolean") return isBoolean(measurement, field);
  return typeof value === "number";
}

export function isBoolean(measurement: string, field: string): boolean {
  return fieldDefinition(measurement, field)?.type === "boolean";
}

/** Carried points taken apart: what VictoriaMetrics keeps, and what is kept beside it. */
export function splitPoints(points: readonly Point[]): { numbers: Point[]; others: Point[] } {
  const numbers: Point[] = [];
  const others: Point[] = [];
  for (const point of points) {
    const entries = Object.entries(point.fields);
    const kept = entries.filter(([field, value]) => isKeptAsNumber(point.measurement, field, value));
    if (kept.length > 0) numbers.push(kept.length === entries.length ? point : withFields(point, kept));
    if (kept.length < entries.length) {
      others.push(
        kept.length === 0
          ? point
          : withFields(
              point,
              entries.filter(([field, value]) => !isKeptAsNumber(point.measurement, field, value)),
            ),
      );
    }
  }
  return { numbers, others };
}

function withFields(point: Point, fields: ReadonlyArray<readonly [string, FieldValue]>): Point {
  return { ...point, fields: Object.fromEntries(fields) };
}

/** Refuses what the server would store cut short, so that two series never become one. */
export function checkFits({ measurement, tags }: Point): void {
  const values = Object.values(tags);
  const isLong = values.some(
    (value) => value.length > maxTagBytes / 4 && Buffer.byteLength(value) > maxTagBytes,
  );
  if (values.length <= maxTags && !isLong) return;
  throw new HaidangError(
    "lines_invalid",
    `a point of ${JSON.stringify(measurement)} has more or longer tags than VictoriaMetrics keeps`,
    { hint: `Send ${maxTags} tags at most, each of ${maxTagBytes} bytes at most.` },
  );
}

/**
 * Line protocol as VictoriaMetrics reads it: unlike InfluxDB it takes `\\` for one backslash. Names have nothing to
 * escape in the form `names` gives them.
 */
export function encodeLines(points: readonly Point[], names: Names): string {
  let body = "";
  for (const { measurement, tags, fields, timeMs } of points) {
    body += names.measurement(measurement);
    for (const [tag, value] of Object.entries(tags)) {
      body += `,${names.label(tag)}=${value.replace(/[,= \\]/g, "\\$&")}`;
    }
    let separator = " ";
    for (const [field, value] of Object.entries(fields)) {
      body += `${separator}${names.field(field)}=${Number(value)}`;
      separator = ",";
    }
    body += ` ${timeMs}\n`;
  }
  return body;
}
