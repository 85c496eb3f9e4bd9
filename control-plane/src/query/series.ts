import type { SeriesData } from "@haidang/contract/api.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { fieldDefinition } from "@haidang/contract/measurement.ts";
import type { Period } from "../state/timeline.ts";
import type { Aggregate, SeriesStore } from "../store/series.ts";

export interface SeriesQuestion {
  measurement: string;
  fields: readonly string[] | undefined;
  tags: Readonly<Record<string, string>>;
  period: Period;
  step: { stepMs: number; by: Aggregate } | undefined;
}

/** Samples one answer may hold: enough for a day of raw windows of many series, bounded for the server's memory. */
const samplesLimit = 500_000;

/** Gaps stay gaps: a step without samples is absent. */
export async function readSeries(store: SeriesStore, question: SeriesQuestion): Promise<SeriesData[]> {
  const { measurement, fields, tags, period, step } = question;
  const selector = { measurement, tags, ...(fields === undefined ? {} : { fields }) };
  if (step !== undefined && (period.toMs - period.fromMs) / step.stepMs > samplesLimit) throw tooMuch();
  const found =
    step === undefined ? await store.range(selector, period) : await store.aggregate(selector, period, step);
  let samples = 0;
  for (const series of found) samples += series.samples.length;
  if (samples > samplesLimit) throw tooMuch();
  return found.map((series) => {
    const unit = fieldDefinition(series.measurement, series.field)?.unit;
    return {
      measurement: series.measurement,
      field: series.field,
      ...(unit === undefined || unit === "none" ? {} : { unit }),
      tags: { ...series.tags },
      points: series.samples.map(({ timeMs, value }) => [timeMs, value]),
    };
  });
}

function tooMuch(): HaidangError {
  return new HaidangError("usage", `the answer would hold more than ${samplesLimit} samples`, {
    hint: "ask for a shorter period, fewer series or a longer --step",
  });
}
