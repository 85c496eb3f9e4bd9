import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckOf } from "@haidang/contract/check.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { findIcmpTool } from "../../agent/src/probe/icmp/find-icmp-tool.ts";
import { fpingTool } from "../../agent/src/probe/icmp/fping-tool.ts";
import { pingTool } from "../../agent/src/probe/icmp/ping-tool.ts";
import { watchIcmp } from "../../agent/src/probe/icmp/watch-icmp.ts";

function works(command: string, ...parameters: string[]): boolean {
  try {
    execFileSync(command, parameters, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const inCi = process.env["CI"] !== undefined;
const hasFping = works("fping", "-c", "1", "127.0.0.1");
const hasPing = works("ping", "-c", "1", "127.0.0.1");
const probeSpace = `hdp${process.pid}`;
const hasNamespaces = works("ip", "netns", "add", probeSpace) && works("ip", "netns", "delete", probeSpace);

function icmpCheck(address: string, more: Partial<CheckOf<"icmp">> = {}): CheckOf<"icmp"> {
  return {
    id: `icmp:link/${address}`,
    probe: "icmp",
    target: { kind: "link", id: address },
    intervalMs: 10_000,
    retryIntervalMs: 10_000,
    timeoutMs: 1000,
    settings: { address },
    ...more,
  };
}

interface Seen {
  result: CheckResult;
  urgent: boolean;
  seenMs: number;
}

const ip = (...parameters: string[]) => execFileSync("ip", parameters);

describe.skipIf(!(hasFping && hasNamespaces) && !inCi)(
  "icmp over a link we can cut (fping, ip netns)",
  () => {
    const near = `hdn${process.pid}`;
    const far = `hdf${process.pid}`;
    const addresses = Array.from({ length: 30 }, (_, at) => `10.213.0.${at + 2}`);
    const target = "10.213.0.2";
    let folder = "";
    let command = "";

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "haidang-icmp-"));
      command = join(folder, "fping");
      await writeFile(command, `#!/bin/sh\nexec ip netns exec ${near} fping "$@"\n`, { mode: 0o755 });
      ip("netns", "add", near);
      ip("netns", "add", far);
      ip("link", "add", "hd0", "netns", near, "type", "veth", "peer", "name", "hd0", "netns", far);
      for (const space of [near, far]) {
        ip("-n", space, "link", "set", "lo", "up");
        ip("-n", space, "link", "set", "hd0", "up");
      }
      ip("-n", near, "addr", "add", "10.213.0.1/24", "dev", "hd0");
      for (const address of addresses) ip("-n", far, "addr", "add", `${address}/24`, "dev", "hd0");
    });

    afterAll(async () => {
      for (const space of [near, far]) works("ip", "netns", "delete", space);
      await rm(folder, { recursive: true, force: true });
    });

    async function watch(targets: readonly string[], intervalMs = 10_000) {
      const seen: Seen[] = [];
      const probe = await watchIcmp({
        agent: "a1",
        now: Date.now,
        tool: fpingTool({ now: Date.now, command }),
        emit({ measurements, urgent }) {
          for (const { result } of measurements) seen.push({ result, urgent, seenMs: Date.now() });
        },
      });
      onTestFinished(() => probe.close());
      probe.watch(targets.map((address) => icmpCheck(address, { intervalMs })));
      const change = (outcome: string, afterMs: number) =>
        vi.waitUntil(
          () =>
            seen.find(
              ({ result, urgent, seenMs }) => urgent && seenMs >= afterMs && result.outcome === outcome,
            ),
          { timeout: 10_000, interval: 20 },
        );
      return { seen, probe, change };
    }

    test.each([
      ["far", "no_reply"],
      ["near", "unreachable"],
    ])(
      "a cut at the %s end is told within 3 s, true to the second, and so is its end",
      async (end, reason) => {
        const space = end === "far" ? far : near;
        const { seen, change } = await watch([target]);
        await change("ok", 0);
        const cutMs = Date.now();
        ip("-n", space, "link", "set", "hd0", "down");
        const failed = await change("failed", cutMs);
        expect(failed.result.reason).toBe(reason);
        expect(failed.result.timeMs - cutMs).toBeGreaterThan(-100);
        expect(failed.result.timeMs - cutMs).toBeLessThan(1100);
        expect(failed.seenMs - failed.result.timeMs).toBeLessThan(3000);
        const mendedMs = Date.now();
        ip("-n", space, "link", "set", "hd0", "up");
        const ok = await change("ok", mendedMs);
        expect(Math.abs(ok.result.timeMs - mendedMs)).toBeLessThan(3000);
        const times = seen.map(({ result }) => result.timeMs);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      },
    );

    test("a tenth of all packets lost is not one failure", async () => {
      const lose = [
        "INPUT",
        "-p",
        "icmp",
        "-m",
        "statistic",
        "--mode",
        "random",
        "--probability",
        "0.10",
        "-j",
        "DROP",
      ];
      ip("netns", "exec", far, "iptables", "-A", ...lose);
      onTestFinished(() => void ip("netns", "exec", far, "iptables", "-F"));
      const { seen, probe } = await watch(addresses, 5000);
      await vi.waitUntil(() => seen.length >= 3 * addresses.length, { timeout: 25_000, interval: 100 });
      await probe.close();
      expect(seen.filter(({ result }) => result.outcome !== "ok")).toEqual([]);
    });

    test("a killed agent leaves no fping behind, not even one whose targets are all silent", async () => {
      const lonely = "198.18.213.7";
      const source = `
      const { watchIcmp } = await import(${JSON.stringify(new URL("../../agent/src/probe/icmp/watch-icmp.ts", import.meta.url).href)});
      const { fpingTool } = await import(${JSON.stringify(new URL("../../agent/src/probe/icmp/fping-tool.ts", import.meta.url).href)});
      const tool = fpingTool({ now: Date.now, command: ${JSON.stringify(command)} });
      const probe = await watchIcmp({ agent: "a1", now: Date.now, emit() {}, tool });
      probe.watch([${JSON.stringify(icmpCheck(lonely))}]);
    `;
      const agent = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: "ignore" });
      await vi.waitUntil(async () => (await processesNaming(lonely)).length > 0, { timeout: 10_000 });
      agent.kill("SIGKILL");
      await once(agent, "exit");
      await vi.waitUntil(async () => (await processesNaming(lonely)).length === 0, { timeout: 5000 });
    });
  },
);

