import { crc32 } from "node:zlib";
import { ByteReader, type ByteWriter, DamagedBytes } from "./bytes.ts";
import { readNumbers, readTexts, readTimes, writeNumbers, writeTexts, writeTimes } from "./values.ts";

/**
 * Samples of one field in time order. Booleans are 0 and 1; where there are `texts`, values are places in them.
 */
export interface Column {
  times: Float64Array;
  values: Float64Array;
  texts?: readonly string[] | undefined;
}

export const emptyColumn: Column = { times: new Float64Array(0), values: new Float64Array(0) };

const crcBytes = 4;
const noCrc = new Uint8Array(crcBytes);

/** What `write` writes, behind its CRC-32. */
export function seal(writer: ByteWriter, write: (writer: ByteWriter) => void): void {
  const at = writer.length;
  writer.raw(noCrc);
  write(writer);
  writer.setUint32(at, crc32(writer.between(at + crcBytes, writer.length)));
}

/** Throws `DamagedBytes` when the bytes are not those that were sealed. */
export function unsealed(bytes: Uint8Array): ByteReader {
  const reader = new ByteReader(bytes);
  reader.raw(crcBytes);
  const crc = new DataView(bytes.buffer, bytes.byteOffset, crcBytes).getUint32(0, true);
  if (crc !== crc32(bytes.subarray(crcBytes))) {
    throw new DamagedBytes("a piece of it does not match its CRC-32");
  }
  return reader;
}

/**
 * Times and values in few bytes. Numbers with up to six decimals travel as whole numbers, others as doubles; either
 * way the very same number comes back.
 */
export function encodeChunk(writer: ByteWriter, { times, values, texts }: Column): void {
  seal(writer, (into) => {
    into.varint(times.length * 2 + (texts === undefined ? 0 : 1));
    writeTimes(into, times);
    if (texts === undefined) writeNumbers(into, values);
    else writeTexts(into, values, texts);
  });
}

/** What `encodeChunk` wrote, its first sample at `firstMs`. Throws `DamagedBytes`. */
export function decodeChunk(bytes: Uint8Array, firstMs: number): Column {
  const reader = unsealed(bytes);
  const head = reader.varint();
  const count = Math.floor(head / 2);
  const times = readTimes(reader, count, firstMs);
  return head % 2 === 1
    ? { times, ...readTexts(reader, count) }
    : { times, values: readNumbers(reader, count) };
}
