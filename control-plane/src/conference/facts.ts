import { readinessLimits } from "@haidang/contract/conference.ts";
import { type ObjectKey, objectKey } from "@haidang/contract/object.ts";
import type { VideoRow } from "@haidang/contract/row.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { World, WorldObject } from "../inventory/world.ts";
import { busiestRates } from "../query/link-load.ts";
import { listVideo } from "../query/lists.ts";
import type { Engine } from "../state/engine.ts";
import type { RecordStore } from "../store/records.ts";
import type { SeriesStore } from "../store/series.ts";
import type { Lost, Meeting, PointFacts, UpsFacts } from "./judge.ts";
import { callsBySite, type VideoObject } from "./participant.ts";
import { linksBySite, type PlannedWork, type PointPath, pathOf, plannedWorks, worksOn } from "./path.ts";
import { readSpans, type SpanFigures, spansFor } from "./spans.ts";
import { readUps } from "./ups.ts";

export interface FactSource {
  series: SeriesStore;
  records: Pick<RecordStore, "incidents" | "maintenance">;
  engine: Engine;
  world: () => World;
}

/** Everything read once for a run; what of it is a point's is picked out afterwards. */
interface Gathered {
  source: FactSource;
  world: World;
  spans: SpanFigures;
  rooms: ReadonlyMap<string, VideoRow>;
  ups: ReadonlyMap<string, UpsFacts[]>;
  busiest: ReadonlyMap<string, number>;
  calls: ReadonlyMap<string, number>;
  works: readonly PlannedWork[];
  /** Open incidents by what fires in them. */
  incidents: ReadonlyMap<string, string>;
  callBps: number;
}

/** What is known of each point now. The stores are asked once for all of them. */
export async function gatherFacts(
  source: FactSource,
  points: readonly VideoObject[],
  meeting: Meeting,
): Promise<Map<string, PointFacts>> {
  const { series } = source;
  const { nowMs, startMs, endMs, quality } = meeting;
  const world = source.world();
  const linksAt = linksBySite(world);
  const paths = new Map(points.map((point) => [point.id, pathOf(world, point, linksAt)]));
  const links = [...new Set([...paths.values()].flatMap((path) => path.links))].map(({ item }) => item);
  const kinds = points.every(({ item }) => item.ping) ? (["video"] as const) : (["video", "link"] as const);
  const spans = spansFor(meeting, nowMs);
  const gathered: Gathered = {
    ...{ source, world },
    spans: await readSpans(series, kinds, spans),
    rooms: new Map((await listVideo(source, nowMs)).map((row) => [row.id, row])),
    ups: await readUps(series, world, nowMs),
    busiest: await busiestRates(series, world, links, [spans.lately, ...spans.days]),
    calls: callsBySite(points),
    works: plannedWorks(source.records.maintenance.list(), world, {
      fromMs: Math.min(nowMs, startMs),
      toMs: endMs,
    }),
    incidents: openIncidents(source.records),
    callBps: quality.callKbps * 1000 * readinessLimits.callOverhead,
  };
  return new Map(
    points.map((point) => {
      const path = paths.get(point.id) ?? { links: [], above: new Set<ObjectKey>() };
      return [point.id, factsOf(point, path, gathered)];
    }),
  );
}

function openIncidents({ incidents }: FactSource["records"]): Map<string, string> {
  return new Map(
    incidents.firing().flatMap(({ alert: { labels, incident } }): [string, string][] => {
      return incident === null ? [] : [[`${labels.kind}/${labels.id}`, incident]];
    }),
  );
}

