import { fluxDateTime, toFluxValue } from "@influxdata/influxdb-client";
import type { Aggregate, SeriesSelector, TimeRange } from "../series.ts";

/** Years Flux takes times of; a range must not be empty. */
const minTimeMs = Date.UTC(1970, 0);
const maxTimeMs = Date.UTC(2200, 0);

/** Raw samples. */
export function fluxRange(bucket: string, selector: SeriesSelector, range: TimeRange): string {
  return [...selected(bucket, selector, range), dropped].join("\n");
}

export function fluxLatest(bucket: string, selector: SeriesSelector, sinceMs: number): string {
  const range = { fromMs: sinceMs, toMs: maxTimeMs };
  return [...selected(bucket, selector, range), "  |> last()", dropped].join("\n");
}

/** One value a bucket, stamped with its start, but for the first, which is stamped with the start of the range. */
export function fluxBuckets(
  bucket: string,
  selector: SeriesSelector,
  range: TimeRange,
  { stepMs, by }: { stepMs: number; by: Exclude<Aggregate, "merge"> },
): string {
  const window = `  |> aggregateWindow(every: ${Math.round(stepMs)}ms, fn: ${by}, timeSrc: "_start", createEmpty: false)`;
  return [...selected(bucket, selector, range), window, dropped].join("\n");
}

export function fluxMeasurements(bucket: string): string {
  return `import "influxdata/influxdb/schema"\nschema.measurements(bucket: ${text(bucket)}, start: ${instant(minTimeMs)})`;
}

/** The predicate of `/api/v2/delete`: equality only, joined by AND. */
export function deletePredicate({ measurement, tags }: SeriesSelector): string {
  const terms = Object.entries(tags ?? {}).map(([name, value]) => `${text(name)}=${text(value)}`);
  return [`_measurement=${text(measurement)}`, ...terms].join(" AND ");
}

const dropped = '  |> drop(columns: ["_start", "_stop"])';

function selected(bucket: string, { measurement, fields, tags }: SeriesSelector, range: TimeRange): string[] {
  const lines = [
    `from(bucket: ${text(bucket)})`,
    `  |> range(start: ${instant(range.fromMs)}, stop: ${instant(range.toMs)})`,
    `  |> filter(fn: (r) => r._measurement == ${text(measurement)})`,
  ];
  if (fields !== undefined) {
    const terms = fields.map((field) => `r._field == ${text(field)}`);
    lines.push(`  |> filter(fn: (r) => ${terms.join(" or ")})`);
  }
  for (const [name, value] of Object.entries(tags ?? {})) {
    const term = value === "" ? `not exists r[${text(name)}]` : `r[${text(name)}] == ${text(value)}`;
    lines.push(`  |> filter(fn: (r) => ${term})`);
  }
  return lines;
}

/** A text between double quotes as Flux reads it: also `${`, which would begin an expression, is escaped. */
function text(given: string): string {
  return toFluxValue(given);
}

function instant(timeMs: number): string {
  const within = Math.min(maxTimeMs, Math.max(minTimeMs, Math.round(timeMs)));
  return String(fluxDateTime(new Date(within).toISOString()));
}
