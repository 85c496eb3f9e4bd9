import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);

/** A hub with a cable to each of several sites, in network namespaces: cables can be cut, packets dropped. */
export interface Star {
  /** Addresses of the sites' ends. */
  addresses: readonly string[];
  /** Name of the hub's namespace. */
  hub: string;
  cut(site: number): Promise<void>;
  mend(site: number): Promise<void>;
  /** Drops such a share of what arrives at a site, 0 to 1. */
  lose(site: number, share: number): Promise<void>;
  close(): Promise<void>;
}

export async function openStar(sites: number): Promise<Star> {
  const prefix = `hd-${process.pid}-star`;
  const hub = `${prefix}-hub`;
  const spaceOf = (site: number) => `${prefix}-${site}`;
  await ip("netns", "add", hub);
  await ip("-n", hub, "link", "set", "lo", "up");
  const addresses: string[] = [];
  for (let site = 0; site < sites; site += 1) {
    const space = spaceOf(site);
    const end = `cable${site}`;
    await ip("netns", "add", space);
    const far = ["peer", "name", "cable", "netns", space];
    await ip("link", "add", end, "netns", hub, "type", "veth", ...far);
    await ip("-n", hub, "address", "add", `10.78.${site}.1/24`, "dev", end);
    await ip("-n", space, "address", "add", `10.78.${site}.254/24`, "dev", "cable");
    await ip("-n", hub, "link", "set", end, "up");
    await ip("-n", space, "link", "set", "lo", "up");
    await ip("-n", space, "link", "set", "cable", "up");
    addresses.push(`10.78.${site}.254`);
  }
  return {
    addresses,
    hub,
    cut: async (site) => void (await ip("-n", spaceOf(site), "link", "set", "cable", "down")),
    mend: async (site) => void (await ip("-n", spaceOf(site), "link", "set", "cable", "up")),
    async lose(site, share) {
      const drop = ["-m", "statistic", "--mode", "random", "--probability", String(share), "-j", "DROP"];
      await ip("netns", "exec", spaceOf(site), "iptables", "-A", "INPUT", ...drop);
    },
    async close() {
      for (const space of [hub, ...addresses.map((_, site) => spaceOf(site))]) {
        const { stdout } = await ip("netns", "pids", space);
        for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
        await ip("netns", "delete", space);
      }
    },
  };
}
