import { HaidangError } from "@haidang/contract/error.ts";
import { askBuckets, askLatest, askMeasurements, askRange, type Query } from "../influxdb1/asking.ts";
import { deleteBefore, deleteSeries } from "../influxdb1/influxql.ts";
import { carriedSelector } from "../selector.ts";
import type { SeriesSelector, SeriesStore } from "../series.ts";
import { deletePredicate } from "./flux.ts";
import { createFluxReader, type FluxReader } from "./flux-reading.ts";
import { deleteBetween, type Influxdb2Server, queryInfluxql, serverVersion, writePoints } from "./server.ts";

export interface Influxdb2Options {
  /** Where the server is, e.g. `http://127.0.0.1:8086`; a path is kept, for a reverse proxy. */
  url: string;
  org: string;
  /** Has to be there. Its own retention holds. */
  bucket: string;
  token: string;
  /** Deadline of every request, ms. Default 30,000. */
  timeoutMs?: number | undefined;
}

/** Reading and forgetting in one of the two languages. */
interface Side extends FluxReader {
  language: "InfluxQL" | "Flux";
  dropSeries(selector: SeriesSelector): Promise<void>;
  dropBefore(timeMs: number): Promise<void>;
}

const deleteTimeoutMs = 600_000;

/**
 * A store in a bucket of an InfluxDB 2.x or 3.x. Writes line protocol to `/api/v2/write`; reads InfluxQL where the
 * server answers it for the bucket, else Flux. Throws `usage` for options that cannot be right, `store_unavailable`
 * when the server does not answer, refuses the token, or can be read in neither.
 */
export async function openInfluxdb2SeriesStore(options: Influxdb2Options): Promise<SeriesStore> {
  const server = readOptions(options);
  const version = await serverVersion(server);
  const side = await chooseSide(server, options.token);
  let open = true;
  const whenOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!open) throw new HaidangError("store_unavailable", `the series store ${server.url.origin} is closed`);
    return work();
  };
  return {
    engine: `influxdb ${version ?? "2"} (${side.language})`,
    tiers: [{ stepMs: 0, keepMs: null }],
    write: (points) => whenOpen(() => writePoints(server, points)),
    range: (selector, range) => whenOpen(() => side.range(carriedSelector(selector), range)),
    aggregate: (selector, range, step) =>
      whenOpen(() => side.aggregate(carriedSelector(selector), range, step)),
    latest: (selector, sinceMs) => whenOpen(() => side.latest(carriedSelector(selector), sinceMs)),
    measurements: () => whenOpen(() => side.measurements()),
    dropSeries: (selector) => whenOpen(() => side.dropSeries(carriedSelector(selector))),
    dropBefore: (timeMs) => whenOpen(() => side.dropBefore(timeMs)),
    ping: () => whenOpen(async () => void (await serverVersion(server))),
    close: async () => {
      open = false;
    },
  };
}

function readOptions(options: Influxdb2Options): Influxdb2Server {
  if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol)) {
    throw new HaidangError("usage", "the URL given for InfluxDB is not one", {
      hint: "Write it like http://127.0.0.1:8086",
    });
  }
  if (options.bucket === "" || options.token === "") {
    throw new HaidangError("usage", "InfluxDB 2.x needs a bucket and a token", {
      hint: "Give the token in HAIDANG_STORE_TOKEN.",
    });
  }
  const url = new URL(options.url);
  url.username = "";
  url.password = "";
  return {
    name: "InfluxDB",
    url,
    org: options.org,
    bucket: options.bucket,
    authorization: `Token ${options.token}`,
    timeoutMs: options.timeoutMs ?? 30_000,
  };
}

async function chooseSide(server: Influxdb2Server, token: string): Promise<Side> {
  const query: Query = (text) => queryInfluxql(server, text);
  try {
    await query("SHOW MEASUREMENTS LIMIT 1");
    if (await readsStatements(query)) return influxqlSide(query);
    throw new HaidangError("store_unavailable", `${server.url.origin} takes anything for InfluxQL`);
  } catch (error) {
    if (!(error instanceof HaidangError)) throw error;
    const flux = fluxSide(server, token);
    try {
      await flux.measurements();
    } catch (fluxError) {
      if (!(fluxError instanceof HaidangError)) throw fluxError;
      throw new HaidangError("store_unavailable", `${error.message}; and by Flux: ${fluxError.message}`, {
        hint: `The bucket ${JSON.stringify(server.bucket)} has to exist, and the token to read and write it.`,
        cause: fluxError,
      });
    }
    return flux;
  }
}

/** VictoriaMetrics answers every statement with nothing, to please Telegraf. */
async function readsStatements(query: Query): Promise<boolean> {
  try {
    await query("this is no statement");
    return false;
  } catch (error) {
    if (error instanceof HaidangError) return true;
    throw error;
  }
}

function influxqlSide(query: Query): Side {
  return {
    language: "InfluxQL",
    range: (selector, range) => askRange(query, selector, range),
    aggregate: (selector, range, step) => askBuckets(query, selector, range, step),
    latest: (selector, sinceMs) => askLatest(query, selector, sinceMs),
    measurements: () => askMeasurements(query),
    // of the statements that forget, 2.x has DELETE and not DROP SERIES
    dropSeries: async (selector) => void (await query(deleteSeries(selector))),
    dropBefore: async (timeMs) => void (await query(deleteBefore(timeMs))),
  };
}

function fluxSide(server: Influxdb2Server, token: string): Side {
  const start = "1677-09-22T00:00:00Z";
  return {
    language: "Flux",
    ...createFluxReader(server, token),
    dropSeries: (selector) =>
      deleteBetween(
        server,
        { start, stop: "2262-04-11T00:00:00Z", predicate: deletePredicate(selector) },
        deleteTimeoutMs,
      ),
    dropBefore: (timeMs) =>
      deleteBetween(server, { start, stop: new Date(timeMs - 1).toISOString() }, deleteTimeoutMs),
  };
}
