import type { Alert, Mute, Subject } from "@haidang/contract/alert.ts";
import type { Incident, IncidentDetail } from "@haidang/contract/incident.ts";
import type { SilenceMatcher } from "@haidang/contract/silence.ts";
import type { Evidence, EvidenceKind, Verdict } from "@haidang/contract/verdict.ts";
import { objectOf } from "../alert/scene.ts";
import { type Sight, sees } from "../inventory/sight.ts";
import type { Services } from "./services.ts";

type Seeing = Pick<Services, "records" | "world">;

/** Agents and the control plane itself belong to the province. */
export function seesSubject({ world }: Pick<Services, "world">, sight: Sight, subject: Subject): boolean {
  if (sight.unit === null) return true;
  const key = objectOf(subject);
  return key !== undefined && sees(world(), sight, key);
}

/** An incident tells of all that ever belonged to it, so only whoever sees all of that sees it. */
export function seesIncident(
  app: Seeing,
  sight: Sight,
  { id, root }: Pick<Incident, "id" | "root">,
): boolean {
  if (sight.unit === null) return true;
  const subjects = [root, ...app.records.incidents.alertsOf(id).map(({ labels }) => labels)];
  return subjects.every((subject) => seesSubject(app, sight, subject));
}

/** These name what lies elsewhere. */
const elsewhere: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  "siblings_down",
  "siblings_up",
  "carrier_down_elsewhere",
  "hub_lost_all",
]);

function seenVerdict(app: Seeing, sight: Sight, verdict: Verdict): Verdict {
  const { upstream, ...rest } = verdict;
  const isSeen = ({ subject, kind }: Evidence) =>
    subject !== undefined && seesSubject(app, sight, subject) && !elsewhere.has(kind);
  return {
    ...rest,
    ...(upstream === undefined || !seesSubject(app, sight, upstream) ? {} : { upstream }),
    evidence: verdict.evidence.filter(isSeen),
  };
}

/** An incident somebody sees, without what it says of things he does not. */
export function seenIncident<I extends Incident | IncidentDetail>(app: Seeing, sight: Sight, incident: I): I {
  if (sight.unit === null || incident.verdict === null) return incident;
  return { ...incident, verdict: seenVerdict(app, sight, incident.verdict) };
}

/** The incident that stands for something is named by its number alone to whoever does not see it. */
export function seenMutes(app: Seeing, sight: Sight, mutes: readonly Mute[]): Mute[] {
  return mutes.map((mute) => {
    if (sight.unit === null || mute.by !== "inhibition") return mute;
    const incident = app.records.incidents.get(mute.id);
    return incident !== undefined && seesIncident(app, sight, incident) ? mute : { ...mute, reason: "" };
  });
}

export function seenAlerts(app: Seeing, sight: Sight, alerts: readonly Alert[]): Alert[] {
  return alerts
    .filter(({ labels }) => seesSubject(app, sight, labels))
    .map((alert) => ({ ...alert, mutes: seenMutes(app, sight, alert.mutes) }));
}

/** Whether all that a silence may match lies within somebody's sight. */
export function reachesOnly(
  { world }: Pick<Services, "world">,
  sight: Sight,
  match: SilenceMatcher,
): boolean {
  if (sight.unit === null) return true;
  const { kind, id, under, site } = match;
  const object = kind === undefined || id === undefined ? undefined : objectOf({ kind, id });
  return (
    (under !== undefined && sees(world(), sight, `unit/${under}`)) ||
    (site !== undefined && sees(world(), sight, `site/${site}`)) ||
    (object !== undefined && sees(world(), sight, object))
  );
}
