import { setTimeout as delay } from "node:timers/promises";
import { HaidangError } from "@haidang/contract/error.ts";
import { carriedPoint } from "@haidang/contract/line-protocol.ts";
import type { Point } from "@haidang/contract/point.ts";
import { authorizationOf } from "../http.ts";
import { carriedSelector } from "../selector.ts";
import type { SeriesSelector, SeriesStore } from "../series.ts";
import { type Beside, openBeside } from "./beside.ts";
import { checkFits, encodeLines, splitPoints } from "./lines.ts";
import { createNames, type Names } from "./names.ts";
import { matchers } from "./promql.ts";
import { createReader, type Reader } from "./reading.ts";
import {
  checkAbout,
  deleteSeries,
  endpoints,
  flush,
  greet,
  postLines,
  readAbout,
  retentionMs,
  type VictoriaServer,
} from "./server.ts";

export interface VictoriaMetricsOptions {
  /** One server, e.g. `http://127.0.0.1:8428`, or a cluster's vminsert with its tenant: `http://host:8480/insert/0`. */
  url: string;
  /** A cluster's vmselect with the same tenant: `http://host:8481/select/0`. */
  selectUrl?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  /** Sent as a bearer token. */
  token?: string | undefined;
  /** Keeps what VictoriaMetrics cannot: texts, histograms and booleans the contract does not list. Owned from now on. */
  texts: SeriesStore;
  /** A file of ours for types of fields, long names and what was sent a short while ago. */
  besidePath: string;
  /** Deadline of every request, ms. Default 30,000. */
  timeoutMs?: number | undefined;
  now?: () => number;
}

/** A killed server of version 1.79 has lost up to 9 s of what it had acknowledged, ms. */
const holdMs = 60_000;
/** How often it is looked whether any have been held long enough, ms. */
const tidyEveryMs = 5_000;
/** Points in one request. */
const pointsAtOnce = 5_000;
/** After this a cluster shows what it has taken, ms. */
const visibleAfterMs = 5_000;

interface Store {
  readonly server: VictoriaServer;
  readonly texts: SeriesStore;
  readonly beside: Beside;
  readonly names: Names;
  readonly reader: Reader;
  readonly now: () => number;
  startedS: number | undefined;
  tidiedMs: number;
  open: boolean;
}

/**
 * A store in a VictoriaMetrics, single or cluster. It keeps numbers only, to 12 digits; the rest is kept here beside
 * it. It cannot overwrite: of two values written to one series and instant it keeps one, and nobody says which.
 * What it has acknowledged is held here for a minute and sent again when it was started anew meanwhile. Throws
 * `usage`, `data_folder`, or `store_unavailable` when the server is away or set up so that it would count twice.
 */
export async function openVictoriaMetricsSeriesStore(options: VictoriaMetricsOptions): Promise<SeriesStore> {
  const server = readOptions(options);
  const about = await readAbout(server);
  checkAbout(server, about);
  await greet(server);
  const beside = openBeside(options.besidePath);
  const names = createNames(beside);
  const { texts, now = Date.now } = options;
  const reader = createReader({ server, names, texts, now, floorMs: () => beside.floorMs });
  const store: Store = {
    server,
    texts,
    beside,
    names,
    reader,
    now,
    startedS: about.startedS,
    tidiedMs: 0,
    open: true,
  };
  try {
    await sendAgain(store);
  } catch (error) {
    beside.close();
    throw error;
  }
  return facade(store, about);
}

function facade(
  store: Store,
  about: { version: string | undefined; retention: string | undefined },
): SeriesStore {
  const { server, texts, beside, reader } = store;
  const whenOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (store.open) return work();
    throw new HaidangError("store_unavailable", `the series store ${server.writeUrl.origin} is closed`);
  };
  return {
    engine: about.version === undefined ? "victoriametrics" : `victoriametrics ${about.version}`,
    tiers: [{ stepMs: 0, keepMs: retentionMs(about.retention) }],
    write: (points) => whenOpen(() => write(store, points)),
    range: (selector, range) => whenOpen(() => reader.range(carriedSelector(selector), range)),
    aggregate: (selector, range, step) =>
      whenOpen(() => reader.aggregate(carriedSelector(selector), range, step)),
    latest: (selector, sinceMs) => whenOpen(() => reader.latest(carriedSelector(selector), sinceMs)),
    measurements: () => whenOpen(() => reader.measurements()),
    dropSeries: (selector) => whenOpen(() => dropSeries(store, carriedSelector(selector))),
    // the server itself forgets by its own -retentionPeriod only
    dropBefore: (timeMs) =>
      whenOpen(async () => {
        beside.raiseFloor(Math.round(timeMs));
        await texts.dropBefore(timeMs);
      }),
    settled: () => whenOpen(() => settled(server)),
    ping: () =>
      whenOpen(async () => {
        await greet(server);
        await texts.ping();
      }),
    close: async () => {
      if (!store.open) return;
      store.open = false;
      beside.close();
      await texts.close();
    },
  };
}