function factsOf(point: VideoObject, path: PointPath, gathered: Gathered): PointFacts {
  const { source, world, spans, rooms, ups, incidents } = gathered;
  const status = source.engine.status(point.key);
  const isDown = ({ key }: WorldObject) => stateOf(source.engine.status(key)) === "down";
  const down = path.links.filter(isDown);
  const allDown = path.links.length > 0 && down.length === path.links.length;
  const lost = lostAbove(status, gathered) ?? (allDown ? lostOf(down[0], gathered) : undefined) ?? null;
  const carrying = path.links.find((link) => !isDown(link));
  const measured = point.item.ping ? point.key : (carrying ?? path.links[0])?.key;
  const none = { now: null, lately: null, days: [] };
  const flaps = [point, ...path.links].filter(({ key }) => source.engine.status(key)?.flapping === true);
  const waysLost = allDown ? [] : down.flatMap((link) => lostOf(link, gathered) ?? []);
  const saidAlready = new Set<string>([
    ...[...down, ...flaps].map(({ key }) => key),
    ...(lost === null ? [] : [objectKey(lost.subject)]),
  ]);
  return {
    lost,
    waysLost,
    flapping: flaps.map(named),
    spans: (measured === undefined ? undefined : spans.get(measured)) ?? none,
    staleReason: status?.reason ?? "not_measured_yet",
    line: lineOf(point, carrying ?? path.links[0], gathered),
    ups: ups.get(point.item.site) ?? [],
    room: roomOf(point, status, { row: rooms.get(point.id), incident: incidents.get(point.key) }),
    works: worksOn(world, point, path, gathered.works),
    incidents: [...path.above].flatMap((key) => {
      const id = saidAlready.has(key) ? undefined : incidents.get(key);
      const object = world.objects.get(key);
      // what is made of links and devices only repeats what these say
      if (id === undefined || object === undefined || object.kind === "site") return [];
      return [{ id, subject: named(object) }];
    }),
  };
}

const named = ({ kind, id, name }: WorldObject) => ({ kind, id, name });

/** What checks say, whatever is planned. */
function stateOf(status: ObjectStatus | undefined): PointFacts["room"]["state"] {
  const found = status?.beneath?.class ?? status?.class;
  return found === undefined || found === "maintenance" || found === "outOfPeriod" ? "unmonitored" : found;
}

/** The topmost thing that is down above a point which is not reached. */
function lostAbove(status: ObjectStatus | undefined, { source, world, ...rest }: Gathered): Lost | undefined {
  let upstream = stateOf(status) === "up" ? undefined : status?.upstream;
  const seen = new Set<string>();
  let found: WorldObject | undefined;
  while (upstream !== undefined && !seen.has(objectKey(upstream))) {
    const key = objectKey(upstream);
    seen.add(key);
    found = world.objects.get(key);
    upstream = source.engine.status(key)?.upstream;
  }
  return lostOf(found, { source, world, ...rest });
}

function lostOf(
  object: WorldObject | undefined,
  { source, world, incidents }: Pick<Gathered, "source" | "world" | "incidents">,
): Lost | undefined {
  if (object === undefined) return undefined;
  // a site is down because its lines are: of one line it is said by the line
  const members = object.kind === "site" ? (world.members.get(object.key) ?? []) : [];
  const [only] = members;
  const told = members.length === 1 && only !== undefined ? (world.objects.get(only) ?? object) : object;
  const incident = incidents.get(told.key) ?? members.map((key) => incidents.get(key)).find((id) => id);
  return {
    subject: named(told),
    sinceMs: source.engine.status(told.key)?.sinceMs ?? null,
    carrier: told.kind === "link" ? told.item.carrier : undefined,
    incident,
  };
}

function lineOf(
  point: VideoObject,
  link: PointPath["links"][number] | undefined,
  { busiest, calls, callBps }: Gathered,
): PointFacts["line"] {
  if (link?.item.cir === undefined) return null;
  const neededBps = callBps * Math.max(1, calls.get(point.item.site) ?? 1);
  return { link: named(link), cirBps: link.item.cir, busyBps: busiest.get(link.id) ?? null, neededBps };
}

function roomOf(
  point: VideoObject,
  status: ObjectStatus | undefined,
  { row, incident }: { row: VideoRow | undefined; incident: string | undefined },
): PointFacts["room"] {
  const { api, sip } = row ?? {};
  const told = [api?.sipRegistered, api?.h323Registered].filter((one) => one !== undefined);
  const mustRegister = (point.item.api?.registered.length ?? 0) > 0;
  const isRegistered = told.includes(true);
  return {
    state: stateOf(status),
    reason: status?.beneath?.reason ?? status?.reason,
    registered: told.length === 0 || (!isRegistered && !mustRegister) ? null : isRegistered,
    // an answer to OPTIONS tells of a call only where it is refused for it
    inCall: api?.inCall ?? (sip?.inCall === true ? true : null),
    certificateDays: sip?.certificateDaysLeft ?? null,
    incident,
  };
}
