import { seriesSchema } from "@haidang/contract/api.ts";
import type { ObjectRef } from "@haidang/contract/object.ts";
import { z } from "zod";
import { get } from "../api.ts";
import { joinSeries, type MeasuredWindow, type Roles } from "../window.ts";

export const chartRanges = ["15m", "1h", "6h", "24h"] as const;
export type ChartRange = (typeof chartRanges)[number];

/** How long each range is and the step it is asked in; none means every window as it was measured. */
export const rangeOf: Record<ChartRange, { lengthMs: number; stepS: number | null; againMs: number }> = {
  "15m": { lengthMs: 900_000, stepS: null, againMs: 300_000 },
  "1h": { lengthMs: 3_600_000, stepS: null, againMs: 300_000 },
  "6h": { lengthMs: 21_600_000, stepS: 60, againMs: 60_000 },
  "24h": { lengthMs: 86_400_000, stepS: 180, againMs: 180_000 },
};

export type ChartSubject = "latency" | "answer" | "signalling";

interface Part {
  fields: Roles;
  aggregate: "mean" | "min" | "max";
}

/** A minimum of minima and a maximum of maxima: a mean of either would hide the worst. */
const sources: Record<ChartSubject, { measurement: string; parts: readonly Part[] }> = {
  latency: {
    measurement: "icmp",
    parts: [
      { fields: { rttP50Ms: "middle", lossPct: "lossPct" }, aggregate: "mean" },
      { fields: { rttMinMs: "least" }, aggregate: "min" },
      { fields: { rttMaxMs: "most" }, aggregate: "max" },
    ],
  },
  answer: {
    measurement: "http",
    parts: [
      { fields: { totalMs: "middle" }, aggregate: "mean" },
      { fields: { totalMs: "least" }, aggregate: "min" },
      { fields: { totalMs: "most" }, aggregate: "max" },
    ],
  },
  signalling: {
    measurement: "sip",
    parts: [
      { fields: { responseMs: "middle" }, aggregate: "mean" },
      { fields: { responseMs: "least" }, aggregate: "min" },
      { fields: { responseMs: "most" }, aggregate: "max" },
    ],
  },
};

/** Measured windows of one object, in time order. */
export async function askWindows(
  subject: ChartSubject,
  object: ObjectRef,
  { fromMs, toMs, stepS }: { fromMs: number; toMs: number; stepS: number | null },
): Promise<MeasuredWindow[]> {
  const { measurement, parts } = sources[subject];
  const base = {
    measurement,
    kind: object.kind,
    id: object.id,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  };
  // Without a step nothing is gathered, so that one question brings every field.
  const questions: readonly Part[] =
    stepS === null && subject === "latency"
      ? [{ fields: Object.assign({}, ...parts.map(({ fields }) => fields)), aggregate: "mean" }]
      : parts;
  const answers = await Promise.all(
    questions.map(async ({ fields, aggregate }) => {
      const step: Record<string, string | number> = stepS === null ? {} : { stepS, aggregate };
      const query = { ...base, field: Object.keys(fields).join(","), ...step };
      const { data } = await get("/query", z.array(seriesSchema), query);
      return { series: data, roles: fields };
    }),
  );
  return joinSeries(answers);
}
