import { type ByteReader, type ByteWriter, DamagedBytes } from "./bytes.ts";

/** Up to this a difference of two differences is exact in a double, and has no more than 53 bits. */
export const largestWhole = 2 ** 51 - 1;

const blockLength = 64;
/** Equal values from which a run of its own is shorter than a place in a packed block. */
const runLength = 20;

let differences = new Float64Array(1024);

/**
 * Whole numbers of at most `largestWhole` either way, as they are or as differences, whichever is shorter. Blocks of
 * up to 64 are packed in as many bits as their spread needs above their least; equal ones in a row are one block.
 */
export function writeWholeNumbers(writer: ByteWriter, values: Float64Array, count: number): void {
  const start = writer.length;
  writer.byte(0);
  writeBlocks(writer, values, count);
  if (count < 3) return;
  if (differences.length < count) differences = new Float64Array(count * 2);
  for (let at = 1; at < count; at += 1) {
    differences[at - 1] = (values[at] as number) - (values[at - 1] as number);
  }
  const middle = writer.length;
  writer.byte(1);
  writer.signed(values[0] as number);
  writeBlocks(writer, differences, count - 1);
  if (writer.length - middle < middle - start) writer.moveBack(middle, start);
  else writer.truncate(middle);
}

function writeBlocks(writer: ByteWriter, values: Float64Array, count: number): void {
  let from = 0;
  while (from < count) {
    const first = values[from] as number;
    let to = from + 1;
    while (to < count && values[to] === first) to += 1;
    if (to - from >= runLength || to === count) {
      writeHeader(writer, to - from, first, 0);
      from = to;
      continue;
    }
    to = endOfBlock(values, from, count);
    let least = first;
    let most = first;
    for (let at = from + 1; at < to; at += 1) {
      const value = values[at] as number;
      if (value < least) least = value;
      else if (value > most) most = value;
    }
    const width = bitsFor(most - least);
    writeHeader(writer, to - from, least, width);
    writer.packed(values, { from, to, base: least, width });
    from = to;
  }
}

/** Ends where a run begins, so that a jump before a quiet time does not cost it. */
function endOfBlock(values: Float64Array, from: number, count: number): number {
  const limit = Math.min(count, from + blockLength);
  let equal = 1;
  for (let at = from + 1; at < limit; at += 1) {
    equal = values[at] === values[at - 1] ? equal + 1 : 1;
    if (equal === runLength && at + 1 - equal > from) return at + 1 - equal;
  }
  return limit;
}

function bitsFor(spread: number): number {
  if (spread < 2 ** 31) return 32 - Math.clz32(spread);
  let bits = 31;
  for (let size = 2 ** 31; size <= spread; size *= 2) bits += 1;
  return bits;
}

function writeHeader(writer: ByteWriter, count: number, least: number, width: number): void {
  writer.varint(count * 64 + width);
  writer.signed(least);
}

/** What `writeWholeNumbers` wrote. Throws `DamagedBytes`. */
export function readWholeNumbers(reader: ByteReader, count: number): Float64Array {
  const values = new Float64Array(count);
  if (reader.byte() === 0) {
    readBlocks(reader, values, 0, count);
    return values;
  }
  let sum = reader.signed();
  readBlocks(reader, values, 1, count);
  values[0] = sum;
  for (let at = 1; at < count; at += 1) {
    sum += values[at] as number;
    values[at] = sum;
  }
  return values;
}

function readBlocks(reader: ByteReader, into: Float64Array, start: number, end: number): void {
  let from = start;
  while (from < end) {
    const header = reader.varint();
    const width = header % 64;
    const to = from + (header - width) / 64;
    const base = reader.signed();
    if (to > end || to === from || width > 53) throw new DamagedBytes("a block is longer than its chunk");
    if (width === 0) into.fill(base, from, to);
    else reader.packed(into, { from, to, base, width });
    from = to;
  }
}
