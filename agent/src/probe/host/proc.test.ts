import { describe, expect, test } from "vitest";
import {
  cpuPct,
  diskUse,
  octetRate,
  parseLoadavg,
  parseMeminfo,
  parseMounts,
  parseNetDev,
  parseStat,
  parseUptime,
} from "./proc.ts";

describe("/proc", () => {
  test("stat: waiting for I/O is idle, stolen time is not", () => {
    const stat = "cpu  100 10 50 800 30 5 5 20 7 0\ncpu0 1 2 3 4 5 6 7 8 9 0\nintr 1\n";
    expect(parseStat(stat)).toEqual({ busy: 190, total: 1020 });
    expect(() => parseStat("intr 1\n")).toThrow("/proc/stat has no cpu line");
  });

  test("CPU share is of the time between two readings", () => {
    expect(cpuPct({ busy: 100, total: 1000 }, { busy: 150, total: 1200 })).toBe(25);
    expect(cpuPct({ busy: 100, total: 1000 }, { busy: 100, total: 1000 })).toBeUndefined();
    expect(cpuPct({ busy: 100, total: 1000 }, { busy: 50, total: 1200 })).toBeUndefined();
  });

  test("loadavg and uptime", () => {
    expect(parseLoadavg("0.90 0.48 0.29 2/345 6789\n")).toEqual({ load1: 0.9, load5: 0.48, load15: 0.29 });
    expect(() => parseLoadavg("")).toThrow("/proc/loadavg");
    expect(parseUptime("3012.05 5890.11\n")).toBe(3012.05);
    expect(() => parseUptime("soon")).toThrow("/proc/uptime");
  });

  test("meminfo: used is what programs could not get", () => {
    const text =
      "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    700 kB\nSwapTotal:       50 kB\nSwapFree:        20 kB\n";
    expect(parseMeminfo(text)).toEqual({
      memTotalBytes: 1_024_000,
      memUsedBytes: 307_200,
      swapTotalBytes: 51_200,
      swapUsedBytes: 30_720,
    });
    expect(() => parseMeminfo("MemTotal: 1000 kB\n")).toThrow("/proc/meminfo has no SwapTotal");
  });

  test("net/dev: names with colons, and figures glued to them", () => {
    const text = [
      "Inter-|   Receive                                                |  Transmit",
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
      "    lo: 1825453     100    0    0    0     0          0         0  1825453     100    0    0    0     0       0          0",
      "eth0:1:77 1 0 0 0 0 0 0 88 1 0 0 0 0 0 0",
      "",
    ].join("\n");
    expect(parseNetDev(text)).toEqual([
      { ifName: "lo", inOctets: 1_825_453, outOctets: 1_825_453 },
      { ifName: "eth0:1", inOctets: 77, outOctets: 88 },
    ]);
  });

  test("a rate needs time to pass and a counter that did not go back", () => {
    expect(octetRate(0, 1250, 10)).toBe(1000);
    expect(octetRate(1250, 0, 10)).toBeUndefined();
    expect(octetRate(0, 1250, 0)).toBeUndefined();
  });

  test("mounts: real disks once each, by their shortest path", () => {
    const text = [
      "/dev/sda1 / ext4 rw 0 0",
      "/dev/sda1 /var/lib/docker/bind ext4 rw 0 0",
      "proc /proc proc rw 0 0",
      "tmpfs /run tmpfs rw 0 0",
      "/dev/loop3 /snap/core squashfs ro 0 0",
      "server:/home /home nfs4 rw 0 0",
      "/dev/sdb1 /mnt/Đ\\040a\\134b xfs rw 0 0",
      "overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0",
      "",
    ].join("\n");
    expect(parseMounts(text).map((mount) => mount.path)).toEqual(["/", "/mnt/Đ a\\b"]);
    expect(parseMounts("overlay / overlay rw 0 0\n").map((mount) => mount.path)).toEqual(["/"]);
  });

  test("disk use as df shows it", () => {
    expect(diskUse({ bsize: 4096, blocks: 1000, bfree: 300, bavail: 200 })).toEqual({
      totalBytes: 4_096_000,
      usedBytes: 2_867_200,
      usedPct: 77.778,
    });
    expect(diskUse({ bsize: 4096, blocks: 0, bfree: 0, bavail: 0 })).toBeUndefined();
  });
});
