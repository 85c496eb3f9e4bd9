import type { Sample } from "../bucket.ts";
import { carriedSelector } from "../selector.ts";
import type { Aggregate, Series, SeriesSelector, TimeRange } from "../series.ts";
import { Buckets, shownValue, suits } from "./aggregate.ts";
import type { Column } from "./codec/chunk.ts";
import { mergeColumns } from "./codec/column.ts";
import { dayMs, dayOf } from "./head.ts";
import type { RollFiles } from "./roll-files.ts";
import type { IndexedField } from "./series-index.ts";
import { assertOpen, createTurns, type Embedded, guarded } from "./state.ts";

/** Raw samples of a field in time order, from chunks and memory. */
export function columnOf(store: Embedded, field: IndexedField, range: TimeRange): Column {
  const columns: Column[] = [];
  for (const startMs of daysWithin(store.raw.starts(), range)) {
    columns.push(mergeColumns(store.raw.read(startMs, field.id, range)));
  }
  return mergeColumns([...columns, ...inMemory(store, field, range)]);
}

function inMemory({ frozen, active }: Embedded, field: IndexedField, range: TimeRange): Column[] {
  const isText = field.type === "string";
  const heads = frozen === undefined ? [active] : [frozen, active];
  return heads.map((head) => head.readWithin(field.id, isText, range));
}

function daysWithin(starts: readonly number[], range: TimeRange): number[] {
  return starts.filter((startMs) => startMs < range.toMs && startMs + dayMs > range.fromMs);
}

/** One entry a field that has any samples to show; others have their turn between two fields. */
async function collect(
  store: Embedded,
  selector: SeriesSelector,
  samplesFor: (field: IndexedField) => Sample[],
): Promise<Series[]> {
  assertOpen(store);
  const found: Series[] = [];
  const turn = createTurns();
  for (const field of [...store.index.select(carriedSelector(selector))]) {
    const samples = guarded(store, () => samplesFor(field));
    const { measurement, tags } = field.series;
    if (samples.length > 0) found.push({ measurement, field: field.name, tags, samples });
    await turn();
  }
  return found;
}

export function readRange(store: Embedded, selector: SeriesSelector, range: TimeRange): Promise<Series[]> {
  return collect(store, selector, (field) => {
    const { times, values, texts } = columnOf(store, field, range);
    const samples: Sample[] = [];
    for (let at = 0; at < times.length; at += 1) {
      samples.push({ timeMs: times[at] as number, value: shownValue(field, values[at] as number, texts) });
    }
    return samples;
  });
}

export function readLatest(store: Embedded, selector: SeriesSelector, sinceMs: number): Promise<Series[]> {
  return collect(store, selector, (field) => {
    const newest = store.newest.read(field.id, field.type);
    return newest !== undefined && newest.timeMs >= sinceMs ? [newest] : [];
  });
}

export function readAggregate(
  store: Embedded,
  selector: SeriesSelector,
  range: TimeRange,
  step: { stepMs: number; by: Aggregate },
): Promise<Series[]> {
  const tier = store.rolls.findLast(({ stepMs }) => step.stepMs % stepMs === 0);
  let plan: readonly Stretch[] | undefined;
  let plannedFor: unknown;
  return collect(store, selector, (field) => {
    if (!suits(field, step.by)) return [];
    // a histogram's roll-up keeps the sum, not the last
    const usable = field.isHistogram && step.by === "last" ? undefined : tier;
    const key = `${usable?.stepMs} ${store.raw.starts().length} ${store.rolls.map((each) => each.days().length)}`;
    if (plan === undefined || plannedFor !== key) {
      plan = stretchesOf(store, usable, range);
      plannedFor = key;
    }
    return aggregateField(store, field, { range, step, tier: usable, plan });
  });
}

/** Days in a row that are read from one source. */
interface Stretch {
  fromMs: number;
  toMs: number;
  fromRollup: boolean;
  /** Whether raw samples of it are still there, for buckets the range cuts. */
  hasRaw: boolean;
}

