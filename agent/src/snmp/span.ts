/** Where the content of a BER element begins and ends. */
export interface Span {
  start: number;
  end: number;
}

/**
 * The element at an offset, in the definite form with a length of at most 32 bits (X.690 section 8.1.3; RFC 3417
 * section 8 has no other); undefined when it is not all there.
 */
export function spanAt(packet: Uint8Array, at: number | undefined): Span | undefined {
  const first = at === undefined ? undefined : packet[at + 1];
  if (at === undefined || first === undefined || first === 0x80) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4) return undefined;
  const start = at + 2 + lengthBytes;
  let length = lengthBytes === 0 ? first : 0;
  for (let byte = at + 2; byte < start; byte += 1) length = length * 256 + (packet[byte] ?? 0);
  return start + length > packet.length ? undefined : { start, end: start + length };
}
