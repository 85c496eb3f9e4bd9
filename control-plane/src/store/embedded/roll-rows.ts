import { ByteWriter } from "./codec/bytes.ts";
import { encodeRollup, type Rollup } from "./rollup.ts";

export interface RollRow {
  field: number;
  /** Of its first bucket. */
  startMs: number;
  /** Buckets of one day that lie in one row. */
  body: Uint8Array;
}

/** Roll-ups on their way into a file, in one piece of memory that is used again; see `ChunkRows`. */
export class RollRows {
  readonly #bytes = new ByteWriter();
  readonly #ends: number[] = [];
  readonly #fields: number[] = [];
  readonly #startMs: number[] = [];

  get length(): number {
    return this.#ends.length;
  }

  add(field: number, rollup: Rollup): void {
    const [startMs] = rollup.starts;
    if (startMs === undefined) return;
    encodeRollup(this.#bytes, rollup);
    this.#ends.push(this.#bytes.length);
    this.#fields.push(field);
    this.#startMs.push(startMs);
  }

  clear(): void {
    this.#bytes.truncate(0);
    for (const list of [this.#ends, this.#fields, this.#startMs]) list.length = 0;
  }

  /** Calls `put` with each; its bytes are good until it returns. */
  each(put: (row: RollRow) => void): void {
    let from = 0;
    for (const [at, to] of this.#ends.entries()) {
      const field = this.#fields[at] as number;
      const startMs = this.#startMs[at] as number;
      put({ field, startMs, body: this.#bytes.between(from, to) });
      from = to;
    }
  }
}
