import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const ip = (...args: string[]) => run("ip", args);

/** Hosts in a row, each joined to the next by a cable: the first and the last are ends, the others route. */
export interface Route {
  /** The last host's address, and those a trace from the first one meets, in order, the last included. */
  target: string;
  hops: string[];
  /** Names of the network namespaces in order, for `ip netns exec`. */
  hosts: string[];
  exec(host: number, command: string, ...args: string[]): Promise<string>;
  /** Sets the MTU of the cable that leaves a host towards the last one, at both ends. */
  setMtu(host: number, bytes: number): Promise<void>;
  cut(host: number): Promise<void>;
  restore(host: number): Promise<void>;
  close(): Promise<void>;
}

/** A cable from host `n` to the next has 10.78.n.1 and 10.78.n.2. */
export async function openRoute(name: string, count: number): Promise<Route> {
  const hosts = Array.from({ length: count }, (_, at) => `hd-${process.pid}-${name}-${at}`);
  const host = (at: number): string => hosts[at] ?? "";
  const exec = async (at: number, command: string, ...args: string[]) =>
    (await run("ip", ["netns", "exec", host(at), command, ...args])).stdout;
  for (const one of hosts) {
    await ip("netns", "add", one);
    await ip("-n", one, "link", "set", "lo", "up");
  }
  for (let at = 0; at + 1 < count; at += 1) {
    const [near, far] = [host(at), host(at + 1)];
    await ip("link", "add", "next", "netns", near, "type", "veth", "peer", "name", "back", "netns", far);
    await ip("-n", near, "address", "add", `10.78.${at}.1/24`, "dev", "next");
    await ip("-n", far, "address", "add", `10.78.${at}.2/24`, "dev", "back");
    await ip("-n", near, "link", "set", "next", "up");
    await ip("-n", far, "link", "set", "back", "up");
  }
  for (let at = 0; at < count; at += 1) await routes(host(at), at, count);
  for (let at = 1; at + 1 < count; at += 1) await exec(at, "sysctl", "-qw", "net.ipv4.ip_forward=1");
  return {
    target: `10.78.${count - 2}.2`,
    hops: Array.from({ length: count - 1 }, (_, at) => `10.78.${at}.2`),
    hosts,
    exec,
    async setMtu(at, bytes) {
      await ip("-n", host(at), "link", "set", "next", "mtu", String(bytes));
      await ip("-n", host(at + 1), "link", "set", "back", "mtu", String(bytes));
      await ip("-n", host(0), "route", "flush", "cache");
    },
    cut: async (at) => void (await ip("-n", host(at + 1), "link", "set", "back", "down")),
    async restore(at) {
      await ip("-n", host(at + 1), "link", "set", "back", "up");
      await routes(host(at + 1), at + 1, count);
    },
    async close() {
      for (const one of hosts) {
        const { stdout } = await ip("netns", "pids", one);
        for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
        await ip("netns", "delete", one);
      }
    },
  };
}

/** Networks before the host lie back, those behind it on. */
async function routes(host: string, at: number, count: number): Promise<void> {
  for (let network = 0; network < count - 1; network += 1) {
    const via = network < at - 1 ? `10.78.${at - 1}.1` : network > at ? `10.78.${at}.2` : undefined;
    if (via !== undefined) {
      await ip("-n", host, "route", "replace", `10.78.${network}.0/24`, "via", via);
    }
  }
}
