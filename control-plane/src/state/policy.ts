import type { Check, ProbeName } from "@haidang/contract/check.ts";
import type { VideoApiAccess } from "@haidang/contract/object.ts";
import type { SensorLimit } from "@haidang/contract/threshold.ts";
import type { ObjectLimits } from "../inventory/limits.ts";

/** How results of a check become a state. Thresholds exist here once; agents know none. */
export interface Policy {
  /** Failures in a row before the state is hard. Echo requests come already confirmed by a burst. */
  downAttempts: number;
  /** Degraded results in a row before that is hard. */
  degradedAttempts: number;
  /** Two results no further apart than this cover the time between them, ms. */
  freshnessMs: number;
  /** Loss in one window from which it counts as degraded, %. */
  lossPct: number;
  /** Median round trip in one window from which it counts as degraded, ms. */
  rttMs: number;
  /** Days left on a certificate below which it counts as degraded. */
  certificateDays: number;
  /** Where a video point has to be registered, by what it says itself. */
  registered: VideoApiAccess["registered"];
  /** Loss either way from which a call counts as poor, %. */
  callLossPct: number;
  /** Jitter either way from which a call counts as poor, ms. */
  callJitterMs: number;
  /** Jitter in one window from which it counts as degraded, ms. */
  jitterMs: number;
  /** Traffic either way from which a link counts as full, bit/s. */
  fullBps: number;
  /** Share of a disk in use from which it counts as full, %. */
  diskPct: number;
  /** The first that fits a sensor holds. */
  sensors: readonly SensorLimit[];
  /** Path MTU below which a link counts as degraded, bytes. */
  pmtuBytes: number;
}

const downAttempts: Record<ProbeName, number> = {
  icmp: 1,
  snmp: 3,
  host: 1,
  http: 3,
  dns: 3,
  tcp: 3,
  tls: 3,
  // a window without one reply is ten lost packets
  stamp: 1,
  sip: 3,
  h323: 3,
  path: 3,
  "video-api": 3,
  nut: 3,
  "icmp-far": 1,
  // a reading just before a port comes up again must not outlive it
  port: 2,
  "port-near": 2,
  // said once, and by nobody's guess
  heartbeat: 1,
};

/** What a device tells of itself, or answers in an error, is so when it is told once; losing packets takes time to tell. */
const degradedAttempts: Partial<Record<ProbeName, number>> = {
  sip: 1,
  snmp: 1,
  nut: 1,
  // a path MTU that came out differently is measured again by the next run
  path: 2,
  "video-api": 2,
  heartbeat: 1,
};

/** Late enough that one missed round is forgiven, early enough that a silent agent shows within three. */
const roundsUntilStale = 2.5;
const deliveryGraceMs = 5000;

/** What a limit is written for alone: it depends on the object, and no figure suits all. */
const unlimited = Number.POSITIVE_INFINITY;

/**
 * `limits` are those of the object in force when a result comes: it is judged once. Attempts and freshness, which the
 * ledger goes by too, are of the check, and so of the time it held.
 */
export function policyOf(check: Check, limits: ObjectLimits = {}): Policy {
  const { utilisationPct, cirBps } = limits;
  return {
    downAttempts: check.attempts?.down ?? downAttempts[check.probe],
    degradedAttempts: check.attempts?.degraded ?? degradedAttempts[check.probe] ?? 3,
    freshnessMs: freshnessOf(check),
    lossPct: limits.lossPct ?? 10,
    rttMs: limits.rttMs ?? 300,
    jitterMs: limits.jitterMs ?? unlimited,
    fullBps:
      utilisationPct === undefined || cirBps === undefined ? unlimited : (cirBps * utilisationPct) / 100,
    diskPct: limits.diskPct ?? unlimited,
    sensors: limits.sensors ?? [],
    pmtuBytes: limits.pmtuBytes ?? 1300,
    registered: check.probe === "video-api" ? check.settings.registered : [],
    callLossPct: limits.callLossPct ?? 2,
    callJitterMs: limits.callJitterMs ?? 60,
    certificateDays: check.probe === "tls" ? check.settings.minDays : 14,
  };
}

function freshnessOf({ probe, intervalMs, timeoutMs }: Check): number {
  // one missed report is one too many: whoever waits for it says so when its grace is over
  const rounds = probe === "heartbeat" ? 1 : roundsUntilStale;
  return Math.round(intervalMs * rounds) + timeoutMs + deliveryGraceMs;
}

/** Share of its limit a full link has to fall below before it no longer counts as full. */
export const emptiedAt = 0.9;

/** How far a value has to come back inside its limit: readings swing by about so much while nothing happens. */
export const marginOf = { temperatureC: 2, diskPct: 2, otherShare: 0.05 } as const;

/**
 * When an object changes too often to be told each time. Three outages with their returns within half an hour are six
 * changes: the line is bad in a way of its own, and a person told six times has learnt nothing by the last four. It is
 * steady again when less than half of that is left, some twenty minutes after the last change, so that a line that
 * pauses for a cup of tea is not told as cured.
 */
export const flapping = { windowMs: 30 * 60_000, enter: 6, leave: 3, degradedWeight: 0.5 } as const;
