import { HaidangError } from "@haidang/contract/error.ts";
import { fieldDefinition, measurements } from "@haidang/contract/measurement.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type FluxTableMetaData, HttpError, InfluxDB } from "@influxdata/influxdb-client";
import { bucketStart, intoBuckets, type Sample } from "../bucket.ts";
import type { Aggregate, Series, SeriesSelector, TimeRange } from "../series.ts";
import { fluxBuckets, fluxLatest, fluxMeasurements, fluxRange } from "./flux.ts";
import type { Influxdb2Server } from "./server.ts";

export interface FluxReader {
  range(selector: SeriesSelector, range: TimeRange): Promise<Series[]>;
  aggregate(
    selector: SeriesSelector,
    range: TimeRange,
    step: { stepMs: number; by: Aggregate },
  ): Promise<Series[]>;
  latest(selector: SeriesSelector, sinceMs: number): Promise<Series[]>;
  measurements(): Promise<string[]>;
}

type Row = ReadonlyArray<string>;

/** `token` apart from the server, as the client wants it bare. */
export function createFluxReader(server: Influxdb2Server, token: string): FluxReader {
  const { bucket, org, timeoutMs } = server;
  const client = new InfluxDB({ url: server.url.href.replace(/\/$/, ""), token, timeout: timeoutMs });
  const api = client.getQueryApi(org);

  /** The client's own deadline is one of silence: an answer that drips would never end. */
  async function rows<T>(flux: string, read: (row: Row, table: FluxTableMetaData) => T): Promise<T[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([api.collectRows(flux, read), late]);
    } catch (error) {
      throw fluxFault(server, error);
    } finally {
      clearTimeout(timer);
    }
  }

  const series = async (flux: string) => toSeries(await rows(flux, readRow));
  const range = async (selector: SeriesSelector, given: TimeRange) =>
    isEmpty(selector, given) ? [] : series(fluxRange(bucket, selector, given));

  return {
    range,
    async aggregate(selector, given, step) {
      const { stepMs, by } = step;
      if (isEmpty(selector, given)) return [];
      const numbers = numericFields(selector);
      // Flux fails as a whole when one field is none it can work on, and tells no types beforehand
      if (by === "merge" || (numbers === undefined && by !== "last" && by !== "count")) {
        const raw = await range(selector, given);
        return raw
          .filter(({ measurement, field }) => by !== "merge" || isHistogram(measurement, field))
          .map((each) => ({ ...each, samples: intoBuckets(each.samples, step) }))
          .filter(({ samples }) => samples.length > 0);
      }
      const fields = by === "last" || by === "count" ? selector.fields : numbers;
      if (fields?.length === 0) return [];
      const asked = fields === undefined ? selector : { ...selector, fields };
      const found = await series(fluxBuckets(bucket, asked, given, { stepMs, by }));
      return found.map((each) => ({
        ...each,
        samples: each.samples.map(({ timeMs, value }) => ({ timeMs: bucketStart(timeMs, stepMs), value })),
      }));
    },
    latest: async (selector, sinceMs) =>
      selector.fields?.length === 0 ? [] : series(fluxLatest(bucket, selector, sinceMs)),
    measurements: async () =>
      rows(fluxMeasurements(bucket), (row, table) => String(table.get(row as string[], "_value"))),
  };
}

function isEmpty({ fields }: SeriesSelector, { fromMs, toMs }: TimeRange): boolean {
  return fields?.length === 0 || toMs <= fromMs;
}

function isHistogram(measurement: string, field: string): boolean {
  return fieldDefinition(measurement, field)?.kind === "histogram";
}

/** Fields wanted that the contract says are numbers; undefined when it does not know all that are asked for. */
function numericFields({ measurement, fields }: SeriesSelector): string[] | undefined {
  if (!Object.hasOwn(measurements, measurement)) return undefined;
  const known = Object.entries(measurements).find(([name]) => name === measurement)?.[1].fields ?? {};
  const wanted = fields ?? Object.keys(known);
  if (wanted.some((field) => fieldDefinition(measurement, field) === undefined)) return undefined;
  return wanted.filter((field) => {
    const type = fieldDefinition(measurement, field)?.type;
    return type === "float" || type === "int";
  });
}

interface ReadRow {
  measurement: string;
  field: string;
  tags: Record<string, string>;
  sample: Sample | undefined;
}

const ownColumns = new Set([
  "result",
  "table",
  "_time",
  "_start",
  "_stop",
  "_value",
  "_field",
  "_measurement",
]);

function readRow(given: Row, table: FluxTableMetaData): ReadRow {
  const row = given as string[];
  const tags: Record<string, string> = Object.create(null);
  for (const column of table.columns) {
    const value: unknown = ownColumns.has(column.label) ? "" : column.get(row);
    if (typeof value === "string" && value !== "") tags[column.label] = value;
  }
  const timeMs = Date.parse(String(table.get(row, "_time")));
  const value: unknown = table.get(row, "_value");
  const isValue = typeof value === "number" || typeof value === "string" || typeof value === "boolean";
  return {
    measurement: String(table.get(row, "_measurement")),
    field: String(table.get(row, "_field")),
    tags,
    sample: isValue && Number.isFinite(timeMs) ? { timeMs, value } : undefined,
  };
}

function toSeries(rows: readonly ReadRow[]): Series[] {
  const found = new Map<string, Series>();
  for (const { measurement, field, tags, sample } of rows) {
    if (sample === undefined) continue;
    const key = JSON.stringify([measurement, field, Object.entries(tags).sort()]);
    const series = found.get(key) ?? { measurement, field, tags, samples: [] };
    found.set(key, series);
    series.samples.push(sample);
  }
  for (const { samples } of found.values()) samples.sort((one, other) => one.timeMs - other.timeMs);
  return [...found.values()];
}

function fluxFault(server: Influxdb2Server, error: unknown): HaidangError {
  const said = deviceText(error instanceof Error ? error.message : String(error), 300);
  const refused = error instanceof HttpError && (error.statusCode === 401 || error.statusCode === 403);
  const at = `${server.name} at ${server.url.origin}`;
  return new HaidangError(
    "store_unavailable",
    refused ? `${at} refused the credentials: ${said}` : `${at} could not answer: ${said}`,
    {
      hint: refused
        ? "Mend HAIDANG_STORE_TOKEN: it needs to read and write the bucket."
        : "See that it runs, and its own log. Agents keep their data and try again.",
      cause: error,
    },
  );
}
