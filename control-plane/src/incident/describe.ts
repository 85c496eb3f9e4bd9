import {
  type AlertLabels,
  compareSeverity,
  type Mute,
  type Subject,
  subjectKey,
} from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { sureFromPct, type Verdict } from "@haidang/contract/verdict.ts";
import { labelsOf } from "../alert/judge.ts";
import { isDown, objectOf, type Scene, siteOf } from "../alert/scene.ts";
import { amend, type Book, type Case, firingByCase, type Held, openCases, tell } from "./book.ts";

/** From so many sites on an incident is critical, whatever its root is. */
const criticalFromSites = 5;

export interface Describing {
  scene: Scene;
  mutesOf(labels: AlertLabels, subject: Subject): Mute[];
  /** Undefined when nobody can say, or not now. */
  verdictOf(incident: Incident): Verdict | undefined;
  /** Subjects whose verdict may be another by now. */
  revised: ReadonlySet<string>;
}

/** Says anew of each open incident how bad it is, whom it affects, why it happened and whether it is muted. */
export function describeAll(book: Book, describing: Describing): void {
  const firing = firingByCase(book);
  for (const one of openCases(book)) {
    const alerts = firing.get(one.incident.id) ?? [];
    if (alerts.length > 0) describe(book, one, alerts, describing);
    muteCase(book, one, describing);
  }
  for (const one of book.cases.values()) {
    const isTold = book.changed.cases.has(one);
    if (isTold || describing.revised.has(subjectKey(one.incident.root))) judgeCase(book, one, describing);
  }
}

function describe(book: Book, one: Case, alerts: readonly Held[], { scene }: Describing): void {
  const { incident } = one;
  const own = alerts.find(({ subject }) => subjectKey(subject) === subjectKey(incident.root));
  const following = alerts.filter(({ subject }) => !isOwn(scene, incident.root, subject));
  const affected = affectedBy(scene, alerts);
  const [worst = incident.severity] = alerts
    .map(({ alert }) => alert.labels.severity)
    .toSorted(compareSeverity);
  const severity = affected.sites >= criticalFromSites ? "critical" : worst;
  const ever = [...one.ever].filter((key) => !isOwn(scene, incident.root, asSubject(key))).length;
  const next = {
    severity,
    alert: own?.alert.labels.alert ?? incident.alert,
    startsMs: Math.min(incident.startsMs, own?.alert.startsMs ?? incident.startsMs),
    following: { firing: following.length, ever },
    affected,
  };
  if (JSON.stringify({ ...incident, ...next }) === JSON.stringify(incident)) return;
  amend(book, one, next);
  const isBorn = book.changed.told.some(({ incident: id, kind }) => id === incident.id && kind === "opened");
  if (severity !== incident.severity && !isBorn) {
    tell(book, one, "severity_changed", { from: incident.severity, to: severity });
  }
}

function asSubject(key: string): Pick<Subject, "id"> & { kind: string } {
  const [kind = "", ...id] = key.split("/");
  return { kind, id: id.join("/") };
}

/** The root itself; of a site the links it is made of. */
function isOwn({ world }: Scene, root: Subject, { kind, id }: { kind: string; id: string }): boolean {
  if (root.kind === kind && root.id === id) return true;
  const members = root.kind === "site" ? (world.members.get(`site/${root.id}`) ?? []) : [];
  return members.some((member) => member === `${kind}/${id}`);
}

function affectedBy(scene: Scene, alerts: readonly Held[]): Incident["affected"] {
  const sites = new Set<string>();
  const units = new Set<string>();
  for (const { subject } of alerts) {
    const key = objectOf(subject);
    const object = key === undefined ? undefined : scene.world.objects.get(key);
    const site = object === undefined ? undefined : siteOf(object);
    if (site !== undefined && isDown(scene, `site/${site}`)) sites.add(site);
  }
  for (const site of sites) {
    const unit = scene.world.objects.get(`site/${site}`)?.unit;
    if (unit !== undefined && isDown(scene, `unit/${unit}`)) units.add(unit);
  }
  return { sites: sites.size, units: units.size };
}

function muteCase(book: Book, one: Case, { scene, mutesOf }: Describing): void {
  const { incident } = one;
  const key = objectOf(incident.root);
  const object = key === undefined ? undefined : scene.world.objects.get(key);
  const labels = labelsOf(incident.root, incident, object);
  const carried = incident.carrier === undefined ? {} : { carrier: incident.carrier };
  const mutes = mutesOf({ ...labels, ...carried }, incident.root);
  if (JSON.stringify(mutes) === JSON.stringify(incident.mutes)) return;
  amend(book, one, { mutes });
  const [mute] = mutes;
  if (incident.mutes.length === 0 && mute !== undefined) {
    tell(book, one, "muted", { by: mute.by, id: mute.id, reason: mute.reason });
  }
  if (mutes.length === 0) tell(book, one, "unmuted");
}

function judgeCase(book: Book, one: Case, { verdictOf }: Describing): void {
  const { incident } = one;
  const verdict = incident.mergedInto === undefined ? verdictOf(incident) : undefined;
  if (verdict === undefined || sameWords(verdict, incident.verdict)) return;
  amend(book, one, { verdict });
  const before = incident.verdict;
  if (before === null || isSaidAlike(before, verdict)) return;
  tell(book, one, "verdict_changed", {
    from: causeOf(before),
    to: causeOf(verdict),
    confidencePct: verdict.confidencePct,
    responsibility: verdict.responsibility,
  });
}

function sameWords(a: Verdict, b: Verdict | null): boolean {
  return b !== null && JSON.stringify({ ...a, atMs: 0 }) === JSON.stringify({ ...b, atMs: 0 });
}

/** What is not sure enough is said as not known. */
const causeOf = ({ cause, confidencePct }: Verdict) => (confidencePct < sureFromPct ? "not_known" : cause);

function isSaidAlike(a: Verdict, b: Verdict): boolean {
  return causeOf(a) === causeOf(b) && a.responsibility === b.responsibility;
}
