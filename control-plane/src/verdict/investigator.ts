import type { Subject } from "@haidang/contract/alert.ts";
import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import { presentMemory } from "../state/memory.ts";
import type { Period } from "../state/timeline.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import { type Around, lookAround, siteIdOf } from "./around.ts";
import { conclude } from "./conclude.ts";
import { recollect } from "./fates.ts";
import { gather, type Question, type Sources, type View } from "./gather.ts";
import { heedAgent, heedPoint } from "./heed.ts";
import { openSpells } from "./spells.ts";

/** Why something is silent, by all that is known of it, and what becomes known later. */
export interface Investigator {
  /** `startsMs` is the first failed result; `endsMs` null while it lasts. The answer may change with what arrives. */
  verdict(subject: Subject, startsMs: number, endsMs: number | null, nowMs: number): Verdict;
  /** The same about many silences that begin within one period, as all of it is known at `nowMs`: far cheaper each. */
  over(period: Period, nowMs: number): (subject: Subject, startsMs: number, endsMs: number | null) => Verdict;
  /** Called with a subject when evidence arrived that may change verdicts about it; returns the way to stop. */
  onRevised(listener: (subject: Subject, nowMs: number) => void): () => void;
}

export interface LiveInvestigator extends Investigator {
  /** Points that are durable, of whatever measurement. */
  heed(points: readonly Point[], nowMs: number): void;
  /** Looks who is silent and tells what was revised; call each second. */
  tick(nowMs: number): void;
}

export interface InvestigatorOptions {
  records: RecordStore;
  assignments: Pick<Assignments, "of">;
  engine: Pick<Engine, "status" | "check" | "subscribe">;
  world: () => World;
  agents: () => readonly AgentRecord[];
  /** From when on an agent counts as silent, ms. */
  silentAfterMs: number;
  /** When this control plane began to listen. */
  upSinceMs: number;
}

/** Points older than this come out of a spool, ms. */
const lateMs = 15_000;
/** While a spool delivers for hours, its site is looked at again each so often, ms. */
const lateEveryMs = 10_000;
const forgetEveryMs = 3_600_000;
/** Subjects told of in one second; the others wait for the next. */
const mostToldAtOnce = 2000;

export function createInvestigator(options: InvestigatorOptions): LiveInvestigator {
  const { records, engine, world, agents, silentAfterMs, upSinceMs } = options;
  const spells = openSpells(records, upSinceMs);
  const listeners = new Set<(subject: Subject, nowMs: number) => void>();
  const revised = new Map<string, Subject>();
  const lateHeededMs = new Map<string, number>();
  let forgottenMs = upSinceMs;
  let known: { world: World; around: Around } | undefined;

  function around(): Around {
    const now = world();
    if (known?.world !== now) {
      const hub = agents().find((agent) => agent.hub)?.id;
      known = { world: now, around: lookAround(now, hub) };
    }
    return known.around;
  }

  const sources = { ...options, spells };

  function judge(more: Pick<Sources, "recollection">, view: View, question: Question): Verdict {
    const all = { ...sources, ...more };
    const { nowMs } = question;
    const verdictAbove = (above: Subject, atMs: number): Verdict =>
      conclude(gather(sources, view, { ...question, subject: above, startsMs: atMs }), nowMs);
    return conclude(gather(all, view, question, verdictAbove), nowMs);
  }

  function over(period: Period, nowMs: number): ReturnType<Investigator["over"]> {
    const view = { around: around(), world: world() };
    const memory = presentMemory(records, view.world, options.assignments);
    const recollection = recollect({ memory, engine }, period, nowMs);
    return (subject, startsMs, endsMs) => judge({ recollection }, view, { subject, startsMs, endsMs, nowMs });
  }

  const mark = (subject: Subject) => revised.set(`${subject.kind}/${subject.id}`, subject);

  function markObject({ kind, id, key, unit }: WorldObject): void {
    mark({ kind, id });
    for (const owner of world().owners.get(key) ?? []) {
      const object = world().objects.get(owner);
      if (object !== undefined) mark({ kind: object.kind, id: object.id });
    }
    if (unit !== undefined) mark({ kind: "unit", id: unit });
  }

  function markSite(site: string): void {
    for (const object of around().atSite(site)) markObject(object);
    const agent = around().agentOf(site);
    if (agent !== undefined) mark({ kind: "agent", id: agent });
  }

  function markKey(key: string): void {
    if (key.startsWith("agent/")) {
      const id = key.slice("agent/".length);
      mark({ kind: "agent", id });
      const site = around().siteOf(id);
      if (site !== undefined) markSite(site);
      return;
    }
    const object = world().objects.get(key as ObjectKey);
    const site = object === undefined ? undefined : siteIdOf(object);
    if (site !== undefined) markSite(site);
    else if (object !== undefined) markObject(object);
  }

  /** What stands below, shares the carrier or the way out may mean something else now. */
  engine.subscribe(({ kind, id, class: state }) => {
    if (state !== "down" && state !== "up") return;
    const key: ObjectKey = `${kind}/${id}`;
    if (listeners.size === 0) return;
    markKey(key);
    for (const below of around().below(key)) markKey(below);
  });

  /** What the ledger has of a silent line's ports is evidence, that they stand no less than that one fell. */
  function isPortOfLost({ measurement, tags: { kind, id } }: Point): boolean {
    if (measurement !== "port" && measurement !== "portNear") return false;
    return engine.status(`${kind}/${id}` as ObjectKey)?.class === "down";
  }

  function heedLate(agent: string | undefined, nowMs: number): void {
    if (agent === undefined || nowMs - (lateHeededMs.get(agent) ?? 0) < lateEveryMs) return;
    lateHeededMs.set(agent, nowMs);
    markKey(`agent/${agent}`);
  }

  return {
    verdict: (subject, startsMs, endsMs, nowMs) =>
      judge({}, { around: around(), world: world() }, { subject, startsMs, endsMs, nowMs }),
    over,
    onRevised(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    heed(points, nowMs) {
      for (const point of points) {
        const { kind, id, agent } = point.tags;
        if (heedPoint(spells, point) || isPortOfLost(point)) markKey(`${kind}/${id}`);
        if (nowMs - point.timeMs > lateMs) heedLate(agent, nowMs);
      }
    },
    tick(nowMs) {
      for (const agent of agents()) {
        if (heedAgent(spells, agent, { silentAfterMs, nowMs, upSinceMs })) markKey(`agent/${agent.id}`);
      }
      if (nowMs - forgottenMs >= forgetEveryMs) {
        forgottenMs = nowMs;
        spells.forget(nowMs);
      }
      spells.save();
      const told = [...revised].slice(0, mostToldAtOnce);
      for (const [key, subject] of told) {
        revised.delete(key);
        for (const listener of listeners) listener(subject, nowMs);
      }
    },
  };
}
