import { isIP } from "node:net";
import type { Finding } from "@haidang/contract/agent-protocol.ts";
import { deviceText } from "@haidang/contract/text.ts";

const up = 0x1;
const viaGateway = 0x2;

/** The default gateway in `/proc/net/route` (Linux, net/ipv4/fib_trie.c): lowest metric of those that are up. */
export function findGateway(procNetRoute: string): Finding {
  let best: { address: string; metric: number } | undefined;
  let direct: string | undefined;
  for (const line of procNetRoute.split("\n").slice(1)) {
    const [device = "", destination, gateway = "", flagsHex = "", , , metricText, mask] = line
      .trim()
      .split(/\s+/);
    if (destination !== "00000000" || mask !== "00000000") continue;
    const flags = Number.parseInt(flagsHex, 16);
    if ((flags & up) === 0) continue;
    if ((flags & viaGateway) === 0) direct = device;
    const address = hostOrderAddress(gateway);
    const metric = Number(metricText);
    if ((flags & viaGateway) !== 0 && address !== undefined && (best === undefined || metric < best.metric)) {
      best = { address, metric };
    }
  }
  if (best !== undefined) return { address: best.address };
  const detail =
    direct === undefined
      ? "there is no default route for IPv4"
      : `the default route leaves by ${deviceText(direct, 20)} without a gateway`;
  return { missing: "no_gateway", detail };
}

/** The kernel prints the four octets as one number of a little-endian machine. */
function hostOrderAddress(hex: string): string | undefined {
  const octets = /^([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})$/.exec(hex);
  if (octets === null) return undefined;
  return octets
    .slice(1)
    .reverse()
    .map((octet) => Number.parseInt(octet, 16))
    .join(".");
}

const mostResolvers = 8;

/** Name servers in `resolv.conf`, each valid address once, in order (resolv.conf(5)). */
export function findResolvers(resolvConf: string): Finding[] {
  const addresses = new Set<string>();
  for (const line of resolvConf.split("\n")) {
    const address = /^nameserver\s+(\S+)/.exec(line.trim())?.[1]?.replace(/%.*$/, "");
    if (address !== undefined && isIP(address) !== 0) addresses.add(address);
  }
  if (addresses.size === 0) {
    return [{ missing: "no_resolver", detail: "/etc/resolv.conf names no name server" }];
  }
  return [...addresses].slice(0, mostResolvers).map((address) => ({ address }));
}
