import type { Check, ProbeName } from "@haidang/contract/check.ts";

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
};

/** A server error over SIP is an answer already confirmed by its transaction; losing packets takes time to tell. */
function degradedAttempts(probe: ProbeName): number {
  if (probe === "sip") return 1;
  // a path MTU that came out differently is measured again by the next run
  return probe === "path" ? 2 : 3;
}

/** Late enough that one missed round is forgiven, early enough that a silent agent shows within three. */
const roundsUntilStale = 2.5;
const deliveryGraceMs = 5000;

export function policyOf(check: Check): Policy {
  return {
    downAttempts: downAttempts[check.probe],
    degradedAttempts: degradedAttempts(check.probe),
    freshnessMs: Math.round(check.intervalMs * roundsUntilStale) + check.timeoutMs + deliveryGraceMs,
    lossPct: 10,
    rttMs: 300,
    pmtuBytes: 1300,
    certificateDays: check.probe === "tls" ? check.settings.minDays : 14,
  };
}
