import { type DataCentre, feedLimitsPct, type PlantDevice, type PlantRack } from "@haidang/contract/power.ts";

/** ASHRAE TC 9.9, classes A1 to A4: air that goes in is recommended to have 18 to 27 °C; above 32 °C A1 ends. */
export const inletC = { least: 18, most: 27, allowed: 32 } as const;

/** Uptime Institute, Tier III: a line to compare with, promised by nobody. */
export const tierPct = 99.982;

export interface FeedBar {
  feed: string;
  /** Of what its strips in the rack may carry; null where they do not tell, or nothing is written. */
  pct: number | null;
  watts: number | null;
}

export interface RackNow {
  rack: PlantRack;
  /** From the top down. */
  devices: readonly PlantDevice[];
  bars: readonly FeedBar[];
  watts: number | null;
  /** The warmest of what stands in it. */
  temperatureC: number | null;
  usedU: number;
}

/** Racks of a room with what their devices tell at the moment. */
export function racksNow(plant: Pick<DataCentre, "racks" | "devices">): RackNow[] {
  const byRack = Map.groupBy(plant.devices, ({ rack }) => rack?.id ?? "");
  return plant.racks.map((rack) => {
    const devices = (byRack.get(rack.id) ?? []).toSorted((a, b) => (b.rack?.u ?? 0) - (a.rack?.u ?? 0));
    const bars = feedBars(devices);
    return {
      rack,
      devices,
      bars,
      watts: sumOf(bars.map((bar) => bar.watts)),
      temperatureC: greatest(devices.map(({ readings }) => readings.temperatureC)),
      usedU: devices.reduce((sum, device) => sum + (device.rack?.heightU ?? 0), 0),
    };
  });
}

function feedBars(devices: readonly PlantDevice[]): FeedBar[] {
  const strips = devices.flatMap(({ supplies, readings, class: of }) =>
    supplies?.as === "strip" ? [{ ...supplies, readings: of === "down" ? {} : readings }] : [],
  );
  return [...Map.groupBy(strips, ({ feed }) => feed)]
    .map(([feed, of]) => {
      const watts = sumOf(of.map(({ readings }) => readings.powerW ?? null));
      const maxW = sumOf(of.map((strip) => strip.maxW ?? null));
      return { feed, watts, pct: watts === null || maxW === null ? null : (100 * watts) / maxW };
    })
    .sort((a, b) => (a.feed < b.feed ? -1 : 1));
}

/** Null where one is not known, or there is none. */
export function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum;
}

/** Null where none is known. */
export function greatest(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}

/** Style of a load: above 40 % one feed can no longer carry both, above 80 % it can hardly carry its own. */
export function toneOfLoad(pct: number | null): "ok" | "deg" | "down" {
  if (pct === null || pct <= feedLimitsPct.shared) return "ok";
  return pct <= feedLimitsPct.alone ? "deg" : "down";
}

export function toneOfInlet(celsius: number | null): "ok" | "deg" | "down" {
  if (celsius === null || celsius <= inletC.most) return "ok";
  return celsius <= inletC.allowed ? "deg" : "down";
}

/** Rooms in the order of their names; racks without one stand together at their site. */
export function roomsOf(racks: readonly PlantRack[]): Map<string, PlantRack[]> {
  return new Map(
    [...Map.groupBy(racks, ({ room, siteName }) => room ?? siteName)].sort(([a], [b]) =>
      a.localeCompare(b, "vi"),
    ),
  );
}
