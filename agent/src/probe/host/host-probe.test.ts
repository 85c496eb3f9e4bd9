import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckOf } from "@haidang/contract/check.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { hostProbe } from "./host-probe.ts";

const check: CheckOf<"host"> = {
  id: "host:device/here",
  probe: "host",
  target: { kind: "device", id: "here" },
  intervalMs: 10_000,
  retryIntervalMs: 10_000,
  timeoutMs: 5000,
  settings: {},
};
const context = () => ({ agent: "a1", slotMs: 1_800_000_000_000, signal: AbortSignal.timeout(5000) });

async function procFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "haidang-proc-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "net"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function files(change: { uptimeS: number; busy: number; inOctets: number }) {
  return {
    stat: `cpu  ${change.busy} 0 0 ${change.uptimeS * 100 - change.busy} 0 0 0 0 0 0\n`,
    loadavg: "0.1 0.2 0.3 1/2 3\n",
    meminfo: "MemTotal: 1000 kB\nMemAvailable: 400 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n",
    uptime: `${change.uptimeS}.00 1.00\n`,
    "net/dev": `h\nh\neth0: ${change.inOctets} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`,
    mounts: "/dev/root / ext4 rw 0 0\n",
  };
}

describe("hostProbe", () => {
  test("measures this machine; shares and rates come with the second run", async () => {
    const folder = await procFolder(files({ uptimeS: 1000, busy: 5000, inOctets: 0 }));
    const probe = hostProbe(check, folder);
    const first = await probe.run(context());
    expect(first.result).toMatchObject({ probe: "host", outcome: "ok" });
    const [host, net, disk] = first.points;
    expect(host?.fields).toEqual({
      load1: 0.1,
      load5: 0.2,
      load15: 0.3,
      memTotalBytes: 1_024_000,
      memUsedBytes: 614_400,
      swapTotalBytes: 0,
      swapUsedBytes: 0,
      uptimeS: 1000,
    });
    expect(net?.fields).toEqual({ inOctets: 0, outOctets: 0 });
    expect(disk?.tags["mount"]).toBe("/");
    expect(disk?.fields["totalBytes"]).toBeGreaterThan(0);

    const changed = files({ uptimeS: 1010, busy: 5250, inOctets: 1250 });
    for (const [name, text] of Object.entries(changed)) await writeFile(join(folder, name), text);
    const second = await probe.run(context());
    expect(second.points[0]?.fields["cpuPct"]).toBe(25);
    expect(second.points[1]?.fields).toMatchObject({ inBps: 1000, outBps: 0 });
  });

  test("without /proc it cannot measure, and says why", async () => {
    const { result, points } = await hostProbe(check, join(tmpdir(), "haidang-no-such-proc")).run(context());
    expect(result).toMatchObject({ outcome: "cannot", reason: "agent_fault" });
    expect(result.detail).toMatch(/ENOENT/);
    expect(points).toEqual([]);
  });
});
