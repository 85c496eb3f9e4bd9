/** What of DER (X.690) making certificates takes. Nothing here reads: certificates of others are OpenSSL's to judge. */

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([0x80 | significant.length]), significant]);
}

/** A number that is not negative, its bytes highest first. */
export function derInteger(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = Buffer.from(first === -1 ? [0] : bytes.subarray(first));
  const isHigh = ((significant[0] ?? 0) & 0x80) !== 0;
  return der(tags.integer, isHigh ? Buffer.concat([Buffer.of(0), significant]) : significant);
}

/** Of a text like `2.5.29.17`. */
export function derOid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [40 * first + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80);
    return septets;
  });
  return der(0x06, Buffer.from(bytes));
}

/** RFC 5280 section 4.1.2.5: two digits of the year until 2049. */
export function derTime(timeMs: number): Buffer {
  const text = `${new Date(timeMs).toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return new Date(timeMs).getUTCFullYear() < 2050
    ? der(tags.utcTime, Buffer.from(text.slice(2)))
    : der(tags.generalizedTime, Buffer.from(text));
}
