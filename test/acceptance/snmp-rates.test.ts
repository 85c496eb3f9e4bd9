import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SeriesData, Status } from "@haidang/contract/api.ts";
import type { DeviceDetail } from "@haidang/contract/row.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Haidang, installHaidang, until } from "./haidang.ts";
import { type Lab, openLab } from "./lab.ts";
import { missing, titled } from "./needs.ts";

/** How often the local SNMP agent is asked. */
const pollMs = 15_000;
/** Rates are compared over at most so many intervals: at worst snmpd's counters are 0.6 s old, which they dilute. */
const mostRates = 6;
/** nsCacheTimeout of net-snmp's interface table (NET-SNMP-AGENT-MIB), s. */
const cacheTimeout = "1.3.6.1.4.1.8072.1.5.3.1.2.1.3.6.1.2.1.2.2";
const lacking = missing("root", "ip", "snmpd", "snmpset", "ping");

describe.skipIf(lacking.length > 0)(titled("a real snmpd on this machine", lacking), () => {
  let lab: Lab;
  let haidang: Haidang;
  let device: string;

  beforeAll(async () => {
    lab = await openLab("snmp");
    haidang = installHaidang(lab);
    await haidang.start();
    await until(
      "the machine is found",
      async () => {
        const { data } = await haidang.ask<Status>("status");
        device = data.objects.find(({ kind }) => kind === "device")?.id ?? "";
        return device !== "";
      },
      20_000,
    );
    const config = join(haidang.data, "snmpd.conf");
    writeFileSync(
      config,
      "agentAddress udp:127.0.0.1:161\nrocommunity public 127.0.0.1\nrwcommunity test 127.0.0.1\nsysName lab\n",
    );
    lab.start("hub", "snmpd", ["-f", "-Lo", "-C", "-c", config, "-p", join(haidang.data, "snmpd.pid")], {
      env: { MIBS: "" },
    });
    const set = ["-v2c", "-c", "test", "127.0.0.1", cacheTimeout, "i", "1"];
    await until(
      "snmpd reads the counters anew each second",
      () =>
        lab.exec("hub", "snmpset", ...set).then(
          () => true,
          () => false,
        ),
      20_000,
    );
  });
  afterAll(async () => {
    await haidang?.stop();
    await lab?.close();
    await haidang?.remove();
  });

  it("is found, and its interfaces show rates that match /proc/net/dev within 2 %", async () => {
    await until(
      "interfaces are listed",
      async () => (await haidang.ask<DeviceDetail>("device", "show", device)).data.interfaces.length >= 2,
      60_000,
    );
    const readProc = async () => {
      const line = (await lab.exec("hub", "cat", "/proc/net/dev"))
        .split("\n")
        .find((text) => /^\s*cable:/.test(text));
      const numbers = line?.split(":")[1]?.trim().split(/\s+/).map(Number) ?? [];
      return { timeMs: Date.now(), inOctets: numbers[0] ?? 0, outOctets: numbers[8] ?? 0 };
    };
    const readings: Array<Awaited<ReturnType<typeof readProc>>> = [];
    /** What the kernel counted until an instant, between two readings in proportion. */
    const countedAt = (counter: "inOctets" | "outOctets", timeMs: number): number => {
      const at = Math.max(
        1,
        readings.findIndex((reading) => reading.timeMs >= timeMs),
      );
      const before = readings[at - 1];
      const after = readings[at];
      if (before === undefined || after === undefined)
        throw new Error("the kernel's counters were not read then");
      const share = (timeMs - before.timeMs) / (after.timeMs - before.timeMs);
      return before[counter] + share * (after[counter] - before[counter]);
    };
    // Steady traffic over the cable while three readings are taken.
    const traffic = lab.start("hub", "ping", ["-q", "-i", "0.01", "-s", "1400", lab.siteAddress]);
    /** Rates whose whole interval lies after the instant. */
    const rates = async (field: string, afterMs: number): Promise<Array<readonly [number, number]>> => {
      const { data } = await haidang.ask<SeriesData[]>(
        ...["query", `interface.${field}`, "--object", `device/${device}`],
        ...["--tag", "ifName=cable", "--since", "10m"],
      );
      const points = data[0]?.points ?? [];
      return points
        .filter(([timeMs]) => timeMs >= afterMs + pollMs + 1000)
        .map(([timeMs, value]) => [timeMs, Number(value)] as const);
    };
    /** How far the mean of the rates is from what the kernel counted in the same stretch, as a share of it. */
    const error = (points: ReadonlyArray<readonly [number, number]>, counter: "inOctets" | "outOctets") => {
      const measured = points.reduce((sum, [, value]) => sum + value, 0) / points.length;
      // on busy cores the traffic is not quite steady: the same stretch has to be compared
      const startMs = (points[0]?.[0] ?? 0) - pollMs;
      const endMs = points.at(-1)?.[0] ?? 0;
      const octets = countedAt(counter, endMs) - countedAt(counter, startMs);
      const truth = (octets * 8_000) / (endMs - startMs);
      return Math.abs(measured - truth) / truth;
    };
    try {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      readings.push(await readProc());
      const fromMs = Date.now();
      let errors: number[] = [];
      await until(
        "rates are measured in steady traffic",
        async () => {
          readings.push(await readProc());
          const [inBps, outBps] = [await rates("inBps", fromMs), await rates("outBps", fromMs)];
          readings.push(await readProc());
          if (inBps.length < 2 || outBps.length !== inBps.length) return false;
          errors = [error(inBps, "inOctets"), error(outBps, "outOctets")];
          return Math.max(...errors) < 0.02 || inBps.length >= mostRates;
        },
        150_000,
      );
      expect(Math.max(...errors)).toBeLessThan(0.02);
    } finally {
      traffic.kill("SIGINT");
    }
  });
});
