import type { SeriesData } from "@haidang/contract/api.ts";
import type { Interval, ObjectStatus } from "@haidang/contract/state.ts";

/** One window of measurement: a middle, its spread and what was lost. */
export interface MeasuredWindow {
  timeMs: number;
  middle: number | null;
  least: number | null;
  most: number | null;
  lossPct: number | null;
}

/** Which field of a measurement plays which part in the chart. */
export type Roles = Readonly<Record<string, "middle" | "least" | "most" | "lossPct">>;

/**
 * Series of single fields joined into windows by their time. Two agents at one instant: the widest spread, the
 * worst loss.
 */
export function joinSeries(
  answers: readonly { series: readonly SeriesData[]; roles: Roles }[],
): MeasuredWindow[] {
  const windows = new Map<number, MeasuredWindow>();
  for (const { series, roles } of answers) {
    for (const { field, points } of series) {
      const role = Object.hasOwn(roles, field) ? roles[field] : undefined;
      if (role === undefined) continue;
      for (const [timeMs, value] of points) {
        if (typeof value !== "number") continue;
        const window = windows.get(timeMs) ?? emptyWindow(timeMs);
        window[role] = worse(role, window[role], value);
        windows.set(timeMs, window);
      }
    }
  }
  return [...windows.values()].sort((a, b) => a.timeMs - b.timeMs);
}

function emptyWindow(timeMs: number): MeasuredWindow {
  return { timeMs, middle: null, least: null, most: null, lossPct: null };
}

function worse(role: Roles[string], known: number | null, value: number): number {
  if (known === null) return value;
  return role === "least" ? Math.min(known, value) : Math.max(known, value);
}

/** Windows gathered into steps: the mean of the middles and of the loss, the least and the most of all. */
export function gather(windows: readonly MeasuredWindow[], stepMs: number): MeasuredWindow[] {
  const steps = new Map<number, MeasuredWindow[]>();
  for (const window of windows) {
    const startMs = Math.floor(window.timeMs / stepMs) * stepMs;
    const step = steps.get(startMs);
    if (step === undefined) steps.set(startMs, [window]);
    else step.push(window);
  }
  return [...steps].map(([timeMs, inside]) => ({
    timeMs,
    middle: mean(inside.map(({ middle }) => middle)),
    least: extreme(
      Math.min,
      inside.map(({ least }) => least),
    ),
    most: extreme(
      Math.max,
      inside.map(({ most }) => most),
    ),
    lossPct: mean(inside.map(({ lossPct }) => lossPct)),
  }));
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
function mean(values: readonly (number | null)[]): number | null {
  const present = known(values);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}
function extreme(pick: (a: number, b: number) => number, values: readonly (number | null)[]): number | null {
  const present = known(values);
  return present.length === 0 ? null : present.reduce((a, b) => pick(a, b));
}

/** What was asked for, then what the stream has brought since; each instant once. */
export function extend(
  asked: readonly MeasuredWindow[],
  streamed: readonly MeasuredWindow[],
  { fromMs, stepMs }: { fromMs: number; stepMs: number | null },
): MeasuredWindow[] {
  const lastMs = asked.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;
  const newer = streamed.filter(({ timeMs }) => timeMs >= lastMs + (stepMs ?? 1));
  const tail = stepMs === null ? newer : gather(newer, stepMs);
  return [...asked, ...tail].filter(({ timeMs }) => timeMs >= fromMs);
}

/** Windows with an empty one wherever more than `gapMs` passed without any, so that no line crosses the hole. */
export function breakGaps(windows: readonly MeasuredWindow[], gapMs: number): MeasuredWindow[] {
  return windows.flatMap((window, at) => {
    const next = windows[at + 1];
    if (next === undefined || next.timeMs - window.timeMs <= gapMs) return [window];
    return [window, emptyWindow(window.timeMs + 1)];
  });
}

/** The middle of many: the median of the windows that had an answer. */
export function medianOf(windows: readonly MeasuredWindow[]): number | null {
  const sorted = known(windows.map(({ middle }) => middle)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Stored stretches, brought up to now by the state the stream tells. */
export function intervalsNow(
  stored: readonly Interval[],
  live: Pick<ObjectStatus, "class" | "sinceMs" | "reason"> | undefined,
  { fromMs, nowMs }: { fromMs: number; nowMs: number },
): Interval[] {
  const clipped = stored
    .map((interval) => ({
      ...interval,
      fromMs: Math.max(interval.fromMs, fromMs),
      toMs: Math.min(interval.toMs, nowMs),
    }))
    .filter((interval) => interval.toMs > interval.fromMs);
  const last = clipped.at(-1);
  if (live === undefined || live.sinceMs === null) return clipped;
  const sinceMs = Math.max(live.sinceMs, fromMs);
  if (last !== undefined && last.class === live.class && last.toMs >= sinceMs) {
    return [...clipped.slice(0, -1), { ...last, toMs: nowMs }];
  }
  if (sinceMs >= nowMs) return clipped;
  return [
    ...clipped
      .map((interval) => ({ ...interval, toMs: Math.min(interval.toMs, sinceMs) }))
      .filter((interval) => interval.toMs > interval.fromMs),
    { fromMs: sinceMs, toMs: nowMs, class: live.class, ...(live.reason ? { reason: live.reason } : {}) },
  ];
}

const tickSteps = [1, 5, 15, 30, 60, 120, 240, 360, 480, 720].map((minutes) => minutes * 60_000);

/** Instants worth a label between two times, on round minutes and hours of the zone; at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most: number, zoneOffsetMs: number): number[] {
  const stepMs = tickSteps.find((step) => (toMs - fromMs) / step <= most) ?? 86_400_000;
  const first = Math.ceil((fromMs + zoneOffsetMs) / stepMs) * stepMs - zoneOffsetMs;
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, at) => first + at * stepMs);
}
