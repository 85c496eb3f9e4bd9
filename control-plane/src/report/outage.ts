import { type Alert, subjectKey } from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import type { ReportOutage } from "@haidang/contract/report.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";
import type { World, WorldObjectOf } from "../inventory/world.ts";
import { createPace } from "../state/past.ts";
import { type Stretches, toIntervals } from "../state/stretches.ts";
import type { Period } from "../state/timeline.ts";
import type { KeptAlert } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Investigator } from "../verdict/investigator.ts";

export interface OutageSources {
  records: RecordStore;
  investigator: Pick<Investigator, "over">;
  /** An incident as the reader sees it; undefined where he sees nothing of it. */
  see: (incident: Incident) => Incident | undefined;
  /** Whether evidence may name what lies elsewhere. */
  seesAll: boolean;
}

export type Link = WorldObjectOf<"link">;
/** Down time of a link within the period, before anything is said of it. */
export type DownTime = Period & { link: Link; lasts: boolean };

/** As many alerts are looked through, newest first. */
const mostAlerts = 50_000;
/** A report reads a page of evidence for an outage, not a book. */
const mostEvidence = 8;

export function downTimes(link: Link, stretches: Stretches, period: Period): DownTime[] {
  return toIntervals(stretches)
    .filter(({ class: name }) => name === "down")
    .map(({ fromMs, toMs }) => ({ link, fromMs, toMs, lasts: toMs >= period.toMs }));
}

/**
 * Who has to answer for each: a person's word, else the verdict of the incident it went by, else what is worked out now.
 * Other work gets its turn in between.
 */
export async function judgeOutages(
  downs: readonly DownTime[],
  world: World,
  sources: OutageSources,
  nowMs: number,
): Promise<ReportOutage[]> {
  const pace = createPace();
  const incidentOf = openIncidents(downs, sources);
  const judged: ReportOutage[] = [];
  const verdictOf = sources.investigator.over(spanOf(downs, nowMs), nowMs);
  for (const down of downs) {
    const { link, fromMs, toMs, lasts } = down;
    const incident = incidentOf(down);
    const endsMs = lasts ? null : toMs;
    const verdict = incident?.kept.verdict ?? verdictOf({ kind: "link", id: link.id }, fromMs, endsMs);
    const overruled = incident?.kept.overruled ?? null;
    const shown: Verdict | null | undefined =
      incident === undefined ? (sources.seesAll ? verdict : undefined) : incident.seen?.verdict;
    judged.push({
      object: { kind: "link", id: link.id },
      ...placeOf(link, world),
      ...{ fromMs, toMs, lasts },
      cause: overruled?.cause ?? verdict.cause,
      confidencePct: overruled === null ? verdict.confidencePct : 100,
      responsibility: overruled?.responsibility ?? verdict.responsibility,
      overruled,
      evidence: (shown?.evidence ?? []).slice(0, mostEvidence),
      incident: incident?.seen?.id ?? null,
    });
    await pace();
  }
  return judged;
}

function spanOf(downs: readonly DownTime[], nowMs: number): Period {
  let period: Period = { fromMs: nowMs, toMs: 0 };
  for (const { fromMs } of downs)
    period = { fromMs: Math.min(period.fromMs, fromMs), toMs: Math.max(period.toMs, fromMs) };
  return period;
}

export function placeOf({ name, unit, item }: Link, world: World) {
  return {
    name,
    unitName: world.objects.get(`unit/${unit ?? ""}`)?.name ?? "",
    ...(item.carrier === undefined ? {} : { carrier: item.carrier }),
    ...(item.circuit === undefined ? {} : { circuit: item.circuit }),
  };
}

interface Found {
  kept: Incident;
  seen: Incident | undefined;
}

/** The way from down time to the incident that tells of it: by the alert of the link, and on to whatever it was merged into. */
function openIncidents(
  downs: readonly DownTime[],
  { records, see }: OutageSources,
): (down: DownTime) => Found | undefined {
  if (downs.length === 0) return () => undefined;
  const alerts = new Map<string, KeptAlert[]>();
  const links = new Set(downs.map(({ link }) => link.id));
  for (const alert of records.incidents.latestAlerts(mostAlerts)) {
    if (alert.labels.kind !== "link" || alert.labels.alert !== "outage" || !links.has(alert.labels.id))
      continue;
    const key = subjectKey(alert.labels);
    alerts.set(key, [...(alerts.get(key) ?? []), alert]);
  }
  const known = new Map<string, Found | undefined>();
  const find = (id: string): Found | undefined => {
    if (known.has(id)) return known.get(id);
    const kept = records.incidents.get(id);
    const found =
      kept?.mergedInto !== undefined && kept.mergedInto !== id
        ? find(kept.mergedInto)
        : kept === undefined
          ? undefined
          : { kept, seen: see(kept) };
    known.set(id, found);
    return found;
  };
  return ({ link, fromMs, toMs }) => {
    const touches = ({ startsMs, endsMs }: Pick<Alert, "startsMs" | "endsMs">) =>
      startsMs < toMs && (endsMs ?? Number.POSITIVE_INFINITY) > fromMs;
    const alert = alerts.get(`link/${link.id}`)?.find(touches);
    return alert === undefined || alert.incident === null ? undefined : find(alert.incident);
  };
}
