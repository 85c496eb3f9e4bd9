import { type Subject, type SubjectKey, subjectKey } from "@haidang/contract/alert.ts";
import type { Scene } from "../alert/scene.ts";
import { type Book, countOf, type Held, join, tell } from "./book.ts";
import { homeOf, openCase } from "./open.ts";
import { rootOf } from "./root.ts";
import { settledAtMs } from "./settle.ts";

/** Gives alerts without an incident to one, each root once. Returns when the next of those that wait is due. */
export function placeAlerts(book: Book, scene: Scene, nowMs: number): number {
  let dueMs = Number.POSITIVE_INFINITY;
  const byRoot = new Map<SubjectKey, { root: Subject; alerts: Held[] }>();
  for (const held of book.alerts.values()) {
    if (held.alert.incident !== null) continue;
    const atMs = settledAtMs(scene, held);
    if (atMs > nowMs) {
      dueMs = Math.min(dueMs, atMs);
      continue;
    }
    const root = held.alert.labels.alert === "degraded" ? held.subject : rootOf(scene, held.subject);
    const key = subjectKey(root);
    const found = byRoot.get(key) ?? { root, alerts: [] };
    found.alerts.push(held);
    byRoot.set(key, found);
  }
  // roots first, so that what follows from an alert that came with it finds its incident
  const ordered = [...byRoot.entries()].toSorted(
    ([a], [b]) => Number(!book.alerts.has(a)) - Number(!book.alerts.has(b)),
  );
  for (const [, { root, alerts }] of ordered) {
    const home = homeOf(book, scene, root);
    if (home === undefined) openCase(book, scene, { root, alerts, nowMs });
    else tell(book, home, "child_joined", countOf(join(book, home, alerts)));
  }
  return dueMs;
}
