/** What every store is given: 500 interfaces of ten fields, or as many as asked, a round every 30 s. */
export interface Workload {
  bodies: Buffer[];
  values: number;
  series: number;
  fromMs: number;
  toMs: number;
}

const fieldsEach = 10;
const stepMs = 30_000;
export const workloadStartMs = Date.UTC(2026, 8, 1);

/** 40 % round trips with two decimals, 30 % counters, 20 % states, 10 % percent; the same at every call. */
export function makeWorkload(options: {
  interfaces: number;
  rounds: number;
  linesPerBody: number;
  /** Tags of every line; only an agent's own may name an agent. */
  tags?: string;
}): Workload {
  const { interfaces, rounds, linesPerBody, tags = "site=hub" } = options;
  const random = seeded(42);
  const counters = Array.from({ length: interfaces * 3 }, () => Math.floor(random() * 1e12));
  const bodies: Buffer[] = [];
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) bodies.push(Buffer.from(`${lines.join("\n")}\n`));
    lines = [];
  };
  for (let round = 0; round < rounds; round += 1) {
    const timeMs = workloadStartMs + round * stepMs;
    for (let each = 0; each < interfaces; each += 1) {
      const count = (which: number) => {
        const at = each * 3 + which;
        counters[at] = (counters[at] ?? 0) + Math.floor(random() * 4e6);
        return counters[at];
      };
      const gauge = () => ((1200 + Math.floor(random() * 900)) / 100).toFixed(2);
      const state = () => (random() < 0.005 ? 0 : 1);
      lines.push(
        `bench,${tags},type=device,number=device-${Math.floor(each / 28)},ifName=Gi0/${each % 28} ` +
          `a=${gauge()},b=${gauge()},c=${gauge()},d=${gauge()},inOctets=${count(0)}i,outOctets=${count(1)}i,packets=${count(2)}i,` +
          `up=${state()}i,admin=${state()}i,loadPct=${Math.floor(random() * 100)}i ${timeMs}`,
      );
      if (lines.length === linesPerBody) flush();
    }
  }
  flush();
  return {
    bodies,
    values: interfaces * rounds * fieldsEach,
    series: interfaces * fieldsEach,
    fromMs: workloadStartMs,
    toMs: workloadStartMs + rounds * stepMs,
  };
}

/** Mulberry32: the same numbers on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
