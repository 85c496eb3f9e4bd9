import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import type { Sample } from "../bucket.ts";
import type { Series } from "../series.ts";
import { isBoolean } from "./lines.ts";
import type { Names } from "./names.ts";

const metricSchema = z.record(z.string(), z.string());
const exportedSchema = z.object({
  metric: metricSchema,
  // null where a value has no form in JSON
  values: z.array(z.number().nullable()),
  timestamps: z.array(z.number()),
});
const pairSchema = z.tuple([z.number(), z.string()]);
const queriedSchema = z.object({
  status: z.literal("success"),
  isPartial: z.boolean().optional(),
  data: z.object({
    result: z.array(
      z.object({
        metric: metricSchema,
        value: pairSchema.optional(),
        values: z.array(pairSchema).optional(),
      }),
    ),
  }),
});
const namesSchema = z.object({ status: z.literal("success"), data: z.array(z.string()) });

export interface Answered {
  metric: Readonly<Record<string, string>>;
  samples: Array<{ timeMs: number; value: number }>;
}

/** Answer of `/api/v1/export`: a line of JSON a series, or several for one. */
export function readExport(text: string): Answered[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { metric, values, timestamps } = parse(line, exportedSchema);
      const samples = timestamps.flatMap((timeMs, at) => {
        const value = values[at];
        return typeof value === "number" ? [{ timeMs, value }] : [];
      });
      return { metric, samples };
    });
}

/** Answer of `/api/v1/query` and `/api/v1/query_range`. */
export function readQuery(text: string): Answered[] {
  const answer = parse(text, queriedSchema);
  if (answer.isPartial === true) {
    throw new HaidangError("store_unavailable", "VictoriaMetrics answered with a part only", {
      hint: "One of its storage nodes is away.",
    });
  }
  return answer.data.result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
    metric,
    samples: values.flatMap(([atS, given]) => {
      const number = Number(given);
      return Number.isFinite(number) ? [{ timeMs: Math.round(atS * 1000), value: number }] : [];
    }),
  }));
}

export function readNames(text: string): string[] {
  return parse(text, namesSchema).data;
}

function parse<T>(text: string, schema: z.ZodType<T>): T {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new HaidangError("store_unavailable", "the answer is none of VictoriaMetrics'", {
    hint: "See that the address is the one of VictoriaMetrics, or of its vmselect.",
  });
}

/** One text a series, for telling which belong together. */
export function keyOf(metric: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(metric).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Series of the measurement in our names; pieces of one series are put together, in time order. Where `isCount`,
 * values are numbers whatever their field is.
 */
export function toSeries(
  answered: readonly Answered[],
  { measurement, names, isCount = false }: { measurement: string; names: Names; isCount?: boolean },
): Array<Series & { samples: Sample[] }> {
  const found = new Map<string, Series & { samples: Sample[] }>();
  for (const { metric, samples } of answered) {
    const name = names.parse(metric["__name__"] ?? "");
    if (name?.measurement !== measurement || samples.length === 0) continue;
    const key = keyOf(metric);
    const series = found.get(key) ?? { ...name, tags: tagsOf(metric, names), samples: [] };
    found.set(key, series);
    const boolean = !isCount && isBoolean(measurement, name.field);
    for (const { timeMs, value } of samples) {
      series.samples.push({ timeMs, value: boolean ? value !== 0 : value });
    }
  }
  for (const { samples } of found.values()) samples.sort((one, other) => one.timeMs - other.timeMs);
  return [...found.values()];
}

function tagsOf(metric: Readonly<Record<string, string>>, names: Names): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const [label, value] of Object.entries(metric))
    if (label !== "__name__") tags[names.tag(label)] = value;
  return tags;
}
