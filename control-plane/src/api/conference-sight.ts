import {
  type Conference,
  compareColour,
  type Finding,
  type Readiness,
  type ReadinessRun,
} from "@haidang/contract/conference.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { objectKey } from "@haidang/contract/object.ts";
import { totalsOf } from "../conference/group.ts";
import { participantsOf } from "../conference/participant.ts";
import { type Sight, sees } from "../inventory/sight.ts";
import { seesIncident } from "./incident-sight.ts";
import type { Services } from "./services.ts";

type Seeing = Pick<Services, "records" | "world">;

/** How much of a meeting lies within somebody's sight: whoever sees none of its points does not see it. */
export function reachOfMeeting(
  { world }: Pick<Services, "world">,
  sight: Sight,
  { participants }: Pick<Conference, "participants">,
): { seen: number; all: number } {
  const { points, missing } = participantsOf(world(), participants);
  const all = points.length + missing.length;
  if (sight.unit === null) return { seen: all, all };
  return { seen: points.filter(({ key }) => sees(world(), sight, key)).length, all };
}

/** Whoever is bounded by a unit plans nothing for others. */
export function refuseBeyondSight(
  app: Pick<Services, "world">,
  sight: Sight,
  conference: Pick<Conference, "participants">,
): void {
  const { seen, all } = reachOfMeeting(app, sight, conference);
  if (sight.unit === null || (seen === all && isBounded(conference, app, sight))) return;
  throw new HaidangError("forbidden", "the meeting reaches beyond the unit you may act on", {
    hint: `name its points, or those under ${sight.unit}`,
  });
}

/** What a meeting names keeps to a sight also when the inventory grows. */
function isBounded(
  { participants }: Pick<Conference, "participants">,
  { world }: Pick<Services, "world">,
  sight: Sight,
): boolean {
  if ("ids" in participants) return true;
  return participants.under !== undefined && sees(world(), sight, `unit/${participants.under}`);
}

/** A run with the points somebody sees; what lies elsewhere and keeps them is not named. */
export function seenReadiness(app: Seeing, sight: Sight, readiness: Readiness): Readiness {
  if (sight.unit === null) return readiness;
  const isSeen = (id: string) => sees(app.world(), sight, `video/${id}`);
  const points = readiness.points
    .filter(({ id }) => isSeen(id))
    .map((point) => ({
      ...point,
      findings: point.findings.map((finding) => seenFinding(app, sight, finding)),
    }));
  const bridges = new Set(points.filter(({ kind }) => kind === "bridge").map(({ id }) => id));
  const groups = readiness.groups.flatMap((group) => {
    const ids = group.points.filter(isSeen);
    if (ids.length === 0) return [];
    return {
      finding: seenFinding(app, sight, group.finding),
      points: ids,
      bridges: ids.filter((id) => bridges.has(id)).length,
    };
  });
  return { ...readiness, points, groups, totals: totalsOf(points), changes: seenChanges(readiness, isSeen) };
}

function seenChanges({ changes }: Readiness, isSeen: (id: string) => boolean): Readiness["changes"] {
  if (changes === null) return null;
  const points = changes.points.filter(({ id }) => isSeen(id));
  const worse = points.filter(({ from, to }) => compareColour(to, from) < 0).length;
  return { ...changes, points, worse, better: points.length - worse };
}

function seenFinding(app: Seeing, sight: Sight, finding: Finding): Finding {
  const { subject, incident, ...rest } = finding;
  const isHidden = subject !== undefined && !sees(app.world(), sight, objectKey(subject));
  const known = incident === undefined ? undefined : app.records.incidents.get(incident);
  const { note, ...bare } = rest;
  return {
    ...bare,
    ...(isHidden || note === undefined ? {} : { note }),
    ...(isHidden || subject === undefined ? {} : { subject }),
    ...(known !== undefined && seesIncident(app, sight, known) ? { incident: known.id } : {}),
  };
}

/** The runs of a meeting as counted over what somebody sees. */
export function seenRuns(
  app: Seeing,
  sight: Sight,
  conference: string,
  runs: readonly ReadinessRun[],
): ReadinessRun[] {
  if (sight.unit === null) return [...runs];
  return runs.flatMap((run) => {
    const whole = app.records.conferences.run(conference, run.run);
    return whole === undefined ? [] : [{ ...run, totals: seenReadiness(app, sight, whole).totals }];
  });
}
