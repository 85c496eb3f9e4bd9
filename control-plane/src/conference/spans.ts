import type { Period } from "../state/timeline.ts";
import type { SeriesStore } from "../store/series.ts";
import type { PointFacts, Spread } from "./judge.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const stepMs = 5 * minuteMs;
/** Two whole steps and the one that has begun. */
const nowSpanMs = 10 * minuteMs;
const latelyMs = 3 * hourMs;
/** Of a meeting that lasts a day the first hours tell enough. */
const longestHoursMs = 4 * hourMs;
const daysBack = 7;

export interface Spans {
  now: Period;
  lately: Period;
  /** This time of day on each of the last seven days, and on the same weekday of the week before. */
  days: Period[];
}

export function spansFor({ startMs, endMs }: { startMs: number; endMs: number }, nowMs: number): Spans {
  const toMs = Math.min(endMs, startMs + longestHoursMs);
  const daysAgo = Math.max(1, Math.ceil((toMs - nowMs) / dayMs));
  const back = (days: number): Period => ({ fromMs: startMs - days * dayMs, toMs: toMs - days * dayMs });
  const recent = Array.from({ length: daysBack }, (_, at) => daysAgo + at);
  const weekBefore = recent.filter((days) => days % 7 === 0).map((days) => days + 7);
  return {
    now: { fromMs: nowMs - nowSpanMs, toMs: nowMs },
    lately: { fromMs: nowMs - latelyMs, toMs: nowMs },
    days: [...recent, ...weekBefore].map(back),
  };
}

/** By object, `video/<id>` or `link/<id>`. */
export type SpanFigures = Map<string, PointFacts["spans"]>;

const fields = { lossPct: "lossPct", jitterMs: "jitterMs", rttMs: "rttP50Ms" } as const;

/** What echo requests showed of all objects of some kinds, in one question for each kind and span. */
export async function readSpans(
  store: SeriesStore,
  kinds: readonly ("video" | "link")[],
  spans: Spans,
): Promise<SpanFigures> {
  const figures: SpanFigures = new Map();
  const at = (key: string) => {
    const known = figures.get(key) ?? { now: null, lately: null, days: [] };
    figures.set(key, known);
    return known;
  };
  for (const kind of kinds) {
    for (const [key, spread] of await readSpan(store, kind, spans.now, lastTwo)) at(key).now = spread;
    for (const [key, spread] of await readSpan(store, kind, spans.lately, worstButOne))
      at(key).lately = spread;
    for (const day of spans.days) {
      for (const [key, spread] of await readSpan(store, kind, day, worstButOne)) {
        const known = at(key);
        figures.set(key, { ...known, days: [...known.days, spread] });
      }
    }
  }
  return figures;
}

type Choose = (values: readonly number[]) => number | null;

async function readSpan(
  store: SeriesStore,
  kind: string,
  span: Period,
  choose: Choose,
): Promise<Map<string, Spread>> {
  const selector = { measurement: "icmp", fields: Object.values(fields), tags: { kind } };
  const steps = new Map<string, Record<string, number[]>>();
  for (const { field, tags, samples } of await store.aggregate(selector, span, { stepMs, by: "mean" })) {
    const key = `${kind}/${tags["id"] ?? ""}`;
    const known = steps.get(key) ?? {};
    const numbers = samples.map(({ value }) => value).filter((value) => typeof value === "number");
    known[field] = [...(known[field] ?? []), ...numbers];
    steps.set(key, known);
  }
  return new Map([...steps].map(([key, found]) => [key, spreadOf(found, choose)]));
}

function spreadOf(found: Readonly<Record<string, readonly number[]>>, choose: Choose): Spread {
  const of = (field: string) => choose(found[field] ?? []);
  return { lossPct: of(fields.lossPct), jitterMs: of(fields.jitterMs), rttMs: of(fields.rttMs) };
}

/** Two windows have to be bad before anything is said of it; where there is one alone, it counts. */
export function worstButOne(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => b - a);
  return sorted[1] ?? sorted[0] ?? null;
}

/** What is so now was so in both of the last two steps: one good step ends it. */
export function lastTwo(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values.slice(-2));
}
