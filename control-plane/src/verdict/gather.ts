import type { Subject } from "@haidang/contract/alert.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { Verdict } from "@haidang/contract/verdict.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import type { Engine } from "../state/engine.ts";
import { leavesOf } from "../state/leaves.ts";
import { countedOf, coveredBy, isAnnotation, occurrencesOf } from "../state/maintenance.ts";
import { presentMemory } from "../state/memory.ts";
import type { AgentRecord } from "../store/fleet-records.ts";
import type { RecordStore } from "../store/records.ts";
import { type Around, siteIdOf } from "./around.ts";
import type { OutageFacts, Seen } from "./facts.ts";
import { openFates, type Recollection } from "./fates.ts";
import {
  aboveOf,
  aboveUpOf,
  agentsTogether,
  carrierFacts,
  measurerFacts,
  objectsOf,
  othersOf,
  type Scene,
  spread,
} from "./gather-around.ts";
import {
  agentFacts,
  lastPath,
  machineSigns,
  powerSigns,
  type Silence,
  seenOf,
  toldFromWithin,
} from "./gather-site.ts";
import { farEndOf, portSigns } from "./gather-vantage.ts";
import type { Spells } from "./spells.ts";

export interface Sources {
  records: RecordStore;
  assignments: Pick<Assignments, "of">;
  engine: Pick<Engine, "status" | "check">;
  spells: Spells;
  agents: () => readonly AgentRecord[];
  /** Of a period that holds every silence asked about; without one it is worked out for each silence. */
  recollection?: Recollection;
}

export interface Question {
  subject: Subject;
  startsMs: number;
  endsMs: number | null;
  nowMs: number;
}

/** The world, and who stands where in it. */
export interface View {
  world: World;
  around: Around;
}

export type VerdictAbove = (subject: Subject, startsMs: number) => Verdict;

/** Devices of one site looked at. */
const mostDevices = 16;

/** Reasons by which something did answer. */
const wrongAnswers: ReadonlySet<Reason | undefined> = new Set<Reason>([
  ...(["refused", "http_status", "body_mismatch", "tls_failure", "malformed_answer"] as const),
  ...(["answer_mismatch", "certificate_expired", "sip_error", "sip_not_registered"] as const),
  "report_failed",
]);

interface Place {
  scene: Scene;
  silence: Silence;
  /** What fell silent in the end: a link for its site. Absent for an agent at no known place. */
  leaf: WorldObject | undefined;
  site: string | undefined;
  agent: AgentRecord | undefined;
}

/** All that is known about a silence. `verdictAbove` says why what is above it is down; without it none is looked for. */
export function gather(
  sources: Sources,
  { world, around }: View,
  question: Question,
  verdictAbove?: VerdictAbove,
): OutageFacts {
  const place = placeOf(sources, around, world, question);
  const { scene, silence, leaf, site } = place;
  const { subject, startsMs, endsMs } = question;
  const atSite = site === undefined ? [] : around.atSite(site).filter(({ key }) => key !== leaf?.key);
  const links = siteLinks(place, subject, atSite);
  const devices = atSite.filter(({ kind }) => kind === "device").slice(0, mostDevices);
  const measurer = leaf === undefined ? undefined : around.measurerOf(leaf);
  // an agent that stands for what it asks has no line of its own to be silent
  const asking = leaf === undefined && subject.kind === "agent" ? subject.id : measurer;
  const agent =
    place.agent === undefined
      ? undefined
      : agentFacts(place.agent, silence, subject.kind !== "agent" && measurer === place.agent.id);
  const isTold = toldFromWithin(agent);
  const own = leaf?.kind === "device" ? [leaf, ...devices] : devices;
  const object =
    subject.kind === "agent" || subject.kind === "system"
      ? undefined
      : world.objects.get(objectKey({ kind: subject.kind, id: subject.id }));
  return {
    subject,
    name: object?.name ?? subject.id,
    startsMs,
    endsMs,
    answeredWrongly: leaf !== undefined && wrongAnswers.has(scene.fates.down(leaf.key)?.reason),
    carrier: leaf?.kind === "link" ? leaf.item.carrier : undefined,
    planned: leaf === undefined ? undefined : plannedOf(sources.records, world, leaf.key, startsMs),
    ...aboveFacts(place, subject, verdictAbove),
    measurer: asking === undefined ? { answering: [] } : measurerFacts(scene, asking, leaf?.key),
    agentsTogether: subject.kind === "agent" ? agentsTogether(sources.agents(), silence) : undefined,
    agent,
    power: powerSigns(own, silence, isTold),
    machines: machineSigns(own, silence, farEnds(leaf, own)),
    ports: leaf?.kind === "link" ? portSigns(sources, { world, silence, isTold }, leaf) : [],
    links,
    devices:
      leaf?.kind === "device" || leaf?.kind === "video" ? othersOf(scene, devices) : { down: [], up: [] },
    carrierLinks: leaf?.kind === "link" ? carrierFacts(scene, leaf) : { down: 0, asked: 0 },
    reached: reachedOf(place, around, subject, atSite),
    signalling: signallingOf(sources, place, atSite),
    farEnd: leaf === undefined ? [] : farEndOf(sources, silence, leaf, measurer),
    path: leaf?.kind === "link" ? lastPath(leaf, silence) : undefined,
  };
}

