import { intoBuckets } from "../bucket.ts";
import { joinParts } from "../parts.ts";
import type { Aggregate, Series, SeriesSelector, SeriesStore, TimeRange } from "../series.ts";
import { type Answered, keyOf, readExport, readNames, readQuery, toSeries } from "./answer.ts";
import { isBoolean } from "./lines.ts";
import type { Names } from "./names.ts";
import { matchers, newestTime, overWindow, seconds } from "./promql.ts";
import { question, type VictoriaServer } from "./server.ts";

export interface ReaderOptions {
  server: VictoriaServer;
  names: Names;
  texts: SeriesStore;
  now: () => number;
  /** Nothing older is to be seen. */
  floorMs: () => number;
}

/** All selectors in their carried form. */
export interface Reader {
  range(selector: SeriesSelector, range: TimeRange): Promise<Series[]>;
  aggregate(
    selector: SeriesSelector,
    range: TimeRange,
    step: { stepMs: number; by: Aggregate },
  ): Promise<Series[]>;
  latest(selector: SeriesSelector, sinceMs: number): Promise<Series[]>;
  measurements(): Promise<string[]>;
  fieldsOf(measurement: string): Promise<string[]>;
}

/** The server shows the newest 30 s of steps below a minute as it guesses them to become (`-search.latencyOffset`). */
const leastServerStepMs = 60_000;
/** Values one series may have in an answer: below `-search.maxPointsPerTimeseries`, 30,000. */
const bucketsAtOnce = 10_000;
/** So many buckets cost more to ask for than the samples in them. */
const mostBuckets = 100_000;
/** VictoriaMetrics takes samples up to two days ahead. */
const aheadMs = 2 * 86_400_000;
/** The server looks 5 min further back than it is told, and answers with nothing when that is before the epoch. */
const firstMs = 3_600_000;
/** Of the years the server keeps time in. */
const maxTimeMs = 9_223_372_036_854;

export function createReader(reader: ReaderOptions): Reader {
  const { texts } = reader;
  return {
    range: async (selector, range) => [
      ...(await numbers(reader, selector, clamp(reader, range))),
      ...(await texts.range(selector, range)),
    ],
    aggregate: async (selector, range, step) => {
      const { stepMs, by } = step;
      const others = await texts.aggregate(selector, range, step);
      return by === "merge"
        ? others
        : [...(await numberBuckets(reader, selector, range, { stepMs, by })), ...others];
    },
    latest: async (selector, sinceMs) => [
      ...(await latestNumbers(reader, selector, sinceMs)),
      ...(await texts.latest(selector, sinceMs)),
    ],
    measurements: async () => [
      ...new Set([
        ...(await metrics(reader)).map(({ measurement }) => measurement),
        ...(await texts.measurements()),
      ]),
    ],
    fieldsOf: async (measurement) =>
      (await metrics(reader)).flatMap((metric) => (metric.measurement === measurement ? [metric.field] : [])),
  };
}

function clamp({ floorMs }: ReaderOptions, { fromMs, toMs }: TimeRange): TimeRange {
  return {
    fromMs: Math.max(firstMs, Math.ceil(fromMs), floorMs()),
    toMs: Math.min(maxTimeMs, Math.ceil(toMs)),
  };
}

async function numbers(
  { server, names }: ReaderOptions,
  selector: SeriesSelector,
  { fromMs, toMs }: TimeRange,
): Promise<Series[]> {
  const matches = matchers(selector, names);
  if (matches.length === 0 || toMs <= fromMs) return [];
  const args = matches.map((match): [string, string] => ["match[]", match]);
  args.push(["start", seconds(fromMs)], ["end", seconds(toMs - 1)]);
  return toSeries(readExport(await question(server, "export", args)), {
    measurement: selector.measurement,
    names,
  });
}

