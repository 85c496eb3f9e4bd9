import { type ByteReader, type ByteWriter, DamagedBytes } from "./bytes.ts";
import { largestWhole, readWholeNumbers, writeWholeNumbers } from "./whole-numbers.ts";

const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] as const;
/** Stands where else the number of decimals would. */
const asDoubles = 255;

const textEncoder = new TextEncoder();
/** A text that begins with a byte order mark keeps it. */
const textDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
let scaled = new Float64Array(1024);

function scratch(length: number): Float64Array {
  if (scaled.length < length) scaled = new Float64Array(length * 2);
  return scaled;
}

/** Decimals, six at most, with which every value is a whole number and comes back the same; -1 when there are none. */
export function decimalsOf(values: Float64Array): number {
  let decimals = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (value === 0 && Object.is(value, -0)) return -1;
    while (!isWholeTimes(value, powers[decimals] as number)) {
      decimals += 1;
      if (decimals === powers.length) return -1;
    }
  }
  const power = powers[decimals] as number;
  // what few decimals were enough for may be too large with all of them
  return decimals === 0 || values.every((value) => isWholeTimes(value, power)) ? decimals : -1;
}

function isWholeTimes(value: number, power: number): boolean {
  const product = value * power;
  return Math.abs(product) <= largestWhole && Math.round(product) / power === value;
}

/** A number with at most these decimals, freed of what adding up in binary left behind. */
export function roundTo(value: number, decimals: number): number {
  const power = powers[decimals];
  if (power === undefined || Math.abs(value * power) > largestWhole) return value;
  return Math.round(value * power) / power + 0;
}

export function writeNumbers(writer: ByteWriter, values: Float64Array): void {
  const decimals = decimalsOf(values);
  if (decimals < 0) {
    writer.byte(asDoubles);
    for (let at = 0; at < values.length; at += 1) writer.double(values[at] as number);
    return;
  }
  writer.byte(decimals);
  const power = powers[decimals] as number;
  const whole = scratch(values.length);
  for (let at = 0; at < values.length; at += 1) whole[at] = Math.round((values[at] as number) * power) + 0;
  writeWholeNumbers(writer, whole, values.length);
}

export function readNumbers(reader: ByteReader, count: number): Float64Array {
  const decimals = reader.byte();
  if (decimals === asDoubles) {
    const values = new Float64Array(count);
    for (let at = 0; at < count; at += 1) values[at] = reader.double();
    return values;
  }
  const power = powers[decimals];
  if (power === undefined) throw new DamagedBytes("there is no such number of decimals");
  const values = readWholeNumbers(reader, count);
  if (power > 1) for (let at = 0; at < count; at += 1) values[at] = (values[at] as number) / power;
  return values;
}

/** Each text once, then which stands where; `places` are places in `texts`. */
export function writeTexts(writer: ByteWriter, places: Float64Array, texts: readonly string[]): void {
  const order = new Map<number, number>();
  const whole = scratch(places.length);
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] as number;
    let to = order.get(place);
    if (to === undefined) {
      to = order.size;
      order.set(place, to);
    }
    whole[at] = to;
  }
  writer.varint(order.size);
  for (const place of order.keys()) {
    const bytes = textEncoder.encode(texts[place] ?? "");
    writer.varint(bytes.length);
    writer.raw(bytes);
  }
  writeWholeNumbers(writer, whole, places.length);
}

export function readTexts(reader: ByteReader, count: number): { values: Float64Array; texts: string[] } {
  const texts: string[] = [];
  for (let left = reader.varint(); left > 0; left -= 1) {
    texts.push(textDecoder.decode(reader.raw(reader.varint())));
  }
  return { values: readWholeNumbers(reader, count), texts };
}

/** Times relative to the first, in whole seconds where they all are. */
export function writeTimes(writer: ByteWriter, times: Float64Array): void {
  const firstMs = times[0] ?? 0;
  const perUnit = times.every((timeMs) => timeMs % 1000 === 0) ? 1000 : 1;
  writer.byte(perUnit === 1000 ? 1 : 0);
  const whole = scratch(times.length);
  for (let at = 0; at < times.length; at += 1) whole[at] = ((times[at] as number) - firstMs) / perUnit;
  writeWholeNumbers(writer, whole, times.length);
}

export function readTimes(reader: ByteReader, count: number, firstMs: number): Float64Array {
  const perUnit = reader.byte() === 1 ? 1000 : 1;
  const times = readWholeNumbers(reader, count);
  for (let at = 0; at < count; at += 1) times[at] = (times[at] as number) * perUnit + firstMs;
  return times;
}
