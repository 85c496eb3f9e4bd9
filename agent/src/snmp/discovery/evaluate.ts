import { sensorUnits } from "@haidang/contract/sensor.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { type SnmpValue, textOf } from "../value.ts";
import { isScalar } from "./places.ts";
import type { Block } from "./profile.ts";
import type { CapacityReading, ProcessorReading, Readings, SensorReading } from "./readings.ts";
import { matchPattern } from "./safe-pattern.ts";
import { entityScaled, plausible, rounded, scaledValue } from "./scale.ts";
import type { CapacitySource, ProcessorSource } from "./schema.ts";

/** What was read: by column and row index, and single variables by their OID. */
export interface Values {
  columns: ReadonlyMap<string, ReadonlyMap<string, SnmpValue>>;
  variables: ReadonlyMap<string, SnmpValue>;
}

type Sensor = Block["sensors"][number];

/** One row as the rules see it: its index, its name, and the value at a place. */
interface Row {
  index: string;
  label: string;
  at(place: string): SnmpValue;
  /** The OID of the row's variable in a column. */
  oid(place: string): string;
}

const maxNameLength = 120;

/** Readings of all blocks, in their order; a variable or a name that was there before is not taken again. */
export function evaluate(blocks: readonly Block[], values: Values): Readings {
  const sensors = new Map<string, SensorReading>();
  const processors = new Map<string, ProcessorReading>();
  const memory = new Map<string, CapacityReading>();
  const storage = new Map<string, CapacityReading>();
  for (const block of blocks) {
    for (const reading of block.sensors.flatMap((sensor) => readSensor(block, sensor, values))) {
      addOnce(sensors, reading.oid, reading);
    }
    for (const reading of block.processors.flatMap((one) => readProcessor(block, one, values))) {
      addOnce(processors, reading.oid, reading);
    }
    addCapacities(memory, block, { capacities: block.memory, values });
    addCapacities(storage, block, { capacities: block.storage, values });
  }
  return {
    sensors: [...sensors.values()],
    processors: [...processors.values()],
    memory: [...memory.values()],
    storage: [...storage.values()],
  };
}

function addOnce<T>(list: Map<string, T>, key: string, reading: T): void {
  if (!list.has(key)) list.set(key, reading);
}

/** Rows that share a name within a block get their index appended; a later block adds only new names. */
function addCapacities(
  list: Map<string, CapacityReading>,
  block: Block,
  { capacities, values }: { capacities: readonly CapacitySource[]; values: Values },
): void {
  const read = capacities.flatMap((capacity) => readCapacity(block, capacity, values));
  const before = new Set(list.keys());
  for (const { reading, index } of read) {
    if (before.has(reading.name)) continue;
    const name = list.has(reading.name) ? `${reading.name}#${index}` : reading.name;
    addOnce(list, name, { ...reading, name });
  }
}

/** What one rule for a sensor reads. */
export function readSensor(block: Block, sensor: Sensor, values: Values): SensorReading[] {
  return rowsOf(block, sensor.at, values).flatMap((row) => {
    const kind =
      typeof sensor.kind === "string" ? sensor.kind : own(sensor.kind.map, plain(row.at(sensor.kind.at)));
    if (kind === undefined || !passes(sensor, row)) return [];
    if (!finds(sensor.matching, row.label) || !finds(sensor.rows, row.index)) return [];
    const raw = numberIn(row.at(sensor.at), sensor.words);
    const value = raw === undefined ? undefined : sensorValue(raw, sensor, row);
    if (raw === undefined || value === undefined || !plausible(kind, value)) return [];
    const status = kind === "state" ? own(sensor.states, String(raw)) : undefined;
    return [
      {
        oid: `.${row.oid(sensor.at)}`,
        kind,
        name: nameOf(sensor.name, {
          ...row,
          label: textOf(row.at(sensor.named ?? ""), maxNameLength) ?? row.label,
        }),
        value,
        unit: sensor.unit ?? sensorUnits[kind],
        ...(status === undefined ? {} : { status }),
      },
    ];
  });
}

function sensorValue(raw: number, sensor: Sensor, row: Row): number | undefined {
  if (sensor.scaled === undefined) {
    const digits = sensor.decimals === undefined ? 0 : numberIn(row.at(sensor.decimals));
    if (digits === undefined || digits < 0 || digits > 9) return undefined;
    return scaledValue(raw, { ...sensor, divide: (sensor.divide ?? 1) * 10 ** digits });
  }
  const scale = numberIn(row.at(sensor.scaled.scale));
  const precision = numberIn(row.at(sensor.scaled.precision)) ?? 0;
  // A raw value that means nothing is there says so before scaling.
  if (scale === undefined || scaledValue(raw, { skip: sensor.skip }) === undefined) return undefined;
  const value = entityScaled(raw, scale, precision);
  return value === undefined ? undefined : scaledValue(value, { ...sensor, skip: undefined });
}

