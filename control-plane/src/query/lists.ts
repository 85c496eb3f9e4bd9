import type { DeviceRow, LinkRow, ServiceRow, UnitRow, VideoRow } from "@haidang/contract/api.ts";
import type { ObjectKind } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { World, WorldObject, WorldObjectOf } from "../inventory/world.ts";
import type { Engine } from "../state/engine.ts";
import type { SeriesStore } from "../store/series.ts";
import {
  byId,
  countInterfaces,
  deviceRow,
  latestReadings,
  linkRow,
  serviceRow,
  unitRow,
  videoRow,
} from "./rows.ts";

export interface ListSource {
  series: SeriesStore;
  engine: Engine;
  world: () => World;
}

const isKind =
  <K extends ObjectKind>(kind: K) =>
  (object: WorldObject): object is WorldObjectOf<K> =>
    object.kind === kind;

function each<K extends ObjectKind, R>(
  { world, engine }: ListSource,
  kind: K,
  row: (status: ObjectStatus, object: WorldObjectOf<K>) => R,
): R[] {
  const rows: R[] = [];
  for (const object of [...world().objects.values()].filter(isKind(kind))) {
    const status = engine.status(object.key);
    if (status !== undefined) rows.push(row(status, object));
  }
  return rows;
}

export function listUnits(source: ListSource): UnitRow[] {
  return each(source, "unit", (status, object) => unitRow(source.world(), status, object));
}

export function listSites(source: ListSource): ObjectStatus[] {
  return each(source, "site", (status) => status);
}

export async function listLinks(source: ListSource, nowMs: number): Promise<LinkRow[]> {
  const icmp = await latestReadings(source.series, "icmp", { kind: "link" }, byId, nowMs);
  return each(source, "link", (status, object) => linkRow(source.world(), status, object, icmp));
}

/** An interface is counted while it was read within the last ten minutes. */
const countedMs = 10 * 60_000;

export async function listDevices(source: ListSource, nowMs: number): Promise<DeviceRow[]> {
  const system = await latestReadings(source.series, "device", { kind: "device" }, byId, nowMs);
  const interfaces = countInterfaces(
    await source.series.latest({ measurement: "interface", fields: ["operStatus"] }, nowMs - countedMs),
  );
  return each(source, "device", (status, object) =>
    deviceRow(source.world(), status, object, system, interfaces),
  );
}

export async function listServices(source: ListSource, nowMs: number): Promise<ServiceRow[]> {
  const latest = (measurement: string) =>
    latestReadings(source.series, measurement, { kind: "service" }, byId, nowMs);
  const [http, dns, tcp, tls] = await Promise.all([
    latest("http"),
    latest("dns"),
    latest("tcp"),
    latest("tls"),
  ]);
  return each(source, "service", (status, object) => serviceRow(status, object, { http, dns, tcp, tls }));
}

export async function listVideo(source: ListSource, nowMs: number): Promise<VideoRow[]> {
  const latest = (measurement: string) =>
    latestReadings(source.series, measurement, { kind: "video" }, byId, nowMs);
  const readings = { icmp: await latest("icmp"), sip: await latest("sip"), h323: await latest("h323") };
  return each(source, "video", (status, object) => videoRow(source.world(), status, object, readings));
}
