import { crc32 } from "node:zlib";
import { DamagedBytes } from "./codec/bytes.ts";

/**
 * Samples of one write in the form they are journalled in: rows of equal time, each with its values, one field each.
 * All numbers lie in one buffer, so that journalling them is handing it over.
 */
export interface Batch {
  readonly rowTimes: Float64Array;
  /** How many of the values belong to the row. */
  readonly rowLengths: Uint32Array;
  readonly fields: Uint32Array;
  /** Of a text: its place in `texts`. */
  readonly values: Float64Array;
  readonly texts: readonly string[];
  /** Numbers of the batch as bytes, without the texts. */
  readonly bytes: Uint8Array;
}

/** Rows, values, CRC-32 of what follows, and nothing. */
const headBytes = 16;
const crcAt = 8;
const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder();

/** A batch of these many rows and values, to be filled. */
export function newBatch(rows: number, values: number, texts: readonly string[]): Batch {
  const bytes = new Uint8Array(headBytes + values * 12 + rows * 12);
  const head = new Uint32Array(bytes.buffer, 0, 4);
  head[0] = rows;
  head[1] = values;
  return viewsOf(bytes, texts);
}

function viewsOf(bytes: Uint8Array, texts: readonly string[]): Batch {
  const { buffer } = bytes;
  const [rows = 0, values = 0] = new Uint32Array(buffer, 0, 2);
  const timesAt = headBytes + values * 8;
  const fieldsAt = timesAt + rows * 8;
  const lengthsAt = fieldsAt + values * 4;
  return {
    values: new Float64Array(buffer, headBytes, values),
    rowTimes: new Float64Array(buffer, timesAt, rows),
    fields: new Uint32Array(buffer, fieldsAt, values),
    rowLengths: new Uint32Array(buffer, lengthsAt, rows),
    texts,
    bytes: new Uint8Array(buffer, 0, lengthsAt + rows * 4),
  };
}

/** As one blob, with its CRC-32. Byte order is the machine's: the folder is not carried between kinds of processor. */
export function encodeBatch({ bytes, texts }: Batch): Uint8Array {
  const words = texts.length === 0 ? undefined : textEncoder.encode(JSON.stringify(texts));
  const blob = words === undefined ? bytes : new Uint8Array(bytes.length + words.length);
  if (words !== undefined) {
    blob.set(bytes);
    blob.set(words, bytes.length);
  }
  new Uint32Array(blob.buffer, crcAt, 1)[0] = crc32(blob.subarray(headBytes));
  return blob;
}

/** Throws `DamagedBytes` when it is not what was encoded. */
export function decodeBatch(blob: Uint8Array): Batch {
  // a copy of its own starts at a place fit for numbers
  const bytes = blob.slice();
  const [rows = 0, values = 0, crc] = new Uint32Array(bytes.buffer, 0, 3);
  const length = headBytes + values * 12 + rows * 12;
  if (length > bytes.length || crc !== crc32(bytes.subarray(headBytes))) {
    throw new DamagedBytes("a batch of the journal does not match its CRC-32");
  }
  const words = bytes.subarray(length);
  const texts = words.length === 0 ? [] : (JSON.parse(textDecoder.decode(words)) as string[]);
  return viewsOf(bytes, texts);
}
