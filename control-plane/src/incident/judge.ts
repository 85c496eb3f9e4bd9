import { type Subject, subjectKey } from "@haidang/contract/alert.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import {
  type AgentSeen,
  type Judged,
  judgeAgent,
  judgeObject,
  judgeSystem,
  type SystemFault,
  stepAlert,
} from "../alert/judge.ts";
import { objectOf, type Scene } from "../alert/scene.ts";
import type { Book, Held } from "./book.ts";

/** What else than objects is judged. */
export interface Others {
  agents: readonly AgentSeen[];
  faults: readonly SystemFault[];
  /** Since when this control plane hears agents. */
  heardSinceMs: number;
  silentAfterMs: number;
}

/** Brings the alerts of some objects, and of all agents and system parts, in line with how they stand. */
export function judgeAll(
  book: Book,
  {
    scene,
    dirty,
    others,
    nowMs,
  }: { scene: Scene; dirty: Iterable<ObjectKey>; others: Others; nowMs: number },
): Held[] {
  const ended: Held[] = [];
  const take = (subject: Subject, judged: Judged) => {
    const over = takeJudged(book, { scene, subject, judged, nowMs });
    if (over !== undefined) ended.push(over);
  };
  for (const key of dirty) {
    const subject = scene.world.objects.get(key) ?? book.alerts.get(key)?.subject;
    if (subject !== undefined) {
      take({ kind: subject.kind, id: subject.id }, judgeObject(scene, key, nowMs));
    }
  }
  for (const agent of others.agents) {
    take({ kind: "agent", id: agent.id }, judgeAgent(agent, { ...others, nowMs }));
  }
  for (const fault of others.faults) take({ kind: "system", id: fault.id }, judgeSystem(fault));
  const agents = new Set(others.agents.map(({ id }) => id));
  const faults = new Set(others.faults.map(({ id }) => id));
  for (const { subject } of [...book.alerts.values()]) {
    const isGone =
      (subject.kind === "agent" && !agents.has(subject.id)) ||
      (subject.kind === "system" && !faults.has(subject.id));
    if (isGone) take(subject, "well");
  }
  return ended;
}

function takeJudged(
  book: Book,
  { scene, subject, judged, nowMs }: { scene: Scene; subject: Subject; judged: Judged; nowMs: number },
): Held | undefined {
  const key = subjectKey(subject);
  const held = book.alerts.get(key);
  if (held === undefined && (judged === "well" || judged === "unseen")) return undefined;
  const objectKey = objectOf(subject);
  const object = objectKey === undefined ? undefined : scene.world.objects.get(objectKey);
  const { ended, firing } = stepAlert(held?.alert, judged, { subject, object, nowMs });
  const over = held === undefined || ended === null ? undefined : end(book, held, ended);
  if (firing === null) return over;
  if (held !== undefined && over === undefined) {
    if (JSON.stringify(held.alert) === JSON.stringify(firing)) return undefined;
    held.alert = firing;
    book.changed.alerts.add(held);
    return undefined;
  }
  const fresh: Held = { entry: null, alert: firing, subject, firedMs: nowMs };
  book.alerts.set(key, fresh);
  book.changed.alerts.add(fresh);
  return over;
}

/** Takes an alert that is over out of the book. */
export function end(book: Book, held: Held, ended: Held["alert"]): Held {
  const over: Held = { ...held, alert: ended };
  book.alerts.delete(subjectKey(held.subject));
  book.changed.alerts.delete(held);
  book.changed.ended.push(over);
  const one = book.cases.get(ended.incident ?? "");
  if (one !== undefined) {
    one.endedMs = Math.max(one.endedMs, ended.endsMs ?? 0);
    book.changed.cases.add(one);
  }
  return over;
}
