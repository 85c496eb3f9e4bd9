import { HaidangError } from "@haidang/contract/error.ts";
import { fieldDefinition } from "@haidang/contract/measurement.ts";
import { intoBuckets } from "../bucket.ts";
import { carriedSelector } from "../selector.ts";
import type { Aggregate, Series, SeriesSelector, SeriesStore, TimeRange } from "../series.ts";
import { readFieldTypes, readNames, readSeries } from "./answer.ts";
import { type Connection, connect, ensureDatabase, query, serverVersion, setRetention } from "./client.ts";
import {
  deleteBefore,
  dropSeries,
  type FieldType,
  selectBuckets,
  selectLatest,
  selectRange,
  showFieldTypes,
  showMeasurements,
  suits,
} from "./influxql.ts";
import { type Influxdb1Server, writePoints } from "./server.ts";

export interface Influxdb1Options {
  /** Where the server is, e.g. `http://127.0.0.1:8086`; a path is kept, for a reverse proxy. */
  url: string;
  /** Made when missing, if the user may. */
  database: string;
  username?: string | undefined;
  password?: string | undefined;
  /** Sets how long the database's default retention policy keeps data; without it the policy is left as it is. */
  retentionDays?: number | undefined;
  /** Deadline of every request, ms. Default 30,000. */
  timeoutMs?: number | undefined;
}

/** Deleting rewrites files on the server, which takes its time. */
const deleteTimeoutMs = 600_000;

/**
 * A store in an InfluxDB 1.x. Throws `usage` for options that cannot be right, `store_unavailable` when the
 * server does not answer, is of another kind, or refuses the user. One point InfluxDB refuses does not keep it
 * from storing the others of the same `write`, unlike `embedded`: writing them again changes nothing.
 */
export async function openInfluxdb1SeriesStore(options: Influxdb1Options): Promise<SeriesStore> {
  const server = readOptions(options);
  const connection = connect(server);
  const version = await serverVersion(connection);
  await ensureDatabase(connection);
  if (options.retentionDays !== undefined) await setRetention(connection, options.retentionDays);
  let open = true;
  const whenOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!open) throw new HaidangError("store_unavailable", `the series store ${server.url.origin} is closed`);
    return work();
  };
  return {
    engine: `influxdb ${version}`,
    tiers: [
      { stepMs: 0, keepMs: options.retentionDays === undefined ? null : options.retentionDays * 86_400_000 },
    ],
    write: (points) => whenOpen(() => writePoints(server, points)),
    range: (selector, range) =>
      whenOpen(() => ask(connection, selector, "last", (plain, fields) => selectRange(plain, fields, range))),
    aggregate: (selector, range, step) =>
      whenOpen(() =>
        step.by === "merge"
          ? askMerged(connection, selector, range, step)
          : ask(connection, selector, step.by, (plain, fields) => selectBuckets(plain, fields, range, step)),
      ),
    latest: (selector, sinceMs) => whenOpen(() => askLatest(connection, selector, sinceMs)),
    measurements: () => whenOpen(async () => readNames(await query(connection, showMeasurements()))),
    dropSeries: (selector) =>
      whenOpen(
        async () => void (await query(connection, dropSeries(carriedSelector(selector)), deleteTimeoutMs)),
      ),
    dropBefore: (timeMs) =>
      whenOpen(async () => void (await query(connection, deleteBefore(timeMs), deleteTimeoutMs))),
    ping: () => whenOpen(async () => void (await serverVersion(connection))),
    close: async () => {
      open = false;
    },
  };
}

function readOptions(options: Influxdb1Options): Influxdb1Server {
  if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol)) {
    // the URL is not repeated, as it may hold a password
    throw new HaidangError("usage", "the URL given for InfluxDB is not one", {
      hint: "Write it like http://127.0.0.1:8086",
    });
  }
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(options.database)) {
    throw new HaidangError("usage", `${JSON.stringify(options.database)} cannot be a database's name`, {
      hint: "Use letters, digits, dot, dash and underscore.",
    });
  }
  const { retentionDays } = options;
  if (retentionDays !== undefined && !(Number.isInteger(retentionDays) && retentionDays >= 1)) {
    throw new HaidangError("usage", "retention is a whole number of days, 1 at least");
  }
  const url = new URL(options.url);
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  url.username = "";
  url.password = "";
  return { url, database: options.database, username, password, timeoutMs: options.timeoutMs ?? 30_000 };
}

/** One statement over the selected fields that suit the aggregate. */
async function ask(
  connection: Connection,
  given: SeriesSelector,
  by: Aggregate,
  statement: (selector: SeriesSelector, fields: readonly FieldType[]) => string,
  wanted: (field: string) => boolean = () => true,
): Promise<Series[]> {
  const selector = carriedSelector(given);
  const fields = (await fieldsOf(connection, selector)).filter(
    ({ field, type }) => suits(type, by) && wanted(field),
  );
  if (fields.length === 0) return [];
  return readSeries(await query(connection, statement(selector, fields)), fields);
}

/** InfluxQL has no sum of histograms: their texts are read and added up here. */
async function askMerged(
  connection: Connection,
  selector: SeriesSelector,
  range: TimeRange,
  step: { stepMs: number; by: Aggregate },
): Promise<Series[]> {
  const texts = await ask(
    connection,
    selector,
    "last",
    (plain, fields) => selectRange(plain, fields, range),
    (field) => fieldDefinition(carriedSelector(selector).measurement, field)?.kind === "histogram",
  );
  return texts
    .map((series) => ({ ...series, samples: intoBuckets(series.samples, step) }))
    .filter(({ samples }) => samples.length > 0);
}

async function askLatest(connection: Connection, given: SeriesSelector, sinceMs: number): Promise<Series[]> {
  const selector = carriedSelector(given);
  const fields = await fieldsOf(connection, selector);
  if (fields.length === 0) return [];
  const answer = await query(connection, selectLatest(selector, fields, sinceMs));
  return fields.flatMap((field, statement) => readSeries(answer, [field], statement));
}

/** The selected fields that exist, with the types InfluxDB keeps them in: no statement may name others. */
async function fieldsOf(connection: Connection, selector: SeriesSelector): Promise<FieldType[]> {
  const all = readFieldTypes(await query(connection, showFieldTypes(selector.measurement)));
  return all.filter(({ field }) => selector.fields?.includes(field) ?? true);
}
