import { subjectKey } from "@haidang/contract/alert.ts";
import { isLost, objectOf, type Scene } from "../alert/scene.ts";
import { amend, type Book, type Case, countOf, firingByCase, type Held, openCases, tell } from "./book.ts";
import { isOwnSide } from "./own-side.ts";

/** How long nothing of an incident has fired before it is resolved, ms: what comes back at once was never over. */
export const resolveHoldMs = 15_000;
/** How long what is left of an incident may take to recover after its root did, ms: a round or two of slow checks. */
export const leaveHoldMs = 120_000;

/** Resolves what is over, and lets go what goes on without its root. Returns when the next hold ends. */
export function resolveOver(book: Book, scene: Scene, nowMs: number): number {
  const firing = firingByCase(book);
  const due = openCases(book).map((one) => {
    const alerts = firing.get(one.incident.id) ?? [];
    return alerts.length === 0
      ? resolveQuiet(book, one, nowMs)
      : leaveRoot({ book, scene, one, alerts }, nowMs);
  });
  return Math.min(Number.POSITIVE_INFINITY, ...due);
}

function resolveQuiet(book: Book, one: Case, nowMs: number): number {
  one.quietMs ??= nowMs;
  if (nowMs - one.quietMs < resolveHoldMs) return one.quietMs + resolveHoldMs;
  const resolvedMs = Math.max(one.endedMs, one.incident.startsMs);
  amend(book, one, { state: "resolved", resolvedMs });
  tell(book, one, "resolved", { lastedMs: resolvedMs - one.incident.startsMs });
  return Number.POSITIVE_INFINITY;
}

interface Left {
  book: Book;
  scene: Scene;
  one: Case;
  alerts: readonly Held[];
}

/** What still fires long after the root is well has a cause of its own. */
function leaveRoot({ book, scene, one, alerts }: Left, nowMs: number): number {
  one.quietMs = null;
  const { root, together } = one.incident;
  const key = objectOf(root);
  const isRootBad =
    alerts.some(({ subject }) => subjectKey(subject) === subjectKey(root)) ||
    (key !== undefined && isLost(scene, key)) ||
    isOwnSide(
      scene,
      root,
      alerts.map(({ subject }) => subject),
    );
  if (isRootBad || together !== undefined) {
    one.rootWellMs = null;
    return Number.POSITIVE_INFINITY;
  }
  one.rootWellMs ??= nowMs;
  if (nowMs - one.rootWellMs < leaveHoldMs) return one.rootWellMs + leaveHoldMs;
  for (const held of alerts) {
    held.alert = { ...held.alert, incident: null };
    held.firedMs = nowMs;
    book.changed.alerts.add(held);
  }
  one.endedMs = Math.max(one.endedMs, one.rootWellMs);
  tell(book, one, "child_left", countOf(alerts));
  return nowMs;
}
