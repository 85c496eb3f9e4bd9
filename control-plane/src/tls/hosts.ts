import { isIPv6 } from "node:net";
import { hostname, networkInterfaces } from "node:os";

/** Names and addresses this machine may be reached by: the given ones first, then those that need no name service. */
export function hostsOfMachine(given: readonly string[]): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // link-local ones of IPv6 mean something only together with an interface
    .filter(({ scopeid, internal }) => !internal && (scopeid ?? 0) === 0)
    .map(({ address }) => address);
  return [
    ...new Set([...given, ...addresses.toSorted(byFamily), hostname(), "localhost", "127.0.0.1", "::1"]),
  ];
}

function byFamily(one: string, other: string): number {
  return Number(isIPv6(one)) - Number(isIPv6(other)) || (one < other ? -1 : 1);
}
