import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";

/** One echo request: `rttMs` is absent when it was lost or could not be sent. */
export interface EchoSample {
  sentMs: number;
  rttMs?: number;
}

/** Fields of the `icmp` measurement. Without a reply every `rtt…` is absent, never 0; jitter needs two replies. */
export interface WindowStatistics {
  /** Requests attempted, those the kernel refused to send included. */
  sent: number;
  received: number;
  lossPct: number;
  rttMinMs?: number;
  rttMeanMs?: number;
  rttP50Ms?: number;
  rttP95Ms?: number;
  rttP99Ms?: number;
  rttMaxMs?: number;
  /** All replies, in buckets that can be added up over windows and links. */
  rttHistogram?: string;
  /** Mean absolute difference of the round-trip times of replies next to each other in sending order. */
  jitterMs?: number;
}

/** Percentiles are nearest-rank: always a round-trip time that was measured. `samples` may come in any order. */
export function windowStatistics(samples: readonly EchoSample[]): WindowStatistics {
  const replies = samples
    .toSorted((a, b) => a.sentMs - b.sentMs)
    .flatMap((sample) => (sample.rttMs === undefined ? [] : [sample.rttMs]));
  const sent = samples.length;
  const received = replies.length;
  const statistics: WindowStatistics = {
    sent,
    received,
    lossPct: sent === 0 ? 0 : roundTo3((100 * (sent - received)) / sent),
  };
  if (received === 0) return statistics;
  const sorted = replies.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * received) - 1)] ?? 0;
  return {
    ...statistics,
    rttMinMs: rank(0),
    rttMeanMs: clamp(roundTo3(sum(replies) / received), rank(0), rank(1)),
    rttP50Ms: rank(0.5),
    rttP95Ms: rank(0.95),
    rttP99Ms: rank(0.99),
    rttMaxMs: rank(1),
    rttHistogram: encodeHistogram(histogramOf(replies)),
    ...(received < 2 ? {} : { jitterMs: jitter(replies) }),
  };
}

function jitter(replies: readonly number[]): number {
  let total = 0;
  let before: number | undefined;
  for (const rtt of replies) {
    if (before !== undefined) total += Math.abs(rtt - before);
    before = rtt;
  }
  return roundTo3(total / (replies.length - 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function roundTo3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Rounding must not carry the mean outside the values it is of. */
function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
