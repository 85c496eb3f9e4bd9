import type { Period } from "../state/timeline.ts";
import type { Tier } from "../store/series.ts";

/** Steps people think in, s. */
const round = [
  ...[1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800],
  ...[3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400],
];

/**
 * The finest round step that gives at most `points` over the period, ms, and that what is still kept of its beginning
 * can fill. Beyond a day whole days are counted.
 */
export function chooseStep(
  { fromMs, toMs }: Period,
  points: number,
  tiers: readonly Tier[],
  nowMs: number,
): number {
  const keptMs = keptStep(tiers, nowMs - fromMs);
  const wantedMs = Math.max((toMs - fromMs) / points, keptMs);
  const roundMs = round
    .map((stepS) => stepS * 1000)
    .find((stepMs) => stepMs >= wantedMs && (keptMs === 0 || stepMs % keptMs === 0));
  const dayMs = 86_400_000;
  return roundMs ?? Math.ceil(wantedMs / dayMs) * dayMs;
}

/** Step of the finest tier that still has what is so old, ms; of the coarsest when none has. */
export function keptStep(tiers: readonly Tier[], ageMs: number): number {
  const tier = tiers.find(({ keepMs }) => keepMs === null || keepMs >= ageMs) ?? tiers.at(-1);
  return tier?.stepMs ?? 0;
}
