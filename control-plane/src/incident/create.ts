import { type Alert, compareSeverity, type Mute, type Subject, subjectKey } from "@haidang/contract/alert.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Incident } from "@haidang/contract/incident.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import { labelsOf } from "../alert/judge.ts";
import { isDown, objectOf, type Scene, saidOf } from "../alert/scene.ts";
import { severityOf } from "../alert/severity.ts";
import { emptyWorld, type World } from "../inventory/world.ts";
import type { Mutes } from "../mute/mutes.ts";
import type { Log } from "../self/log.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import { presentMemory } from "../state/memory.ts";
import type { KeptAlert } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import { type Act, acts, refuseFiring } from "./act.ts";
import { type Book, firingByCase, type Held, isOpen, readBook, reopenWithinMs, tell } from "./book.ts";
import { describeAll } from "./describe.ts";
import { digestState, digestValues, type Return } from "./digest.ts";
import type { Acting, IncidentListener, Incidents, Judge } from "./incidents.ts";
import { end, judgeAll, type Others } from "./judge.ts";
import { listIncidents } from "./listing.ts";
import { mergeFollowers } from "./merge.ts";
import { homeOf } from "./open.ts";
import { ownSideOf } from "./own-side.ts";
import { placeAlerts } from "./place.ts";
import { resolveOver } from "./resolve.ts";
import { rootOf } from "./root.ts";
import { bringTogether } from "./together.ts";
import { writeBook } from "./write.ts";

export interface IncidentsOptions {
  records: RecordStore;
  engine: Pick<Engine, "status" | "subscribe">;
  world: () => World;
  assignments: Pick<Assignments, "of" | "active">;
  mutes: Mutes;
  /** Agents and parts of the control plane as they stand. */
  others: () => Omit<Others, "heardSinceMs">;
  /** Without one, incidents have no verdict. */
  judge?: Judge | undefined;
  now: () => number;
  log: Log;
}

/** How often agents, mutes and holds are looked at when nothing changed, ms. */
const lookEveryMs = 1000;

