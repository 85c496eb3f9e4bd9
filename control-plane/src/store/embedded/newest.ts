import type { FieldValue } from "@haidang/contract/point.ts";
import type { Sample } from "../bucket.ts";
import type { Batch } from "./batch.ts";
import type { Column } from "./codec/chunk.ts";
import type { ValueType } from "./series-index.ts";

/** Fields whose newest samples are kept in one row of the index file. */
const pageLength = 1024;

/** The newest sample of every field, in memory: what a page asks for most. */
export class Newest {
  #times = new Float64Array(pageLength).fill(Number.NaN);
  #values = new Float64Array(pageLength);
  readonly #texts = new Map<number, string>();
  readonly #changed = new Set<number>();

  /** Takes the samples that are as new as what is known, or newer. */
  add(batch: Batch, isText: (field: number) => boolean | undefined): void {
    const { rowTimes, rowLengths, fields, values, texts } = batch;
    let at = 0;
    for (let row = 0; row < rowTimes.length; row += 1) {
      const timeMs = rowTimes[row] as number;
      const end = at + (rowLengths[row] as number);
      for (; at < end; at += 1) {
        const field = fields[at] as number;
        if (field >= this.#times.length) this.#reserve(field + 1);
        // also true while nothing is known: any comparison with NaN is false
        if (timeMs < (this.#times[field] as number)) continue;
        this.#times[field] = timeMs;
        this.#values[field] = values[at] as number;
        if (texts.length > 0 && isText(field) === true)
          this.#texts.set(field, texts[values[at] as number] ?? "");
      }
    }
  }

  /** Takes the last sample of a column, when it is as new as what is known, or newer. */
  addColumn(field: number, { times, values, texts }: Column): void {
    const at = times.length - 1;
    const timeMs = times[at];
    if (field >= this.#times.length) this.#reserve(field + 1);
    if (timeMs === undefined || timeMs < (this.#times[field] as number)) return;
    this.#times[field] = timeMs;
    this.#values[field] = values[at] as number;
    if (texts !== undefined) this.#texts.set(field, texts[values[at] as number] ?? "");
    this.#changed.add(Math.floor(field / pageLength));
  }

  #reserve(count: number): void {
    const length = Math.max(Math.ceil(count / pageLength) * pageLength, this.#times.length * 2);
    const times = new Float64Array(length).fill(Number.NaN);
    times.set(this.#times);
    this.#times = times;
    const values = new Float64Array(length);
    values.set(this.#values);
    this.#values = values;
  }

  /** Of a field that has no sample: NaN. */
  timeMs(field: number): number {
    return this.#times[field] ?? Number.NaN;
  }

  read(field: number, type: ValueType): Sample | undefined {
    const timeMs = this.timeMs(field);
    if (Number.isNaN(timeMs)) return undefined;
    const value = this.#values[field] as number;
    const shown: FieldValue =
      type === "number" ? value : type === "boolean" ? value === 1 : (this.#texts.get(field) ?? "");
    return { timeMs, value: shown };
  }

  forget(field: number): void {
    if (field < this.#times.length) this.#times[field] = Number.NaN;
    this.#texts.delete(field);
    this.#changed.add(Math.floor(field / pageLength));
  }

  /** Fields whose samples are about to leave the journal. */
  willLeaveJournal(fields: readonly number[]): void {
    for (const field of fields) this.#changed.add(Math.floor(field / pageLength));
  }

  /** Pages that differ from what was stored, `save` called with each. */
  save(store: (page: number, body: Uint8Array) => void): void {
    for (const page of this.#changed) store(page, this.#encode(page));
    this.#changed.clear();
  }

  #encode(page: number): Uint8Array {
    const from = page * pageLength;
    if (from + pageLength > this.#times.length) this.#reserve(from + pageLength);
    const texts: Array<[number, string]> = [];
    for (let field = from; field < from + pageLength; field += 1) {
      const text = this.#texts.get(field);
      if (text !== undefined) texts.push([field, text]);
    }
    const words = new TextEncoder().encode(JSON.stringify(texts));
    const body = new Uint8Array(pageLength * 16 + words.length);
    const bytesOf = (part: Float64Array) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    body.set(bytesOf(this.#times.subarray(from, from + pageLength)));
    body.set(bytesOf(this.#values.subarray(from, from + pageLength)), pageLength * 8);
    body.set(words, pageLength * 16);
    return body;
  }

  /** A page as `save` gave it. */
  load(page: number, stored: Uint8Array): void {
    const from = page * pageLength;
    if (from + pageLength > this.#times.length) this.#reserve(from + pageLength);
    const { buffer } = stored.slice(0, pageLength * 16);
    this.#times.set(new Float64Array(buffer, 0, pageLength), from);
    this.#values.set(new Float64Array(buffer, pageLength * 8, pageLength), from);
    const texts = JSON.parse(new TextDecoder().decode(stored.subarray(pageLength * 16)));
    for (const [field, text] of texts as Array<[number, string]>) this.#texts.set(field, text);
  }
}
