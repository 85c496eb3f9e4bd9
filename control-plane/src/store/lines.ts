import { type LineBatch, pointsOf } from "@haidang/contract/line-batch.ts";
import type { SeriesStore } from "./series.ts";

/** Writes lines in the quickest way the driver has. */
export function writeLines(series: SeriesStore, lines: LineBatch): Promise<void> {
  return series.writeLines === undefined ? series.write(pointsOf(lines)) : series.writeLines(lines);
}
