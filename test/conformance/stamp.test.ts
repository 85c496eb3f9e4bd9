import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Measurement } from "../../agent/src/probe/probe.ts";
import { startReflector } from "../../agent/src/probe/stamp/reflector.ts";
import { stampProbe } from "../../agent/src/probe/stamp/stamp-probe.ts";
import { startRelay, type Wire } from "./udp-relay.ts";

function works(command: string, ...parameters: string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const inCi = process.env["CI"] !== undefined;
const probeSpace = `hds${process.pid}`;
const hasNamespaces =
  works("ip", "netns", "add", probeSpace) &&
  works("ip", "netns", "exec", probeSpace, "iptables", "-L") &&
  works("ip", "netns", "delete", probeSpace);

const key = "mot-bi-mat-dai-lam";

const end = fileURLToPath(new URL("./stamp-end.ts", import.meta.url));

describe.skipIf(!hasNamespaces && !inCi)(
  "STAMP over a link that loses in one direction (ip netns, iptables)",
  () => {
    const near = `hdsn${process.pid}`;
    const far = `hdsf${process.pid}`;
    const farAddress = "10.214.0.2";
    const ip = (...parameters: string[]) => execFileSync("ip", parameters);
    const children: ChildProcessByStdio<null, Readable, null>[] = [];

    function run(space: string, ...parameters: string[]): Readable {
      const all = ["netns", "exec", space, process.execPath, end, ...parameters];
      const child = spawn("ip", all, { stdio: ["ignore", "pipe", "inherit"] });
      children.push(child);
      return child.stdout;
    }

    beforeAll(async () => {
      for (const space of [near, far]) ip("netns", "add", space);
      ip("link", "add", "hd0", "netns", near, "type", "veth", "peer", "name", "hd0", "netns", far);
      for (const [space, address] of [
        [near, "10.214.0.1"],
        [far, farAddress],
      ] as const) {
        ip("-n", space, "addr", "add", `${address}/24`, "dev", "hd0");
        ip("-n", space, "link", "set", "lo", "up");
        ip("-n", space, "link", "set", "hd0", "up");
      }
      await once(run(far, "reflect", farAddress, "862", key), "data");
    });

    afterAll(async () => {
      const running = children.filter(({ exitCode }) => exitCode === null);
      for (const child of running) child.kill("SIGTERM");
      await Promise.all(running.map((child) => once(child, "exit")));
      for (const space of [near, far]) works("ip", "netns", "delete", space);
    });

    /** Loses a fifth of what arrives at one end. */
    function spoil(space: string): void {
      const rule = [
        "INPUT",
        "-p",
        "udp",
        "-m",
        "statistic",
        "--mode",
        "random",
        "--probability",
        "0.20",
        "-j",
        "DROP",
      ];
      ip("netns", "exec", space, "iptables", "-A", ...rule);
      onTestFinished(() => void ip("netns", "exec", space, "iptables", "-F"));
    }

    /** Sums of the counts and means of the rest over whole windows of 100 packets, the first left out. */
    async function measured(
      windows: number,
    ): Promise<{ sum(field: string): number; mean(field: string): number }> {
      const seen: Measurement[] = [];
      const output = run(near, "send", farAddress, "862", key);
      const lines = createInterface({ input: output });
      lines.on("line", (line) => seen.push(...(JSON.parse(line) as Measurement[])));
      await vi.waitUntil(() => seen.length > windows, { timeout: 60_000, interval: 50 });
      children.at(-1)?.kill("SIGTERM");
      const values = (field: string) =>
        seen.slice(1, windows + 1).map(({ points }) => Number(points[0]?.fields[field] ?? Number.NaN));
      const sum = (field: string) => values(field).reduce((total, value) => total + value, 0);
      return { sum, mean: (field) => sum(field) / windows };
    }

    /** A fifth of some 600 packets, within four standard deviations. */
    const within = { least: 13.4, most: 26.6 };

    test("a fifth lost on the way there is told as that", async () => {
      spoil(far);
      const { sum, mean } = await measured(6);
      expect(sum("sent")).toBeGreaterThan(550);
      expect(mean("lossForwardPct")).toBeGreaterThan(within.least);
      expect(mean("lossForwardPct")).toBeLessThan(within.most);
      expect(sum("lostBack")).toBe(0);
      expect(sum("lostForward")).toBe(sum("sent") - sum("received"));
    });

    test("a fifth lost on the way back is told as that", async () => {
      spoil(near);
      const { sum, mean } = await measured(6);
      expect(mean("lossBackPct")).toBeGreaterThan(within.least);
      expect(mean("lossBackPct")).toBeLessThan(within.most);
      expect(sum("lostForward")).toBe(0);
      expect(sum("lostBack")).toBe(sum("sent") - sum("received"));
    });

    test("losses in both directions are told apart", async () => {
      spoil(far);
      spoil(near);
      const { sum, mean } = await measured(6);
      for (const field of ["lossForwardPct", "lossBackPct"]) {
        expect(mean(field), field).toBeGreaterThan(within.least);
        expect(mean(field), field).toBeLessThan(within.most);
      }
      expect(sum("lostForward") + sum("lostBack")).toBe(sum("sent") - sum("received"));
    });
  },
);

describe("STAMP over a line with delays, doublings and packets that overtake", () => {
  async function over(forward: Wire, back: Wire): Promise<Readonly<Record<string, number>>> {
    const reflector = await startReflector({ host: "127.0.0.1", port: 0, peers: ["127.0.0.1"], key });
    const relay = await startRelay(reflector.port, forward, back);
    onTestFinished(async () => {
      relay.close();
      await reflector.close();
    });
    const settings = { address: "127.0.0.1", port: relay.port, key, ssid: 0, packetsPerS: 1 };
    const target = { kind: "link", id: "l" } as const;
    const schedule = { intervalMs: 10_000, retryIntervalMs: 10_000, timeoutMs: 5000 };
    const probe = stampProbe({ id: "stamp:link/l", probe: "stamp", target, ...schedule, settings });
    const signal = AbortSignal.timeout(5000);
    const { points } = await probe.run({ agent: "a1", slotMs: 1_800_000_000_000, signal });
    return Object.fromEntries(
      Object.entries(points[0]?.fields ?? {}).map(([name, value]) => [name, Number(value)]),
    );
  }

  test("delays of both directions add up, and one that varies shows in its direction", async () => {
    const fields = await over(
      () => [20],
      (number) => [number % 2 === 0 ? 20 : 40],
    );
    expect(fields).toMatchObject({ sent: 20, received: 20, reordered: 0 });
    expect(fields["rttMinMs"]).toBeGreaterThan(38);
    expect(fields["rttMinMs"]).toBeLessThan(46);
    expect(fields["pdvMs"]).toBeGreaterThan(15);
    expect(fields["jitterBackMs"]).toBeGreaterThan(3 * Number(fields["jitterForwardMs"]));
  });

  test("packets doubled on the way there are counted, and are no losses", async () => {
    const fields = await over(
      (number) => (number % 5 === 4 ? [1, 2] : [1]),
      () => [1],
    );
    expect(fields).toMatchObject({ received: 20, duplicates: 4, lostForward: 0, lostBack: 0 });
  });

  test("packets that overtake others are counted, and are no losses", async () => {
    const fields = await over(
      (number) => [number % 5 === 3 ? "overtaken" : 1],
      () => [1],
    );
    expect(fields).toMatchObject({ received: 20, reordered: 4, lostForward: 0, lostBack: 0 });
  });
});
