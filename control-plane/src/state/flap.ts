import type { InstantClass, Interval } from "@haidang/contract/state.ts";
import { flapping as rule } from "./policy.ts";

/** How often an object changed lately. A value, replaced and never changed. */
export interface Flap {
  /** Changes within the window, in rising time; the last `mostChanges` of them. */
  changes: ReadonlyArray<{ atMs: number; weight: number }>;
  flapping: boolean;
}

export const steady: Flap = { changes: [], flapping: false };

/** More say no more: with so many in the window an object flaps whatever their weights. */
const mostChanges = 32;

/** After a change at `atMs` between two classes. What is not measured or planned is no change of the object's own. */
export function changed(
  before: Flap,
  { from, to, atMs }: { from: InstantClass; to: InstantClass; atMs: number },
  nowMs: number,
): Flap {
  const weight = weightOf(from, to);
  if (weight === 0) return reviewed(before, nowMs);
  const kept = before.changes.filter((change) => nowMs - change.atMs < rule.windowMs);
  const changes = [...kept, { atMs, weight }].toSorted((a, b) => a.atMs - b.atMs).slice(-mostChanges);
  const flapping = before.flapping || scoreOf(changes, nowMs) >= rule.enter;
  return reviewed({ changes, flapping }, nowMs);
}

/** As time passes: only what changed no more for a while is steady again. The same value where nothing changed. */
export function reviewed(before: Flap, nowMs: number): Flap {
  if (before.flapping && scoreOf(before.changes, nowMs) < rule.leave) return { ...before, flapping: false };
  return before;
}

/** What a past of an object, in time order, makes of it; after a restart. */
export function flapOf(timeline: readonly Interval[], nowMs: number): Flap {
  let flap = steady;
  for (const [index, { fromMs: atMs, class: to }] of timeline.entries()) {
    const from = timeline[index - 1]?.class;
    if (from !== undefined && nowMs - atMs < rule.windowMs) flap = changed(flap, { from, to, atMs }, atMs);
  }
  return reviewed(flap, nowMs);
}

/** Changes weigh less the longer ago they were: from 1.2 down to 0.8 at the end of the window. */
function scoreOf(changes: Flap["changes"], nowMs: number): number {
  let score = 0;
  for (const { atMs, weight } of changes) {
    const age = Math.max(0, nowMs - atMs) / rule.windowMs;
    if (age < 1) score += weight * (1.2 - 0.4 * age);
  }
  return score;
}

const answering: ReadonlySet<InstantClass> = new Set<InstantClass>(["up", "degraded"]);

function weightOf(from: InstantClass, to: InstantClass): number {
  if (from === to) return 0;
  if (answering.has(from) && answering.has(to)) return rule.degradedWeight;
  const crosses = (from === "down" && answering.has(to)) || (to === "down" && answering.has(from));
  return crosses ? 1 : 0;
}
