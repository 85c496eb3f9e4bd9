import { createLineReader } from "@haidang/contract/line-batch.ts";
import type { LineFault, Precision } from "@haidang/contract/line-protocol.ts";
import { writeLines } from "../store/lines.ts";
import type { SeriesStore } from "../store/series.ts";
import { futureFault } from "./admit.ts";

export interface TextLimits {
  precision: Precision;
  nowMs: number;
  /** Faults named at once. */
  maxFaults?: number;
}

/**
 * Line protocol from anyone into the store: resolves with no faults when all of it is durable, else with the lines
 * that are wrong, nothing then being stored. Rejects as `SeriesStore.write` does.
 */
export type TextWriter = (text: string, limits: TextLimits) => Promise<LineFault[]>;

/** Keeps what it learns of the lines' beginnings, so one is made for a door, not for a request. */
export function createTextWriter(series: SeriesStore): TextWriter {
  const reader = createLineReader();
  return async (text, { precision, nowMs, maxFaults = 20 }) => {
    const lines = reader.read(text, { precision, nowMs, maxFaults });
    const { times, faults } = lines;
    for (let row = 0; row < times.length && faults.length < maxFaults; row += 1) {
      const fault = futureFault(times[row] as number, nowMs, "set the sender's clock");
      if (fault !== undefined) faults.push({ line: lines.lines[row] as number, message: fault });
    }
    if (faults.length > 0) return faults;
    await writeLines(series, lines);
    return [];
  };
}
