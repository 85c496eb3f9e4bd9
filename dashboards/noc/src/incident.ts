import { type AlertKind, compareSeverity } from "@haidang/contract/alert.ts";
import type { Incident, IncidentDetail, IncidentEvent } from "@haidang/contract/incident.ts";
import type { InstantClass } from "@haidang/contract/state.ts";
import {
  type Cause,
  type Evidence,
  type Responsibility,
  sureFromPct,
  usualResponsibility,
  type Verdict,
} from "@haidang/contract/verdict.ts";

/** An incident as the stream told it, and when, by this page's steady clock. */
export interface HeardIncident {
  incident: Incident;
  atMs: number;
}

/** Incidents not resolved, and when they were asked for, by this page's steady clock. */
export interface IncidentAnswer {
  rows: readonly Incident[];
  askedAtMs: number;
}

/** What is open now, worst and newest first: the answer, and whatever the stream told since it was asked for. */
export function openIncidents(
  answer: IncidentAnswer,
  heard: ReadonlyMap<string, HeardIncident>,
): readonly Incident[] {
  const known = new Map(answer.rows.map((incident) => [incident.id, incident]));
  for (const { incident, atMs } of heard.values()) {
    if (atMs >= answer.askedAtMs) known.set(incident.id, incident);
  }
  return [...known.values()]
    .filter(({ state, mergedInto }) => state !== "resolved" && mergedInto === undefined)
    .sort(worstFirst);
}

/** What nobody is told of comes last, however bad it is. */
function worstFirst(a: Incident, b: Incident): number {
  return (
    Number(a.mutes.length > 0) - Number(b.mutes.length > 0) ||
    compareSeverity(a.severity, b.severity) ||
    b.startsMs - a.startsMs
  );
}

/** The cause to show: what a person said, else a verdict that is sure; `guess` is the likeliest of one that is not. */
export interface Shown {
  cause: Cause | null;
  confidencePct: number | null;
  responsibility: Responsibility;
  guess: { cause: Cause; confidencePct: number } | null;
}

export function shownVerdict({ overruled, verdict }: Pick<Incident, "overruled" | "verdict">): Shown {
  if (overruled !== null) {
    const { cause, responsibility } = overruled;
    return { cause, responsibility, confidencePct: null, guess: null };
  }
  if (verdict === null) return { cause: null, confidencePct: null, responsibility: "unknown", guess: null };
  const { cause, confidencePct, responsibility } = verdict;
  if (cause !== "not_known" && confidencePct >= sureFromPct) {
    return { cause, confidencePct, responsibility, guess: null };
  }
  const guess = verdict.weighed.find((one) => one.cause !== "not_known") ?? null;
  return { cause: "not_known", confidencePct: null, responsibility: "unknown", guess };
}

export interface Hypothesis {
  cause: Cause;
  /** Null for a cause that evidence names but that was not weighed. */
  confidencePct: number | null;
  for: readonly Evidence[];
  against: readonly Evidence[];
}

/** Each cause that was weighed with what speaks for and against it, likeliest first; one nothing speaks of is left out. */
export function hypotheses({ weighed, evidence }: Verdict): readonly Hypothesis[] {
  const rows = new Map<Cause, number | null>(weighed.map((one) => [one.cause, one.confidencePct]));
  for (const { cause } of evidence) if (!rows.has(cause)) rows.set(cause, null);
  const speaking = (cause: Cause, speaks: Evidence["speaks"]) =>
    evidence.filter((line) => line.cause === cause && line.speaks === speaks);
  return [...rows]
    .map(([cause, confidencePct]) => ({
      ...{ cause, confidencePct },
      ...{ for: speaking(cause, "for"), against: speaking(cause, "against") },
    }))
    .filter((row) => row.confidencePct !== 0 || row.for.length + row.against.length > 0);
}

/** What people do about an incident. */
export type Act =
  | { verb: "acknowledge" }
  | { verb: "assign"; to: string }
  | { verb: "note"; text: string }
  | { verb: "overrule"; cause: Cause; reason: string };

const eventOf = {
  acknowledge: "acknowledged",
  assign: "assigned",
  note: "noted",
  overrule: "overruled",
} as const;

/** The incident as it will be once the control plane confirms an act. */
export function withAct(
  incident: IncidentDetail,
  act: Act,
  { by, nowMs }: { by: string; nowMs: number },
): IncidentDetail {
  const event: IncidentEvent = {
    ...{ entry: Number.MAX_SAFE_INTEGER, incident: incident.id, atMs: nowMs, by },
    kind: eventOf[act.verb],
    values: valuesOf(incident, act),
  };
  const timeline = [...incident.timeline, event];
  if (act.verb === "acknowledge") return { ...incident, state: "acknowledged", acknowledgedBy: by, timeline };
  if (act.verb === "assign") return { ...incident, assignee: act.to, timeline };
  if (act.verb === "note") return { ...incident, timeline };
  const { cause, reason } = act;
  const overruled = { cause, responsibility: usualResponsibility[cause], reason, by, atMs: nowMs };
  return { ...incident, overruled, timeline };
}

function valuesOf({ verdict }: IncidentDetail, act: Act): IncidentEvent["values"] {
  if (act.verb === "assign") return { to: act.to };
  if (act.verb === "note") return { text: act.text };
  if (act.verb === "overrule")
    return { from: verdict?.cause ?? "not_known", to: act.cause, reason: act.reason };
  return {};
}

/** The shape and colour an incident is shown in. */
export const classOfAlert: Readonly<Record<AlertKind, InstantClass>> = {
  outage: "down",
  degraded: "degraded",
  flapping: "degraded",
  agent_silent: "unknown",
  system: "degraded",
};