function placeOf(sources: Sources, around: Around, world: World, question: Question): Place {
  const { records, assignments, engine, spells, agents } = sources;
  const { subject, startsMs, endsMs, nowMs } = question;
  const memory = presentMemory(records, world, assignments);
  const fates = openFates({ memory, engine }, startsMs, nowMs, sources.recollection);
  const scene: Scene = { world, around, fates, startsMs };
  const silence: Silence = { spells, startsMs, endsMs, nowMs };
  const agentOf = (id: string | undefined) => agents().find((agent) => agent.id === id);
  if (subject.kind === "system")
    return { scene, silence, leaf: undefined, site: undefined, agent: undefined };
  if (subject.kind === "agent") {
    const site = around.siteOf(subject.id);
    const lines = (site === undefined ? [] : around.atSite(site)).filter(
      (object) => object.kind === "link" && around.measurerOf(object) !== subject.id,
    );
    const leaf = lines.find(({ key }) => fates.down(key) !== undefined) ?? lines[0];
    return { scene, silence, leaf, site, agent: agentOf(subject.id) };
  }
  const key = objectKey({ kind: subject.kind, id: subject.id });
  const leaf = objectsOf(world, [lastToFall(scene, leavesOf(world, [key])) ?? key])[0];
  const site = leaf === undefined ? undefined : siteIdOf(leaf);
  return {
    scene,
    silence,
    leaf,
    site,
    agent: site === undefined ? undefined : agentOf(around.agentOf(site)),
  };
}

/** A site fell silent with the last of its lines. */
function lastToFall({ fates }: Scene, leaves: readonly ObjectKey[]): ObjectKey | undefined {
  const fallen = leaves.slice(0, 100).flatMap((key) => {
    const lost = fates.down(key);
    return lost === undefined ? [] : [{ key, atMs: lost.atMs }];
  });
  return fallen.toSorted((a, b) => b.atMs - a.atMs)[0]?.key ?? leaves[0];
}

/** An agent has no line of its own: all of its site's count, the one that stands for it too. */
function siteLinks(
  { scene, leaf }: Place,
  subject: Subject,
  atSite: readonly WorldObject[],
): OutageFacts["links"] {
  const isAgent = subject.kind === "agent";
  if (!isAgent && leaf?.kind !== "link") return { down: [], up: [] };
  const own = isAgent && leaf !== undefined ? [leaf] : [];
  const links = [...own, ...atSite].filter(
    (object) => object.kind === "link" && !(isAgent && scene.around.measurerOf(object) === subject.id),
  );
  return othersOf(scene, links);
}

function aboveFacts(
  { scene, leaf }: Place,
  subject: Subject,
  verdictAbove: VerdictAbove | undefined,
): Pick<OutageFacts, "above" | "aboveUp"> {
  // an agent whose line stands has nothing above it that could be down
  if (leaf === undefined || (subject.kind === "agent" && scene.fates.down(leaf.key) === undefined)) return {};
  const [top] = objectsOf(scene.world, aboveOf(scene, leaf.key));
  if (top === undefined) return { aboveUp: aboveUpOf(scene, leaf.key) };
  if (verdictAbove === undefined) return {};
  const atMs = scene.fates.down(top.key)?.atMs ?? scene.startsMs;
  const { cause, responsibility } = verdictAbove({ kind: top.kind, id: top.id }, atMs);
  return { above: { ...seenOf(top, atMs), cause, responsibility } };
}

function plannedOf(
  records: RecordStore,
  world: World,
  key: ObjectKey,
  startsMs: number,
): OutageFacts["planned"] {
  const instant = { fromMs: startsMs, toMs: startsMs + 1 };
  for (const window of records.maintenance.list()) {
    if (countedOf(window, instant, true).length === 0 || !coveredBy(window.scope, world).includes(key))
      continue;
    const [occurrence] = occurrencesOf(window.time, instant);
    if (occurrence === undefined) continue;
    const { id, reason } = window;
    return {
      id,
      reason: deviceText(reason),
      fromMs: occurrence.fromMs,
      annotation: isAnnotation(window, occurrence),
    };
  }
  return undefined;
}

/** The devices that a link ends at, or the silent device. */
function farEnds(leaf: WorldObject | undefined, devices: readonly WorldObject[]): Set<string> {
  const own = devices.filter((device) => {
    if (leaf === undefined || device.key === leaf.key) return true;
    if (leaf.kind !== "link" || device.kind !== "device") return false;
    return device.item.address === leaf.item.address || leaf.item.interface?.device === device.id;
  });
  return new Set(own.map(({ key }) => key));
}

/** What at the place is asked from elsewhere and answered after the silence began. */
function reachedOf(
  { scene, leaf, agent }: Place,
  around: Around,
  subject: Subject,
  atSite: readonly WorldObject[],
): Seen[] {
  const isAgent = subject.kind === "agent";
  if (leaf?.kind !== "link" && !isAgent) return [];
  const all = isAgent && leaf !== undefined ? [leaf, ...atSite] : atSite;
  const fromOutside = spread(all, mostDevices).filter(
    (object) => (isAgent || object.kind !== "link") && around.measurerOf(object) !== agent?.id,
  );
  return othersOf(scene, fromOutside).up.slice(0, 3);
}

function signallingOf(
  { assignments, engine }: Sources,
  { scene, leaf, agent, silence }: Place,
  atSite: readonly WorldObject[],
): Seen[] {
  if (silence.endsMs !== null || leaf === undefined) return [];
  const points = [leaf, ...atSite].filter(({ kind }) => kind === "video").slice(0, mostDevices);
  return points.flatMap((point): Seen[] => {
    const calls = assignments
      .of(point.key)
      .filter(
        ({ toMs, agent: by, check: { probe } }) =>
          toMs === null && by !== agent?.id && (probe === "sip" || probe === "h323"),
      );
    const answered = calls
      .map(({ assignment }) => engine.check(assignment))
      .find(
        ({ state, soft, lastResultMs }) =>
          state === "up" && soft === null && (lastResultMs ?? 0) > scene.startsMs + 1000,
      );
    return answered === undefined ? [] : [seenOf(point, answered.lastResultMs ?? scene.startsMs)];
  });
}
