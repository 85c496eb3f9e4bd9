import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Two hosts on one machine: `hub`, where Haidang runs, and `site`, at the far end of a cable. Made of network
 * namespaces, so that a cable can really be cut and nothing leaves this machine.
 */
export interface Lab {
  /** Addresses of the hub's and the site's end of the cable; the site is the hub's gateway and name server too. */
  hubAddress: string;
  siteAddress: string;
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Runs a program on a host and gives its standard output. */
  exec(host: Host, command: string, ...args: string[]): Promise<string>;
  /** Command line that runs a program on a host. */
  on(host: Host, command: string, ...args: string[]): [string, string[]];
  start(host: Host, command: string, args: string[], options?: { env?: NodeJS.ProcessEnv }): ChildProcess;
  close(): Promise<void>;
}
type Host = "hub" | "site";

const ip = (...args: string[]) => run("ip", args);

export async function openLab(name: string): Promise<Lab> {
  const space = { hub: `hd-${process.pid}-${name}-hub`, site: `hd-${process.pid}-${name}-site` };
  const siteAddress = "10.77.0.254";
  const hubAddress = "10.77.0.1";
  for (const host of [space.hub, space.site]) await ip("netns", "add", host);
  await ip(
    "link",
    "add",
    "cable",
    "netns",
    space.hub,
    "type",
    "veth",
    "peer",
    "name",
    "cable",
    "netns",
    space.site,
  );
  for (const [host, address] of [
    [space.hub, hubAddress],
    [space.site, siteAddress],
  ] as const) {
    await ip("-n", host, "address", "add", `${address}/24`, "dev", "cable");
    await ip("-n", host, "link", "set", "lo", "up");
    await ip("-n", host, "link", "set", "cable", "up");
  }
  await ip("-n", space.hub, "route", "add", "default", "via", siteAddress);
  const etc = `/etc/netns/${space.hub}`;
  mkdirSync(etc, { recursive: true });
  writeFileSync(`${etc}/resolv.conf`, `nameserver ${siteAddress}\n`);

  const on: Lab["on"] = (host, command, ...args) => ["ip", ["netns", "exec", space[host], command, ...args]];
  return {
    hubAddress,
    siteAddress,
    on,
    cut: async () => void (await ip("-n", space.site, "link", "set", "cable", "down")),
    restore: async () => void (await ip("-n", space.site, "link", "set", "cable", "up")),
    async exec(host, command, ...args) {
      const [file, line] = on(host, command, ...args);
      return (await run(file, line, { maxBuffer: 64 * 1024 * 1024 })).stdout;
    },
    start(host, command, args, options = {}) {
      const [file, line] = on(host, command, ...args);
      return spawn(file, line, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...options.env },
      });
    },
    async close() {
      for (const host of [space.hub, space.site]) {
        const { stdout } = await ip("netns", "pids", host);
        for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
        await ip("netns", "delete", host);
      }
      rmSync(etc, { recursive: true, force: true });
    },
  };
}
