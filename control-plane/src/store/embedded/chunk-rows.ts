import { ByteWriter } from "./codec/bytes.ts";
import { type Column, encodeChunk } from "./codec/chunk.ts";

/** Samples in one chunk: about a kilobyte, of which several fill a page without leaving much of it empty. */
const chunkLength = 480;
const textChunkLength = 120;

export interface ChunkRow {
  field: number;
  firstMs: number;
  lastMs: number;
  body: Uint8Array;
}

/**
 * Chunks on their way into a file. All lie in one piece of memory that is used again: an object for each would live
 * just long enough to be taken for one that stays.
 */
export class ChunkRows {
  readonly #bytes = new ByteWriter();
  readonly #ends: number[] = [];
  readonly #fields: number[] = [];
  readonly #firstMs: number[] = [];
  readonly #lastMs: number[] = [];

  get length(): number {
    return this.#ends.length;
  }

  /** Chunks of a column that lies within one day. */
  add(field: number, { times, values, texts }: Column): void {
    const length = texts === undefined ? chunkLength : textChunkLength;
    for (let from = 0; from < times.length; from += length) {
      const to = Math.min(from + length, times.length);
      const isWhole = from === 0 && to === times.length;
      encodeChunk(
        this.#bytes,
        isWhole
          ? { times, values, texts }
          : { times: times.subarray(from, to), values: values.subarray(from, to), texts },
      );
      this.#ends.push(this.#bytes.length);
      this.#fields.push(field);
      this.#firstMs.push(times[from] as number);
      this.#lastMs.push(times[to - 1] as number);
    }
  }

  clear(): void {
    this.#bytes.truncate(0);
    for (const list of [this.#ends, this.#fields, this.#firstMs, this.#lastMs]) list.length = 0;
  }

  /** Calls `put` with each; its bytes are good until it returns. */
  each(put: (row: ChunkRow) => void): void {
    let from = 0;
    for (const [at, to] of this.#ends.entries()) {
      const field = this.#fields[at] as number;
      const firstMs = this.#firstMs[at] as number;
      const lastMs = this.#lastMs[at] as number;
      put({ field, firstMs, lastMs, body: this.#bytes.between(from, to) });
      from = to;
    }
  }
}
