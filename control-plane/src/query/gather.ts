import { HaidangError } from "@haidang/contract/error.ts";
import type { Period } from "../state/timeline.ts";
import type { Series } from "../store/series.ts";

/** Samples one answer may hold: enough for a day of raw windows of many series, bounded for the server's memory. */
export const samplesLimit = 500_000;

/** What one question may cost. */
export interface Bounds {
  samples: number;
  /** True once the question has taken too long. */
  isOver: () => boolean;
}

/** Begins with so small a part of the period, so that what is too much is found out before it is all in memory. */
const firstPart = 64;
const growth = 4;
const mostPieces = 1000;

/**
 * Reads a period piece by piece and puts the pieces together; throws `usage` when there are more samples than allowed,
 * or it takes longer. Pieces begin on multiples of `alignMs`.
 */
export async function gather(
  { fromMs, toMs }: Period,
  alignMs: number,
  bounds: Bounds,
  read: (piece: Period) => Promise<Series[]>,
): Promise<Series[]> {
  const whole = new Map<string, Series>();
  const smallestMs = (toMs - fromMs) / mostPieces;
  let samples = 0;
  let pieceMs = Math.max((toMs - fromMs) / firstPart, alignMs, 60_000);
  let atMs = fromMs;
  while (atMs < toMs) {
    const endMs = Math.min(toMs, Math.ceil((atMs + pieceMs) / alignMs) * alignMs);
    let found = 0;
    for (const series of await read({ fromMs: atMs, toMs: endMs })) {
      found += series.samples.length;
      append(whole, series);
    }
    samples += found;
    if (samples > bounds.samples) throw tooMuch(bounds.samples);
    if (bounds.isOver()) throw tooLong();
    const room = (bounds.samples - samples) / Math.max(1, found);
    pieceMs = Math.max(smallestMs, pieceMs * Math.max(1 / growth, Math.min(growth, room)));
    atMs = endMs;
  }
  return [...whole.values()];
}

function append(whole: Map<string, Series>, series: Series): void {
  const key = seriesKey(series);
  const known = whole.get(key);
  if (known === undefined) {
    whole.set(key, { ...series, samples: [...series.samples] });
    return;
  }
  for (const sample of series.samples) known.samples.push(sample);
}

/** The same for the same measurement, field and tags. */
export function seriesKey({
  measurement,
  field,
  tags,
}: Pick<Series, "measurement" | "field" | "tags">): string {
  const sorted = Object.keys(tags)
    .toSorted()
    .map((name) => [name, tags[name]]);
  return JSON.stringify([measurement, field, sorted]);
}

export function tooMuch(limit: number): HaidangError {
  return new HaidangError("usage", `the answer would hold more than ${limit} samples`, {
    hint: "ask for a shorter period, fewer series or a longer step",
  });
}

function tooLong(): HaidangError {
  return new HaidangError("usage", "the answer takes too long to work out", {
    hint: "ask for a shorter period, fewer series or a longer step",
  });
}
