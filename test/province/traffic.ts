/** Vietnam has one time zone and no summer time, ms. */
const zoneMs = 7 * 3_600_000;
const dayMs = 86_400_000;

/** Share of a line in use by the hour of an office day, at 0, 1, ... 23 o'clock. */
const byHour = [
  ...[0.04, 0.03, 0.03, 0.03, 0.03, 0.05, 0.12, 0.3, 0.52, 0.61, 0.6, 0.48],
  ...[0.22, 0.35, 0.57, 0.6, 0.5, 0.31, 0.16, 0.14, 0.15, 0.12, 0.08, 0.05],
];

/** A number from 0 to 1 that is always the same for a text. */
export function chanceOf(text: string): number {
  let hash = 2_166_136_261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash / 2 ** 32;
}

/** How much of a line is in use, 0 to 1: by the hour, less on a weekend, each line in its own manner. */
export function usedShare(line: string, nowMs: number): number {
  const localMs = nowMs + zoneMs;
  const hour = (localMs % dayMs) / 3_600_000;
  const from = byHour[Math.floor(hour)] ?? 0;
  const to = byHour[(Math.floor(hour) + 1) % 24] ?? 0;
  const ofDay = from + (to - from) * (hour % 1);
  const weekday = Math.floor(localMs / dayMs + 4) % 7;
  const weekend = weekday === 0 || weekday === 6 ? 0.25 : 1;
  const own = 0.4 + 0.9 * chanceOf(line);
  const wave = 1 + 0.15 * Math.sin(nowMs / 47_000 + 6 * chanceOf(`${line} wave`));
  return Math.min(0.97, ofDay * weekend * own * wave);
}

/** Counters of an interface, octets. */
export interface Octets {
  inOctets: bigint;
  outOctets: bigint;
}

/** Counters that go on from where they were read before, by what has been used since. */
export function createCounters(): (key: string, rateBps: number, nowMs: number) => Octets {
  const kept = new Map<string, { atMs: number; inOctets: number; outOctets: number }>();
  return (key, rateBps, nowMs) => {
    const first = Math.round(1e12 * chanceOf(key));
    const counted = kept.get(key) ?? { atMs: nowMs, inOctets: first, outOctets: Math.round(first / 4) };
    const octets = (rateBps * usedShare(key, nowMs) * Math.max(0, nowMs - counted.atMs)) / 8000;
    const now = {
      atMs: nowMs,
      inOctets: counted.inOctets + octets,
      outOctets: counted.outOctets + octets * 0.3,
    };
    kept.set(key, now);
    return { inOctets: BigInt(Math.round(now.inOctets)), outOctets: BigInt(Math.round(now.outOctets)) };
  };
}
