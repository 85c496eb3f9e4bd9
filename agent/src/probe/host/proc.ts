import { deviceText } from "@haidang/contract/text.ts";

/** Parsers of /proc files (proc(5)), over their text. Each throws a sentence when the file is not as expected. */

/** Time the CPUs spent since boot, in clock ticks. */
export interface CpuTicks {
  busy: number;
  total: number;
}

/** First line of /proc/stat. Waiting for I/O counts as idle; guest time is already within user and nice. */
export function parseStat(text: string): CpuTicks {
  const fields = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.split(" ").map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, idle, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  if (idle === undefined) throw new Error("/proc/stat has no cpu line");
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

/** Share of the time between two readings in which a CPU worked, 0 to 100; undefined when no time passed. */
export function cpuPct(before: CpuTicks, now: CpuTicks): number | undefined {
  const total = now.total - before.total;
  const busy = now.busy - before.busy;
  if (total <= 0 || busy < 0) return undefined;
  return Math.min(100, Math.round((1000 * 100 * busy) / total) / 1000);
}

export function parseLoadavg(text: string): { load1: number; load5: number; load15: number } {
  const [load1, load5, load15] = text.split(" ").map(Number);
  if (load1 === undefined || load5 === undefined || load15 === undefined || !Number.isFinite(load15)) {
    throw new Error("/proc/loadavg does not start with three numbers");
  }
  return { load1, load5, load15 };
}

export interface Memory {
  memTotalBytes: number;
  /** What programs could not get: total less MemAvailable, so caches do not count as used. */
  memUsedBytes: number;
  swapTotalBytes: number;
  swapUsedBytes: number;
}

/** /proc/meminfo; its "kB" are 1024 bytes. */
export function parseMeminfo(text: string): Memory {
  const bytes = (name: string): number => {
    const match = new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text);
    if (match === null) throw new Error(`/proc/meminfo has no ${name}`);
    return Number(match[1]) * 1024;
  };
  const memTotalBytes = bytes("MemTotal");
  const swapTotalBytes = bytes("SwapTotal");
  return {
    memTotalBytes,
    memUsedBytes: Math.max(0, memTotalBytes - bytes("MemAvailable")),
    swapTotalBytes,
    swapUsedBytes: Math.max(0, swapTotalBytes - bytes("SwapFree")),
  };
}

/** Seconds since boot. */
export function parseUptime(text: string): number {
  const seconds = Number.parseFloat(text);
  if (!Number.isFinite(seconds)) throw new Error("/proc/uptime does not start with a number");
  return seconds;
}

export interface NetCounters {
  ifName: string;
  inOctets: number;
  outOctets: number;
}

/** /proc/net/dev: two header lines, then `name: received… transmitted…` with eight figures each. */
export function parseNetDev(text: string): NetCounters[] {
  return text.split("\n").flatMap((line) => {
    const colon = line.lastIndexOf(":");
    const figures = line
      .slice(colon + 1)
      .trim()
      .split(/ +/)
      .map(Number);
    const [inOctets, , , , , , , , outOctets] = figures;
    if (colon < 0 || inOctets === undefined || outOctets === undefined) return [];
    if (!Number.isFinite(inOctets) || !Number.isFinite(outOctets)) return [];
    return [{ ifName: deviceText(line.slice(0, colon), 120), inOctets, outOctets }];
  });
}

/** Octets of `now` less those of `before`, as bit/s; undefined after a reset of the counter. */
export function octetRate(beforeOctets: number, nowOctets: number, elapsedS: number): number | undefined {
  if (elapsedS <= 0 || nowOctets < beforeOctets) return undefined;
  return Math.round((1000 * 8 * (nowOctets - beforeOctets)) / elapsedS) / 1000;
}

export interface Mount {
  /** Path to ask, as it is. */
  path: string;
  device: string;
}

/** Filesystems on this machine's own disks; those of a server are the server's, and hang when it is gone. */
const diskTypes = /^(?:ext[234]|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|vfat|exfat|ntfs3?|fuseblk)$/;

/**
 * /proc/mounts: the real filesystems, each device once, by its shortest path (bind mounts show the same disk
 * again). An overlay on / is the disk of a container and counts.
 */
export function parseMounts(text: string): Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const line of text.split("\n")) {
    const [device, escaped, type] = line.split(" ");
    if (device === undefined || escaped === undefined || type === undefined) continue;
    const path = unescapeMount(escaped);
    if (!diskTypes.test(type) && !(type === "overlay" && path === "/")) continue;
    const known = byDevice.get(device);
    if (known === undefined || path.length < known.path.length) byDevice.set(device, { path, device });
  }
  return [...byDevice.values()];
}

/** Spaces, tabs, line breaks and backslashes are written in octal (getmntent(3)). */
function unescapeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

export interface DiskUse {
  totalBytes: number;
  usedBytes: number;
  /** As df shows it: used of what an ordinary user could use. */
  usedPct: number;
}

/** From statfs(2); undefined for a filesystem without blocks. */
export function diskUse(stats: {
  bsize: number;
  blocks: number;
  bfree: number;
  bavail: number;
}): DiskUse | undefined {
  const { bsize, blocks, bfree, bavail } = stats;
  const used = blocks - bfree;
  if (blocks <= 0 || used + bavail <= 0) return undefined;
  return {
    totalBytes: blocks * bsize,
    usedBytes: used * bsize,
    usedPct: Math.round((1000 * 100 * used) / (used + bavail)) / 1000,
  };
}
