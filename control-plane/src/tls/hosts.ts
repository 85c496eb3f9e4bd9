import { hostname, networkInterfaces } from "node:os";

/** Names and addresses this machine may be reached by, the given ones first. */
export function hostsOfMachine(given: readonly string[]): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // link-local ones of IPv6 mean something only together with an interface
    .filter(({ scopeid, internal }) => !internal && (scopeid ?? 0) === 0)
    .map(({ address }) => address);
  return [...new Set([...given, hostname(), ...addresses.toSorted(), "localhost", "127.0.0.1", "::1"])];
}
