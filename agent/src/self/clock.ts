import { clockLimitMs } from "@haidang/contract/agent-protocol.ts";

/** One exchange with the control plane: our two readings of the monotonic clock, and its two of its own clock. */
export interface Exchange {
  sentAtMs: number;
  answeredAtMs: number;
  /** UTC ms. */
  centreReceivedMs: number;
  centreSentMs: number;
}

/** How this machine's clock stands against the control plane's. */
export interface ClockStanding {
  /** This machine's clock minus the control plane's. */
  offsetMs: number;
  /** Network time of the exchange it was measured by: the offset is good to half of this. */
  roundTripMs: number;
  /** Beyond the limit, so that measurements carry the control plane's time instead. */
  wrong: boolean;
}

/**
 * The time of day for every stamp and slot of the agent. It is the machine's clock while that agrees with the control
 * plane's to 5 s, and the control plane's time, carried on by the monotonic clock, while it does not. Until something
 * was heard of the control plane it is the machine's clock at the start, carried on by the monotonic one: so all that
 * is measured before then is off by one and the same time, which is known afterwards.
 */
export interface AgentClock {
  /** UTC, whole ms as `Date.now` gives them. */
  now(): number;
  /** With the first exchange that tells something: by how many ms `now()` was moved. */
  learn(exchange: Exchange): number | undefined;
  standing(): ClockStanding | undefined;
}

/** What an exchange tells: the control plane's time is the monotonic time plus `aheadMs`, give or take half the round trip. */
interface Sample {
  aheadMs: number;
  roundTripMs: number;
  atMs: number;
}

/** The exchange with the smallest round trip within this time counts. */
const windowMs = 300_000;
const mostSamples = 64;
/** A longer one says too little. */
const longestRoundTripMs = 10_000;
/** What two clocks may drift apart within the window (100 ppm), and rounding to whole ms. */
const driftMs = 32;
/** Being wrong ends a little below the limit where it began, so that a clock at the limit does not jump to and fro. */
const forgivenMs = 0.8 * clockLimitMs;

/** Undefined for an exchange during which a clock was set, or that took too long to say anything. */
export function sampleOf(exchange: Exchange): Sample | undefined {
  const { sentAtMs, answeredAtMs, centreReceivedMs, centreSentMs } = exchange;
  const roundTripMs = answeredAtMs - sentAtMs - (centreSentMs - centreReceivedMs);
  // the control plane tells whole milliseconds, so that a quick exchange may seem to take less than nothing
  if (!(roundTripMs > -2 && roundTripMs <= longestRoundTripMs)) return undefined;
  const aheadMs = (centreReceivedMs + centreSentMs - sentAtMs - answeredAtMs) / 2;
  return { aheadMs, roundTripMs: Math.max(0, roundTripMs), atMs: answeredAtMs };
}

/** The samples after one more; those it shows to be of another setting of the control plane's clock are let go. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const agrees = (other: Sample): boolean =>
    Math.abs(other.aheadMs - sample.aheadMs) <= (other.roundTripMs + sample.roundTripMs) / 2 + driftMs;
  const kept = samples.filter((other) => sample.atMs - other.atMs <= windowMs && agrees(other));
  return [...kept, sample].slice(-mostSamples);
}

export function createAgentClock(readings: { wall: () => number; monotonicMs: () => number }): AgentClock {
  const { wall, monotonicMs } = readings;
  const startedMs = wall() - monotonicMs();
  let samples: Sample[] = [];
  let best: Sample | undefined;
  let wrong = false;

  function look(): { wallMs: number; standing: ClockStanding | undefined } {
    const wallMs = wall();
    if (best === undefined) return { wallMs, standing: undefined };
    const offsetMs = wallMs - monotonicMs() - best.aheadMs;
    wrong = Math.abs(offsetMs) > (wrong ? forgivenMs : clockLimitMs);
    return { wallMs, standing: { offsetMs, roundTripMs: best.roundTripMs, wrong } };
  }

  const clock: AgentClock = {
    now() {
      const { wallMs, standing } = look();
      if (standing === undefined) return Math.floor(monotonicMs() + startedMs);
      return standing.wrong ? Math.floor(wallMs - standing.offsetMs) : wallMs;
    },
    learn(exchange) {
      const sample = sampleOf(exchange);
      if (sample === undefined) return undefined;
      const isFirst = best === undefined;
      samples = withSample(samples, sample);
      best = samples.reduce((least, one) => (one.roundTripMs <= least.roundTripMs ? one : least));
      return isFirst ? clock.now() - monotonicMs() - startedMs : undefined;
    },
    standing: () => look().standing,
  };
  return clock;
}
