import type { ObjectKey } from "@haidang/contract/object.ts";
import type { Revision } from "@haidang/contract/revision.ts";
import type {
  CheckStatus,
  DeviceDetail,
  LinkDetail,
  RackDetail,
  ServiceDetail,
  UnitDetail,
  VideoDetail,
} from "@haidang/contract/row.ts";
import type { Interval } from "@haidang/contract/state.ts";
import type { UptimeRow } from "@haidang/contract/uptime.ts";
import type { WorldObject } from "../inventory/world.ts";
import type { Assignments } from "../state/assignments.ts";
import { uptimeRow } from "../state/availability.ts";
import { clip } from "../state/timeline.ts";
import type { CheckState } from "../state/transition.ts";
import type { RecordStore } from "../store/records.ts";
import { linkLoad } from "./link-load.ts";
import { linkPath } from "./link-path.ts";
import {
  type ListSource,
  listDevices,
  listLinks,
  listRacks,
  listServices,
  listUnits,
  listVideo,
} from "./lists.ts";
import { revisionsOf } from "./revisions.ts";
import { bySensor, interfaceRows, latestReadings, sensorRows } from "./rows.ts";
import { intervalsOf, reported } from "./uptime.ts";

export interface DetailSource extends ListSource {
  records: RecordStore;
  assignments: Assignments;
}

const hourMs = 3_600_000;
const periods = { "24h": 24 * hourMs, "7d": 7 * 24 * hourMs, "30d": 30 * 24 * hourMs } as const;

const revisionsShown = 5;

interface Shown {
  checks: CheckStatus[];
  intervals: Interval[];
  uptime: Array<{ period: keyof typeof periods; row: UptimeRow }>;
  revisions: Revision[];
}

/** What every object's detail has: its checks, the last day, and uptime from one reading of the ledger. */
export function shown(source: DetailSource, object: WorldObject, nowMs: number): Shown {
  const month = intervalsOf(source, object, { fromMs: nowMs - periods["30d"], toMs: nowMs }, nowMs);
  const within = (lengthMs: number) => ({ fromMs: nowMs - lengthMs, toMs: nowMs });
  return {
    checks: source.assignments
      .of(object.key)
      .filter(({ toMs }) => toMs === null)
      .map((assignment) => checkStatus(assignment, source.engine.check(assignment.assignment))),
    intervals: clip(month, within(periods["24h"])),
    revisions: revisionsOf(source, object, within(periods["30d"]), revisionsShown),
    uptime: (["24h", "7d", "30d"] as const).map((period) => ({
      period,
      row: uptimeRow(reported(object), clip(month, within(periods[period])), within(periods[period])),
    })),
  };
}

function checkStatus(
  { agent, check }: { agent: string; check: { id: string; probe: CheckStatus["probe"]; intervalMs: number } },
  { state, sinceMs, reason, detail, lastResultMs }: CheckState,
): CheckStatus {
  return {
    id: check.id,
    probe: check.probe,
    agent,
    intervalMs: check.intervalMs,
    class: state,
    sinceMs,
    ...(reason === null ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
    lastResultMs,
  };
}

function find(source: DetailSource, key: ObjectKey): WorldObject | undefined {
  return source.world().objects.get(key);
}

export function unitDetail(source: DetailSource, id: string, nowMs: number): UnitDetail | undefined {
  const object = find(source, `unit/${id}`);
  const [row] = listUnits(source, id);
  if (object === undefined || row === undefined) return undefined;
  const members = source.engine.statuses().filter((status) => status.unit === id);
  return { ...row, ...shown(source, object, nowMs), members };
}

export function rackDetail(source: DetailSource, id: string, nowMs: number): RackDetail | undefined {
  const object = find(source, `rack/${id}`);
  const [row] = listRacks(source, id);
  if (object === undefined || row === undefined) return undefined;
  const keys = source.world().members.get(object.key) ?? [];
  const mounted = keys.flatMap((key) => {
    const device = find(source, key);
    const u = device?.kind === "device" ? device.item.rack?.u : undefined;
    return device === undefined || u === undefined ? [] : [{ u, id: device.id, name: device.name }];
  });
  const members = keys.flatMap((key) => source.engine.status(key) ?? []);
  return {
    ...row,
    ...shown(source, object, nowMs),
    members,
    mounted: mounted.toSorted((a, b) => b.u - a.u),
  };
}

export async function linkDetail(
  source: DetailSource,
  id: string,
  nowMs: number,
): Promise<LinkDetail | undefined> {
  const object = find(source, `link/${id}`);
  const [row] = await listLinks(source, nowMs, id);
  if (object?.kind !== "link" || row === undefined) return undefined;
  const path = await linkPath(source.series, id, nowMs);
  return {
    ...row,
    ...shown(source, object, nowMs),
    load: await linkLoad(source.series, source.world(), object.item, nowMs),
    ...(path === undefined ? {} : { path }),
  };
}

export async function deviceDetail(
  source: DetailSource,
  id: string,
  nowMs: number,
): Promise<DeviceDetail | undefined> {
  const object = find(source, `device/${id}`);
  const [row] = await listDevices(source, nowMs, id);
  if (object === undefined || row === undefined) return undefined;
  const tags = { kind: "device", id };
  const interfaces = await latestReadings(
    source.series,
    "interface",
    tags,
    ({ ifName }) => ifName ?? "",
    nowMs,
  );
  const sensors = await latestReadings(source.series, "sensor", tags, bySensor, nowMs);
  const host = await latestReadings(source.series, "host", tags, () => "host", nowMs);
  const figures: Record<string, number> = {};
  for (const [field, { value }] of Object.entries(host.get("host") ?? {})) {
    if (typeof value === "number") figures[field] = value;
  }
  return {
    ...row,
    ...shown(source, object, nowMs),
    interfaces: interfaceRows(interfaces),
    sensors: sensorRows(sensors),
    ...(Object.keys(figures).length === 0 ? {} : { host: figures }),
  };
}

export async function serviceDetail(
  source: DetailSource,
  id: string,
  nowMs: number,
): Promise<ServiceDetail | undefined> {
  const object = find(source, `service/${id}`);
  const [row] = await listServices(source, nowMs, id);
  return object === undefined || row === undefined ? undefined : { ...row, ...shown(source, object, nowMs) };
}

export async function videoDetail(
  source: DetailSource,
  id: string,
  nowMs: number,
): Promise<VideoDetail | undefined> {
  const object = find(source, `video/${id}`);
  const [row] = await listVideo(source, nowMs, id);
  return object === undefined || row === undefined ? undefined : { ...row, ...shown(source, object, nowMs) };
}