/** The days there are, each read from the roll-up when it was made from the newest run of the day. */
function stretchesOf({ raw }: Embedded, tier: RollFiles | undefined, range: TimeRange): Stretch[] {
  const rawDays = daysWithin(raw.starts(), range);
  // beyond the age of raw samples any roll-up is better than nothing
  const rollDays = tier === undefined ? [] : daysWithin(tier.days(), range);
  const days = [...new Set([...rawDays, ...rollDays])].sort((one, other) => one - other);
  const stretches: Stretch[] = [];
  for (const dayStartMs of days) {
    const hasRaw = raw.has(dayStartMs);
    const run = tier?.runOf(dayStartMs);
    const fromRollup = run !== undefined && (!hasRaw || raw.runs(dayStartMs).at(-1) === run);
    const before = stretches.at(-1);
    if (before?.toMs === dayStartMs && before.fromRollup === fromRollup && before.hasRaw === hasRaw) {
      before.toMs = dayStartMs + dayMs;
    } else stretches.push({ fromMs: dayStartMs, toMs: dayStartMs + dayMs, fromRollup, hasRaw });
  }
  return stretches;
}

function aggregateField(
  store: Embedded,
  field: IndexedField,
  {
    range,
    step,
    tier,
    plan,
  }: {
    range: TimeRange;
    step: { stepMs: number; by: Aggregate };
    tier: RollFiles | undefined;
    plan: readonly Stretch[];
  },
): Sample[] {
  const buckets = new Buckets(field, step);
  const fresh = mergeColumns(inMemory(store, field, range));
  const freshDays = new Set<number>();
  for (const timeMs of fresh.times) freshDays.add(dayOf(timeMs) * dayMs);
  let doneMs = range.fromMs;
  const raw = (fromMs: number, toMs: number) => {
    if (toMs > fromMs) buckets.addColumn(columnOf(store, field, { fromMs, toMs }));
  };
  const rolled = (stretch: Stretch, fromMs: number, toMs: number) => {
    if (tier === undefined || toMs <= fromMs) return;
    const { stepMs } = tier;
    const up = Math.ceil(fromMs / stepMs) * stepMs;
    const down = Math.max(up, Math.floor(toMs / stepMs) * stepMs);
    if (stretch.hasRaw) raw(fromMs, Math.min(up, toMs));
    const wholeFromMs = stretch.hasRaw ? up : Math.floor(fromMs / stepMs) * stepMs;
    const wholeToMs = stretch.hasRaw ? Math.min(down, toMs) : toMs;
    for (const rollup of tier.read(field.id, { fromMs: wholeFromMs, toMs: wholeToMs }, step.by))
      buckets.addRollup(rollup);
    if (stretch.hasRaw && down < toMs && down >= up) raw(Math.max(down, up), toMs);
  };
  for (const stretch of plan) {
    // what is only in memory yet, of days without a file
    raw(doneMs, Math.min(stretch.fromMs, range.toMs));
    const toMs = Math.min(stretch.toMs, range.toMs);
    let fromMs = Math.max(stretch.fromMs, doneMs);
    if (stretch.fromRollup) {
      for (const dayStartMs of [...freshDays].sort((one, other) => one - other)) {
        if (dayStartMs < stretch.fromMs || dayStartMs >= toMs) continue;
        rolled(stretch, fromMs, Math.max(fromMs, dayStartMs));
        const dayEndMs = Math.min(dayStartMs + dayMs, toMs);
        raw(Math.max(fromMs, dayStartMs), dayEndMs);
        fromMs = Math.max(fromMs, dayEndMs);
      }
      rolled(stretch, fromMs, toMs);
    } else raw(fromMs, toMs);
    doneMs = Math.max(doneMs, toMs);
  }
  raw(doneMs, range.toMs);
  return buckets.finish();
}