export function createIncidents(options: IncidentsOptions): Incidents {
  const { records, engine, mutes, judge, now } = options;
  const heardSinceMs = now();
  const listeners = new Set<IncidentListener>();
  const readers = new Set<(incident: Incident) => void>();
  const dirty = new Set<ObjectKey>();
  const revised = new Set<string>();
  let book: Book = readBook(records.incidents, now());
  let returns: Return[] = returnsOf(records, now());
  let world = emptyWorld;
  let dueMs = 0;
  let lookedMs = 0;

  const scene = (nowMs = now()): Scene => {
    const seen = { world, status: engine.status };
    return { ...seen, ownSide: ownSideOf(seen, { ...options.others(), nowMs }) };
  };

  engine.subscribe((status) => {
    const key = objectKey(status);
    dirty.add(key);
    // how bad a lost member is depends on whether it was the last one
    if (status.kind === "site")
      for (const member of options.world().members.get(key) ?? []) dirty.add(member);
  });
  judge?.onRevised((subject) => revised.add(subjectKey(subject)));
  records.runs.onReplace((assignment, { add }) => {
    if (returns.length === 0) return;
    const agent = agentOf(assignment);
    for (const one of returns) {
      if (one.agent === agent && add.some(({ firstMs }) => firstMs < one.backMs)) one.lateMs = now();
    }
  });

  function agentOf(assignment: number): string | undefined {
    return options.assignments.active().find((one) => one.assignment === assignment)?.agent;
  }

  function verdictOf(incident: Incident) {
    // what answers badly, and what is our own, says by itself what is wrong
    if (incident.alert === "degraded" || incident.alert === "system") return undefined;
    try {
      const endsMs = incident.state === "resolved" ? incident.resolvedMs : null;
      return judge?.verdict(incident.root, incident.startsMs, endsMs, now());
    } catch (error) {
      options.log("error", "a verdict could not be worked out; the incident goes on without", {
        incident: incident.id,
        error: String(error),
      });
      return undefined;
    }
  }

  function takeWorld(): void {
    if (world === options.world()) return;
    world = options.world();
    for (const key of world.objects.keys()) dirty.add(key);
    for (const { subject } of book.alerts.values()) {
      const key = objectOf(subject);
      if (key !== undefined) dirty.add(key);
    }
  }

  function advance(nowMs: number): void {
    const others = { ...options.others(), heardSinceMs };
    const ended = judgeAll(book, { scene: scene(), dirty, others, nowMs });
    const placedMs = placeAlerts(book, scene(), nowMs);
    mergeFollowers(book, scene(), nowMs);
    bringTogether(book, scene());
    const resolvedMs = resolveOver(book, scene(), nowMs);
    describeAll(book, {
      scene: scene(),
      revised,
      verdictOf,
      mutesOf: (labels, subject) => mutes.mutesOf(labels, subject, nowMs),
    });
    for (const held of ended) noteReturn(held, nowMs);
    tellDigests(nowMs);
    dueMs = Math.min(placedMs, resolvedMs);
  }

  function noteReturn({ alert }: Held, nowMs: number): void {
    if (alert.labels.alert !== "agent_silent" || alert.incident === null) return;
    returns.push({
      agent: alert.labels.id,
      incident: alert.incident,
      cutMs: alert.startsMs,
      backMs: nowMs,
      lateMs: null,
    });
  }

  function tellDigests(nowMs: number): void {
    for (const one of returns) {
      const found = book.cases.get(one.incident);
      if (digestState(one, nowMs) !== "tell" || found === undefined) continue;
      const assignments = options.assignments.active().filter(({ agent }) => agent === one.agent);
      const memory = presentMemory(records, world, options.assignments);
      const values = digestValues(memory, assignments, one, nowMs);
      if (one.recalled !== true || values["outages"] !== 0) tell(book, found, "digest", values);
    }
    returns = returns.filter((one) => digestState(one, nowMs) === "wait");
  }

  function forgetOld(nowMs: number): void {
    for (const [id, one] of book.cases) {
      const isAwaited = returns.some(({ incident }) => incident === id);
      if (isOpen(one) || isAwaited || nowMs - (one.incident.resolvedMs ?? 0) <= reopenWithinMs) continue;
      book.cases.delete(id);
      const root = subjectKey(one.incident.root);
      if (book.byRoot.get(root) === one) book.byRoot.delete(root);
    }
  }

  function step(nowMs: number): void {
    if (options.world() === emptyWorld) return;
    takeWorld();
    try {
      advance(nowMs);
      const changed = writeBook(records, book, { listeners, nowMs });
      dirty.clear();
      revised.clear();
      lookedMs = nowMs;
      forgetOld(nowMs);
      for (const incident of changed) for (const reader of readers) reader(incident);
    } catch (error) {
      readAgain(nowMs);
      throw error;
    }
  }

  /** What was not written did not happen: everything is looked at anew. */
  function readAgain(nowMs: number): void {
    book = readBook(records.incidents, nowMs);
    world = emptyWorld;
    lookedMs = nowMs;
    dueMs = nowMs + lookEveryMs;
  }

  function held(id: string): Incident {
    const incident = book.cases.get(id)?.incident ?? records.incidents.get(id);
    if (incident !== undefined) return incident;
    throw new HaidangError("not_found", `there is no incident ${JSON.stringify(id.slice(0, 40))}`, {
      hint: "haidang incident list --state all shows them",
    });
  }

  function perform(id: string, acting: Acting, act: Act | null, before?: () => void): Incident {
    const incident = held(id);
    if (act === null) return incident;
    const next = { ...incident, ...act.change };
    records.transaction(() => {
      before?.();
      records.incidents.save(next);
      const event = records.incidents.append({
        incident: id,
        atMs: acting.nowMs,
        by: acting.by,
        ...act.tell,
      });
      records.audit.append({
        atMs: acting.nowMs,
        actor: acting.by,
        action: `incident.${act.tell.kind}`,
        object: id,
        detail: JSON.stringify(act.tell.values),
      });
      for (const listener of listeners) listener(event, next);
    });
    const one = book.cases.get(id);
    if (one !== undefined) one.incident = next;
    for (const reader of readers) reader(next);
    return next;
  }

  function resolve(id: string, note: string, acting: Acting): Incident {
    const act = acts.resolve(held(id), note, acting);
    const alerts = firingByCase(book).get(id) ?? [];
    refuseFiring(
      id,
      alerts.filter(({ subject }) => isMeasured(subject)).map(({ alert }) => alert.name),
    );
    const over = (alert: KeptAlert): KeptAlert => ({ ...alert, state: "resolved", endsMs: acting.nowMs });
    const done = perform(id, acting, act, () => {
      for (const { entry, alert } of alerts)
        if (entry !== null) records.incidents.saveAlert(entry, over(alert));
    });
    for (const one of alerts) end(book, one, over(one.alert));
    book.changed.ended = [];
    return done;
  }

  function isMeasured(subject: Subject): boolean {
    const key = objectOf(subject);
    if (key === undefined) return true;
    const status = engine.status(key);
    const said = status === undefined ? undefined : saidOf(status);
    return said !== undefined && said.class !== "unmonitored" && said.class !== "unknown";
  }

  /** Silences, maintenance, and the incident that stands for it. */
  function mutesOfAlert(alert: KeptAlert, nowMs: number): Mute[] {
    const own = mutes.mutesOf(alert.labels, alert.labels, nowMs);
    const one = book.cases.get(alert.incident ?? "");
    if (one === undefined || subjectKey(one.incident.root) === subjectKey(alert.labels)) return own;
    return [...own, inhibition(one.incident)];
  }

  const shownAlert = (alert: KeptAlert): Alert => ({
    ...alert,
    mutes: alert.state === "firing" ? mutesOfAlert(alert, now()) : [],
  });

  return {
    list: (query) => listIncidents(records.incidents, options.world(), query),
    show(id) {
      const incident = book.cases.get(id)?.incident ?? records.incidents.get(id);
      if (incident === undefined) return undefined;
      const alerts = records.incidents.alertsOf(id).map(shownAlert);
      return { ...incident, timeline: records.incidents.timeline(id), alerts };
    },
    alerts({ all, limit }) {
      if (all) return records.incidents.latestAlerts(limit).map(shownAlert);
      return [...book.alerts.values()]
        .map(({ alert }) => alert)
        .toSorted((a, b) => compareSeverity(a.labels.severity, b.labels.severity) || b.startsMs - a.startsMs)
        .slice(0, limit)
        .map(shownAlert);
    },
    muted(subject, nowMs) {
      const held = book.alerts.get(subjectKey(subject));
      if (held !== undefined) return mutesOfAlert(held.alert, nowMs);
      const key = objectOf(subject);
      const object = key === undefined ? undefined : options.world().objects.get(key);
      const alert = key === undefined ? "agent_silent" : "outage";
      const severity = object === undefined ? "minor" : severityOf(scene(), object, alert);
      const own = mutes.mutesOf(labelsOf(subject, { alert, severity }, object), subject, nowMs);
      const root = key === undefined || !isDown(scene(), key) ? subject : rootOf(scene(), subject);
      const home = subjectKey(root) === subjectKey(subject) ? undefined : homeOf(book, scene(), root);
      return home === undefined ? own : [...own, inhibition(home.incident)];
    },
    acknowledge: (id, note, acting) => perform(id, acting, acts.acknowledge(held(id), note, acting)),
    unacknowledge: (id, note, acting) => perform(id, acting, acts.unacknowledge(held(id), note)),
    assign: (id, to, acting) => perform(id, acting, acts.assign(held(id), to)),
    note: (id, text, acting) => perform(id, acting, acts.note(held(id), text)),
    overrule: (id, said, acting) => perform(id, acting, acts.overrule(held(id), said, acting)),
    resolve,
    record(id, entry, { by, nowMs }) {
      records.transaction(() =>
        records.incidents.append({ incident: held(id).id, atMs: nowMs, by, ...entry }),
      );
    },
    recordWithin(id, entry, { by, nowMs }) {
      records.incidents.append({ incident: held(id).id, atMs: nowMs, by, ...entry });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onChange(listener) {
      readers.add(listener);
      return () => readers.delete(listener);
    },
    isDue: (nowMs) =>
      dirty.size > 0 ||
      revised.size > 0 ||
      nowMs >= dueMs ||
      nowMs - lookedMs >= lookEveryMs ||
      world !== options.world(),
    step,
  };
}

function inhibition({ id, rootName }: Incident): Mute {
  return { by: "inhibition", id, reason: rootName, untilMs: null };
}

/** Agents that came back shortly before a restart, and whose digest nobody has had yet. */
function returnsOf(records: RecordStore, nowMs: number): Return[] {
  const sinceMs = nowMs - reopenWithinMs;
  return records.incidents.openSince(sinceMs).flatMap(({ id }) => {
    const told = records.incidents.timeline(id).filter(({ kind }) => kind === "digest");
    return records.incidents.alertsOf(id).flatMap(({ labels, startsMs, endsMs }): Return[] => {
      const isBack = labels.alert === "agent_silent" && endsMs !== null && endsMs >= sinceMs;
      if (!isBack || told.some(({ atMs }) => atMs >= endsMs)) return [];
      return [
        { agent: labels.id, incident: id, cutMs: startsMs, backMs: endsMs, lateMs: nowMs, recalled: true },
      ];
    });
  });
}
