import type { FieldValue, Point } from "@haidang/contract/point.ts";
import type { Series, SeriesStore } from "./series.ts";

const dayMs = 86_400_000;
/** Samples held in memory at once, about. */
const samplesAtOnce = 200_000;
const pointsAtOnce = 5_000;

/** A day (UTC, by its start) of a measurement, and its samples. */
export interface MeasurementDay {
  measurement: string;
  dayMs: number;
  samples: number;
}

/** What was moved, kept by the caller so that an interrupted run goes on where it was. */
export interface Moved {
  get(measurement: string, dayMs: number): number | undefined;
  set(measurement: string, dayMs: number, samples: number): void;
}

export interface Progress {
  day: MeasurementDay;
  movedSamples: number;
  totalSamples: number;
  /** Of this run; null before there is anything to tell it by. */
  samplesPerS: number | null;
  etaS: number | null;
}

export interface MigrateOptions {
  from: SeriesStore;
  to: SeriesStore;
  sinceMs: number;
  moved: Moved;
  now: () => number;
  onProgress: (progress: Progress) => void;
}

/** Days of which the target holds fewer samples than were moved. */
export interface Shortfall extends MeasurementDay {
  found: number;
}

export interface Migrated {
  days: MeasurementDay[];
  shortfalls: Shortfall[];
}

/** All days of all measurements, with their samples counted by the store itself. */
export async function countDays(
  store: SeriesStore,
  sinceMs: number,
  toMs: number,
): Promise<MeasurementDay[]> {
  const days: MeasurementDay[] = [];
  for (const measurement of (await store.measurements()).toSorted()) {
    const counted = await store.aggregate(
      { measurement },
      { fromMs: sinceMs, toMs },
      { stepMs: dayMs, by: "count" },
    );
    const samples = new Map<number, number>();
    for (const { timeMs, value } of counted.flatMap((series) => series.samples)) {
      samples.set(timeMs, (samples.get(timeMs) ?? 0) + Number(value));
    }
    for (const [day, count] of [...samples].sort(([one], [other]) => one - other)) {
      days.push({ measurement, dayMs: day, samples: count });
    }
  }
  return days;
}

/**
 * Copies what the one store has since `sinceMs` to the other, day by day, and counts both at the end. Rewriting a
 * point changes nothing, so a day that was half moved is moved again whole.
 */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
  const { from, to, sinceMs, moved, now, onProgress } = options;
  const startedMs = now();
  const toMs = startedMs + dayMs;
  const days = await countDays(from, sinceMs, toMs);
  const totalSamples = days.reduce((sum, { samples }) => sum + samples, 0);
  let movedSamples = 0;
  let movedNow = 0;
  for (const day of days) {
    const before = moved.get(day.measurement, day.dayMs);
    if (before === undefined) {
      day.samples = await moveDay(from, to, day, { sinceMs, toMs });
      movedNow += day.samples;
      // a day that is not over may get more
      if (day.dayMs + dayMs <= startedMs) moved.set(day.measurement, day.dayMs, day.samples);
    } else {
      day.samples = before;
    }
    movedSamples += day.samples;
    const seconds = (now() - startedMs) / 1000;
    const samplesPerS = movedNow > 0 && seconds > 0 ? movedNow / seconds : null;
    const left = Math.max(0, totalSamples - movedSamples);
    onProgress({
      day,
      movedSamples,
      totalSamples,
      samplesPerS,
      etaS: samplesPerS === null ? null : left / samplesPerS,
    });
  }
  await to.settled?.();
  return { days, shortfalls: shortfallsOf(days, await countDays(to, sinceMs, toMs)) };
}

function shortfallsOf(days: readonly MeasurementDay[], found: readonly MeasurementDay[]): Shortfall[] {
  const counts = new Map(
    found.map(({ measurement, dayMs: day, samples }) => [JSON.stringify([measurement, day]), samples]),
  );
  return days.flatMap((day) => {
    const count = counts.get(JSON.stringify([day.measurement, day.dayMs])) ?? 0;
    return count < day.samples ? [{ ...day, found: count }] : [];
  });
}

async function moveDay(
  from: SeriesStore,
  to: SeriesStore,
  { measurement, dayMs: startMs, samples }: MeasurementDay,
  { sinceMs, toMs }: { sinceMs: number; toMs: number },
): Promise<number> {
  const sliceMs = Math.ceil(dayMs / Math.max(1, Math.ceil(samples / samplesAtOnce)));
  const endMs = Math.min(toMs, startMs + dayMs);
  let count = 0;
  for (let fromMs = Math.max(sinceMs, startMs); fromMs < endMs; fromMs += sliceMs) {
    const range = { fromMs, toMs: Math.min(endMs, fromMs + sliceMs) };
    const series = await from.range({ measurement }, range);
    const points = pointsOf(series);
    for (let at = 0; at < points.length; at += pointsAtOnce) {
      await to.write(points.slice(at, at + pointsAtOnce));
    }
    for (const each of series) count += each.samples.length;
  }
  return count;
}

/** Fields of one series and instant are one point again. */
function pointsOf(series: readonly Series[]): Point[] {
  const points = new Map<string, Point & { fields: Record<string, FieldValue> }>();
  for (const { measurement, field, tags, samples } of series) {
    const key = JSON.stringify(Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1)));
    for (const { timeMs, value } of samples) {
      const id = `${timeMs} ${key}`;
      const point = points.get(id) ?? { measurement, tags, timeMs, fields: Object.create(null) };
      points.set(id, point);
      point.fields[field] = value;
    }
  }
  return [...points.values()];
}
