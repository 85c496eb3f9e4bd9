import { type FoundHost, tellsMore } from "@haidang/agent/discover/discover-subnet.ts";
import { safeName } from "./naming.ts";

/** What a host turned out to be; `unasked`: the search was stopped before it was asked. */
export type Role = "device" | "video" | "service" | "echoOnly" | "silent" | "unasked";

/** A host, with all addresses of the subnet it answers at. */
export interface Machine {
  host: FoundHost;
  /** Further addresses of the same device. */
  also: readonly string[];
  roles: readonly Role[];
  /** The best name it gave itself or was given; its address when there is none. */
  name: string;
  /** What it answered, in short: `echo`, `SNMP 2c`, `SIP udp`. */
  foundBy: readonly string[];
}

/** A device that answers at several of its addresses becomes one machine, at the first of them. */
export function machinesOf(hosts: readonly FoundHost[]): Machine[] {
  const also = new Map<FoundHost, string[]>();
  for (const host of hosts) {
    const first = [...also.keys()].find((candidate) => isSameDevice(candidate, host));
    if (first === undefined) also.set(host, []);
    else also.get(first)?.push(host.address);
  }
  return [...also].map(([host, addresses]) => ({
    host,
    also: addresses,
    roles: rolesOf(host),
    name: nameOf(host),
    foundBy: foundByOf(host),
  }));
}

/** Same name and make, and the one says that the other's address is its own. */
function isSameDevice(one: FoundHost, other: FoundHost): boolean {
  const [a, b] = [one.snmp?.identity, other.snmp?.identity];
  if (a === undefined || b === undefined || a.sysName === "") return false;
  if (a.sysName !== b.sysName || a.sysObjectID !== b.sysObjectID) return false;
  return ownAddresses(one).includes(other.address);
}

function ownAddresses({ snmp }: FoundHost): string[] {
  return (snmp?.interfaces ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address));
}

/** Profiles of machines whose pages and name servers are what they are for, rather than how they are managed. */
const serverProfiles: readonly string[] = ["linux", "windows"];

export function isServer({ snmp, services }: FoundHost): boolean {
  if (services === undefined || services.sip.length > 0 || services.h323 !== undefined) return false;
  return snmp === undefined || serverProfiles.includes(snmp.profile);
}

function rolesOf(host: FoundHost): Role[] {
  const { snmp, services, isComplete, rttMs } = host;
  if (!tellsMore(host)) return [isComplete ? (rttMs === undefined ? "silent" : "echoOnly") : "unasked"];
  const isVideo = services !== undefined && (services.sip.length > 0 || services.h323 !== undefined);
  const serves = services?.dns !== undefined || (isServer(host) && (services?.pages.length ?? 0) > 0);
  return [
    ...(snmp === undefined ? [] : (["device"] as const)),
    ...(isVideo ? (["video"] as const) : []),
    ...(serves ? (["service"] as const) : []),
  ];
}

function nameOf({ address, snmp, services, reverseName }: FoundHost): string {
  const pages = services?.pages ?? [];
  const certificate = pages.map((page) => page.certificate?.name ?? "").find((name) => /[a-z]/i.test(name));
  const names = [
    snmp?.identity.sysName,
    services?.h323?.gatekeeperName,
    reverseName,
    certificate,
    pages.find(({ title }) => title !== undefined)?.title,
  ];
  return names.map((name) => safeName(name ?? "")).find((name) => name !== "") ?? address;
}

function foundByOf({ rttMs, mac, snmp, services }: FoundHost): string[] {
  const { sip = [], h323, pages = [], dns } = services ?? {};
  return [
    ...(rttMs === undefined ? [] : ["echo"]),
    ...(mac === undefined || rttMs !== undefined ? [] : ["ARP"]),
    ...(snmp === undefined ? [] : [`SNMP ${snmp.access.version}`]),
    ...sip.map(({ transport }) => `SIP ${transport}`),
    ...(h323 === undefined ? [] : ["H.323"]),
    ...pages.map(({ url }) => url.slice(0, url.indexOf(":")).toUpperCase()),
    ...(dns === undefined ? [] : ["DNS"]),
  ];
}
