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

const headBytes = 16;
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

/** As one blob. Byte order is the machine's: the folder is not carried between kinds of processor. */
export function encodeBatch({ bytes, texts }: Batch): Uint8Array {
  if (texts.length === 0) return bytes;
  const words = textEncoder.encode(JSON.stringify(texts));
  const joined = new Uint8Array(bytes.length + words.length);
  joined.set(bytes);
  joined.set(words, bytes.length);
  return joined;
}

export function decodeBatch(blob: Uint8Array): Batch {
  // a copy of its own starts at a place fit for numbers
  const batch = viewsOf(blob.slice(), []);
  const words = blob.subarray(batch.bytes.length);
  if (words.length === 0) return batch;
  return { ...batch, texts: JSON.parse(textDecoder.decode(words)) as string[] };
}
