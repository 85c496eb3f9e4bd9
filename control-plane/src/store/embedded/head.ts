import type { Batch } from "./batch.ts";
import { type Column, emptyColumn } from "./codec/chunk.ts";
import { cutColumn, inOrder } from "./codec/column.ts";

export const dayMs = 86_400_000;

export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / dayMs);
}

/** Texts a head may hold before it is put away, in characters: they are not bounded by the number of samples. */
const textLimit = 16 * 1024 * 1024;
const firstCapacity = 1 << 14;
const growth = 1 << 17;

/**
 * Samples in memory, all of them in the journal too. Each points to the one of its field written before it, so that
 * memory follows the samples, however many fields there are, and a field is read without looking at the others.
 */
export class Head {
  /** Sequence of the newest batch in it. */
  lastBatch = 0;
  count = 0;
  firstMs = Number.POSITIVE_INFINITY;
  readonly days = new Set<number>();
  #times = new Float64Array(firstCapacity);
  #values = new Float64Array(firstCapacity);
  /** Place + 1 of the sample before of the same field; 0: none. */
  #before = new Uint32Array(firstCapacity);
  #newest = new Uint32Array(1024);
  #texts: string[] = [];
  readonly #places = new Map<string, number>();
  #textLength = 0;

  isFull(limit: number): boolean {
    return this.count >= limit || this.#textLength >= textLimit;
  }

  /** `takes` says which fields still exist; `isText` of which the values are places in the batch's texts. */
  add(batch: Batch, sequence: number, isText: (field: number) => boolean | undefined): void {
    const { rowTimes, rowLengths, fields, values, texts } = batch;
    this.#reserve(this.count + values.length);
    this.lastBatch = sequence;
    let at = 0;
    for (let row = 0; row < rowTimes.length; row += 1) {
      const timeMs = rowTimes[row] as number;
      const end = at + (rowLengths[row] as number);
      this.days.add(dayOf(timeMs));
      if (timeMs < this.firstMs) this.firstMs = timeMs;
      for (; at < end; at += 1) {
        const field = fields[at] as number;
        const value = values[at] as number;
        if (texts.length === 0) {
          this.#push(field, timeMs, value);
          continue;
        }
        const kind = isText(field);
        if (kind !== undefined) this.#push(field, timeMs, kind ? this.#place(texts[value] ?? "") : value);
      }
    }
  }

  #push(field: number, timeMs: number, value: number): void {
    if (field >= this.#newest.length) {
      const grown = new Uint32Array(Math.max(field + 1, this.#newest.length * 2));
      grown.set(this.#newest);
      this.#newest = grown;
    }
    const at = this.count;
    this.#times[at] = timeMs;
    this.#values[at] = value;
    this.#before[at] = this.#newest[field] as number;
    this.count = at + 1;
    this.#newest[field] = at + 1;
  }

  #place(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#texts.length;
      this.#texts.push(text);
      this.#places.set(text, place);
      this.#textLength += text.length + 32;
    }
    return place;
  }

  #reserve(count: number): void {
    if (count <= this.#times.length) return;
    // near its end a head grows by little: doubling would keep as much again empty
    const capacity = Math.max(count, Math.min(this.#times.length * 2, this.#times.length + growth));
    const times = new Float64Array(capacity);
    times.set(this.#times);
    this.#times = times;
    const values = new Float64Array(capacity);
    values.set(this.#values);
    this.#values = values;
    const before = new Uint32Array(capacity);
    before.set(this.#before);
    this.#before = before;
  }

  /** Fields with samples here, in rising order. */
  fields(): number[] {
    const found: number[] = [];
    this.#newest.forEach((place, field) => {
      if (place > 0) found.push(field);
    });
    return found;
  }

  /** All samples of a field in time order, the last written of an instant. */
  read(field: number, isText: boolean): Column {
    let count = 0;
    for (let at = this.#newest[field] ?? 0; at > 0; at = this.#before[at - 1] as number) count += 1;
    if (count === 0) return emptyColumn;
    const times = new Float64Array(count);
    const values = new Float64Array(count);
    for (let at = this.#newest[field] ?? 0; at > 0; at = this.#before[at - 1] as number) {
      count -= 1;
      times[count] = this.#times[at - 1] as number;
      values[count] = this.#values[at - 1] as number;
    }
    const column = inOrder({ times, values, texts: isText ? this.#texts : undefined });
    return isText ? onlyItsTexts(column) : column;
  }

  readWithin(field: number, isText: boolean, range: { fromMs: number; toMs: number }): Column {
    return cutColumn(this.read(field, isText), range.fromMs, range.toMs);
  }
}

/** A column's own few texts instead of everybody's. */
function onlyItsTexts({ times, values, texts = [] }: Column): Column {
  const places = new Map<number, number>();
  const own: string[] = [];
  const moved = values.map((place) => {
    let to = places.get(place);
    if (to === undefined) {
      to = own.length;
      own.push(texts[place] ?? "");
      places.set(place, to);
    }
    return to;
  });
  return { times, values: moved, texts: own };
}
