import { BlockList, isIPv6 } from "node:net";
import { runChild, toolFault } from "../icmp/child.ts";
import type { ToolFault } from "../icmp/echo.ts";
import { type Hop, parseTracerouteLine } from "./traceroute-line.ts";

/** Hops that keep silent one after the other until nothing more is expected beyond. */
const silentUntilOver = 4;
const packetsAHop = 2;
const waitS = 1;
const targetPort = 33434;
const otherPortStep = 10_000;

export interface Trace {
  /** Without gaps from hop 1; silent hops at the end are left out. */
  hops: Hop[];
  reached: boolean;
}

export type TraceAnswer = Trace | { fault: ToolFault } | { unreachable: string };

export interface TraceOptions {
  maxHops: number;
  /** UDP port the packets leave from: the same in each run, so that routers with parallel ways choose the same. */
  sourcePort: number;
  signal: AbortSignal;
}

/**
 * The way to an address by `traceroute -U` of Dmitry Butskoy's traceroute (Debian package `traceroute`): UDP from one
 * port to one port, so that every packet of every run is of one flow, and it needs no privilege. tracepath changes its
 * port with each hop, so that parallel ways come out mixed; mtr and `traceroute -I` need CAP_NET_RAW. Two packets a
 * hop, 1 s each to be answered, and the end after four silent hops: 38 s at the very most with 15 hops.
 */
export async function traceRoute(ip: string, options: TraceOptions): Promise<TraceAnswer> {
  const first = await runTraceroute(ip, options);
  if (!("busy" in first)) return first;
  const again = await runTraceroute(ip, { ...options, sourcePort: options.sourcePort + otherPortStep });
  return "busy" in again ? { fault: again.busy } : again;
}

async function runTraceroute(
  ip: string,
  { maxHops, sourcePort, signal }: TraceOptions,
): Promise<TraceAnswer | { busy: ToolFault }> {
  const isTarget = equals(ip);
  const hops: Hop[] = [];
  let silent = 0;
  const child = runChild("traceroute", parameters(ip, maxHops, sourcePort), (line) => {
    const hop = parseTracerouteLine(line);
    if (hop === undefined || hop.hop !== hops.length + 1 || hop.hop > maxHops) return;
    hops.push(hop);
    silent = hop.address === null ? silent + 1 : 0;
    if (silent >= silentUntilOver) child.kill();
  });
  const kill = () => child.kill();
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  const end = await child.ended;
  signal.removeEventListener("abort", kill);
  if (hops.length > 0 || signal.aborted) return traceOf(hops, isTarget);
  if (/address already in use/i.test(end.words)) return { busy: toolFault("traceroute", end) };
  if (/network is unreachable|no route to host/i.test(end.words)) return { unreachable: end.words };
  return { fault: toolFault("traceroute", end) };
}

function parameters(ip: string, maxHops: number, sourcePort: number): string[] {
  const ports = ["-U", "-p", String(targetPort), `--sport=${sourcePort}`];
  return [...ports, "-n", "-q", String(packetsAHop), "-w", String(waitS), "-m", String(maxHops), "--", ip];
}

/**
 * The hops up to the last that answered. A router met before that only says there is no way on (it may take seconds to
 * find that out, so silent hops lie between) is not another hop.
 */
export function traceOf(answered: readonly Hop[], isTarget: (address: string) => boolean): Trace {
  const hops = answered.slice(0, answered.findLastIndex(({ address }) => address !== null) + 1);
  const last = hops.at(-1);
  if (last === undefined || last.address === null) return { hops, reached: false };
  if (isTarget(last.address)) return { hops, reached: true };
  const before = hops.slice(0, -1);
  const isMetBefore = before.some(({ address }) => address === last.address);
  return last.refused && isMetBefore ? traceOf(before, isTarget) : { hops, reached: false };
}

/** Compares as addresses: IPv6 has several spellings. */
function equals(ip: string): (address: string) => boolean {
  const family = (address: string) => (isIPv6(address) ? "ipv6" : "ipv4");
  const only = new BlockList();
  only.addAddress(ip, family(ip));
  return (address) => only.check(address, family(address));
}
