import type { Revision } from "@haidang/contract/revision.ts";
import { type InstantClass, instantClasses } from "@haidang/contract/state.ts";
import type { Assignment, KnownRun, PastRun, Run } from "../store/ledger-records.ts";
import type { RecordStore } from "../store/records.ts";
import { sweep } from "./fuse.ts";
import { heldWithin } from "./ledger.ts";
import { type Policy, policyOf } from "./policy.ts";
import { checkTimeline, type Period } from "./timeline.ts";

/** How long after its time a result may come and still be of the present: nobody has written a report on it yet. */
const deliveryMs = 10 * 60_000;

/** What is older than this when it changes is the past, and its change a revision, ms. */
export function liveEdgeMs({ freshnessMs }: Policy): number {
  return freshnessMs + deliveryMs;
}

/** What `RunRecords.replace` stores: the runs that go, those that come, and those kept for what was known before. */
export interface RunReplacement {
  remove: readonly Run[];
  add: KnownRun[];
  past: PastRun[];
}

/**
 * Gives runs the time since when they are known, so that what was known at any instant can be told again. A run that
 * only grows at its end as results come in says nothing new about any instant before, so it grows in place; every
 * other change keeps the run as it was. So the number of runs kept is that of changes, not that of results.
 */
export function keepKnown(
  change: { remove: readonly KnownRun[]; add: readonly Run[] },
  nowMs: number,
  rule: { edgeMs: number; attempts: number },
): RunReplacement {
  const before = new Map(change.remove.map((run) => [run.firstMs, run]));
  const grown = new Set<KnownRun>();
  const add = change.add.map(({ firstMs, lastMs, state, reason, count }): KnownRun => {
    const after = { firstMs, lastMs, state, reason, count };
    const was = before.get(firstMs);
    if (was === undefined || !growsInPlace(was, after, nowMs, rule)) return { ...after, knownMs: nowMs };
    grown.add(was);
    return { ...after, knownMs: was.knownMs };
  });
  const past = change.remove
    .filter((run) => !grown.has(run) && run.knownMs < nowMs)
    .map((run): PastRun => ({ ...run, untilMs: nowMs }));
  return { remove: change.remove, add, past };
}

function growsInPlace(
  was: KnownRun,
  after: Run,
  nowMs: number,
  { edgeMs, attempts }: { edgeMs: number; attempts: number },
): boolean {
  if (was.state !== after.state || was.reason !== after.reason || after.lastMs < was.lastMs) return false;
  const isFailure = was.state === "down" || was.state === "degraded";
  // one attempt more may confirm what was not confirmed yet
  if (isFailure && was.count < attempts && after.count !== was.count) return false;
  return after.lastMs === was.lastMs || nowMs - was.lastMs <= edgeMs;
}

/** The rule of `keepKnown` for a check. */
export function knownRule(policy: Policy): { edgeMs: number; attempts: number } {
  return {
    edgeMs: liveEdgeMs(policy),
    attempts: Math.max(policy.downAttempts, policy.degradedAttempts),
  };
}

/**
 * What late results changed in what one check said, when any of it is older than the live edge. `before` and `after`
 * are its runs around the change.
 */
export function revisionOf(
  assignment: Assignment,
  runs: { before: readonly Run[]; after: readonly Run[] },
  nowMs: number,
): Revision | undefined {
  const policy = policyOf(assignment.check);
  const firstMs = Math.min(...[...runs.before, ...runs.after].map((run) => run.firstMs));
  const period = heldWithin(assignment, { fromMs: firstMs, toMs: nowMs });
  if (!(period.toMs > period.fromMs)) return undefined;
  const said = [runs.before, runs.after].map((list) => checkTimeline(list, period, nowMs, policy));
  const found = differences(said[0] ?? [], said[1] ?? [], period);
  const [first] = found;
  const last = found.at(-1);
  if (first === undefined || last === undefined || first.fromMs >= nowMs - liveEdgeMs(policy))
    return undefined;
  return {
    atMs: nowMs,
    object: assignment.check.target,
    fromMs: first.fromMs,
    toMs: last.toMs,
    cause: "late_data",
    by: assignment.agent,
    check: assignment.check.id,
    before: secondsBy(found, "before"),
    after: secondsBy(found, "after"),
  };
}

interface Difference extends Period {
  before: InstantClass;
  after: InstantClass;
}

type Timeline = ReturnType<typeof checkTimeline>;

function differences(before: Timeline, after: Timeline, period: Period): Difference[] {
  const found: Difference[] = [];
  for (const { fromMs, toMs } of pieces([before, after], period)) {
    const was = before.find((one) => one.fromMs <= fromMs && one.toMs > fromMs)?.class ?? "unmonitored";
    const is = after.find((one) => one.fromMs <= fromMs && one.toMs > fromMs)?.class ?? "unmonitored";
    if (was !== is) found.push({ fromMs, toMs, before: was, after: is });
  }
  return found;
}

/** The period cut wherever one of the timelines changes its class. */
function pieces(timelines: readonly Timeline[], period: Period): Period[] {
  const edges = timelines.flatMap((timeline) =>
    sweep([timeline], period, ([at]) => ({ class: at?.class ?? "unmonitored" })).map(({ fromMs }) => fromMs),
  );
  const times = [...new Set([...edges, period.toMs])].sort((a, b) => a - b);
  return times.slice(0, -1).map((fromMs, index) => ({ fromMs, toMs: times[index + 1] ?? period.toMs }));
}

function secondsBy(found: readonly Difference[], side: "before" | "after"): Revision["before"] {
  const seconds: Partial<Record<InstantClass, number>> = {};
  for (const one of found) seconds[one[side]] = (seconds[one[side]] ?? 0) + (one.toMs - one.fromMs) / 1000;
  return seconds;
}

/** Revisions that follow each other this closely, as a spool is emptied, are one, ms. */
const sameDeliveryMs = 10 * 60_000;

/** Adds a revision, to the last one of its check where both are of one delivery. */
export function keepRevision(records: Pick<RecordStore, "revisions">, revision: Revision): void {
  const last = records.revisions.last(revision.object, revision.check ?? "");
  const joined = last === undefined ? undefined : joinRevisions(last.revision, revision);
  if (last !== undefined && joined !== undefined) records.revisions.replace(last.entry, joined);
  else records.revisions.append(revision);
}

/**
 * Two revisions of one delivery as one; undefined when they are apart or speak of the same time twice, so that what
 * they say before and after cannot be added up.
 */
export function joinRevisions(last: Revision, next: Revision): Revision | undefined {
  const sameOne = last.cause === next.cause && last.by === next.by && last.check === next.check;
  const apart = last.toMs <= next.fromMs || next.toMs <= last.fromMs;
  if (!sameOne || !apart || next.atMs - last.atMs > sameDeliveryMs) return undefined;
  return {
    ...next,
    fromMs: Math.min(last.fromMs, next.fromMs),
    toMs: Math.max(last.toMs, next.toMs),
    before: sumOf(last.before, next.before),
    after: sumOf(last.after, next.after),
  };
}

function sumOf(a: Revision["before"] = {}, b: Revision["before"] = {}): Revision["before"] {
  return Object.fromEntries(
    instantClasses
      .map((name): [InstantClass, number] => [name, (a[name] ?? 0) + (b[name] ?? 0)])
      .filter(([, seconds]) => seconds > 0),
  );
}
