import { z } from "zod";

/** What is told of a control plane from outside. */
export type Standing = "well" | "silent";
const standingSchema = z.enum(["well", "silent"]);

/** What is kept over restarts, so that nobody is told twice. */
export const watchStateSchema = z.strictObject({
  version: z.literal(1),
  url: z.string(),
  /** When it was last heard to be well; null before the first time. */
  heardMs: z.number().nullable(),
  /** Since when it is silent; of the silence before while it is well. */
  silentSinceMs: z.number().nullable(),
  standing: standingSchema,
  /** What each way of telling has told last. */
  told: z.record(z.string(), standingSchema),
});
export type WatchState = z.infer<typeof watchStateSchema>;

export function freshState(url: string): WatchState {
  return { version: 1, url, heardMs: null, silentSinceMs: null, standing: "well", told: {} };
}

/**
 * How it stands by now. Its silence while this watcher was not there to hear it does not count: it is counted from
 * `startedMs` at the earliest.
 */
export function judge(
  state: WatchState,
  {
    heardMs,
    startedMs,
    silentAfterMs,
    nowMs,
  }: { heardMs: number | null; startedMs: number; silentAfterMs: number; nowMs: number },
): WatchState {
  const lastMs = heardMs === null ? state.heardMs : Math.max(heardMs, state.heardMs ?? heardMs);
  const next = { ...state, heardMs: lastMs };
  const isHeard = lastMs !== null && lastMs >= startedMs && nowMs - lastMs < silentAfterMs;
  if (isHeard) return { ...next, standing: "well" };
  if (state.standing === "silent" || nowMs - Math.max(startedMs, lastMs ?? startedMs) < silentAfterMs) {
    return next;
  }
  return { ...next, standing: "silent", silentSinceMs: lastMs ?? startedMs };
}

/** Ways that have not told yet how it stands. Who never heard of a silence hears nothing of its end. */
export function owing({ standing, told }: WatchState, ways: readonly string[]): string[] {
  return ways.filter((way) => (told[way] ?? "well") !== standing);
}

export function toldBy(state: WatchState, way: string): WatchState {
  return { ...state, told: { ...state.told, [way]: state.standing } };
}
