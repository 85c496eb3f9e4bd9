import { type Span, spanAt } from "./span.ts";

/** SNMP nests no deeper: message, header or scoped PDU, PDU, list, variable. */
const maxDepth = 8;

/**
 * Does each element of a message lie within the one around it, and do its parts fill it (X.690 section 8.1)? net-snmp
 * reads a message that was cut or whose lengths lie as far as it goes, and takes what it finds for the answer.
 */
export function isWellFormed(packet: Uint8Array): boolean {
  const span = spanAt(packet, 0);
  return packet[0] === 0x30 && span !== undefined && isFilled(packet, span, 1);
}

function isFilled(packet: Uint8Array, { start, end }: Span, depth: number): boolean {
  if (depth > maxDepth) return false;
  let at = start;
  while (at < end) {
    const span = spanAt(packet, at);
    if (span === undefined || span.end > end) return false;
    const isConstructed = ((packet[at] ?? 0) & 0x20) !== 0;
    if (isConstructed && !isFilled(packet, span, depth + 1)) return false;
    at = span.end;
  }
  return true;
}
