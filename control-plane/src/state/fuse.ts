import type { ProbeName } from "@haidang/contract/check.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import { type InstantClass, type Interval, type State, states } from "@haidang/contract/state.ts";
import type { CheckVerdict, Verdict } from "./said.ts";
import type { Period } from "./timeline.ts";

import { fuseVantages, isAfter, vantageProbes } from "./vantage.ts";

export type { CheckVerdict, Verdict } from "./said.ts";

const unwatched: Verdict = { class: "unmonitored", reason: "not_watched" };
const best: readonly InstantClass[] = ["up", "degraded", "down", "unknown"];

function bestOf<V extends Verdict>(verdicts: readonly V[]): V | undefined {
  return verdicts.toSorted((a, b) => best.indexOf(a.class) - best.indexOf(b.class))[0];
}

/** Probes whose silence proves nothing of an object. */
const besides: ReadonlySet<ProbeName> = new Set<ProbeName>([
  "snmp",
  "nut",
  "stamp",
  "path",
  ...vantageProbes,
]);

/** What is reached. STAMP needs a reflector that runs, so its silence proves nothing; its answer does. */
function reachOf(checks: readonly CheckVerdict[]): CheckVerdict | undefined {
  const stamp = bestOf(checks.filter(({ probe }) => probe === "stamp"));
  const reach = bestOf(checks.filter(({ probe }) => !besides.has(probe)));
  if (reach === undefined || stamp === undefined) return reach ?? stamp;
  const answered = stamp.class === "up" || stamp.class === "degraded";
  const silent = reach.class === "down" || reach.class === "unknown";
  // a reflector that answered before the line was cut says nothing of it
  return silent && answered && isAfter(stamp, reach) ? stamp : reach;
}

/** What tells of a device from within; one that is silent while the device is reached is a fault of its own. */
const silentReason: Partial<Record<ProbeName, Reason>> = { snmp: "snmp_no_answer", nut: "nut_no_answer" };

/** The worst word of those that tell from within. */
function insideOf(checks: readonly CheckVerdict[]): CheckVerdict | undefined {
  const told = checks.filter(({ probe }) => silentReason[probe] !== undefined);
  return told.find(({ class: state }) => state === "down" || state === "degraded") ?? bestOf(told);
}

const isSignalling = ({ probe }: CheckVerdict) => probe === "sip" || probe === "h323";

/**
 * A link, device or service from its checks. Reachability decides; a device that is reached while its SNMP agent or
 * NUT server is silent is degraded, not down. What has call signalling is a video point. A path tells of a link that is up alone,
 * when it is narrow: packets to trace it with may bring no answer though all is well.
 */
export function fuseChecks(checks: readonly CheckVerdict[]): Verdict {
  if (checks.some(isSignalling)) return fuseVideo(checks);
  const near = reachOf(checks);
  const reach = near === undefined ? undefined : fuseVantages(near, checks);
  const narrow = checks.find(({ probe, class: state }) => probe === "path" && state === "degraded");
  if (narrow !== undefined && reach?.class === "up") return verdictOf(narrow);
  const inside = insideOf(checks);
  if (inside === undefined) return reach ?? unwatched;
  if (reach === undefined) return verdictOf(inside);
  if (reach.class === "unknown") return inside.class === "up" ? verdictOf(inside) : reach;
  if (reach.class !== "up") return reach;
  if (inside.class === "down") return { class: "degraded", reason: silentReason[inside.probe] };
  return inside.class === "degraded" ? verdictOf(inside) : reach;
}

/** Reasons of a socket, which say nothing of the layer that failed. */
const socketReasons: ReadonlySet<Reason | undefined> = new Set<Reason>([
  "refused",
  "timeout",
  "unreachable",
  "dns_failure",
  "tls_failure",
  "malformed_answer",
]);

/** Reasons of the layer above signalling. */
const registrationReasons: ReadonlySet<Reason | undefined> = new Set<Reason>([
  "sip_not_registered",
  "sip_endpoint_unreachable",
  "h323_gatekeeper_down",
]);

/** Whether what a check says stands behind the reason its object shows. */
export function isToldBy(shown: Reason | undefined, own: Reason | null): boolean {
  if (own === shown) return true;
  if (own === null) return false;
  if (shown === "https_down") return own === "http_status" || socketReasons.has(own);
  return shown === "signalling_down" && socketReasons.has(own);
}

const isHttps = ({ probe }: CheckVerdict) => probe === "http" || probe === "video-api";

/**
 * A video point is ready when each layer is: network, HTTPS, signalling, registration, quality. The first that fails is
 * named. One that can be called is degraded at worst.
 */
function fuseVideo(checks: readonly CheckVerdict[]): Verdict {
  const callable = fuseCallable(checks.filter((check) => !isHttps(check)));
  if (callable.class !== "up" && callable.class !== "degraded") return callable;
  const isNetwork = networkReasons.has(callable.reason);
  const https = checks.filter(isHttps);
  if (!isNetwork && https.some(({ class: state }) => state === "down")) {
    return { class: "degraded", reason: "https_down" };
  }
  const told = https.find(({ class: state }) => state === "degraded");
  return callable.class === "up" && told !== undefined ? verdictOf(told) : callable;
}

