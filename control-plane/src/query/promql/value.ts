import type { SeriesStore } from "../../store/series.ts";
import type { Bounds } from "../gather.ts";
import { type Labels, labelKey, withoutName } from "./labels.ts";
import { refused } from "./parse.ts";

/** Instants a query is worked out at, ms: `startMs`, and on by `stepMs` up to `endMs`. */
export interface Grid {
  startMs: number;
  endMs: number;
  stepMs: number;
}

/** One value an instant of the grid; undefined where there is none. */
export type Values = Array<number | undefined>;
export interface VectorSeries {
  labels: Labels;
  values: Values;
}
export type Value = { kind: "scalar"; values: number[] } | { kind: "vector"; series: VectorSeries[] };

export interface Asking {
  store: SeriesStore;
  grid: Grid;
  /** Samples are those of one selector, the time is that of all. */
  bounds: Bounds;
  nowMs: number;
}

/** What is asked, and what is left of the values (series times instants) that may be held for it. */
export interface Context extends Asking {
  left: { values: number };
}

export function instantsOf({ startMs, endMs, stepMs }: Grid): number {
  return Math.floor((endMs - startMs) / stepMs) + 1;
}

/** Without their names; two that are the same then have no meaning. */
export function unnamed(series: readonly VectorSeries[]): VectorSeries[] {
  const seen = new Set<string>();
  return series.map(({ labels, values }) => {
    const rest = withoutName(labels);
    const key = labelKey(rest);
    if (seen.has(key)) {
      throw refused(
        "two series would have the same labels once their names are gone: ask for them one by one",
      );
    }
    seen.add(key);
    return { labels: rest, values };
  });
}
