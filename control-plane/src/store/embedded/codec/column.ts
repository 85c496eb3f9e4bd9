import { type Column, emptyColumn } from "./chunk.ts";

/** The part of a column from `fromMs` on, before `toMs`; shares its memory. */
export function cutColumn({ times, values, texts }: Column, fromMs: number, toMs: number): Column {
  const from = firstAtOrAfter(times, fromMs);
  const to = firstAtOrAfter(times, toMs);
  if (from === 0 && to === times.length) return { times, values, texts };
  return {
    times: times.subarray(from, Math.max(from, to)),
    values: values.subarray(from, Math.max(from, to)),
    texts,
  };
}

/** Place of the first time that is not before `timeMs`. */
export function firstAtOrAfter(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Columns of one field into one, in time order. At one instant the later column wins, as it was written later. */
export function mergeColumns(given: readonly Column[]): Column {
  const columns = given.filter(({ times }) => times.length > 0);
  if (columns.length <= 1) return columns[0] ?? emptyColumn;
  const joined = joinColumns(columns);
  return isRising(joined.times) ? joined : inOrder(joined);
}

/** One after the other, their texts in one list. */
function joinColumns(columns: readonly Column[]): Column {
  let length = 0;
  for (const { times } of columns) length += times.length;
  const times = new Float64Array(length);
  const values = new Float64Array(length);
  let texts: string[] | undefined;
  let at = 0;
  for (const column of columns) {
    times.set(column.times, at);
    if (column.texts === undefined) values.set(column.values, at);
    else {
      texts ??= [];
      const shift = texts.length;
      for (const text of column.texts) texts.push(text);
      for (let each = 0; each < column.values.length; each += 1) {
        values[at + each] = (column.values[each] as number) + shift;
      }
    }
    at += column.times.length;
  }
  return { times, values, texts: texts === undefined ? undefined : sameTextsOnce(values, texts) };
}

/** Chunks of a day mostly say the same words: each is kept once. */
function sameTextsOnce(values: Float64Array, texts: readonly string[]): string[] {
  const places = new Map<string, number>();
  const placeOf = texts.map((text) => {
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  for (let at = 0; at < values.length; at += 1) values[at] = placeOf[values[at] as number] ?? 0;
  return [...places.keys()];
}

function isRising(times: Float64Array): boolean {
  for (let at = 1; at < times.length; at += 1) {
    if ((times[at] as number) <= (times[at - 1] as number)) return false;
  }
  return true;
}

/** Samples as they were written, brought into time order; of one instant the last stays. */
export function inOrder({ times, values, texts }: Column): Column {
  if (isRising(times)) return { times, values, texts };
  const order = new Uint32Array(times.length);
  for (let at = 0; at < order.length; at += 1) order[at] = at;
  order.sort((one, other) => (times[one] as number) - (times[other] as number) || one - other);
  const sortedTimes = new Float64Array(times.length);
  const sortedValues = new Float64Array(times.length);
  let count = 0;
  for (const at of order) {
    const timeMs = times[at] as number;
    if (count > 0 && sortedTimes[count - 1] === timeMs) count -= 1;
    sortedTimes[count] = timeMs;
    sortedValues[count] = values[at] as number;
    count += 1;
  }
  return { times: sortedTimes.subarray(0, count), values: sortedValues.subarray(0, count), texts };
}
