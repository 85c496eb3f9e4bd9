import { Resolver } from "node:dns/promises";
import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import { deviceText } from "@haidang/contract/text.ts";
import type { ToolFault } from "../probe/icmp/echo.ts";
import { knownProfiles } from "../snmp/discovery/known-profiles.ts";
import { askServices, type FoundServices } from "./ask-services.ts";
import { askSnmp, type FoundSnmp } from "./ask-snmp.ts";
import { eachAtMost } from "./each.ts";
import { readNeighbours, withoutProxied } from "./neighbours.ts";
import { addressesOf, compareAddresses, isInside, type Subnet } from "./subnet.ts";
import { sweepEcho } from "./sweep.ts";

/** One address that something is behind. */
export interface FoundHost {
  address: string;
  /** Round trip of the first echo, ms; absent for a host that did not answer echo requests. */
  rttMs?: number;
  /** Hardware address, of a neighbour on the same wire. */
  mac?: string;
  /** What the system's resolver calls it; hostile. */
  reverseName?: string;
  snmp?: FoundSnmp;
  /** An SNMP agent is there that refuses what it was asked with. */
  snmpRefused?: string;
  services?: FoundServices;
  /** False when the search was stopped before this host was asked everything. */
  isComplete: boolean;
}

export interface SubnetReport {
  subnet: Subnet;
  /** In the order of their addresses. */
  hosts: FoundHost[];
  /** False when it was stopped. */
  isComplete: boolean;
  /** Why no echo requests could be sent; then only neighbours the kernel knew were found. */
  echoFault?: ToolFault;
}

export interface Progress {
  phase: "sweep" | "ask";
  done: number;
  total: number;
  /** Sweep: hosts that answered. Ask: hosts that answer more than an echo. */
  found: number;
}

export interface DiscoverOptions {
  subnet: Subnet;
  snmp: { port: number; accesses: readonly SnmpCredentials[] };
  /** False: only echo, ARP and SNMP. */
  services: boolean;
  /** What was found so far is the answer once it aborts. */
  signal: AbortSignal;
  now: () => number;
  onProgress(progress: Progress): void;
}

const hostsAtOnce = 64;

/** One host has so long for everything. A switch of many ports across a thin line takes its time. */
const perHostMs = 45_000;
const reverseMs = 1500;

/** Finds who is in a subnet and what answers there. Rejects with HaidangError for an SNMP profile with a fault. */
export async function discoverSubnet(options: DiscoverOptions): Promise<SubnetReport> {
  // a fault in a profile is told before minutes are spent
  await knownProfiles();
  const { subnet, signal, onProgress } = options;
  const hosts = new Map<string, FoundHost>();
  const echoFault = await sweep(options, hosts);
  const neighbours = [...(await readNeighbours())].filter(([address]) => isInside(subnet, address));
  for (const [address, mac] of withoutProxied(new Map(neighbours), (one) => hosts.has(one))) {
    hosts.set(address, { address, isComplete: false, ...hosts.get(address), mac });
  }
  const found = [...hosts.values()].toSorted((a, b) => compareAddresses(a.address, b.address));
  let done = 0;
  const tell = () =>
    onProgress({ phase: "ask", done, total: found.length, found: found.filter(tellsMore).length });
  tell();
  await eachAtMost(found, { atOnce: hostsAtOnce, signal }, async (host) => {
    await askHost(host, options);
    done += 1;
    tell();
  });
  return {
    subnet,
    hosts: found,
    isComplete: !signal.aborted,
    ...(echoFault === undefined ? {} : { echoFault }),
  };
}

/** True for a host that can be watched by more than echo requests. */
export function tellsMore({ snmp, services }: FoundHost): boolean {
  if (snmp !== undefined) return true;
  if (services === undefined) return false;
  const { sip, h323, pages, dns } = services;
  return sip.length + pages.length > 0 || h323 !== undefined || dns !== undefined;
}

async function sweep(
  { subnet, signal, onProgress }: DiscoverOptions,
  hosts: Map<string, FoundHost>,
): Promise<ToolFault | undefined> {
  let done = 0;
  const tell = () => onProgress({ phase: "sweep", done, total: subnet.hosts, found: hosts.size });
  tell();
  return sweepEcho(addressesOf(subnet), {
    signal,
    onAnswer: (address, rttMs) => void hosts.set(address, { address, rttMs, isComplete: false }),
    onTried(count) {
      done += count;
      tell();
    },
  });
}

/** SNMP has one question under way at a time; everything else goes on beside it. */
async function askHost(host: FoundHost, options: DiscoverOptions): Promise<void> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(perHostMs)]);
  const { address: ip } = host;
  const [snmp, services, reverseName] = await Promise.all([
    askSnmp({ ip, ...options.snmp }, signal),
    options.services ? askServices({ ip, nowMs: options.now() }, signal) : undefined,
    reverseNameOf(ip, signal),
  ]);
  if (snmp !== undefined && "found" in snmp) host.snmp = snmp.found;
  if (snmp !== undefined && "refused" in snmp) host.snmpRefused = snmp.refused;
  if (services !== undefined) host.services = services;
  if (reverseName !== undefined) host.reverseName = reverseName;
  host.isComplete = !signal.aborted;
}

/** What the resolver of this machine calls an address; nothing when it does not know, or does not answer in time. */
async function reverseNameOf(ip: string, signal: AbortSignal): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: reverseMs, tries: 1 });
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const [name] = await resolver.reverse(ip);
    return name === undefined ? undefined : deviceText(name, 253) || undefined;
  } catch (error) {
    // every failure of a resolver has a code, and all of them mean: no name
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
