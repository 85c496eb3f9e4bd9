import { isIPv4, isIPv6 } from "node:net";

/** An IPv4 subnet whose host bits are zero. */
export interface Subnet {
  /** `10.20.30.0/24` */
  cidr: string;
  prefixLength: number;
  first: number;
  /** Addresses a host can have: without network and broadcast, which /31 (RFC 3021) and /32 do not have. */
  hosts: number;
}

export const subnetFaults = ["form", "ipv6", "prefix", "reserved", "large", "too_large"] as const;
export type SubnetFault = (typeof subnetFaults)[number];

/** Most addresses tried unless somebody says so (a /20), and most of all (a /16). */
export const usualPrefixLength = 20;
export const leastPrefixLength = 16;

/** Reads `10.20.30.0/24`, `10.20.30.7/24` (the subnet it is in) or a single address. */
export function parseSubnet(text: string, isLargeMeant = false): Subnet | { fault: SubnetFault } {
  const [address = "", length, ...rest] = text.trim().split("/");
  if (isIPv6(address)) return { fault: "ipv6" };
  if (!isIPv4(address) || rest.length > 0) return { fault: "form" };
  if (length !== undefined && !/^\d{1,2}$/.test(length)) return { fault: "prefix" };
  const prefixLength = length === undefined ? 32 : Number(length);
  if (prefixLength > 32) return { fault: "prefix" };
  const size = 2 ** (32 - prefixLength);
  const number = numberOfAddress(address);
  const base = number - (number % size);
  // 0.0.0.0/8 is nobody's, from 224 on it is multicast and reserved (RFC 6890)
  if (base < 2 ** 24 || base + size > 224 * 2 ** 24) return { fault: "reserved" };
  if (prefixLength < leastPrefixLength) return { fault: "too_large" };
  if (prefixLength < usualPrefixLength && !isLargeMeant) return { fault: "large" };
  const hasEnds = prefixLength <= 30;
  return {
    cidr: `${addressOfNumber(base)}/${prefixLength}`,
    prefixLength,
    first: hasEnds ? base + 1 : base,
    hosts: hasEnds ? size - 2 : size,
  };
}

export function addressesOf({ first, hosts }: Subnet): string[] {
  return Array.from({ length: hosts }, (_, at) => addressOfNumber(first + at));
}

export function isInside({ first, hosts }: Subnet, address: string): boolean {
  if (!isIPv4(address)) return false;
  const number = numberOfAddress(address);
  return number >= first && number < first + hosts;
}

/** Order of IPv4 addresses as numbers, so that .9 comes before .10. */
export function compareAddresses(a: string, b: string): number {
  return numberOfAddress(a) - numberOfAddress(b);
}

function numberOfAddress(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

function addressOfNumber(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
