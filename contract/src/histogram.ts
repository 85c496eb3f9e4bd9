/**
 * Counts of round-trip times in logarithmic buckets, written as one short text that travels and is stored like any
 * field. Two histograms added up say what one over both would have said, so that percentiles of an hour or of ten
 * links are true percentiles, not means of percentiles. Buckets as in DDSketch (Masson et al., VLDB 2019): bucket i
 * holds what lies in (growth^(i-1), growth^i].
 */
export type Histogram = Map<number, number>;

/** Neighbouring bounds; a quantile is off by at most half of it, 2 %. */
const growth = 1.04;
const logGrowth = Math.log(growth);
/** Below a microsecond nothing is told apart, ms. */
const smallestMs = 0.001;
/** Shifts the smallest bucket to 0, so that no index is negative. */
const shift = -Math.ceil(Math.log(smallestMs) / logGrowth - 1e-9);
/** A day; what takes longer is counted with it. */
const largestBucket = Math.ceil(Math.log(86_400_000) / logGrowth) + shift;
const maxTextLength = 8_192;

/** Counts the times; those that are no time (negative, not a number) are left out. */
export function histogramOf(timesMs: Iterable<number>): Histogram {
  const counts: Histogram = new Map();
  for (const timeMs of timesMs) {
    if (timeMs >= 0) addTo(counts, bucketOf(timeMs), 1);
  }
  return counts;
}

function bucketOf(timeMs: number): number {
  if (timeMs <= smallestMs) return 0;
  return Math.min(largestBucket, Math.ceil(Math.log(timeMs) / logGrowth - 1e-9) + shift);
}

function addTo(counts: Histogram, bucket: number, count: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + count);
}

/** `5k:8 5l 5n:2`: buckets in rising order, index and count in base 36, a count of one left out. */
export function encodeHistogram(counts: Histogram): string {
  return [...counts]
    .sort(([one], [other]) => one - other)
    .map(([bucket, count]) =>
      count === 1 ? bucket.toString(36) : `${bucket.toString(36)}:${count.toString(36)}`,
    )
    .join(" ");
}

/** Undefined for a text that is not one: devices and foreign senders may write anything. */
export function decodeHistogram(text: string): Histogram | undefined {
  if (text.length > maxTextLength) return undefined;
  const counts: Histogram = new Map();
  if (text === "") return counts;
  for (const pair of text.split(" ")) {
    const match = /^([0-9a-z]{1,3})(?::([0-9a-z]{1,9}))?$/.exec(pair);
    const bucket = Number.parseInt(match?.[1] ?? "", 36);
    const count = match?.[2] === undefined ? 1 : Number.parseInt(match[2], 36);
    if (!(bucket <= largestBucket) || !(count >= 1)) return undefined;
    addTo(counts, bucket, count);
  }
  return counts;
}

/** Adds `more` to `counts`. */
export function addHistogram(counts: Histogram, more: Histogram): void {
  for (const [bucket, count] of more) addTo(counts, bucket, count);
}

/** All that can be read, added up; undefined when none can. */
export function mergeHistograms(texts: Iterable<string>): string | undefined {
  const counts: Histogram = new Map();
  for (const text of texts) addHistogram(counts, decodeHistogram(text) ?? new Map());
  return counts.size === 0 ? undefined : encodeHistogram(counts);
}

/** Nearest-rank quantile, ms; undefined of nothing. `share` from 0 to 1. */
export function quantile(counts: Histogram, share: number): number | undefined {
  let total = 0;
  for (const count of counts.values()) total += count;
  let left = Math.max(1, Math.ceil(share * total));
  for (const [bucket, count] of [...counts].sort(([one], [other]) => one - other)) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return undefined;
}

/** The value a bucket stands for: nowhere in it more than 2 % away, ms. */
export function middleOf(bucket: number): number {
  if (bucket === 0) return smallestMs;
  return (2 * growth ** (bucket - shift)) / (growth + 1);
}
