/** SNMP nests no deeper: message, header or scoped PDU, PDU, list, variable. */
const maxDepth = 8;

/**
 * Does each element of a message lie within the one around it, and do its parts fill it (X.690 section 8.1)? net-snmp
 * reads a message that was cut or whose lengths lie as far as it goes, and takes what it finds for the answer.
 */
export function isWellFormed(packet: Uint8Array): boolean {
  const length = lengthAt(packet, 0);
  return packet[0] === 0x30 && length !== undefined && isFilled(packet, length.start, length.end, 1);
}

function isFilled(packet: Uint8Array, from: number, end: number, depth: number): boolean {
  if (depth > maxDepth) return false;
  let at = from;
  while (at < end) {
    const length = lengthAt(packet, at);
    if (length === undefined || length.end > end) return false;
    const isConstructed = ((packet[at] ?? 0) & 0x20) !== 0;
    if (isConstructed && !isFilled(packet, length.start, length.end, depth + 1)) return false;
    at = length.end;
  }
  return true;
}

/** Where the content of the element at an offset begins and ends; undefined when it is not all there. */
function lengthAt(packet: Uint8Array, at: number): { start: number; end: number } | undefined {
  const first = packet[at + 1];
  if (first === undefined || first === 0x80) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 4) return undefined;
  const start = at + 2 + lengthBytes;
  let length = lengthBytes === 0 ? first : 0;
  for (let byte = at + 2; byte < start; byte += 1) length = length * 256 + (packet[byte] ?? 0);
  return start + length > packet.length ? undefined : { start, end: start + length };
}