/** Reasons a network that is reached is degraded for. */
const networkReasons: ReadonlySet<Reason | undefined> = new Set<Reason>(["packet_loss", "high_latency"]);

/** Whether a point is reached and answers calls. */
function fuseCallable(checks: readonly CheckVerdict[]): Verdict {
  const network = bestOf(checks.filter((check) => !isSignalling(check)));
  const signalling = fuseSignalling(checks.filter(isSignalling));
  if (network === undefined || network.class === "unknown") return signalling;
  if (network.class === "down") return network;
  if (signalling.class !== "down") return network.class === "up" ? signalling : network;
  return socketReasons.has(signalling.reason) ? { class: "down", reason: "signalling_down" } : signalling;
}

/** A point that can be called one way and not the other is degraded. */
function fuseSignalling(checks: readonly CheckVerdict[]): Verdict {
  const lost = checks.filter((check) => check.class === "down");
  const [firstLost] = lost.toSorted(
    (a, b) => Number(registrationReasons.has(a.reason)) - Number(registrationReasons.has(b.reason)),
  );
  const best = bestOf(checks) ?? unwatched;
  if (firstLost !== undefined && best.class !== "up" && best.class !== "degraded")
    return verdictOf(firstLost);
  if (firstLost !== undefined) return { class: "degraded", reason: firstLost.reason };
  return verdictOf(checks.find((check) => check.class === "degraded") ?? best);
}

function verdictOf({ class: instantClass, reason }: Verdict): Verdict {
  return { class: instantClass, reason };
}

/**
 * A site from its links (any path up keeps it up; one lost path of several is degraded), or a unit from its sites.
 * Members that nothing measures, that are not due or that are worked on do not count; yet one that answers while it
 * is worked on (`beneath` is what members say when no plan is heeded) keeps alive what the others have lost.
 */
export function fuseMembers(
  members: readonly Verdict[],
  lost: Reason,
  beneath: ReadonlyArray<Verdict | undefined> = [],
): Verdict {
  const has = (name: InstantClass) => members.some((member) => member.class === name);
  const counted = members.filter(({ class: name }) => states.some((state) => state === name));
  if (counted.length === 0) {
    if (has("maintenance")) return { class: "maintenance" };
    return has("outOfPeriod") ? { class: "outOfPeriod" } : unwatched;
  }
  const count = (state: State) => counted.filter((member) => member.class === state).length;
  const answering = count("up") + count("degraded");
  if (answering === 0) {
    const workedOn = members.some(
      ({ class: name }, index) => name === "maintenance" && isAnswer(beneath[index]),
    );
    if (workedOn) return { class: "degraded", reason: lost };
    const telling = counted.find((member) => member.class === (count("unknown") > 0 ? "unknown" : "down"));
    return telling ?? unwatched;
  }
  if (count("down") > 0) return { class: "degraded", reason: lost };
  return counted.find((member) => member.class === "degraded") ?? { class: "up" };
}

const isAnswer = (verdict: Verdict | undefined) => verdict?.class === "up" || verdict?.class === "degraded";

/** Why an object is degraded while a member is down: links are paths to the same place, other members are parts. */
export function lostMember(members: readonly ObjectKey[]): Reason {
  return members.every((key) => key.startsWith("link/")) ? "path_down" : "member_down";
}

/**
 * Sweeps several timelines into one: at every instant `fuse` sees what each says then (undefined where it says
 * nothing). Each timeline is in time order without overlaps.
 */
export function sweep<I extends Interval>(
  timelines: ReadonlyArray<readonly I[]>,
  period: Period,
  fuse: (at: ReadonlyArray<I | undefined>) => Verdict,
): Interval[] {
  const edges = new Set([period.fromMs, period.toMs]);
  for (const timeline of timelines) {
    for (const { fromMs, toMs } of timeline) {
      if (fromMs > period.fromMs && fromMs < period.toMs) edges.add(fromMs);
      if (toMs > period.fromMs && toMs < period.toMs) edges.add(toMs);
    }
  }
  const times = [...edges];
  // what changed nothing for a while has no edges inside
  if (times.length > 2) times.sort((a, b) => a - b);
  const cursors = timelines.map(() => 0);
  const result: Interval[] = [];
  for (let index = 0; index + 1 < times.length; index += 1) {
    const fromMs = times[index] as number;
    const toMs = times[index + 1] as number;
    const verdict = fuse(timelines.map((timeline, which) => at(timeline, cursors, which, fromMs)));
    const last = result.at(-1);
    if (last !== undefined && last.class === verdict.class && last.reason === verdict.reason)
      last.toMs = toMs;
    else {
      const { class: instantClass, reason } = verdict;
      result.push({ fromMs, toMs, class: instantClass, ...(reason === undefined ? {} : { reason }) });
    }
  }
  return result;
}

function at<I extends Interval>(
  timeline: readonly I[],
  cursors: number[],
  which: number,
  timeMs: number,
): I | undefined {
  let cursor = cursors[which] ?? 0;
  while (cursor < timeline.length && (timeline[cursor]?.toMs ?? 0) <= timeMs) cursor += 1;
  cursors[which] = cursor;
  const interval = timeline[cursor];
  return interval !== undefined && interval.fromMs <= timeMs ? interval : undefined;
}
