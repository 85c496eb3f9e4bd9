/** One reading of an interface's octet counters, all from PDUs that told sysUpTime. */
export interface OctetReading {
  /** ifIndex and name belong together; another pair is another interface. */
  ifIndex: string;
  ifName: string;
  inOctets: bigint;
  outOctets: bigint;
  /** Width of the counters: ifHCInOctets has 64 bits, ifInOctets 32. */
  bits: 32 | 64;
  /** sysUpTime of each counter's PDU, 1/100 s. */
  inTicks: number;
  outTicks: number;
  /** ifCounterDiscontinuityTime; undefined where the device has none. */
  discontinuityTicks: number | undefined;
  /** 0 when unknown. */
  speedBps: number;
}

/** bit/s; absent when it cannot be known. */
export interface Rates {
  inBps?: number;
  outBps?: number;
}

/** A rate this far above the line's speed is a counter that was reset, not traffic. */
const plausible = 1.2;

/**
 * Rates between two readings (RFC 2863 section 3.1.5, 3.1.6). A gap rather than a wrong figure: nothing after a
 * restart (sysUpTime going back), a discontinuity, a change of interface or width, or beyond the line's speed.
 */
export function ratesBetween(before: OctetReading | undefined, now: OctetReading): Rates {
  if (
    before === undefined ||
    before.ifIndex !== now.ifIndex ||
    before.ifName !== now.ifName ||
    before.bits !== now.bits ||
    before.discontinuityTicks !== now.discontinuityTicks
  ) {
    return {};
  }
  const inBps = rate(now.bits, now.speedBps, {
    octets: now.inOctets - before.inOctets,
    ticks: now.inTicks - before.inTicks,
  });
  const outBps = rate(now.bits, now.speedBps, {
    octets: now.outOctets - before.outOctets,
    ticks: now.outTicks - before.outTicks,
  });
  return { ...(inBps === undefined ? {} : { inBps }), ...(outBps === undefined ? {} : { outBps }) };
}

function rate(bits: 32 | 64, speedBps: number, delta: { octets: bigint; ticks: number }): number | undefined {
  if (delta.ticks <= 0) return undefined;
  const octets = Number(BigInt.asUintN(bits, delta.octets));
  const bps = (octets * 8 * 100) / delta.ticks;
  if (speedBps > 0 && bps > plausible * speedBps) return undefined;
  return Math.round(bps * 1000) / 1000;
}