function readOptions(options: VictoriaMetricsOptions): VictoriaServer {
  const addresses = [options.url, options.selectUrl].map((text) => {
    if (text === undefined) return undefined;
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
    // the URL is not repeated, as it may hold a password
    throw new HaidangError("usage", "the URL given for VictoriaMetrics is not one", {
      hint: "Write it like http://127.0.0.1:8428",
    });
  });
  const [url, selectUrl] = addresses;
  if (url === undefined) throw new HaidangError("usage", "VictoriaMetrics needs an address");
  const username = options.username ?? decodeURIComponent(url.username);
  const password = options.password ?? decodeURIComponent(url.password);
  for (const each of [url, selectUrl]) {
    if (each === undefined) continue;
    each.username = "";
    each.password = "";
    each.search = "";
  }
  return {
    name: "VictoriaMetrics",
    authorization: authorizationOf({ username, password, token: options.token }, "Bearer"),
    timeoutMs: options.timeoutMs ?? 30_000,
    ...endpoints(url, selectUrl),
  };
}

async function write(store: Store, given: readonly Point[]): Promise<void> {
  const points = given.flatMap((point) => carriedPoint(point) ?? []);
  for (const point of points) checkFits(point);
  store.beside.claimTypes(points);
  const { numbers, others } = splitPoints(points);
  const held = numbers.length === 0 ? undefined : store.beside.keep(numbers, store.now());
  try {
    if (others.length > 0) await store.texts.write(others);
    await post(store, numbers);
  } catch (error) {
    // refused as a whole: whoever sent it has it still
    if (held !== undefined && store.open) store.beside.forget(held);
    throw error;
  }
  if (store.now() - store.tidiedMs >= tidyEveryMs) await tidy(store);
}

async function post({ server, names }: Store, points: readonly Point[]): Promise<void> {
  for (let from = 0; from < points.length; from += pointsAtOnce) {
    await postLines(server, encodeLines(points.slice(from, from + pointsAtOnce), names));
  }
}

/** Lets go of what the server has on its disk by now; sends all again when it may have lost some. */
async function tidy(store: Store): Promise<void> {
  store.tidiedMs = store.now();
  const dueMs = store.tidiedMs - holdMs;
  if (!store.beside.hasBefore(dueMs)) return;
  try {
    const { startedS } = await readAbout(store.server);
    if (startedS === store.startedS) {
      store.beside.forgetBefore(dueMs);
      return;
    }
    await sendAgain(store);
    store.startedS = startedS;
  } catch (error) {
    // what is held stays held, and the next write comes here again
    if (!(error instanceof HaidangError && error.code === "store_unavailable")) throw error;
  }
}

async function sendAgain(store: Store): Promise<void> {
  const nowMs = store.now();
  for (const points of store.beside.kept()) await post(store, points);
  store.beside.renew(nowMs);
}

async function settled(server: VictoriaServer): Promise<void> {
  if (!(await flush(server))) await delay(visibleAfterMs);
}

async function dropSeries(store: Store, selector: SeriesSelector): Promise<void> {
  const { server, names, beside, texts, reader } = store;
  const { measurement, tags = {} } = selector;
  await texts.dropSeries({ measurement, tags });
  beside.dropKept(
    (point) =>
      point.measurement === measurement &&
      Object.entries(tags).every(([name, value]) => (point.tags[name] ?? "") === value),
  );
  // a series of this moment is not found, and so not dropped, before it shows
  await settled(server);
  const fields = await reader.fieldsOf(measurement);
  const matches = matchers({ measurement, tags, fields }, names);
  if (matches.length > 0) await deleteSeries(server, matches);
  if (Object.keys(tags).length === 0) beside.dropTypes(measurement);
}
