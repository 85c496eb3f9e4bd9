import { objectKey } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import { type CheckResult, windowOf } from "@haidang/contract/result.ts";
import type { World } from "../inventory/world.ts";
import { judge, type Observation } from "../state/judge.ts";
import { policyOf } from "../state/policy.ts";
import { type Beyond, holdReadings, nothingBeyond, readingMeasurements } from "../state/readings.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { AdmittedBatch } from "./admit.ts";

type Judging = (batch: Pick<AdmittedBatch, "points" | "results">) => Map<Assignment, Observation[]>;

/** Probes whose runs bring readings of sensors and disks. */
const readers: ReadonlySet<string> = new Set(["snmp", "nut", "host"]);

/**
 * Results become observations, each with the window measured at the same instant for the same target, by the limits in
 * force now: what was judged stays. What was beyond its limits is remembered here, of each check; after a restart a
 * value within the margin counts as inside.
 */
export function createJudging({
  world,
  reasonOf,
}: {
  world: () => World;
  /** Why a check's target is in its state now. */
  reasonOf: (assignment: number) => Reason | null;
}): Judging {
  const beyond = new Map<number, Beyond>();

  function judged(assignment: Assignment, result: CheckResult, at: Instant): Observation {
    const { limits } = world();
    const policy = policyOf(assignment.check, limits.get(objectKey(result.target)));
    const observation = judge(result, at.window, policy, reasonOf(assignment.assignment));
    if (!readers.has(result.probe) || observation.state !== "up") return observation;
    const before = beyond.get(assignment.assignment) ?? nothingBeyond;
    const now = holdReadings(at.readings, policy, before);
    if (now.told === undefined) beyond.delete(assignment.assignment);
    else beyond.set(assignment.assignment, now);
    return now.told === undefined ? observation : { timeMs: result.timeMs, state: "degraded", ...now.told };
  }

  return ({ points, results }) => {
    const at = instants(points);
    const seen = new Map<Assignment, Observation[]>();
    for (const { assignment, result } of results) {
      const measurement = windowOf[result.probe];
      const key = instantKey(result.target, result.timeMs);
      const window = measurement === undefined ? undefined : at.windows.get(`${measurement}:${key}`);
      const observation = judged(assignment, result, { window, readings: at.readings.get(key) ?? [] });
      const list = seen.get(assignment);
      if (list === undefined) seen.set(assignment, [observation]);
      else list.push(observation);
    }
    for (const observations of seen.values()) observations.sort((a, b) => a.timeMs - b.timeMs);
    return seen;
  };
}

/** What was measured of one target at one instant. */
interface Instant {
  window: Point | undefined;
  readings: readonly Point[];
}

const instantKey = ({ kind, id }: Partial<Record<string, string>>, timeMs: number) =>
  `${kind}/${id}@${timeMs}`;
const windowMeasurements: ReadonlySet<string | undefined> = new Set<string | undefined>(
  Object.values(windowOf),
);

function instants(points: readonly Point[]) {
  const windows = new Map<string, Point>();
  const readings = new Map<string, Point[]>();
  for (const point of points) {
    const { measurement, tags, timeMs } = point;
    const key = instantKey(tags, timeMs);
    if (windowMeasurements.has(measurement)) windows.set(`${measurement}:${key}`, point);
    if (!readingMeasurements.has(measurement)) continue;
    const list = readings.get(key);
    if (list === undefined) readings.set(key, [point]);
    else list.push(point);
  }
  return { windows, readings };
}
