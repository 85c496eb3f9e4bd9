import { HaidangError } from "@haidang/contract/error.ts";
import type { Point } from "@haidang/contract/point.ts";
import { joinParts } from "../parts.ts";
import { carriedSelector } from "../selector.ts";
import type { SeriesStore } from "../series.ts";
import { askBuckets, askLatest, askMeasurements, askRange, type Query } from "./asking.ts";
import {
  type Connection,
  connect,
  ensureDatabase,
  ensureRollUps,
  query,
  serverVersion,
  setRetention,
} from "./client.ts";
import { type DirtyHours, hourMs, openDirtyHours } from "./dirty-hours.ts";
import { deleteBefore, dropSeries } from "./influxql.ts";
import { createRollUps, partsOf, type RollUps, rollUpDatabase, rollUpTiers } from "./rollup.ts";
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
  /**
   * A file of ours that knows which hours have to be rolled up. With it and `retentionDays` roll-ups are kept beyond
   * the raw samples, in a second database, as far as the user may make one.
   */
  dirtyHoursPath?: string | undefined;
  /** Told when a round of roll-ups failed; it is tried again a minute later. */
  onRollUpFault?: ((error: unknown) => void) | undefined;
  /** Deadline of every request, ms. Default 30,000. */
  timeoutMs?: number | undefined;
  now?: () => number;
}

export interface Influxdb1SeriesStore extends SeriesStore {
  /** Works out the roll-ups that are due, as it does by itself every minute; resolves with the number of hours. */
  rollUp(): Promise<number>;
}

interface RolledUp {
  dirty: DirtyHours;
  rollUps: RollUps;
  rawKeepMs: number;
}

const rollUpEveryMs = 60_000;
/** An hour of 345 links at a window each 10 s takes the server several seconds. */
const rollUpTimeoutMs = 600_000;

/** Deleting rewrites files on the server, which takes its time. */
const deleteTimeoutMs = 600_000;

/**
 * A store in an InfluxDB 1.x. Throws `usage` for options that cannot be right, `store_unavailable` when the
 * server does not answer, is of another kind, or refuses the user. One point InfluxDB refuses does not keep it
 * from storing the others of the same `write`, unlike `embedded`: writing them again changes nothing.
 */
export async function openInfluxdb1SeriesStore(options: Influxdb1Options): Promise<Influxdb1SeriesStore> {
  const server = readOptions(options);
  const { now = Date.now, onRollUpFault = () => undefined } = options;
  const connection = connect(server);
  const version = await serverVersion(connection);
  await ensureDatabase(connection);
  if (options.retentionDays !== undefined) await setRetention(connection, options.retentionDays);
  const rolled = await openRollUps(connection, options, now());
  let round: Promise<number> | undefined;
  const rollUp = async (): Promise<number> => {
    if (rolled === undefined) return 0;
    // one that takes longer than a minute is not joined by a second one
    round ??= rolled.rollUps.rollUp(now()).finally(() => {
      round = undefined;
    });
    return round;
  };
  const timer = setInterval(() => void rollUp().catch(onRollUpFault), rollUpEveryMs).unref();
  let open = true;
  const whenOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!open) throw new HaidangError("store_unavailable", `the series store ${server.url.origin} is closed`);
    return work();
  };
  const ask: Query = (text) => query(connection, text);
  const keepMs = options.retentionDays === undefined ? null : options.retentionDays * 86_400_000;
  return {
    engine: `influxdb ${version}`,
    tiers: [{ stepMs: 0, keepMs }, ...(rolled?.rollUps.tiers ?? [])],
    write: (points) => whenOpen(() => write(server, points, rolled?.dirty)),
    range: (selector, range) => whenOpen(() => askRange(ask, carriedSelector(selector), range)),
    aggregate: (given, range, step) =>
      whenOpen(async () => {
        const selector = carriedSelector(given);
        if (rolled === undefined) return askBuckets(ask, selector, range, step);
        const { rollUps, rawKeepMs } = rolled;
        const parts = partsOf(range, step.stepMs, { nowMs: now(), rawKeepMs }).map((part) =>
          part.tier === undefined
            ? askBuckets(ask, selector, part.range, step)
            : rollUps.buckets(part.tier, selector, part.range, step),
        );
        return joinParts(await Promise.all(parts));
      }),
    latest: (selector, sinceMs) => whenOpen(() => askLatest(ask, carriedSelector(selector), sinceMs)),
    measurements: () => whenOpen(() => askMeasurements(ask)),
    dropSeries: (selector) =>
      whenOpen(async () => {
        const statement = dropSeries(carriedSelector(selector));
        await query(connection, statement, { timeoutMs: deleteTimeoutMs });
        if (rolled === undefined) return;
        const database = rollUpDatabase(server.database);
        await query(connection, statement, { timeoutMs: deleteTimeoutMs, database });
      }),
    // roll-ups live as long as their own retention policies say
    dropBefore: (timeMs) =>
      whenOpen(
        async () => void (await query(connection, deleteBefore(timeMs), { timeoutMs: deleteTimeoutMs })),
      ),
    rollUp: () => whenOpen(rollUp),
    ping: () => whenOpen(async () => void (await serverVersion(connection))),
    close: async () => {
      if (!open) return;
      open = false;
      clearInterval(timer);
      rolled?.dirty.close();
    },
  };
}

async function write(
  server: Influxdb1Server,
  points: readonly Point[],
  dirty: DirtyHours | undefined,
): Promise<void> {
  const hours = dirty?.mark(timesOf(points));
  await writePoints(server, points);
  if (hours !== undefined) dirty?.touched(hours);
}

function* timesOf(points: readonly Point[]): Generator<number> {
  for (const { timeMs } of points) if (Number.isFinite(timeMs)) yield timeMs;
}

/** Undefined when they are not wanted, or when the user may not make their database. */
async function openRollUps(
  connection: Connection,
  { dirtyHoursPath, retentionDays }: Influxdb1Options,
  nowMs: number,
): Promise<RolledUp | undefined> {
  if (dirtyHoursPath === undefined || retentionDays === undefined) return undefined;
  const { server } = connection;
  const database = rollUpDatabase(server.database);
  if (!(await ensureRollUps(connection, database, rollUpTiers))) return undefined;
  const dirty = openDirtyHours(dirtyHoursPath);
  if (dirty.isNew) {
    // samples from before roll-ups were kept
    dirty.mark(Array.from({ length: retentionDays * 24 }, (_, at) => nowMs - at * hourMs));
  }
  const rollUps = createRollUps({
    database: server.database,
    dirty,
    query: (text) => query(connection, text, { timeoutMs: rollUpTimeoutMs }),
    queryRolled: (text) => query(connection, text, { database }),
    write: (points, policy) => writePoints(server, points, { database, policy }),
  });
  return { dirty, rollUps, rawKeepMs: retentionDays * 86_400_000 };
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
