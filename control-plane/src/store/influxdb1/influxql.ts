import type { Aggregate, SeriesSelector, TimeRange } from "../series.ts";

/**
 * A measurement, tag or field name as InfluxQL reads it. Between double quotes only `\"`, `\\` and `\n` are
 * escapes there; a raw line break would end the name, and with it what keeps it a name.
 */
export function quoteIdentifier(name: string): string {
  return `"${escapeInside(name).replace(/"/g, '\\"')}"`;
}

/** A tag value as InfluxQL reads it, between single quotes. */
export function quoteText(text: string): string {
  return `'${escapeInside(text).replace(/'/g, "\\'")}'`;
}

function escapeInside(text: string): string {
  // InfluxQL has no way to write NUL (it ends the query) or CR (it reads as a line break)
  return text
    .replace(/[\0\r]/g, " ")
    .replace(/\\/g, "\\\\")
    .replace(/\n/g, "\\n");
}

/** Field and its InfluxDB type: float, integer, unsigned, string or boolean. */
export interface FieldType {
  field: string;
  type: string;
}

export function showFieldTypes(measurement: string, policy?: string): string {
  return `SHOW FIELD KEYS FROM ${source(measurement, policy)}`;
}

/** A measurement, in the retention policy that is said or the default one. */
function source(measurement: string, policy: string | undefined): string {
  const name = quoteIdentifier(measurement);
  return policy === undefined ? name : `${quoteIdentifier(policy)}.${name}`;
}

/** Raw samples; column n + 1 of the answer is field n. */
export function selectRange(
  selector: SeriesSelector,
  fields: readonly FieldType[],
  range: TimeRange,
  policy?: string,
): string {
  const columns = fields.map(({ field }) => `${quoteIdentifier(field)}::field`);
  return `SELECT ${columns.join(", ")} ${fromWhere(selector, range, policy)} GROUP BY *`;
}

/** One value a bucket; column n + 1 of the answer is field n. Fields have to suit the aggregate: see `suits`. */
export function selectBuckets(
  selector: SeriesSelector,
  fields: readonly FieldType[],
  range: TimeRange,
  step: { stepMs: number; by: Aggregate },
): string {
  const columns = fields.map(({ field }, at) => `${step.by}(${quoteIdentifier(field)}::field) AS f${at}`);
  const groups = `GROUP BY time(${integer(step.stepMs)}ms), * fill(none)`;
  return `SELECT ${columns.join(", ")} ${fromWhere(selector, range)} ${groups}`;
}

/** What a roll-up keeps of each field, under `<function>_<field>`; of texts and booleans the last and the count. */
const rolledUp = ["min", "max", "sum", "count", "last"];

/** One row a bucket and series of every measurement, written into `target`, a database and policy already quoted. */
export function rollUpHour(target: string, range: TimeRange, stepMs: number): string {
  const columns = rolledUp.map((name) => `${name}(*)`).join(", ");
  const where = `time >= ${integer(range.fromMs)}ms AND time < ${integer(range.toMs)}ms`;
  return `SELECT ${columns} INTO ${target}.:MEASUREMENT FROM /.*/ WHERE ${where} GROUP BY time(${integer(stepMs)}ms), * fill(none)`;
}

/** Buckets made of rows of a roll-up; column n + 1 of the answer is field n. */
export function selectRolledUp(
  selector: SeriesSelector,
  fields: readonly FieldType[],
  range: TimeRange,
  { stepMs, by, policy }: { stepMs: number; by: Exclude<Aggregate, "merge">; policy: string },
): string {
  const row = (name: string, field: string) => `${quoteIdentifier(`${name}_${field}`)}::field`;
  const column = (field: string) => {
    if (by === "mean") return `sum(${row("sum", field)}) / sum(${row("count", field)})`;
    return `${by === "count" ? "sum" : by}(${row(by, field)})`;
  };
  const columns = fields.map(({ field }, at) => `${column(field)} AS f${at}`);
  const groups = `GROUP BY time(${integer(stepMs)}ms), * fill(none)`;
  return `SELECT ${columns.join(", ")} ${fromWhere(selector, range, policy)} ${groups}`;
}

/** One statement a field, as two selectors in one statement would lose the time of either. */
export function selectLatest(
  selector: SeriesSelector,
  fields: readonly FieldType[],
  sinceMs: number,
): string {
  const tail = `${fromWhere(selector, { fromMs: sinceMs })} GROUP BY *`;
  return fields.map(({ field }) => `SELECT last(${quoteIdentifier(field)}::field) AS f0 ${tail}`).join("; ");
}

export function showMeasurements(): string {
  return "SHOW MEASUREMENTS";
}

export function dropSeries({ measurement, tags }: SeriesSelector): string {
  const terms = tagTerms(tags);
  return `DROP SERIES FROM ${quoteIdentifier(measurement)}${terms.length === 0 ? "" : ` WHERE ${terms.join(" AND ")}`}`;
}

/** As `dropSeries`, by the statement that 2.x has as well: the points go, and their series with them. */
export function deleteSeries({ measurement, tags }: SeriesSelector): string {
  const terms = tagTerms(tags);
  return `DELETE FROM ${quoteIdentifier(measurement)}${terms.length === 0 ? "" : ` WHERE ${terms.join(" AND ")}`}`;
}

export function deleteBefore(timeMs: number): string {
  return `DELETE WHERE time < ${integer(timeMs)}ms`;
}

/** Whether InfluxDB can work the aggregate out for fields of this type, and we want it to. */
export function suits(type: string, by: Aggregate): boolean {
  return by === "last" || by === "count" || (type !== "string" && type !== "boolean");
}

function fromWhere(
  selector: SeriesSelector,
  range: { fromMs: number; toMs?: number },
  policy?: string,
): string {
  const terms = [`time >= ${integer(range.fromMs)}ms`];
  if (range.toMs !== undefined) terms.push(`time < ${integer(range.toMs)}ms`);
  terms.push(...tagTerms(selector.tags));
  return `FROM ${source(selector.measurement, policy)} WHERE ${terms.join(" AND ")}`;
}

function tagTerms(tags: SeriesSelector["tags"]): string[] {
  return Object.entries(tags ?? {}).map(
    ([name, value]) => `${quoteIdentifier(name)}::tag = ${quoteText(value)}`,
  );
}

const maxTimeMs = 9_223_372_036_854;

/** Times InfluxDB can hold; anything else would be a query it cannot read. */
function integer(value: number): string {
  return String(Math.round(Math.min(maxTimeMs, Math.max(-maxTimeMs, value))));
}
