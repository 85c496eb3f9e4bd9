import { encodeHistogram, histogramOf } from "@haidang/contract/histogram.ts";
import type { FieldName } from "@haidang/contract/measurement.ts";
import type { SplitLoss } from "./direction.ts";

/** What one packet that came back in time showed, ms. */
export interface Trip {
  sequence: number;
  rttMs: number;
  /** T2 - T1 and T4 - T3 by the two clocks: of worth as differences, as delays only where `clocksErrorMs` is small. */
  forwardMs: number;
  backMs: number;
  /** Sum of both error estimates; absent when either clock follows no common one. */
  clocksErrorMs?: number;
  /** This machine was busy when it came: it counts as received, but its times are worth nothing. */
  isVoid: boolean;
}

export interface StampWindow {
  /** Packets sent, in rising order. */
  sent: readonly number[];
  /** Those that came back in time, in the order of sending. */
  trips: readonly Trip[];
  /** Absent where the reflector does not count. */
  split?: SplitLoss;
  duplicates: number;
  reordered: number;
}

export type StampFields = Partial<Record<Exclude<FieldName<"stamp">, "rttHistogram">, number>> & {
  rttHistogram?: string;
};

/** A clock cannot be off by more than a packet may be away: a larger difference means that one was set. */
const largestChangeMs = 3000;

/** Fields of the `stamp` measurement. Figures without a basis are absent, never 0. */
export function windowFields({ sent, trips, split, duplicates, reordered }: StampWindow): StampFields {
  const timed = trips.filter(({ isVoid }) => !isVoid);
  return {
    sent: sent.length,
    received: trips.length,
    lossPct: share(sent.length - trips.length, sent.length),
    ...directions(sent.length, split),
    longestLossRun: longestRun(sent, new Set(trips.map(({ sequence }) => sequence))),
    duplicates,
    reordered,
    voided: trips.length - timed.length,
    ...roundTrips(timed.map(({ rttMs }) => rttMs)),
    ...variation(
      "jitterForwardMs",
      timed.map(({ forwardMs }) => forwardMs),
    ),
    ...variation(
      "jitterBackMs",
      timed.map(({ backMs }) => backMs),
    ),
    ...oneWay(timed),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : round((100 * part) / whole);
}

/** What was lost on the way there cannot be lost on the way back. */
function directions(sent: number, split: SplitLoss | undefined): StampFields {
  if (split === undefined || split.unknown > 0) return {};
  const { forward, back } = split;
  return {
    lostForward: forward,
    lostBack: back,
    lossForwardPct: share(forward, sent),
    lossBackPct: share(back, sent - forward),
  };
}

function longestRun(sent: readonly number[], returned: ReadonlySet<number>): number {
  let longest = 0;
  let run = 0;
  for (const sequence of sent) {
    run = returned.has(sequence) ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Percentiles are nearest-rank: always a round trip that was measured. */
function roundTrips(rtts: readonly number[]): StampFields {
  if (rtts.length === 0) return {};
  const sorted = rtts.toSorted((a, b) => a - b);
  const rank = (part: number) => round(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0);
  const mean = round(sorted.reduce((total, rtt) => total + rtt, 0) / sorted.length);
  return {
    rttMinMs: rank(0),
    // rounding must not carry the mean outside the values it is of
    rttMeanMs: Math.min(rank(1), Math.max(rank(0), mean)),
    rttP50Ms: rank(0.5),
    rttP95Ms: rank(0.95),
    rttP99Ms: rank(0.99),
    rttMaxMs: rank(1),
    rttHistogram: encodeHistogram(histogramOf(sorted)),
    ...(sorted.length < 2 ? {} : { pdvMs: round(rank(0.99) - rank(0)) }),
    ...variation("jitterMs", rtts),
  };
}

/** J += (|D| - J) / 16 (RFC 3550 6.4.1) over packets next to each other in sending order; a clock's offset cancels. */
function variation(
  field: "jitterMs" | "jitterForwardMs" | "jitterBackMs",
  times: readonly number[],
): StampFields {
  let jitter: number | undefined;
  let before: number | undefined;
  for (const time of times) {
    const changeMs = before === undefined ? undefined : Math.abs(time - before);
    before = time;
    if (changeMs === undefined || changeMs > largestChangeMs) continue;
    jitter = (jitter ?? 0) + (changeMs - (jitter ?? 0)) / 16;
  }
  return jitter === undefined ? {} : { [field]: round(jitter) };
}

/** Medians of both directions, said only when both clocks follow a common one closely enough and no delay is negative. */
function oneWay(trips: readonly Trip[]): StampFields {
  const errors = trips.flatMap(({ clocksErrorMs }) => (clocksErrorMs === undefined ? [] : [clocksErrorMs]));
  if (trips.length === 0 || errors.length < trips.length) return {};
  const forwardMs = median(trips.map((trip) => trip.forwardMs));
  const backMs = median(trips.map((trip) => trip.backMs));
  const isOff = trips.some((trip) => trip.forwardMs < 0 || trip.backMs < 0);
  if (isOff || Math.max(...errors) >= Math.min(forwardMs, backMs) / 2) return {};
  return { forwardMs: round(forwardMs), backMs: round(backMs) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
