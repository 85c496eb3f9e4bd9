import { objectKey } from "@haidang/contract/object.ts";
import type { DataCentre, PlantDevice, Readings as PlantReadings } from "@haidang/contract/power.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { WorldObjectOf } from "../inventory/world.ts";
import type { SeriesStore } from "../store/series.ts";
import { feedRows, redundancyRows } from "./feeds.ts";
import type { ListSource } from "./lists.ts";

/** A reading older than this is not live. */
const presentMs = 10 * 60_000;
const mostStates = 8;
/** ifOperStatus up(1), IF-MIB (RFC 2863). */
const ifUp = 1;

/** Racks, what stands in them, what carries and cools them, each with its last readings. */
export async function dataCentre(source: ListSource, nowMs: number): Promise<DataCentre> {
  const devices = await plantDevices(source, nowMs);
  const ports = await portsOf(source.series, nowMs);
  const world = source.world();
  const racks = [...world.objects.values()].flatMap((object): DataCentre["racks"] => {
    if (object.kind !== "rack") return [];
    const status = source.engine.status(object.key);
    if (status === undefined) return [];
    const { id, name, site, room, heightU, maxW } = object.item;
    const held = devices.flatMap((device) => (device.rack?.id === id ? (ports.get(device.id) ?? []) : []));
    return [
      {
        ...{ id, name, site, heightU, class: status.class },
        siteName: world.objects.get(objectKey({ kind: "site", id: site }))?.name ?? site,
        ...(room === undefined ? {} : { room }),
        ...(maxW === undefined ? {} : { maxW }),
        ...(held.length === 0 ? {} : { ports: { total: held.length, up: held.filter(Boolean).length } }),
      },
    ];
  });
  return { racks, devices, feeds: feedRows(devices), redundancy: redundancyRows(devices) };
}

/** Devices that stand in a rack, carry or draw from a feed, or are one of a group. */
export async function plantDevices(source: ListSource, nowMs: number): Promise<PlantDevice[]> {
  const readings = await readingsOf(source.series, nowMs);
  return [...source.world().objects.values()].flatMap((object): PlantDevice[] => {
    if (object.kind !== "device" || !isPlant(object)) return [];
    const status = source.engine.status(object.key);
    if (status === undefined) return [];
    const { id, name, site, rack, supplies, feeds = [], redundancy } = object.item;
    const read = readings.get(id) ?? { readings: {}, states: [] };
    return [
      {
        ...{ id, name, site, feeds, class: status.class },
        ...(rack === undefined ? {} : { rack: { heightU: 1, ...rack } }),
        ...(supplies === undefined ? {} : { supplies }),
        ...(redundancy === undefined ? {} : { redundancy }),
        ...read,
      },
    ];
  });
}

const isPlant = ({ item }: WorldObjectOf<"device">) =>
  item.rack !== undefined ||
  item.supplies !== undefined ||
  item.feeds !== undefined ||
  item.redundancy !== undefined;

type Read = Pick<PlantDevice, "readings" | "states">;

const fieldOf: Readonly<Record<string, Exclude<keyof PlantReadings, "onBattery">>> = {
  temperature: "temperatureC",
  humidity: "humidityPct",
  power: "powerW",
  load: "loadPct",
  charge: "chargePct",
  runtime: "runtimeMin",
  voltage: "voltageV",
};

async function readingsOf(store: SeriesStore, nowMs: number): Promise<Map<string, Read>> {
  const found = new Map<string, Read>();
  const of = (id: string): Read => {
    const read = found.get(id) ?? { readings: {}, states: [] };
    found.set(id, read);
    return read;
  };
  const tags = { kind: "device" };
  for (const { tags: named, field, samples } of await store.latest(
    { measurement: "sensor", tags },
    nowMs - presentMs,
  )) {
    const { id = "", sensor = "", name = "" } = named;
    const value = samples.at(-1)?.value;
    const { readings, states } = of(id);
    if (field === "status" && typeof value === "string" && states.length < mostStates)
      states.push({ name: deviceText(name, 60), status: deviceText(value, 60) });
    const kept = fieldOf[sensor];
    // how long it has been on its battery is no time left
    if (field !== "value" || typeof value !== "number" || kept === undefined || /on.?battery/i.test(name))
      continue;
    // several of one kind: phases beside their sum, batteries beside the room; charge and time as the least of them
    const before = readings[kept];
    const isLeast = kept === "chargePct" || kept === "runtimeMin";
    readings[kept] =
      before === undefined ? value : isLeast ? Math.min(before, value) : Math.max(before, value);
  }
  for (const { tags: named, field, samples } of await store.latest(
    { measurement: "ups", tags },
    nowMs - presentMs,
  )) {
    const value = samples.at(-1)?.value;
    if (field === "onBattery" && typeof value === "boolean") of(named["id"] ?? "").readings.onBattery = value;
  }
  return found;
}

/** Of each device, its ports, and whether each is up. */
async function portsOf(store: SeriesStore, nowMs: number): Promise<Map<string, boolean[]>> {
  const asked = { measurement: "interface", fields: ["operStatus"], tags: { kind: "device" } };
  const ports = new Map<string, boolean[]>();
  for (const { tags, samples } of await store.latest(asked, nowMs - presentMs)) {
    const id = tags["id"] ?? "";
    ports.set(id, [...(ports.get(id) ?? []), samples.at(-1)?.value === ifUp]);
  }
  return ports;
}
