import type { Conference, ConferenceState, ReadinessStage } from "@haidang/contract/conference.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Asia/Ho_Chi_Minh: no daylight saving since 1975. */
const zoneOffsetMs = 7 * hourMs;
/** While offices, carriers and the power company still answer. */
const eveningHour = 17;
const liveEveryMs = 5 * minuteMs;

export const endOf = ({ startMs, durationMin }: Pick<Conference, "startMs" | "durationMin">): number =>
  startMs + durationMin * minuteMs;

export function stateOf(
  conference: Pick<Conference, "startMs" | "durationMin" | "cancelled">,
  nowMs: number,
): ConferenceState {
  if (conference.cancelled !== null) return "cancelled";
  if (nowMs < conference.startMs) return "planned";
  return nowMs < endOf(conference) ? "running" : "over";
}

/** 17:00 of the day before, on the clock of Asia/Ho_Chi_Minh. */
export function eveningBefore(startMs: number): number {
  const localDay = Math.floor((startMs + zoneOffsetMs) / dayMs);
  return (localDay - 1) * dayMs + eveningHour * hourMs - zoneOffsetMs;
}

/** The runs there were, newest last. */
type Kept = ReadonlyArray<{ stage: ReadinessStage; atMs: number }>;

/**
 * The run that is due and was not made yet. One that was missed is made late, until the next takes its place; a meeting
 * written down after its evening has none for it.
 */
export function dueStage(
  conference: Pick<Conference, "startMs" | "durationMin" | "cancelled" | "createdMs">,
  kept: Kept,
  nowMs: number,
): Exclude<ReadinessStage, "manual"> | undefined {
  const state = stateOf(conference, nowMs);
  const { startMs, createdMs } = conference;
  const made = (stage: ReadinessStage) => kept.some((run) => run.stage === stage);
  if (state === "running") {
    const last = kept.findLast(({ stage }) => stage === "live");
    return last === undefined || nowMs - last.atMs >= liveEveryMs ? "live" : undefined;
  }
  if (state !== "planned") return undefined;
  if (nowMs >= startMs - hourMs) return made("hour") ? undefined : "hour";
  const eveningMs = eveningBefore(startMs);
  return nowMs >= eveningMs && createdMs <= eveningMs && !made("evening") ? "evening" : undefined;
}

/** What a run is compared with: the evening before, else the run before it. */
export function baselineOf<R extends { run: number; stage: ReadinessStage }>(
  runs: readonly R[],
  before: number,
): R | undefined {
  const earlier = runs.filter(({ run }) => run < before);
  return earlier.findLast(({ stage }) => stage === "evening") ?? earlier.at(-1);
}
