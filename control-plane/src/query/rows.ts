import type { ObjectKind } from "@haidang/contract/object.ts";
import type { FieldValue } from "@haidang/contract/point.ts";
import type {
  DeviceRow,
  InterfaceRow,
  LinkRow,
  RackRow,
  SensorRow,
  ServiceRow,
  UnitRow,
  VideoRow,
} from "@haidang/contract/row.ts";
import { type SensorKind, sensorKinds, sensorUnits } from "@haidang/contract/sensor.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { VideoApiRow } from "@haidang/contract/video-api.ts";
import type { World, WorldObjectOf } from "../inventory/world.ts";
import type { Series, SeriesStore } from "../store/series.ts";

/** Latest fields of one measurement, by the object they were measured at. */
export type Readings = ReadonlyMap<string, Readonly<Record<string, { value: FieldValue; timeMs: number }>>>;

/** How old a reading may be to be shown as the present one. */
const presentMs = 10 * 60_000;

export async function latestReadings(
  store: SeriesStore,
  measurement: string,
  tags: Readonly<Record<string, string>>,
  keyOf: (tags: Readonly<Record<string, string>>) => string,
  nowMs: number,
): Promise<Readings> {
  const readings = new Map<string, Record<string, { value: FieldValue; timeMs: number }>>();
  for (const series of await store.latest({ measurement, tags }, nowMs - presentMs)) {
    const sample = series.samples.at(-1);
    if (sample === undefined) continue;
    const key = keyOf(series.tags);
    const fields = readings.get(key) ?? {};
    const known = fields[series.field];
    if (known === undefined || known.timeMs < sample.timeMs) fields[series.field] = sample;
    readings.set(key, fields);
  }
  return readings;
}

export const byId = (tags: Readonly<Record<string, string>>): string => tags["id"] ?? "";

function numberOf(readings: Readings, key: string, field: string): number | undefined {
  const value = readings.get(key)?.[field]?.value;
  return typeof value === "number" ? value : undefined;
}
function textOf(readings: Readings, key: string, field: string): string | undefined {
  const value = readings.get(key)?.[field]?.value;
  return typeof value === "string" ? value : undefined;
}

export function unitRow(world: World, status: ObjectStatus, object: WorldObjectOf<"unit">): UnitRow {
  const owned = (kind: ObjectKind) =>
    [...world.objects.values()].filter((other) => other.kind === kind && other.unit === object.id).length;
  const { kind: unitKind, code } = object.item;
  return {
    ...status,
    unitKind,
    ...(code === undefined ? {} : { code }),
    links: owned("link"),
    devices: owned("device"),
    services: owned("service"),
  };
}

export function siteName(world: World, site: string): string {
  return world.objects.get(`site/${site}`)?.name ?? site;
}

export function linkRow(
  world: World,
  status: ObjectStatus,
  object: WorldObjectOf<"link">,
  icmp: Readings,
): LinkRow {
  const { site, circuit, cir, role } = object.item;
  return {
    ...status,
    site,
    siteName: siteName(world, site),
    ...(circuit === undefined ? {} : { circuit }),
    ...(cir === undefined ? {} : { cirBps: cir }),
    role,
    ...latencyOf(status, icmp),
  };
}

/** The last window of echo requests, when there is one that speaks of the object as it is now. */
function latencyOf(status: ObjectStatus, icmp: Readings): Pick<LinkRow, "latency"> {
  const { id } = status;
  const loss = icmp.get(id)?.["lossPct"];
  // A window from before the outage says nothing of the link as it is now.
  const outdated = status.class === "down" && (loss?.timeMs ?? 0) <= (status.sinceMs ?? 0);
  if (outdated || typeof loss?.value !== "number") return {};
  return {
    latency: {
      rttP50Ms: inSameWindow(icmp, id, "rttP50Ms", loss.timeMs),
      rttP95Ms: inSameWindow(icmp, id, "rttP95Ms", loss.timeMs),
      lossPct: loss.value,
      atMs: loss.timeMs,
    },
  };
}

/** A window without replies has no round trips: an older window's must not stand in for them. */
function inSameWindow(icmp: Readings, id: string, field: string, timeMs: number): number | null {
  const sample = icmp.get(id)?.[field];
  return sample !== undefined && sample.timeMs === timeMs && typeof sample.value === "number"
    ? sample.value
    : null;
}

