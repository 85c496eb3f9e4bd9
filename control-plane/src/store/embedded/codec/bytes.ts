/** Grows as it is written to; one is reused for every chunk, as encoding is never interrupted. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 14);
  #at = 0;
  #view = new DataView(this.#bytes.buffer);

  get length(): number {
    return this.#at;
  }

  /** Forgets what was written from `length` on. */
  truncate(length: number): void {
    this.#at = length;
  }

  /** What was written between two places; the next write may make it another's. */
  between(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to);
  }

  /** Four bytes at a place written before. */
  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** Moves the bytes from `from` to the end to `to`, over what was there. */
  moveBack(from: number, to: number): void {
    this.#bytes.copyWithin(to, from, this.#at);
    this.#at = to + (this.#at - from);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  byte(value: number): void {
    this.reserve(1);
    this.#bytes[this.#at] = value;
    this.#at += 1;
  }

  /** Seven bits a byte, the lowest first; whole numbers from 0 to 2^53. */
  varint(value: number): void {
    this.reserve(8);
    let left = value;
    while (left >= 128) {
      this.#bytes[this.#at] = (left % 128) | 128;
      this.#at += 1;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#at] = left;
    this.#at += 1;
  }

  /** A sign in the lowest bit; whole numbers of at most 2^52 either way. */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  double(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** `values[from..to)` less `base`, `width` bits each, packed without a gap. */
  packed(values: Float64Array, { from, to, base, width }: PackedBlock): void {
    this.reserve(Math.ceil(((to - from) * width) / 8) + 8);
    const bytes = this.#bytes;
    let at = this.#at;
    let held = 0;
    let bits = 0;
    for (let index = from; index < to; index += 1) {
      let left = (values[index] as number) - base;
      for (let todo = width; todo > 0; ) {
        const part = Math.min(todo, pieceBits);
        const low = todo <= pieceBits ? left : left % pieceSize;
        left = (left - low) / pieceSize;
        held |= low << bits;
        bits += part;
        todo -= part;
        while (bits >= 8) {
          bytes[at] = held;
          at += 1;
          held >>>= 8;
          bits -= 8;
        }
      }
    }
    if (bits > 0) {
      bytes[at] = held;
      at += 1;
    }
    this.#at = at;
  }
}

interface PackedBlock {
  from: number;
  to: number;
  base: number;
  /** Bits a value, 0 to 53. */
  width: number;
}

/** What is shifted at once: with fewer than 8 bits held over it fits 32 bits. */
const pieceBits = 24;
const pieceSize = 2 ** pieceBits;

/** Bytes that end too early, or say what cannot be: the caller treats the chunk as damaged. */
export class DamagedBytes extends Error {}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new DamagedBytes("the bytes end too early");
    this.#at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    const last = this.byte();
    return value + last * 2 ** 56;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    if (this.#at + 8 > this.#bytes.length) throw new DamagedBytes("the bytes end too early");
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new DamagedBytes("the bytes end too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  packed(into: Float64Array, { from, to, base, width }: PackedBlock): void {
    const length = Math.ceil(((to - from) * width) / 8);
    const bytes = this.raw(length);
    let at = 0;
    let held = 0;
    let bits = 0;
    for (let index = from; index < to; index += 1) {
      let value = 0;
      let scale = 1;
      for (let todo = width; todo > 0; ) {
        const part = Math.min(todo, pieceBits);
        while (bits < part) {
          held |= (bytes[at] as number) << bits;
          at += 1;
          bits += 8;
        }
        value += (held & ((1 << part) - 1)) * scale;
        held >>>= part;
        bits -= part;
        scale *= pieceSize;
        todo -= part;
      }
      into[index] = value + base;
    }
  }
}
