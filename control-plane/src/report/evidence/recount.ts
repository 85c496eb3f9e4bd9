import { type Check, checkSchema } from "@haidang/contract/check.ts";
import type { EvidenceLink } from "@haidang/contract/evidence.ts";
import { linkSchema, type ObjectKey } from "@haidang/contract/object.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { emptyWorld, type World } from "../../inventory/world.ts";
import { judge } from "../../state/judge.ts";
import { openLedger } from "../../state/ledger.ts";
import type { Memory } from "../../state/memory.ts";
import { policyOf } from "../../state/policy.ts";
import { cutRun, neighboursOf, placeObservation } from "../../state/run.ts";
import { type Stretches, toStretches } from "../../state/stretches.ts";
import type { Period } from "../../state/timeline.ts";
import type { Assignment, Run } from "../../store/ledger-records.ts";

/**
 * What a link was, out of a pack alone and by the very code the ledger uses: who checks a report counts as the centre
 * does, from what the centre counted.
 */
export function recount(
  link: EvidenceLink,
  period: Period,
  runsOf: (check: Kept) => readonly Run[],
): Stretches {
  const key: ObjectKey = `link/${link.id}`;
  const memory: Memory = {
    world: worldOf(link),
    windows: link.windows,
    assignmentsOf: (of) => (of === key ? link.checks.map((check) => assignmentOf(link, check)) : []),
    runsAround: (assignment) => runsAround(assignment),
    runsAroundMany: (asked) => new Map(asked.map((assignment) => [assignment, runsAround(assignment)])),
  };
  const runsAround = (assignment: number): readonly Run[] => {
    const check = link.checks.find((one) => one.assignment === assignment);
    return check === undefined ? [] : runsOf(check);
  };
  return toStretches(openLedger(memory, { period, nowMs: period.toMs }).timeline(key), period);
}

export type Kept = EvidenceLink["checks"][number];

/** The runs the raw results of one check make by themselves. Thresholds are not asked: slow or lossy is not down. */
export function runsFromResults(link: EvidenceLink, check: Kept, results: readonly CheckResult[]): Run[] {
  const policy = policyOf(assignmentOf(link, check).check);
  const times = results.map(({ timeMs }) => timeMs);
  let runs: Run[] = [];
  for (const result of results) {
    const seen = judge(result, undefined, policy);
    const placed = placeObservation(runs, seen, policy.freshnessMs);
    if ("runs" in placed) runs = placed.runs;
    else {
      const apart = cutRun(runs, placed.cut, neighboursOf(placed.cut, times, seen.timeMs));
      const again = placeObservation(apart, seen, policy.freshnessMs);
      runs = "runs" in again ? again.runs : apart;
    }
  }
  return runs;
}

function worldOf({ id, calendar }: EvidenceLink): World {
  const key: ObjectKey = `link/${id}`;
  const item = linkSchema.parse({ id, name: id, site: "site", address: "127.0.0.1" });
  const placed = { key, id, name: id, unit: undefined, discovered: false };
  return {
    ...emptyWorld,
    objects: new Map([[key, { ...placed, kind: "link" as const, item }]]),
    calendars: new Map(calendar === null ? [] : [[key, calendar]]),
  };
}

/** Where a check went is nobody's business and changes no figure: each kind gets the same harmless place. */
const address = "127.0.0.1";
const port = { version: "2c", community: "public", address, port: 161, ifName: "-" };
const places: Partial<Record<Check["probe"], object>> = {
  icmp: { address },
  "icmp-far": { address },
  stamp: { address },
  path: { address },
  port,
  "port-near": port,
};

function assignmentOf({ id }: EvidenceLink, kept: Kept): Assignment {
  const { assignment, agent, probe, intervalMs, timeoutMs, attempts, fromMs, toMs } = kept;
  const check = checkSchema.parse({
    ...{ id: `${probe}:link/${id}`, probe, target: { kind: "link", id } },
    ...{ intervalMs, retryIntervalMs: intervalMs, timeoutMs, settings: places[probe] ?? {} },
    ...(attempts === null ? {} : { attempts }),
  });
  return { assignment, agent, check, fromMs, toMs };
}