export function deviceRow(
  world: World,
  status: ObjectStatus,
  object: WorldObjectOf<"device">,
  system: Readings,
  interfaces: ReadonlyMap<string, number>,
): DeviceRow {
  const { site, id } = object.item;
  const sysName = textOf(system, id, "sysName");
  const sysDescr = textOf(system, id, "sysDescr");
  return {
    ...status,
    site,
    siteName: siteName(world, site),
    ...(sysName === undefined ? {} : { sysName }),
    ...(sysDescr === undefined ? {} : { sysDescr }),
    interfaces: interfaces.get(id) ?? 0,
  };
}

export function rackRow(world: World, status: ObjectStatus, object: WorldObjectOf<"rack">): RackRow {
  const { site, room, heightU } = object.item;
  return {
    ...status,
    site,
    siteName: siteName(world, site),
    ...(room === undefined ? {} : { room }),
    heightU,
    devices: world.members.get(object.key)?.length ?? 0,
  };
}

/** Latest readings of services, by the measurement of their probe. */
export type ServiceReadings = Readonly<Record<"http" | "dns" | "tcp" | "tls", Readings>>;

export function serviceRow(
  status: ObjectStatus,
  object: WorldObjectOf<"service">,
  readings: ServiceReadings,
): ServiceRow {
  const { id } = object.item;
  const { http, dns, tcp, tls } = readings;
  const statusCode = numberOf(http, id, "statusCode");
  const handshakeMs = numberOf(tls, id, "handshakeMs");
  const daysLeft = numberOf(tls, id, "daysLeft");
  const totalMs =
    numberOf(http, id, "totalMs") ??
    numberOf(dns, id, "responseMs") ??
    numberOf(tcp, id, "connectMs") ??
    (handshakeMs === undefined ? undefined : (numberOf(tls, id, "connectMs") ?? 0) + handshakeMs);
  return {
    ...status,
    ...(object.item.http === undefined ? {} : { url: object.item.http.url }),
    ...(totalMs === undefined ? {} : { totalMs }),
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(daysLeft === undefined ? {} : { daysLeft }),
  };
}

/** Readings a video row is made of, by probe. */
export interface VideoReadings {
  icmp: Readings;
  sip: Readings;
  h323: Readings;
  videoApi: Readings;
}

export function videoRow(
  world: World,
  status: ObjectStatus,
  object: WorldObjectOf<"video">,
  { icmp, sip, h323, videoApi }: VideoReadings,
): VideoRow {
  const { site, kind: pointKind, id } = object.item;
  const sipNow = newest(sip, id);
  const h323Now = newest(h323, id);
  const apiNow = newest(videoApi, id);
  return {
    ...status,
    site,
    siteName: siteName(world, site),
    pointKind,
    ...latencyOf(status, icmp),
    ...(sipNow === undefined
      ? {}
      : {
          sip: {
            ...pick(sipNow.fields, "number", ["statusCode", "responseMs", "certificateDaysLeft"]),
            ...pick(sipNow.fields, "boolean", ["inCall"]),
            atMs: sipNow.atMs,
          },
        }),
    ...(h323Now === undefined
      ? {}
      : {
          h323: {
            ...pick(h323Now.fields, "string", ["ras", "gatekeeperName"]),
            ...pick(h323Now.fields, "number", ["connectMs"]),
            atMs: h323Now.atMs,
          },
        }),
    ...(apiNow === undefined ? {} : { api: videoApiRow(apiNow) }),
  };
}

function videoApiRow({ fields, atMs }: NonNullable<ReturnType<typeof newest>>): VideoApiRow {
  return {
    ...pick(fields, "string", ["model", "software", "faults"]),
    ...pick(fields, "boolean", ["sipRegistered", "h323Registered", "inCall"]),
    ...pick(fields, "number", ["uptimeS", "temperatureC", "inCallBps", "outCallBps"]),
    ...pick(fields, "number", ["inLossPct", "outLossPct", "inJitterMs", "outJitterMs"]),
    atMs,
  };
}

