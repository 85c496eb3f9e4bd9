/** Basic Encoding Rules (X.690) as far as SNMP uses them: definite lengths of 32 bits, tags of one byte. */

/** The packet is not what it should be; the message names what of it. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Tags of RFC 3417 section 8 and RFC 3416 section 3. */
export const tags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
} as const;

/** Reads one element after the other. `at` is where the next begins, `end` where the last may end. */
export interface Reader {
  readonly packet: Buffer;
  at: number;
  end: number;
}

/** Steps into the next element and returns the end of its content; the reader then stands at the content. */
export function enter(reader: Reader, tag: number, what: string): number {
  const { packet, end } = reader;
  if (reader.at + 2 > end) throw new WireError(`the answer ends before its ${what}`);
  if (packet[reader.at] !== tag) throw new WireError(`the answer has no ${what} where one should be`);
  const first = packet[reader.at + 1] ?? 0;
  reader.at += 2;
  const length = first < 0x80 ? first : longLength(reader, first & 0x7f, what);
  if (reader.at + length > end) throw new WireError(`the ${what} reaches beyond the answer`);
  return reader.at + length;
}

function longLength(reader: Reader, bytes: number, what: string): number {
  if (bytes === 0 || bytes > 4 || reader.at + bytes > reader.end)
    throw new WireError(`the ${what} has no sound length`);
  let length = 0;
  for (let count = 0; count < bytes; count += 1) length = length * 256 + (reader.packet[reader.at++] ?? 0);
  return length;
}

/** Content of a two's complement integer (X.690 8.3) of at most 53 bits, from `at` to `end`. */
export function integerOf(packet: Buffer, at: number, end: number): number {
  if (at >= end) throw new WireError("an integer without a value");
  let value = ((packet[at] ?? 0) << 24) >> 24;
  for (let next = at + 1; next < end; next += 1) value = value * 256 + (packet[next] ?? 0);
  if (!Number.isSafeInteger(value)) throw new WireError("an integer too large to be one");
  return value;
}

export function readInteger(reader: Reader, what: string): number {
  const end = enter(reader, tags.integer, what);
  const value = integerOf(reader.packet, reader.at, end);
  reader.at = end;
  return value;
}

/** Texts of OIDs by their bytes: the same columns of the same tables come back from every device, every time. */
const oidTexts = new Map<string, string>();
const maxOidTexts = 8_192;
/** Longer ones are not kept: one device must not push out all others. */
const maxKeptOidBytes = 40;

/** Content of an OID (X.690 8.19) in dots; arcs are taken modulo 2^32, as RFC 3416 knows no larger ones. */
export function oidOf(packet: Buffer, at: number, end: number): string {
  if (end - at > maxKeptOidBytes) return spellOid(packet, at, end);
  const key = packet.toString("latin1", at, end);
  const known = oidTexts.get(key);
  if (known !== undefined) return known;
  const text = spellOid(packet, at, end);
  if (oidTexts.size >= maxOidTexts) oidTexts.clear();
  oidTexts.set(key, text);
  return text;
}

function spellOid(packet: Buffer, at: number, end: number): string {
  const arcs: number[] = [];
  let arc = 0;
  for (let next = at; next < end; next += 1) {
    const byte = packet[next] ?? 0;
    arc = (arc << 7) + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc >>> 0);
      arc = 0;
    }
  }
  const first = arcs.shift();
  if (first === undefined) throw new WireError("an OID without a value");
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...arcs].join(".");
}

/** Writes from the end to the beginning, since a length stands before what it is of. */
export interface Writer {
  buffer: Buffer;
  at: number;
}

export function startWriter(bytes: number): Writer {
  return { buffer: Buffer.allocUnsafe(bytes), at: bytes };
}

export function written(writer: Writer): Buffer {
  return writer.buffer.subarray(writer.at);
}

function makeRoom(writer: Writer, bytes: number): void {
  if (writer.at >= bytes) return;
  const used = written(writer);
  const buffer = Buffer.allocUnsafe(2 * writer.buffer.length + bytes);
  writer.at = buffer.length - used.length;
  used.copy(buffer, writer.at);
  writer.buffer = buffer;
}

function writeByte(writer: Writer, byte: number): void {
  makeRoom(writer, 1);
  writer.at -= 1;
  writer.buffer[writer.at] = byte;
}

/** Closes the element whose content was written since `mark`. */
export function writeHead(writer: Writer, tag: number, mark: number): void {
  const length = markOf(writer) - mark;
  let rest = length;
  if (length >= 0x80) {
    let bytes = 0;
    for (; rest > 0; rest = Math.floor(rest / 256), bytes += 1) writeByte(writer, rest % 256);
    writeByte(writer, 0x80 | bytes);
  } else writeByte(writer, length);
  writeByte(writer, tag);
}

/** How many bytes are written. */
export function markOf(writer: Writer): number {
  return writer.buffer.length - writer.at;
}

export function writeInteger(writer: Writer, value: number, tag: number = tags.integer): void {
  const mark = markOf(writer);
  let rest = value;
  do {
    writeByte(writer, ((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (!(rest === 0 || rest === -1));
  const negative = value < 0;
  if ((writer.buffer[writer.at] ?? 0) >= 0x80 !== negative) writeByte(writer, negative ? 0xff : 0);
  writeHead(writer, tag, mark);
}

export function writeBytes(writer: Writer, bytes: Uint8Array, tag: number): void {
  const mark = markOf(writer);
  makeRoom(writer, bytes.length);
  writer.at -= bytes.length;
  writer.buffer.set(bytes, writer.at);
  writeHead(writer, tag, mark);
}

/** Bytes of OIDs by their texts, as `oidTexts` the other way. */
const oidBytes = new Map<string, Uint8Array>();

export function writeOid(writer: Writer, oid: string): void {
  const known = oidBytes.get(oid);
  if (known !== undefined) {
    writeBytes(writer, known, tags.oid);
    return;
  }
  const end = markOf(writer);
  spellOidBytes(writer, oid);
  const length = markOf(writer) - end;
  if (length <= maxKeptOidBytes) {
    if (oidBytes.size >= maxOidTexts) oidBytes.clear();
    oidBytes.set(oid, Uint8Array.from(writer.buffer.subarray(writer.at, writer.at + length)));
  }
  writeHead(writer, tags.oid, end);
}

function spellOidBytes(writer: Writer, oid: string): void {
  const arcs = oid.split(".").map(Number);
  const [top = 0, second = 0] = arcs;
  if (arcs.length < 2 || !arcs.every((arc) => Number.isInteger(arc) && arc >= 0 && arc < 2 ** 32)) {
    throw new WireError(`${oid} is not an OID`);
  }
  for (let index = arcs.length - 1; index >= 1; index -= 1) {
    let rest = index === 1 ? top * 40 + second : (arcs[index] ?? 0);
    writeByte(writer, rest % 128);
    for (rest = Math.floor(rest / 128); rest > 0; rest = Math.floor(rest / 128)) {
      writeByte(writer, 0x80 | (rest % 128));
    }
  }
}
