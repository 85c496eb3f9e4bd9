import type { Batch } from "./batch.ts";
import { type Column, emptyColumn } from "./codec/chunk.ts";
import { cutColumn, inOrder } from "./codec/column.ts";

export const dayMs = 86_400_000;

export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / dayMs);
}

/** Texts a head may hold before it is put away, in characters: they are not bounded by the number of samples. */
const textLimit = 16 * 1024 * 1024;
/** Samples of a page, as a power of two: 1.25 MiB. */
const pageBits = 16;
const pageLength = 1 << pageBits;

interface Page {
  times: Float64Array;
  values: Float64Array;
  /** Place + 1 of the sample before of the same field; 0: none. */
  before: Uint32Array;
}

/**
 * Memory for samples, used again by the next head: arrays made anew for each would lie beside those of the last until
 * the garbage collector comes, which counts what lies outside its heap last of all.
 */
export class Pages {
  readonly #free: Page[] = [];

  take(): Page {
    return (
      this.#free.pop() ?? {
        times: new Float64Array(pageLength),
        values: new Float64Array(pageLength),
        before: new Uint32Array(pageLength),
      }
    );
  }

  giveBack(pages: readonly Page[]): void {
    for (const page of pages) this.#free.push(page);
  }
}

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
  readonly #supply: Pages;
  #pages: Page[] = [];
  /** Place + 1 of the newest sample of a field; 0: none. */
  #newest = new Uint32Array(1024);
  #texts: string[] = [];
  readonly #places = new Map<string, number>();
  #textLength = 0;

  constructor(supply: Pages) {
    this.#supply = supply;
  }

  isFull(limit: number): boolean {
    return this.count >= limit || this.#textLength >= textLimit;
  }

  /** `takes` says which fields still exist; `isText` of which the values are places in the batch's texts. */
  add(batch: Batch, sequence: number, isText: (field: number) => boolean | undefined): void {
    const { rowTimes, rowLengths, fields, values, texts } = batch;
    while (this.#pages.length * pageLength < this.count + values.length) {
      this.#pages.push(this.#supply.take());
    }
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
    const page = this.#pages[at >>> pageBits] as Page;
    const place = at & (pageLength - 1);
    page.times[place] = timeMs;
    page.values[place] = value;
    page.before[place] = this.#newest[field] as number;
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

  /** Its memory is for others: nothing may be asked of it from now on. */
  release(): void {
    this.#supply.giveBack(this.#pages);
    this.#pages = [];
    this.#newest = new Uint32Array(0);
    this.count = 0;
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
    const newest = this.#newest[field] ?? 0;
    let count = 0;
    for (let at = newest; at > 0; at = this.#placeBefore(at)) count += 1;
    if (count === 0) return emptyColumn;
    const times = new Float64Array(count);
    const values = new Float64Array(count);
    for (let at = newest; at > 0; at = this.#placeBefore(at)) {
      count -= 1;
      const page = this.#pages[(at - 1) >>> pageBits] as Page;
      const place = (at - 1) & (pageLength - 1);
      times[count] = page.times[place] as number;
      values[count] = page.values[place] as number;
    }
    const column = inOrder({ times, values, texts: isText ? this.#texts : undefined });
    return isText ? onlyItsTexts(column) : column;
  }

  #placeBefore(at: number): number {
    return (this.#pages[(at - 1) >>> pageBits] as Page).before[(at - 1) & (pageLength - 1)] as number;
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