/** Fields of the newest point alone: an older answer's must not stand beside a newer silence. */
function newest(
  readings: Readings,
  id: string,
): { fields: Readonly<Record<string, FieldValue>>; atMs: number } | undefined {
  const samples = Object.entries(readings.get(id) ?? {});
  if (samples.length === 0) return undefined;
  const atMs = Math.max(...samples.map(([, { timeMs }]) => timeMs));
  const present = samples.filter(([, { timeMs }]) => timeMs === atMs);
  return { fields: Object.fromEntries(present.map(([field, { value }]) => [field, value])), atMs };
}

type Typed = { number: number; boolean: boolean; string: string };

function pick<T extends keyof Typed, K extends string>(
  fields: Readonly<Record<string, FieldValue>>,
  type: T,
  names: readonly K[],
): Partial<Record<K, Typed[T]>> {
  const isTyped = (value: FieldValue | undefined): value is FieldValue & Typed[T] => typeof value === type;
  const found: Partial<Record<K, Typed[T]>> = {};
  for (const name of names) {
    const value = fields[name];
    if (isTyped(value)) found[name] = value;
  }
  return found;
}

/** IF-MIB ifAdminStatus and ifOperStatus (RFC 2863), as words. */
const interfaceStatus = ["", "up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"];

/** Interfaces of one device from its latest readings, in ifIndex order. */
export function interfaceRows(readings: Readings): InterfaceRow[] {
  const rows: InterfaceRow[] = [];
  for (const [ifName, fields] of readings) {
    const number = (field: string) => numberOf(readings, ifName, field) ?? 0;
    const atMs = fields["operStatus"]?.timeMs ?? 0;
    const rate = (field: string) => {
      const sample = fields[field];
      return sample !== undefined && sample.timeMs === atMs && typeof sample.value === "number"
        ? sample.value
        : null;
    };
    rows.push({
      ifName,
      ifIndex: number("ifIndex"),
      alias: textOf(readings, ifName, "alias") ?? "",
      speedBps: number("speedBps"),
      adminStatus: interfaceStatus[number("adminStatus")] || "unknown",
      operStatus: interfaceStatus[number("operStatus")] || "unknown",
      inBps: rate("inBps"),
      outBps: rate("outBps"),
      inOctets: number("inOctets"),
      outOctets: number("outOctets"),
      inErrors: number("inErrors"),
      outErrors: number("outErrors"),
      atMs,
    });
  }
  return rows.sort((a, b) => a.ifIndex - b.ifIndex);
}

/** Sensors of one device from its latest readings, by kind and name. */
export function sensorRows(readings: Readings): SensorRow[] {
  const rows: SensorRow[] = [];
  for (const [key, fields] of readings) {
    const [kind, name, oid] = splitSensorKey(key);
    const value = fields["value"];
    if (kind === undefined || typeof value?.value !== "number") continue;
    const status = textOf(readings, key, "status");
    rows.push({
      oid,
      kind,
      name,
      value: value.value,
      unit: textOf(readings, key, "unit") ?? sensorUnits[kind],
      ...(status === undefined ? {} : { status }),
      atMs: value.timeMs,
    });
  }
  return rows.sort(
    (a, b) => sensorKinds.indexOf(a.kind) - sensorKinds.indexOf(b.kind) || byNumberedName(a.name, b.name),
  );
}

const byNumberedName = new Intl.Collator("vi", { numeric: true }).compare;

/** Names one sensor within its device. */
export const bySensor = ({ sensor = "", name = "", oid = "" }: Readonly<Record<string, string>>): string =>
  `${sensor}\n${oid}\n${name}`;

function splitSensorKey(key: string): [kind: SensorKind | undefined, name: string, oid: string] {
  const [kind, oid = "", ...name] = key.split("\n");
  return [sensorKinds.find((known) => known === kind), name.join("\n"), oid];
}

/** How many interfaces each device showed lately. */
export function countInterfaces(series: readonly Series[]): Map<string, number> {
  const names = new Map<string, Set<string>>();
  for (const { tags } of series) {
    const id = byId(tags);
    names.set(id, (names.get(id) ?? new Set()).add(tags["ifName"] ?? ""));
  }
  return new Map([...names].map(([id, set]) => [id, set.size]));
}
