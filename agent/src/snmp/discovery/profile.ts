import type {
  CapacitySource,
  IdentitySource,
  LabelSource,
  ProcessorSource,
  ProfileSource,
  SensorSource,
} from "./schema.ts";

/** Readings of one table, or of single variables: every place is a whole OID. */
export interface Block {
  /** `single`: places are variables of their own, and there is one row with an empty index. */
  shape: "table" | "single";
  label: readonly LabelSource[];
  sensors: readonly (SensorSource & { states?: Readonly<Record<string, string>> | undefined })[];
  processors: readonly ProcessorSource[];
  memory: readonly CapacitySource[];
  storage: readonly CapacitySource[];
}

export const identityKeys = ["vendor", "model", "os", "version", "serial"] as const;
export type IdentityKey = (typeof identityKeys)[number];

/** A profile with all it uses, ready to read with. */
export interface Profile {
  name: string;
  match: ProfileSource["match"];
  identity: Partial<Record<IdentityKey, readonly IdentitySource[]>>;
  blocks: readonly Block[];
}

/** The blocks of one source, places made whole and shared words put in. Throws an Error for words that are not there. */
export function blocksOf(source: ProfileSource): Block[] {
  const { scalars, tables } = source;
  const blocks: Block[] = tables.map((table) => {
    const whole = (place: string) => (place.includes(".") ? place : `${table.oid}.${place}`);
    return {
      shape: "table",
      label: table.label.map((label) => ({ ...label, at: whole(label.at) })),
      sensors: table.sensors.map((sensor) => wordsPutIn(source, placeSensor(sensor, whole))),
      processors: table.processors.map((processor) =>
        placeFilter({ ...processor, at: whole(processor.at) }, whole),
      ),
      memory: table.memory.map((capacity) => placeCapacity(capacity, whole)),
      storage: table.storage.map((capacity) => placeCapacity(capacity, whole)),
    };
  });
  const single: Block = {
    shape: "single",
    label: [],
    ...scalars,
    sensors: scalars.sensors.map((sensor) => wordsPutIn(source, sensor)),
  };
  return [single, ...blocks].filter(hasReadings);
}

export function hasReadings({ sensors, processors, memory, storage }: Block): boolean {
  return sensors.length + processors.length + memory.length + storage.length > 0;
}

type Whole = (place: string) => string;

function placeSensor(sensor: SensorSource, whole: Whole): SensorSource {
  const { kind, scaled, decimals } = sensor;
  return placeFilter(
    {
      ...sensor,
      at: whole(sensor.at),
      kind: typeof kind === "string" ? kind : { ...kind, at: whole(kind.at) },
      decimals: decimals === undefined ? undefined : whole(decimals),
      ...(scaled === undefined
        ? {}
        : { scaled: { scale: whole(scaled.scale), precision: whole(scaled.precision) } }),
    },
    whole,
  );
}

function placeCapacity(capacity: CapacitySource, whole: Whole): CapacitySource {
  const { total, used, free, usedPct, unit } = capacity;
  return placeFilter(
    {
      ...capacity,
      total: total?.map(whole),
      used: used?.map(whole),
      free: free?.map(whole),
      usedPct: usedPct === undefined ? undefined : whole(usedPct),
      unit: typeof unit === "number" ? unit : { at: whole(unit.at) },
    },
    whole,
  );
}

type Conditions = Record<string, string[]> | undefined;

function placeFilter<T extends { where?: Conditions; unless?: Conditions }>(reading: T, whole: Whole): T {
  const placed = (conditions: Conditions): Conditions =>
    conditions === undefined
      ? undefined
      : Object.fromEntries(Object.entries(conditions).map(([place, values]) => [whole(place), values]));
  return { ...reading, where: placed(reading.where), unless: placed(reading.unless) };
}

function wordsPutIn(source: ProfileSource, sensor: SensorSource): Block["sensors"][number] {
  const { states } = sensor;
  if (typeof states !== "string") return { ...sensor, states };
  const words = Object.hasOwn(source.states, states) ? source.states[states] : undefined;
  if (words === undefined)
    throw new Error(`states "${states}" of sensor ${sensor.at} are not in the profile`);
  return { ...sensor, states: words };
}
