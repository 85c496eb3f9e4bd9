import type { AlertKind, AlertLabels, Severity, Subject } from "@haidang/contract/alert.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { WorldObject } from "../inventory/world.ts";
import type { KeptAlert } from "../store/incident-records.ts";
import { type Scene, saidOf, siteOf } from "./scene.ts";
import { severityOf } from "./severity.ts";

/** What should fire about a subject. */
export interface Wrong {
  alert: AlertKind;
  severity: Severity;
  reason?: Reason | undefined;
  name: string;
  startsMs: number;
}

/** `unseen`: nothing says how it is, so what fires goes on and nothing begins. */
export type Judged = Wrong | "well" | "unseen";

/** What is made of others has no alert of its own. */
const composites: ReadonlySet<string> = new Set(["unit", "site", "rack"]);

/** How an object stands: confirmed states alone count. One that is gone from the inventory is well. */
export function judgeObject(scene: Scene, key: ObjectKey, nowMs: number): Judged {
  const object = scene.world.objects.get(key);
  if (object === undefined || composites.has(object.kind)) return "well";
  const status = scene.status(key);
  const said = status === undefined ? undefined : saidOf(status);
  if (status === undefined || said === undefined) return "unseen";
  const alert = alertOf(status, said.class);
  if (alert === "well" || alert === "unseen") return alert;
  // what begins when nobody is there to use it is no outage
  if (status.class === "outOfPeriod") return "unseen";
  return {
    alert,
    severity: severityOf(scene, object, alert),
    reason: said.reason,
    name: object.name,
    startsMs: (said === status ? status.sinceMs : status.lastResultMs) ?? nowMs,
  };
}

function alertOf(status: ObjectStatus, said: ObjectStatus["class"]): AlertKind | "well" | "unseen" {
  if (said !== "up" && said !== "down" && said !== "degraded") return "unseen";
  if (status.flapping === true) return "flapping";
  if (said === "up") return "well";
  return said === "down" ? "outage" : "degraded";
}

export interface AgentSeen {
  id: string;
  hub: boolean;
  name: string;
  /** Null before it was ever heard of. */
  lastSeenMs: number | null;
}

/**
 * One alert for an agent nobody hears, whatever it measures. Its silence while this control plane was not there to
 * hear it does not count.
 */
export function judgeAgent(
  { id: _id, hub, name, lastSeenMs }: AgentSeen,
  { heardSinceMs, silentAfterMs, nowMs }: { heardSinceMs: number; silentAfterMs: number; nowMs: number },
): Judged {
  if (lastSeenMs === null) return "unseen";
  if (nowMs - lastSeenMs <= silentAfterMs) return "well";
  if (nowMs - heardSinceMs <= silentAfterMs) return "unseen";
  return {
    alert: "agent_silent",
    severity: hub ? "critical" : "minor",
    reason: "agent_silent",
    name,
    startsMs: lastSeenMs,
  };
}

/** Something of the control plane's own that needs a hand. */
export interface SystemFault {
  id: string;
  severity: Severity;
  /** What is wrong, with its figure: one line. */
  name: string;
  sinceMs: number;
}

export function judgeSystem(fault: SystemFault | undefined): Judged {
  if (fault === undefined) return "well";
  return { alert: "system", severity: fault.severity, name: fault.name, startsMs: fault.sinceMs };
}

export function labelsOf(
  subject: Subject,
  wrong: Pick<Wrong, "alert" | "severity" | "reason">,
  object: WorldObject | undefined,
): AlertLabels {
  const unit = object?.kind === "unit" ? object.id : object?.unit;
  const site = object === undefined ? undefined : siteOf(object);
  const carrier = object?.kind === "link" ? object.item.carrier : undefined;
  return {
    kind: subject.kind,
    id: subject.id,
    alert: wrong.alert,
    severity: wrong.severity,
    ...(wrong.reason === undefined ? {} : { reason: wrong.reason }),
    ...(unit === undefined ? {} : { unit }),
    ...(site === undefined ? {} : { site }),
    ...(carrier === undefined ? {} : { carrier }),
  };
}

/** What becomes of the alert of a subject: at most one ends and at most one begins or goes on. */
export interface AlertStep {
  ended: KeptAlert | null;
  firing: KeptAlert | null;
}

export function stepAlert(
  before: KeptAlert | undefined,
  judged: Judged,
  about: { subject: Subject; object: WorldObject | undefined; nowMs: number },
): AlertStep {
  const { subject, object, nowMs } = about;
  if (judged === "unseen") return { ended: null, firing: before ?? null };
  if (judged === "well") return { ended: before === undefined ? null : ended(before, nowMs), firing: null };
  const goesOn = before?.labels.alert === judged.alert;
  const firing: KeptAlert = {
    fingerprint: `${subject.kind}/${subject.id}:${judged.alert}`,
    state: "firing",
    labels: labelsOf(subject, judged, object),
    name: judged.name,
    // late results may say that it began earlier, planned work that it did later
    startsMs: goesOn ? Math.min(before.startsMs, judged.startsMs) : judged.startsMs,
    endsMs: null,
    incident: before?.incident ?? null,
  };
  if (before === undefined || goesOn) return { ended: null, firing };
  return { ended: ended(before, judged.startsMs), firing };
}

function ended(alert: KeptAlert, atMs: number): KeptAlert {
  return { ...alert, state: "resolved", endsMs: Math.max(alert.startsMs, atMs) };
}
