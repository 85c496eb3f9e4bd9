import type { ProbeName } from "@haidang/contract/check.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { InstantClass, Interval, State } from "@haidang/contract/state.ts";
import type { Period } from "./timeline.ts";

export interface Verdict {
  class: InstantClass;
  reason?: Reason | undefined;
}

/** What one of an object's checks says. */
export interface CheckVerdict extends Verdict {
  probe: ProbeName;
}

const unwatched: Verdict = { class: "unmonitored", reason: "not_watched" };
const best: readonly InstantClass[] = ["up", "degraded", "down", "unknown"];

function bestOf(verdicts: readonly Verdict[]): Verdict | undefined {
  return verdicts.toSorted((a, b) => best.indexOf(a.class) - best.indexOf(b.class))[0];
}

/** What is reached. STAMP needs a reflector that runs, so its silence proves nothing; its answer does. */
function reachOf(checks: readonly CheckVerdict[]): Verdict | undefined {
  const stamp = bestOf(checks.filter(({ probe }) => probe === "stamp"));
  const reach = bestOf(checks.filter(({ probe }) => probe !== "snmp" && probe !== "stamp"));
  const answered = stamp?.class === "up" || stamp?.class === "degraded";
  const silent = reach?.class === "down" || reach?.class === "unknown";
  return reach === undefined || (silent && answered) ? stamp : reach;
}

/**
 * A link, device or service from its checks. Reachability decides; a device that is reached while its SNMP agent is
 * silent is degraded, not down.
 */
export function fuseChecks(checks: readonly CheckVerdict[]): Verdict {
  const reach = reachOf(checks);
  const snmp = bestOf(checks.filter(({ probe }) => probe === "snmp"));
  if (reach === undefined || snmp === undefined) return reach ?? snmp ?? unwatched;
  if (reach.class === "unknown") return snmp.class === "up" ? snmp : reach;
  if (reach.class !== "up") return reach;
  if (snmp.class === "down") return { class: "degraded", reason: "snmp_no_answer" };
  return snmp.class === "degraded" ? snmp : reach;
}

/**
 * A site from its links (any path up keeps it up; one lost path of several is degraded), or a unit from its sites.
 * Members that nothing measures do not count.
 */
export function fuseMembers(members: readonly Verdict[], lost: Reason): Verdict {
  const watched = members.filter((member) => member.class !== "unmonitored");
  if (watched.length === 0) return unwatched;
  const count = (state: State) => watched.filter((member) => member.class === state).length;
  const answering = count("up") + count("degraded");
  if (answering === 0) {
    const telling = watched.find((member) => member.class === (count("unknown") > 0 ? "unknown" : "down"));
    return telling ?? unwatched;
  }
  if (count("down") > 0) return { class: "degraded", reason: lost };
  return watched.find((member) => member.class === "degraded") ?? { class: "up" };
}

/** Why an object is degraded while a member is down: links are paths to the same place, other members are parts. */
export function lostMember(members: readonly ObjectKey[]): Reason {
  return members.every((key) => key.startsWith("link/")) ? "path_down" : "member_down";
}

/**
 * Sweeps several timelines into one: at every instant `fuse` sees what each says then (undefined where it says
 * nothing). Each timeline is in time order without overlaps.
 */
export function sweep(
  timelines: ReadonlyArray<readonly Interval[]>,
  period: Period,
  fuse: (at: ReadonlyArray<Interval | undefined>) => Verdict,
): Interval[] {
  const edges = new Set([period.fromMs, period.toMs]);
  for (const { fromMs, toMs } of timelines.flat()) {
    if (fromMs > period.fromMs && fromMs < period.toMs) edges.add(fromMs);
    if (toMs > period.fromMs && toMs < period.toMs) edges.add(toMs);
  }
  const times = [...edges].sort((a, b) => a - b);
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

function at(
  timeline: readonly Interval[],
  cursors: number[],
  which: number,
  timeMs: number,
): Interval | undefined {
  let cursor = cursors[which] ?? 0;
  while (cursor < timeline.length && (timeline[cursor]?.toMs ?? 0) <= timeMs) cursor += 1;
  cursors[which] = cursor;
  const interval = timeline[cursor];
  return interval !== undefined && interval.fromMs <= timeMs ? interval : undefined;
}