/** Whole buckets from the server. `fromMs` and `toMs` lie on their bounds. */
async function wholeBuckets(
  { server, names }: ReaderOptions,
  selector: SeriesSelector,
  { fromMs, toMs }: TimeRange,
  { stepMs, by }: { stepMs: number; by: Exclude<Aggregate, "merge"> },
): Promise<Series[]> {
  const answered: Answered[] = [];
  for (const match of matchers(selector, names)) {
    for (let start = fromMs; start < toMs; start += bucketsAtOnce * stepMs) {
      const end = Math.min(toMs, start + bucketsAtOnce * stepMs);
      // a window ends with its instant: the last ms of the bucket
      const args: Array<[string, string]> = [
        ["query", overWindow(match, by, stepMs)],
        ["start", seconds(start + stepMs - 1)],
        ["end", seconds(end - 1)],
        ["step", `${stepMs}ms`],
        ["nocache", "1"],
      ];
      answered.push(...readQuery(await question(server, "query_range", args)));
    }
  }
  const buckets = answered.map(({ metric, samples }) => ({
    metric,
    samples: samples.map(({ timeMs, value }) => ({ timeMs: timeMs + 1 - stepMs, value })),
  }));
  return toSeries(buckets, { measurement: selector.measurement, names, isCount: by === "count" });
}

async function numberBuckets(
  reader: ReaderOptions,
  selector: SeriesSelector,
  range: TimeRange,
  step: { stepMs: number; by: Exclude<Aggregate, "merge"> },
): Promise<Series[]> {
  const { stepMs, by } = step;
  const { fromMs, toMs } = clamp(reader, range);
  const startMs = Math.ceil(fromMs / stepMs) * stepMs;
  const lastMs = Math.floor(Math.min(toMs, reader.now() + aheadMs) / stepMs) * stepMs;
  const raw = async (part: TimeRange): Promise<Series[]> =>
    (await numbers(reader, selector, part)).map((series) => ({
      ...series,
      samples: intoBuckets(series.samples, step),
    }));
  const count = (lastMs - startMs) / stepMs;
  const parts =
    stepMs < leastServerStepMs || count < 1 || count > mostBuckets
      ? [await raw({ fromMs, toMs })]
      : [
          await raw({ fromMs, toMs: startMs }),
          await wholeBuckets(reader, selector, { fromMs: startMs, toMs: lastMs }, step),
          await raw({ fromMs: lastMs, toMs }),
        ];
  const suits = (field: string) => by === "last" || by === "count" || !isBoolean(selector.measurement, field);
  return joinParts(parts).filter(({ field, samples }) => samples.length > 0 && suits(field));
}

async function latestNumbers(
  reader: ReaderOptions,
  selector: SeriesSelector,
  sinceMs: number,
): Promise<Series[]> {
  const { server, names, now } = reader;
  const atMs = now() + aheadMs;
  const windowMs = atMs - clamp(reader, { fromMs: sinceMs, toMs: atMs }).fromMs + 1;
  const times = new Map<string, number>();
  const values: Answered[] = [];
  if (windowMs <= 0) return [];
  for (const match of matchers(selector, names)) {
    const query = async (text: string) => {
      const args: Array<[string, string]> = [
        ["query", text],
        ["time", seconds(atMs)],
        ["nocache", "1"],
      ];
      return readQuery(await question(server, "query", args));
    };
    values.push(...(await query(overWindow(match, "last", windowMs))));
    for (const { metric, samples } of await query(newestTime(match, windowMs))) {
      times.set(keyOf(metric), Math.round((samples[0]?.value ?? 0) * 1000));
    }
  }
  const stamped = values.map(({ metric, samples }) => {
    const timeMs = times.get(keyOf(metric));
    return { metric, samples: timeMs === undefined ? [] : samples.map(({ value }) => ({ timeMs, value })) };
  });
  return toSeries(stamped, { measurement: selector.measurement, names });
}

async function metrics({
  server,
  names,
}: ReaderOptions): Promise<Array<{ measurement: string; field: string }>> {
  const found = readNames(await question(server, "label/__name__/values", []));
  return found.flatMap((metric) => names.parse(metric) ?? []);
}
