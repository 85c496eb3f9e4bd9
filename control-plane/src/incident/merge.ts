import { subjectKey } from "@haidang/contract/alert.ts";
import { isLost, objectOf, type Scene } from "../alert/scene.ts";
import {
  amend,
  type Book,
  type Case,
  countOf,
  firingByCase,
  isNew,
  isOpen,
  join,
  openCases,
  tell,
} from "./book.ts";
import { homeOf, openCase } from "./open.ts";
import { rootOf } from "./root.ts";

/** Closes an incident in favour of another that has the same root. What was told of it is not told again. */
export function merge(book: Book, from: Case, into: Case): void {
  const moved = [...book.alerts.values()].filter(({ alert }) => alert.incident === from.incident.id);
  const fresh = join(book, into, moved);
  for (const subject of from.ever) into.ever.add(subject);
  if (isNew(from)) forget(book, from);
  else {
    amend(book, from, { state: "resolved", mergedInto: into.incident.id });
    tell(book, from, "merged", { into: into.incident.id, root: into.incident.rootName });
  }
  if (fresh.length > 0) {
    tell(book, into, "child_joined", {
      ...countOf(fresh),
      ...(isNew(from) ? {} : { from: from.incident.id }),
    });
  }
}

function forget(book: Book, gone: Case): void {
  const { incident } = gone;
  book.cases.delete(incident.id);
  if (book.byRoot.get(subjectKey(incident.root)) === gone) book.byRoot.delete(subjectKey(incident.root));
  book.changed.told = book.changed.told.filter((told) => told.incident !== incident.id);
  for (const one of book.changed.cases) if (one.incident.id === incident.id) book.changed.cases.delete(one);
}

/** Open incidents whose root turned out to follow from something above it go by that. */
export function mergeFollowers(book: Book, scene: Scene, nowMs: number): void {
  const firing = firingByCase(book);
  for (const one of openCases(book)) {
    const { root, together } = one.incident;
    const key = objectOf(root);
    const alerts = firing.get(one.incident.id) ?? [];
    if (!isOpen(one) || alerts.length === 0) continue;
    if (key !== undefined && !isLost(scene, key)) continue;
    const above = rootOf(scene, root);
    const isOurs = above.kind === "agent";
    if (together !== undefined && !isOurs) continue;
    if (subjectKey(above) === subjectKey(root)) continue;
    const home = homeOf(book, scene, above);
    if (home === one) continue;
    if (home !== undefined) merge(book, one, home);
    // a site, or an agent that is heard, has no alert of its own that would open it
    else if (above.kind === "site" || isOurs)
      merge(book, one, openCase(book, scene, { root: above, alerts, nowMs }));
  }
}
