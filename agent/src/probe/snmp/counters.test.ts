import type { CheckOf } from "@haidang/contract/check.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scriptedSession } from "../../snmp/scripted-session.ts";
import type { SnmpValue } from "../../snmp/value.ts";
import { snmpProbe } from "./snmp-probe.ts";

const intervalMs = 60_000;
const startMs = Date.UTC(2026, 10, 23);
const check: CheckOf<"snmp"> = {
  id: "snmp:device/sw1",
  probe: "snmp",
  target: { kind: "device", id: "sw1" },
  intervalMs,
  retryIntervalMs: 20_000,
  timeoutMs: 5000,
  settings: { address: "127.0.0.1", port: 161, version: "2c", community: "public" },
};

/** A device with one port, as its counters stand. */
interface Standing {
  ticks: number;
  octets: bigint;
  /** ifCounterDiscontinuityTime; undefined on a device that has none. */
  discontinuityTicks?: number | undefined;
}

interface Line {
  bits: 32 | 64;
  speedBps: number;
}

function variables({ bits, speedBps }: Line, standing: Standing): Record<string, SnmpValue> {
  const entry = "1.3.6.1.2.1.2.2.1";
  const more = "1.3.6.1.2.1.31.1.1.1";
  const octets = BigInt.asUintN(bits, standing.octets);
  return {
    "1.3.6.1.2.1.1.1.0": Buffer.from("Switch"),
    "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.99999.1",
    "1.3.6.1.2.1.1.3.0": standing.ticks,
    "1.3.6.1.2.1.1.5.0": Buffer.from("sw1"),
    [`${entry}.2.1`]: Buffer.from("eth0"),
    [`${entry}.5.1`]: Math.min(speedBps, 4_294_967_295),
    [`${entry}.7.1`]: 1,
    [`${entry}.8.1`]: 1,
    [`${entry}.10.1`]: Number(BigInt.asUintN(32, octets)),
    [`${entry}.16.1`]: 0,
    [`${more}.1.1`]: Buffer.from("eth0"),
    ...(bits === 64 ? { [`${more}.6.1`]: octets, [`${more}.10.1`]: 0n } : {}),
    [`${more}.15.1`]: speedBps / 1_000_000,
    ...(standing.discontinuityTicks === undefined ? {} : { [`${more}.19.1`]: standing.discontinuityTicks }),
  };
}

/** The incoming rate of each poll, undefined where there is a gap. */
async function ratesOf(line: Line, standings: readonly Standing[]): Promise<(number | undefined)[]> {
  let now: Standing = { ticks: 0, octets: 0n };
  const probe = snmpProbe(check, () => scriptedSession("2c", variables(line, now)));
  const rates: (number | undefined)[] = [];
  for (const [round, standing] of standings.entries()) {
    now = standing;
    const { points } = await probe.run({
      agent: "a",
      slotMs: startMs + round * intervalMs,
      signal: AbortSignal.timeout(5000),
    });
    const rate = points.find(({ measurement }) => measurement === "interface")?.fields["inBps"];
    rates.push(typeof rate === "number" ? rate : undefined);
  }
  return rates;
}

const rounds = 10;
const eventAt = 5;

/** Ten minutes at 40 % of the line's speed; after the fifth reading something happens to the counters. */
function tenMinutes(
  { speedBps }: Line,
  from: Standing,
  event: (standing: Standing) => Standing = (standing) => standing,
): Standing[] {
  const perRound = BigInt(Math.round((0.4 * speedBps * intervalMs) / 8000));
  let standing = from;
  return Array.from({ length: rounds }, (_, round) => {
    const now = round === eventAt ? event(standing) : standing;
    standing = { ...now, ticks: now.ticks + intervalMs / 10, octets: now.octets + perRound };
    return now;
  });
}

const gigabit: Line = { bits: 64, speedBps: 1_000_000_000 };
const tenMegabit: Line = { bits: 32, speedBps: 10_000_000 };

describe("counters that wrap or are reset", () => {
  test.each([
    ["64 bits wrap", gigabit, { ticks: 5_000_000, octets: 2n ** 64n - 12_000_000_000n }],
    ["32 bits wrap", tenMegabit, { ticks: 5_000_000, octets: 2n ** 32n - 100_000_000n }],
    ["an uptime of 463 days", gigabit, { ticks: 4_000_000_000, octets: 0n }],
  ] as const)("%s: every rate is true", async (_title, line, from) => {
    const rates = await ratesOf(line, tenMinutes(line, from));
    expect(rates).toEqual([undefined, ...Array.from({ length: rounds - 1 }, () => 0.4 * line.speedBps)]);
  });

  const reboot = (standing: Standing): Standing => ({ ...standing, ticks: 2000, octets: 5_000_000n });
  const discontinuity = (standing: Standing): Standing => ({
    ...standing,
    octets: 7_000_000n,
    discontinuityTicks: standing.ticks - 100,
  });
  const wrapOfUptime = (standing: Standing): Standing => ({ ...standing, ticks: 100 });
  const from64 = { ticks: 5_000_000, octets: 2n ** 40n, discontinuityTicks: 0 };
  const from32 = { ticks: 5_000_000, octets: 2n ** 31n, discontinuityTicks: 0 };
  test.each([
    ["a reboot, 64 bits", gigabit, from64, reboot],
    ["a reboot, 32 bits", tenMegabit, from32, reboot],
    ["a discontinuity, 64 bits", gigabit, from64, discontinuity],
    ["a discontinuity, 32 bits", tenMegabit, from32, discontinuity],
    ["sysUpTime wraps after 497 days", gigabit, { ...from64, ticks: 4_294_937_000 }, wrapOfUptime],
    [
      "counters cleared by hand, where the device does not tell",
      gigabit,
      { ticks: 5_000_000, octets: 2n ** 40n },
      (standing: Standing) => ({ ...standing, octets: 0n }),
    ],
  ] as const)("%s: one gap, and every other rate is true", async (_title, line, from, event) => {
    const rates = await ratesOf(line, tenMinutes(line, from, event));
    const missing = rates.flatMap((rate, round) => (rate === undefined ? [round] : []));
    expect(missing).toEqual([0, eventAt]);
    expect(rates.filter((rate) => rate !== undefined && rate !== 0.4 * line.speedBps)).toEqual([]);
  });

  test("a reset from anywhere to anywhere never shows more than the line could carry, and one gap at most", async () => {
    const anywhere = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    await fc.assert(
      fc.asyncProperty(anywhere, anywhere, fc.boolean(), async (before, after, isWide) => {
        const line = isWide ? gigabit : tenMegabit;
        const event = (standing: Standing) => ({ ...standing, octets: after });
        const rates = await ratesOf(line, tenMinutes(line, { ticks: 5_000_000, octets: before }, event));
        const missing = rates.flatMap((rate, round) => (rate === undefined ? [round] : []));
        expect(missing.filter((round) => round !== 0 && round !== eventAt)).toEqual([]);
        // counters of a burst lie a little over the speed; that much is let through
        for (const rate of rates) expect(rate ?? 0).toBeLessThanOrEqual(1.2 * line.speedBps);
      }),
      { numRuns: 60 },
    );
  });
});
