/** Seconds from 1900, where NTP begins, to 1970. */
const ntpToUnixS = 2_208_988_800;
const eraS = 2 ** 32;
const fractions = 2 ** 32;

/** A moment as an NTP timestamp (RFC 5905 6): 32 bits of seconds, 32 of fraction. `unixMs` keeps its own fraction. */
export function ntpTimestamp(unixMs: number): bigint {
  const wholeMs = Math.floor(unixMs / 1000) * 1000;
  // rounding may reach the next second, which the sum carries over
  const fraction = Math.round(((unixMs - wholeMs) / 1000) * fractions);
  const ntp = (BigInt(wholeMs / 1000 + ntpToUnixS) << 32n) + BigInt(fraction);
  return BigInt.asUintN(64, ntp);
}

/** The moment of an NTP timestamp, UTC ms. Seconds below 2^31 are of the era that begins in 2036 (RFC 4330 3). */
export function ntpToUnixMs(stamp: bigint): number {
  const seconds = Number(stamp >> 32n);
  const era = seconds < eraS / 2 ? eraS : 0;
  return (seconds + era - ntpToUnixS) * 1000 + (Number(stamp & 0xffff_ffffn) * 1000) / fractions;
}

/** A truncated PTPv2 timestamp (RFC 8762 4.2.1, Z = 1): 32 bits of seconds, 32 of nanoseconds; TAI, not UTC. */
export function ptpToMs(stamp: bigint): number {
  return Number(stamp >> 32n) * 1000 + Number(stamp & 0xffff_ffffn) / 1e6;
}

/** How far a clock may be off, and whether it follows a common one at all (RFC 4656 4.1.2). */
export interface ClockError {
  synchronised: boolean;
  errorMs: number;
}

/** `S Z Scale(6) Multiplier(8)`, the error being Multiplier * 2^(Scale - 32) s; never below what is given, never 0. */
export function encodeErrorEstimate({ synchronised, errorMs }: ClockError): number {
  let scale = 0;
  let multiplier = Math.max(1, Math.ceil((errorMs / 1000) * fractions));
  while (multiplier > 255 && scale < 63) {
    multiplier = Math.ceil(multiplier / 2);
    scale += 1;
  }
  return (synchronised ? 0x8000 : 0) | (scale << 8) | Math.min(multiplier, 255);
}

/** `isPtp` tells the format of the timestamps beside it. */
export function decodeErrorEstimate(word: number): ClockError & { isPtp: boolean } {
  const scale = (word >> 8) & 0x3f;
  return {
    synchronised: (word & 0x8000) !== 0,
    isPtp: (word & 0x4000) !== 0,
    errorMs: ((word & 0xff) * 2 ** scale * 1000) / fractions,
  };
}
