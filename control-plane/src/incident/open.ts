import { type Subject, type SubjectKey, subjectKey } from "@haidang/contract/alert.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { objectOf, type Scene, siteOf } from "../alert/scene.ts";
import type { WorldObject } from "../inventory/world.ts";
import {
  amend,
  type Book,
  beginName,
  type Case,
  countOf,
  type Held,
  isOpen,
  join,
  reopenWithinMs,
  tell,
} from "./book.ts";

/** Where an alert of a root belongs among the open incidents, if anywhere. */
export function homeOf(book: Book, scene: Scene, root: Subject): Case | undefined {
  const key = subjectKey(root);
  const own = book.byRoot.get(key);
  if (own !== undefined && isOpen(own)) return own;
  const joined = caseOf(book, key);
  if (joined !== undefined) return joined;
  const members = root.kind === "site" ? (scene.world.members.get(`site/${root.id}`) ?? []) : [];
  const cases = new Set(members.flatMap((member) => caseOf(book, member) ?? []));
  return [...cases].find(({ incident }) => incident.together !== undefined);
}

/** The open incident the alert of a subject belongs to. */
function caseOf(book: Book, key: SubjectKey): Case | undefined {
  const id = book.alerts.get(key)?.alert.incident ?? "";
  const found = book.cases.get(id);
  return found !== undefined && isOpen(found) ? found : undefined;
}

/** Opens an incident, or opens one again that had the same root until lately. */
export function openCase(
  book: Book,
  scene: Scene,
  { root, alerts, nowMs }: { root: Subject; alerts: readonly Held[]; nowMs: number },
): Case {
  const former = book.byRoot.get(subjectKey(root));
  const mayReopen =
    former !== undefined &&
    former.incident.mergedInto === undefined &&
    nowMs - (former.incident.resolvedMs ?? 0) <= reopenWithinMs;
  return mayReopen ? openAgain(book, former, alerts) : openNew(book, scene, { root, alerts, nowMs });
}

function openAgain(book: Book, former: Case, alerts: readonly Held[]): Case {
  const { incident } = former;
  amend(book, former, {
    state: "open",
    resolvedMs: null,
    acknowledgedBy: null,
    reopened: incident.reopened + 1,
  });
  former.rootWellMs = null;
  join(book, former, alerts);
  tell(book, former, "reopened", countOf(alerts));
  return former;
}

function openNew(
  book: Book,
  scene: Scene,
  { root, alerts, nowMs }: { root: Subject; alerts: readonly Held[]; nowMs: number },
): Case {
  const key = objectOf(root);
  const object = key === undefined ? undefined : scene.world.objects.get(key);
  const own = alerts.find(({ subject }) => subjectKey(subject) === subjectKey(root)) ?? alerts[0];
  const isRootsOwn = own !== undefined && subjectKey(own.subject) === subjectKey(root);
  const isOutage = own === undefined || own.alert.labels.alert === "outage";
  const since = key === undefined ? undefined : scene.status(key)?.sinceMs;
  const sinceMs = (isOutage ? since : undefined) ?? own?.alert.startsMs ?? nowMs;
  const incident: Incident = {
    id: beginName(book),
    state: "open",
    severity: own?.alert.labels.severity ?? "minor",
    alert: own?.alert.labels.alert ?? "outage",
    root,
    rootName: object?.name ?? (isRootsOwn ? own?.alert.name : undefined) ?? root.id,
    ...placeOf(scene, object),
    startsMs: sinceMs,
    openedMs: nowMs,
    resolvedMs: null,
    reopened: 0,
    acknowledgedBy: null,
    assignee: null,
    verdict: null,
    overruled: null,
    mutes: [],
    following: { firing: 0, ever: 0 },
    affected: { sites: 0, units: 0 },
  };
  const opened: Case = {
    incident,
    ever: new Set(),
    quietMs: null,
    rootWellMs: null,
    endedMs: incident.startsMs,
  };
  book.cases.set(incident.id, opened);
  book.byRoot.set(subjectKey(root), opened);
  join(book, opened, alerts);
  tell(book, opened, "opened", countOf(alerts));
  return opened;
}

/** Unit and carrier; of a site the carrier all its links have. */
export function placeOf(
  scene: Scene,
  object: WorldObject | undefined,
): Pick<Incident, "unit" | "unitName" | "carrier"> {
  if (object === undefined) return {};
  const unit = object.kind === "unit" ? object.id : object.unit;
  const unitName = unit === undefined ? undefined : scene.world.objects.get(`unit/${unit}`)?.name;
  const carrier = carrierOf(scene, object);
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(unitName === undefined ? {} : { unitName }),
    ...(carrier === undefined ? {} : { carrier }),
  };
}

export function carrierOf(scene: Scene, object: WorldObject): string | undefined {
  if (object.kind === "link") return object.item.carrier;
  const site = object.kind === "site" ? siteOf(object) : undefined;
  const carriers = new Set(
    (site === undefined ? [] : (scene.world.members.get(`site/${site}`) ?? [])).map((member) => {
      const link = scene.world.objects.get(member);
      return link?.kind === "link" ? link.item.carrier : undefined;
    }),
  );
  return carriers.size === 1 ? [...carriers][0] : undefined;
}
