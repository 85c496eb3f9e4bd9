import { lookup } from "node:dns/promises";
import { BlockList, connect, isIP, type Socket } from "node:net";
import { HaidangError } from "@haidang/contract/error.ts";

/** What the operator lets the control plane reach within; addresses of the open Internet need no leave. */
export interface EgressRules {
  /** Lower case. */
  names: ReadonlySet<string>;
  networks: BlockList;
}

export interface Address {
  address: string;
  family: 4 | 6;
}

/** An address the operator has not allowed; says what to add where. */
export class EgressRefused extends Error {
  override readonly name = "EgressRefused";
}

/** IANA's special purpose registries (RFC 6890), and the IPv6 forms that carry an IPv4 address within. */
const innerNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];
const inner = new BlockList();
for (const network of innerNetworks) addNetwork(inner, network);

/** HAIDANG_EGRESS_ALLOW: names, addresses and networks, with commas. Throws `usage` naming every fault. */
export function readEgressRules(text: string | undefined): EgressRules {
  const names = new Set<string>();
  const networks = new BlockList();
  const parts = (text ?? "").split(",").map((part) => part.trim().toLowerCase());
  const faults = parts.filter((part) => part !== "" && !addRule({ names, networks }, part));
  if (faults.length > 0) {
    throw new HaidangError("usage", `HAIDANG_EGRESS_ALLOW cannot be read: ${faults.join(", ")}`, {
      hint: "name hosts, addresses and networks with commas, e.g. sms.tinh.gov.vn,10.20.30.40,10.9.0.0/16",
    });
  }
  return { names, networks };
}

function addRule(rules: { names: Set<string>; networks: BlockList }, part: string): boolean {
  if (addNetwork(rules.networks, part)) return true;
  // digits alone would be another spelling of an address
  const isName = /^(?=.*[a-z])[a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?$/.test(part) && !/^0x/.test(part);
  if (isName) rules.names.add(part);
  return isName;
}

function addNetwork(list: BlockList, text: string): boolean {
  const [address = "", prefix, more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  const bits = family === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (length < 0 || length > bits) return false;
  list.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return true;
}

function isAllowed({ address, family }: Address, rules: EgressRules): boolean {
  const kind = family === 4 ? "ipv4" : "ipv6";
  return !inner.check(address, kind) || rules.networks.check(address, kind);
}

/**
 * The addresses of a host that may be connected to, at least one; connect to these and nothing else, or the name may
 * have changed meanwhile. Throws `EgressRefused`, or the resolver's error.
 */
export async function resolveAllowed(host: string, rules: EgressRules): Promise<Address[]> {
  const name = host
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
  const found = (await lookup(name, { all: true })).map(({ address, family }): Address => {
    return { address, family: family === 6 ? 6 : 4 };
  });
  if (rules.names.has(name)) return found;
  const allowed = found.filter((address) => isAllowed(address, rules));
  if (allowed.length > 0) return allowed;
  throw new EgressRefused(refusal(name, found[0]?.address ?? ""));
}

function refusal(name: string, address: string): string {
  const [is, add] =
    name === address ? [`${address} is`, address] : [`${name} is ${address},`, `${name} or ${address}`];
  return `${is} an inner address: add ${add} to HAIDANG_EGRESS_ALLOW and start again, if it is meant to be reached`;
}

/** A connection to the very address that was checked. Rejects with `EgressRefused`, or the error of the network. */
export async function connectAllowed(
  { host, port }: { host: string; port: number },
  rules: EgressRules,
  signal: AbortSignal,
): Promise<Socket> {
  const addresses = await abortable(resolveAllowed(host, rules), signal);
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({
    // a name nobody resolves: only what the hook says is connected to
    host: "checked.invalid",
    port,
    autoSelectFamily: true,
    // satellite lines take longer than the quarter of a second that is usual
    autoSelectFamilyAttemptTimeout: 2000,
    lookup: (_name, _options, done) => done(null, addresses),
  });
  const abort = () => socket.destroy(abortFault(signal));
  signal.addEventListener("abort", abort, { once: true });
  // stays, so that a fault before its user listens ends no process
  socket.on("error", reject);
  socket.once("connect", () => {
    resolve(socket);
  });
  try {
    if (signal.aborted) abort();
    return await promise;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** A resolver cannot be stopped; it is no longer waited for. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(abortFault(signal));
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function abortFault(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}
