import { spanAt } from "../span.ts";
import { counter64, type SnmpValue } from "../value.ts";

/** Bytes that are not what SNMP says they are. Nothing of such a packet is used. */
export class MalformedPacket extends Error {
  override readonly name = "MalformedPacket";
}

/** One element of BER (X.690 section 8.1) in the definite form, the only one SNMP has (RFC 3417 section 8). */
export interface Element {
  tag: number;
  content: Buffer;
  /** Tag and length too. */
  whole: Buffer;
}

export const tags = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  timeTicks: 0x43,
  response: 0xa2,
  trapV1: 0xa4,
  inform: 0xa6,
  trap: 0xa7,
  report: 0xa8,
} as const;

/** The elements that fill a piece of bytes to its last; throws MalformedPacket when they do not, or are more than `most`. */
export function readElements(bytes: Buffer, most: number): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (elements.length === most) throw new MalformedPacket(`more than ${most} elements`);
    const element = elementAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** The only element there, which must have this tag. */
export function readOnly(bytes: Buffer, tag: number): Element {
  const [element] = readElements(bytes, 1);
  return expectTag(element, tag);
}

export function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag === tag) return element;
  throw new MalformedPacket(`expected ${tag}, got ${element?.tag ?? "nothing"}`);
}

function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes[at];
  const span = spanAt(bytes, at);
  if (tag === undefined || span === undefined) throw new MalformedPacket("cut short, or a length that lies");
  return { tag, content: bytes.subarray(span.start, span.end), whole: bytes.subarray(at, span.end) };
}

/** An INTEGER of 32 bits with its sign. */
export function integerOf(element: Element | undefined): number {
  const { content } = expectTag(element, tags.integer);
  if (content.length < 1 || content.length > 4) throw new MalformedPacket("not an integer of 32 bits");
  return content.readIntBE(0, content.length);
}

/** Content of an application type without sign, of at most 32 bits; a fifth byte may hold the sign that is none. */
function unsigned(content: Buffer): number {
  if (content.length < 1 || content.length > 5) throw new MalformedPacket("not a number of 32 bits");
  const value = content.readUIntBE(0, content.length);
  if (value > 0xff_ff_ff_ff) throw new MalformedPacket("not a number of 32 bits");
  return value;
}

/** RFC 2578 section 3.5: at most 128 arcs of 32 bits. */
const maxArcs = 128;

export function oidOf(element: Element | undefined): string {
  const { content } = expectTag(element, tags.oid);
  const arcs: number[] = [];
  let arc = 0;
  let open = false;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    open = byte >= 0x80;
    if (arc > 0xff_ff_ff_ff) throw new MalformedPacket("an arc of more than 32 bits");
    if (open) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first, ...rest] = arcs;
  if (first === undefined || open || arcs.length >= maxArcs) throw new MalformedPacket("not an OID");
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...rest].join(".");
}

export function ipAddressOf(element: Element | undefined): string {
  const { content } = expectTag(element, tags.ipAddress);
  if (content.length !== 4) throw new MalformedPacket("not an IpAddress");
  return content.join(".");
}

/** The value of a variable (ObjectSyntax, RFC 3416 section 3). */
export function variableOf(element: Element): SnmpValue {
  const { tag, content } = element;
  switch (tag) {
    case tags.integer:
      return integerOf(element);
    case tags.octets:
    // Opaque
    case 0x44:
      return content;
    case tags.oid:
      return oidOf(element);
    case tags.ipAddress:
      return ipAddressOf(element);
    case tags.counter32:
    // Gauge32, Unsigned32
    case 0x42:
    case tags.timeTicks:
      return unsigned(content);
    // Counter64
    case 0x46:
      if (content.length < 1 || content.length > 9) throw new MalformedPacket("not a number of 64 bits");
      return counter64(content);
    // NULL, noSuchObject, noSuchInstance, endOfMibView
    case 0x05:
    case 0x80:
    case 0x81:
    case 0x82:
      if (content.length > 0) throw new MalformedPacket("a nothing with content");
      return undefined;
    default:
      throw new MalformedPacket(`a value of type ${tag}`);
  }
}

export function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x1_00
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

/** From 0 to 2^31 - 1. */
export function encodeInteger(value: number, tag: number = tags.integer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  const zeros = bytes.findIndex((byte) => byte !== 0);
  const start = zeros === -1 ? 3 : zeros;
  // a first byte from 0x80 would read as a sign
  return encode(tag, bytes.subarray((bytes[start] ?? 0) >= 0x80 ? start - 1 : start));
}
