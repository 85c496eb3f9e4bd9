import { measurements } from "@haidang/contract/measurement.ts";
import type { Point } from "@haidang/contract/point.ts";
import { intoBuckets } from "../bucket.ts";
import type { Aggregate, Series, SeriesSelector, Tier, TimeRange } from "../series.ts";
import { readFieldTypes, readSeries } from "./answer.ts";
import { askBuckets, type Query } from "./asking.ts";
import { type DirtyHours, hourMs } from "./dirty-hours.ts";
import {
  type FieldType,
  quoteIdentifier,
  rollUpHour,
  selectRange,
  selectRolledUp,
  showFieldTypes,
  suits,
} from "./influxql.ts";

/** A retention policy of the second database, and what it holds. */
export interface RollUpTier {
  policy: string;
  stepMs: number;
  keepMs: number;
}

/** Thirteen months by 5 minutes, five years by the hour. */
export const rollUpTiers: readonly RollUpTier[] = [
  { policy: "five_minutes", stepMs: 300_000, keepMs: 400 * 86_400_000 },
  { policy: "one_hour", stepMs: hourMs, keepMs: 1830 * 86_400_000 },
];

/** Roll-ups lie in a database of their own: DELETE, which forgets old samples, knows no retention policies. */
export function rollUpDatabase(database: string): string {
  return `${database}_rollup`;
}

/** Agents a little late do not make an hour be worked out twice, ms. */
const graceMs = 120_000;
/** Hours worked out before others get their turn. */
const hoursAtOnce = 200;

export interface RollUps {
  readonly tiers: readonly Tier[];
  /** Works out what is due; resolves with the number of hours. */
  rollUp(nowMs: number): Promise<number>;
  /** Buckets from a roll-up tier, by its whole rows. */
  buckets(
    tier: RollUpTier,
    selector: SeriesSelector,
    range: TimeRange,
    step: { stepMs: number; by: Aggregate },
  ): Promise<Series[]>;
}

export interface RollUpOptions {
  database: string;
  dirty: DirtyHours;
  query: Query;
  /** Asks the database of the roll-ups. */
  queryRolled: Query;
  write: (points: readonly Point[], policy: string) => Promise<void>;
}

/**
 * Roll-ups by statements of ours over each hour samples came for, and again when more come: InfluxDB's own
 * continuous queries pass over a late sample, and a site that was cut off sends days of them.
 */
export function createRollUps({ database, dirty, query, queryRolled, write }: RollUpOptions): RollUps {
  async function rollUpOne(hour: number): Promise<void> {
    const range = { fromMs: hour * hourMs, toMs: (hour + 1) * hourMs };
    const into = quoteIdentifier(rollUpDatabase(database));
    await query(
      rollUpTiers
        .map(({ policy, stepMs }) => rollUpHour(`${into}.${quoteIdentifier(policy)}`, range, stepMs))
        .join("; "),
    );
    for (const measurement of withHistograms) {
      for (const { policy, stepMs } of rollUpTiers) {
        const merged = await askBuckets(query, { measurement }, range, { stepMs, by: "merge" });
        await write(merged.flatMap(histogramPoints), policy);
      }
    }
  }

  return {
    tiers: rollUpTiers,
    async rollUp(nowMs) {
      const due = dirty.due(nowMs - graceMs).slice(0, hoursAtOnce);
      for (const { hour, generation } of due) {
        await rollUpOne(hour);
        dirty.clean(hour, generation);
      }
      return due.length;
    },
    async buckets({ policy, stepMs: rowMs }, selector, given, step) {
      const range = { fromMs: Math.floor(given.fromMs / rowMs) * rowMs, toMs: given.toMs };
      const prefix = step.by === "mean" || step.by === "sum" ? "sum_" : `${step.by}_`;
      const types = readFieldTypes(await queryRolled(showFieldTypes(selector.measurement, policy)));
      const rows = types.flatMap(({ field, type }): FieldType[] =>
        field.startsWith(prefix) && (step.by === "merge" || suits(type, step.by))
          ? [{ field: field.slice(prefix.length), type }]
          : [],
      );
      const fields = rows.filter(({ field }) => selector.fields?.includes(field) ?? true);
      if (fields.length === 0) return [];
      const { stepMs, by } = step;
      if (by !== "merge") {
        return readSeries(
          await queryRolled(selectRolledUp(selector, fields, range, { stepMs, by, policy })),
          fields,
        );
      }
      const texts = fields.map(({ field, type }) => ({ field: `${prefix}${field}`, type }));
      const found = readSeries(await queryRolled(selectRange(selector, texts, range, policy)), fields);
      return found.map((series) => ({ ...series, samples: intoBuckets(series.samples, step) }));
    },
  };
}

const withHistograms = Object.entries(measurements).flatMap(([measurement, { fields }]) =>
  Object.values(fields).some(({ kind }) => kind === "histogram") ? [measurement] : [],
);

function histogramPoints({ measurement, tags, field, samples }: Series): Point[] {
  return samples.map(({ timeMs, value }) => ({
    measurement,
    tags,
    fields: { [`merge_${field}`]: value },
    timeMs,
  }));
}

/** A part of what is asked for, and where it is read: `undefined` is the raw samples. */
export interface Part {
  range: TimeRange;
  tier: RollUpTier | undefined;
}

/**
 * The range cut where raw samples, and then finer roll-ups, come to their age, on bounds of `stepMs`. A tier is
 * used only where its step divides the one asked for.
 */
export function partsOf(
  range: TimeRange,
  stepMs: number,
  { nowMs, rawKeepMs }: { nowMs: number; rawKeepMs: number },
): Part[] {
  const parts: Part[] = [];
  let toMs = range.toMs;
  const usable = rollUpTiers.filter((tier) => stepMs % tier.stepMs === 0);
  for (const { tier, keepMs } of [
    { tier: undefined, keepMs: rawKeepMs },
    ...usable.map((tier) => ({ tier, keepMs: tier.keepMs })),
  ]) {
    const isLast = tier === (usable.at(-1) ?? undefined);
    const floorMs = isLast ? range.fromMs : Math.ceil((nowMs - keepMs) / stepMs) * stepMs;
    const fromMs = Math.max(range.fromMs, floorMs);
    if (fromMs < toMs) parts.unshift({ range: { fromMs, toMs }, tier });
    toMs = Math.min(toMs, fromMs);
  }
  return parts;
}
