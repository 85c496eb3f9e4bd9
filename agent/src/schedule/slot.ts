import { crc32 } from "node:zlib";

/** Where in its interval a check runs, ms: the same on every start, and spread over all checks. */
export function phaseMs(checkId: string, intervalMs: number): number {
  const seconds = Math.max(1, Math.floor(intervalMs / 1000));
  return (crc32(checkId) % seconds) * 1000;
}

/** The first slot after a moment: multiples of the interval since the epoch, shifted by the phase. */
export function slotAfter(timeMs: number, intervalMs: number, phase: number): number {
  return (Math.floor((timeMs - phase) / intervalMs) + 1) * intervalMs + phase;
}

/** Stamps are whole seconds, so that the points of a round line up and compress. */
export function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