export function readProcessor(block: Block, rule: ProcessorSource, values: Values): ProcessorReading[] {
  return rowsOf(block, rule.at, values).flatMap((row) => {
    const raw = numberIn(row.at(rule.at));
    const pct = raw === undefined || !passes(rule, row) ? undefined : scaledValue(raw, rule);
    return pct === undefined ? [] : [{ oid: `.${row.oid(rule.at)}`, pct }];
  });
}

/** Memory or storage of the rows that tell a total, or enough to know it. */
export function readCapacity(
  block: Block,
  rule: CapacitySource,
  values: Values,
): { reading: CapacityReading; index: string }[] {
  const place = (rule.total ?? rule.used ?? rule.free)?.[0];
  if (place === undefined) return [];
  return rowsOf(block, place, values).flatMap((row) => {
    const unit = typeof rule.unit === "number" ? rule.unit : numberIn(row.at(rule.unit.at));
    const amounts = unit === undefined || !passes(rule, row) ? undefined : amountsOf(rule, row, unit);
    if (amounts === undefined) return [];
    return [{ reading: { name: nameOf(rule.name, row), ...amounts }, index: row.index }];
  });
}

function amountsOf(
  rule: CapacitySource,
  row: Row,
  unit: number,
): { totalBytes: number; usedBytes: number } | undefined {
  const sum = (places: readonly string[] | undefined): number | undefined => {
    const numbers = (places ?? []).map((place) => numberIn(row.at(place)));
    // Only the first has to be there: cached memory, say, is not told by every device.
    return numbers[0] === undefined
      ? undefined
      : numbers.reduce<number>((total, number) => total + Math.max(0, number ?? 0), 0) * unit;
  };
  const used = sum(rule.used);
  const free = sum(rule.free);
  const total = sum(rule.total) ?? (used === undefined || free === undefined ? undefined : used + free);
  if (total === undefined || !(total > 0)) return undefined;
  const pct = rule.usedPct === undefined ? undefined : numberIn(row.at(rule.usedPct));
  const usedBytes =
    used ??
    (free === undefined ? undefined : total - free) ??
    (pct === undefined ? undefined : (total * pct) / 100);
  if (usedBytes === undefined || usedBytes < 0) return undefined;
  return { totalBytes: Math.round(total), usedBytes: Math.round(usedBytes) };
}

/** The rows that a place has, or the one row of single variables. */
function rowsOf(block: Block, place: string, values: Values): Row[] {
  if (block.shape === "single") {
    if (values.variables.get(place) === undefined) return [];
    const at = (wanted: string) => values.variables.get(wanted);
    return [{ index: "0", label: "", at, oid: (wanted) => wanted }];
  }
  return [...(values.columns.get(place) ?? [])].map(([index]) => ({
    index,
    label: labelOf(block, index, values),
    at: (wanted) =>
      isScalar(wanted) ? values.variables.get(wanted) : values.columns.get(wanted)?.get(index),
    oid: (wanted) => `${wanted}.${index}`,
  }));
}

function finds(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || matchPattern(pattern, text) !== undefined;
}

function labelOf(block: Block, index: string, { columns }: Values): string {
  for (const label of block.label) {
    const value = columns.get(label.at)?.get(joinIndex(index, label.index));
    const text = textOf(value, maxNameLength) ?? (typeof value === "number" ? String(value) : undefined);
    if (text !== undefined) return text;
  }
  return "";
}

function joinIndex(index: string, parts: number | undefined): string {
  if (parts === undefined) return index;
  const all = index.split(".");
  return (parts < 0 ? all.slice(parts) : all.slice(0, parts)).join(".");
}

function nameOf(template: string | undefined, { label, index }: Row): string {
  const parts = index.split(".");
  const name = (template ?? "{label}")
    .replace(/\{(label|index|\d{1,2})\}/g, (_place, key: string) => {
      if (key === "label") return label === "" ? index : label;
      return key === "index" ? index : (parts[Number(key) - 1] ?? "");
    })
    .trim();
  return deviceText(name, maxNameLength);
}

function passes({ where, unless }: Pick<Sensor, "where" | "unless">, row: Row): boolean {
  for (const [place, wanted] of Object.entries(where ?? {})) {
    if (!wanted.includes(plain(row.at(place)))) return false;
  }
  for (const [place, unwanted] of Object.entries(unless ?? {})) {
    if (unwanted.includes(plain(row.at(place)))) return false;
  }
  return true;
}

/** A value as a profile writes it: numbers in digits, text as it is, OIDs with dots; nothing is "". */
export function plain(value: SnmpValue): string {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" ? value : (textOf(value) ?? "");
}

/** Agents put numbers into text too: `51.569`, ` -4.2 dBm`. */
export function numberIn(value: SnmpValue, words?: Readonly<Record<string, number>>): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (!(value instanceof Uint8Array)) return undefined;
  const text = textOf(value, 60) ?? "";
  const word = own(words, text);
  if (word !== undefined) return word;
  const match = /^[-+]?\d{1,15}(?:\.\d{1,15})?(?=$|[^\d.:/-])/.exec(text);
  return match === null ? undefined : rounded(Number(match[0]));
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