/** Processes whose arguments contain a word, apart from node's own. */
async function processesNaming(word: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const parameters = (await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (parameters.includes(word)) found.push(entry);
  }
  return found;
}

describe.skipIf(!hasFping && !inCi)("findIcmpTool (fping)", () => {
  test("finds fping", async () => {
    expect(await findIcmpTool()).toEqual({ by: "fping" });
  });

  test.skipIf(!hasPing && !inCi)("falls back to ping and says why not fping", async () => {
    const found = await findIcmpTool({ command: "fping-that-is-not-there" });
    expect(found).toEqual({ by: "ping", detail: "fping is not installed; on Debian: apt install fping" });
  });

  test.skipIf(process.getuid?.() !== 0)("recognises an fping without the capability", async () => {
    const folder = await mkdtemp(join(tmpdir(), "haidang-fping-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const real = execFileSync("which", ["fping"], { encoding: "utf8" }).trim();
    await copyFile(real, join(folder, "fping-bare"));
    const wrapper = join(folder, "fping");
    const drop = "setpriv --bounding-set=-net_raw --inh-caps=-net_raw";
    await writeFile(wrapper, `#!/bin/sh\nexec ${drop} ${folder}/fping-bare "$@"\n`, { mode: 0o755 });
    const found = await findIcmpTool({ command: wrapper });
    expect("by" in found ? found.detail : found.detail).toMatch(/setcap cap_net_raw/);
  });
});

describe.skipIf(!hasPing && !inCi)("the ping command as fallback", () => {
  test("watches an address", async () => {
    const results: CheckResult[] = [];
    const probe = await watchIcmp({
      agent: "a1",
      now: Date.now,
      tool: pingTool({ now: Date.now }),
      emit: ({ measurements }) => results.push(...measurements.map(({ result }) => result)),
    });
    onTestFinished(() => probe.close());
    probe.watch([icmpCheck("127.0.0.1")]);
    await vi.waitUntil(() => results.length > 0, { timeout: 5000 });
    expect(results[0]).toMatchObject({ outcome: "ok" });
  });
});
