import type { Block } from "./profile.ts";
import type { CapacitySource, IdentitySource, ProcessorSource, SensorSource } from "./schema.ts";

/** OIDs that a block reads: those that stay as they are, and those read at each poll. */
export interface Places {
  fixed: Set<string>;
  live: Set<string>;
}

/** A single variable, in a table's rules too: the unit that a device is set to, say. */
export function isScalar(place: string): boolean {
  return place.endsWith(".0");
}

/** Names, kinds and scales do not change from poll to poll; values and conditions do. */
export function placesOf(block: Block): Places {
  const fixed = new Set(block.label.map(({ at }) => at));
  const live = new Set<string>();
  for (const sensor of block.sensors) addSensor({ fixed, live }, sensor);
  for (const processor of block.processors) addConditions(live.add(processor.at), processor);
  for (const capacity of [...block.memory, ...block.storage]) addCapacity({ fixed, live }, capacity);
  for (const place of live) fixed.delete(place);
  return { fixed, live };
}

function addSensor({ fixed, live }: Places, sensor: SensorSource): void {
  live.add(sensor.at);
  if (typeof sensor.kind !== "string") fixed.add(sensor.kind.at);
  if (sensor.decimals !== undefined) fixed.add(sensor.decimals);
  if (sensor.named !== undefined) fixed.add(sensor.named);
  if (sensor.scaled !== undefined) fixed.add(sensor.scaled.scale).add(sensor.scaled.precision);
  addConditions(live, sensor);
}

function addCapacity({ fixed, live }: Places, capacity: CapacitySource): void {
  const { total = [], used = [], free = [], usedPct, unit } = capacity;
  for (const place of [...total, ...used, ...free]) live.add(place);
  if (usedPct !== undefined) live.add(usedPct);
  if (typeof unit !== "number") fixed.add(unit.at);
  addConditions(live, capacity);
}

function addConditions(
  live: Set<string>,
  { where, unless }: Pick<ProcessorSource, "where" | "unless">,
): void {
  for (const place of [...Object.keys(where ?? {}), ...Object.keys(unless ?? {})]) live.add(place);
}

/** OIDs that sources of an identity read. */
export function identityPlaces(sources: readonly IdentitySource[]): {
  columns: string[];
  variables: string[];
} {
  return {
    columns: sources.flatMap((source) =>
      "column" in source ? [source.column, ...Object.keys(source.where ?? {})] : [],
    ),
    variables: sources.flatMap((source) => ("at" in source ? [source.at] : [])),
  };
}
