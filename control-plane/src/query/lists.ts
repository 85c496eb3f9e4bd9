import { type ObjectKind, objectKey } from "@haidang/contract/object.ts";
import type { DeviceRow, LinkRow, RackRow, ServiceRow, UnitRow, VideoRow } from "@haidang/contract/row.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { World, WorldObject, WorldObjectOf } from "../inventory/world.ts";
import type { Engine } from "../state/engine.ts";
import type { SeriesStore } from "../store/series.ts";
import { utilisationsNow } from "./link-load.ts";
import {
  byId,
  countInterfaces,
  deviceRow,
  latestReadings,
  linkRow,
  rackRow,
  serviceRow,
  unitRow,
  videoRow,
} from "./rows.ts";

export interface ListSource {
  series: SeriesStore;
  engine: Engine;
  world: () => World;
}

/** All objects of a kind, or with an id that one alone: then only its own readings are read. */
interface Listed<K extends ObjectKind> {
  kind: K;
  id: string | undefined;
}

/** Tags that the readings of what is listed carry. */
const tagsOf = ({ kind, id }: Listed<ObjectKind>): Record<string, string> =>
  id === undefined ? { kind } : { kind, id };

const isKind =
  <K extends ObjectKind>(kind: K) =>
  (object: WorldObject): object is WorldObjectOf<K> =>
    object.kind === kind;

export function each<K extends ObjectKind, R>(
  { world, engine }: ListSource,
  { kind, id }: Listed<K>,
  row: (status: ObjectStatus, object: WorldObjectOf<K>) => R,
): R[] {
  const { objects } = world();
  const one = id === undefined ? undefined : objects.get(objectKey({ kind, id }));
  const meant = id === undefined ? [...objects.values()] : one === undefined ? [] : [one];
  const rows: R[] = [];
  for (const object of meant.filter(isKind(kind))) {
    const status = engine.status(object.key);
    if (status !== undefined) rows.push(row(status, object));
  }
  return rows;
}

export function listUnits(source: ListSource, id?: string): UnitRow[] {
  return each(source, { kind: "unit", id }, (status, object) => unitRow(source.world(), status, object));
}

export function listSites(source: ListSource): ObjectStatus[] {
  return each(source, { kind: "site", id: undefined }, (status) => status);
}

export function listRacks(source: ListSource, id?: string): RackRow[] {
  return each(source, { kind: "rack", id }, (status, object) => rackRow(source.world(), status, object));
}

export async function listLinks(source: ListSource, nowMs: number, id?: string): Promise<LinkRow[]> {
  const listed = { kind: "link", id } as const;
  const icmp = await latestReadings(source.series, "icmp", tagsOf(listed), byId, nowMs);
  const world = source.world();
  const links = [...world.objects.values()].filter(isKind("link")).map(({ item }) => item);
  const asked = id === undefined ? links : links.filter((link) => link.id === id);
  const utilisations = await utilisationsNow(source.series, world, asked, nowMs);
  return each(source, listed, (status, object) => {
    const utilisation = utilisations.get(object.id);
    const row = linkRow(world, status, object, icmp);
    return utilisation === undefined ? row : { ...row, utilisation };
  });
}

/** An interface is counted while it was read within the last ten minutes. */
const countedMs = 10 * 60_000;

export async function listDevices(source: ListSource, nowMs: number, id?: string): Promise<DeviceRow[]> {
  const listed = { kind: "device", id } as const;
  const system = await latestReadings(source.series, "device", tagsOf(listed), byId, nowMs);
  const interfaces = countInterfaces(
    await source.series.latest(
      { measurement: "interface", fields: ["operStatus"], tags: tagsOf(listed) },
      nowMs - countedMs,
    ),
  );
  return each(source, listed, (status, object) =>
    deviceRow(source.world(), status, object, system, interfaces),
  );
}

export async function listServices(source: ListSource, nowMs: number, id?: string): Promise<ServiceRow[]> {
  const listed = { kind: "service", id } as const;
  const latest = (measurement: string) =>
    latestReadings(source.series, measurement, tagsOf(listed), byId, nowMs);
  const [http, dns, tcp, tls] = await Promise.all([
    latest("http"),
    latest("dns"),
    latest("tcp"),
    latest("tls"),
  ]);
  return each(source, listed, (status, object) => serviceRow(status, object, { http, dns, tcp, tls }));
}

export async function listVideo(source: ListSource, nowMs: number, id?: string): Promise<VideoRow[]> {
  const listed = { kind: "video", id } as const;
  const latest = (measurement: string) =>
    latestReadings(source.series, measurement, tagsOf(listed), byId, nowMs);
  const [icmp, sip, h323, videoApi] = await Promise.all([
    latest("icmp"),
    latest("sip"),
    latest("h323"),
    latest("videoApi"),
  ]);
  const readings = { icmp, sip, h323, videoApi };
  return each(source, listed, (status, object) => videoRow(source.world(), status, object, readings));
}
