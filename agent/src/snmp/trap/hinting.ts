import { boundedMap } from "./bounded-map.ts";
import { keepPace, nextAt, type Pace } from "./pace.ts";

export interface HintLimits {
  source: Pace;
  all: Pace;
}

export const hintLimits: HintLimits = {
  source: { burst: 3, periodMs: 5_000 },
  all: { burst: 50, periodMs: 50 },
};

/** Sources remembered; only addresses of this agent's own checks get here. */
const memory = 4096;

/**
 * When the device behind an address is to be asked because of a trap (UTC ms). Beyond its pace one more question is
 * planned, so that what the last trap of a storm was about is seen too; undefined when one is planned already, or when
 * all devices together say too much.
 */
export type Hinting = (address: string, nowMs: number) => number | undefined;

export function createHinting({ source, all }: HintLimits = hintLimits): Hinting {
  const standings = boundedMap<{ dueMs: number; lastMs: number }>(memory);
  const mayGo = keepPace(all);
  return (address, nowMs) => {
    const standing = standings.get(address);
    const aheadMs = (standing?.lastMs ?? nowMs) - nowMs;
    // further ahead than a period it was planned before the clock was set back
    if ((aheadMs > 0 && aheadMs <= source.periodMs) || !mayGo(nowMs)) return undefined;
    const { atMs, dueMs } = nextAt(standing?.dueMs, source, nowMs);
    standings.set(address, { dueMs, lastMs: atMs });
    return atMs;
  };
}
