import { readFile } from "node:fs/promises";

const arpTable = "/proc/net/arp";

/** ATF_COM of Linux: the neighbour has answered and its hardware address is known. */
const complete = 0x2;

/** Hardware addresses by IPv4 address, of neighbours that answered ARP; from the text of /proc/net/arp. */
export function parseArpTable(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split("\n").slice(1)) {
    const [address = "", , flags = "", mac = ""] = line.trim().split(/\s+/);
    const isAnswered = (Number(flags) & complete) !== 0 && mac !== "00:00:00:00:00:00";
    if (isAnswered && /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(mac)) found.set(address, mac.toLowerCase());
  }
  return found;
}

/** A silent host with more addresses than this is a router that answers ARP in place of others (RFC 1027). */
const mostSilentAddresses = 3;

/** Without the addresses a proxy answers ARP for, which nobody may be behind: those of hosts not heard otherwise. */
export function withoutProxied(
  neighbours: ReadonlyMap<string, string>,
  isHeard: (address: string) => boolean,
): Map<string, string> {
  const silent = [...neighbours].filter(([address]) => !isHeard(address));
  const byMac = Map.groupBy(silent, ([, mac]) => mac);
  return new Map(
    [...neighbours].filter(
      ([address, mac]) => isHeard(address) || (byMac.get(mac)?.length ?? 0) <= mostSilentAddresses,
    ),
  );
}

/** What the kernel knows of its neighbours; nothing where there is no such table (not Linux). */
export async function readNeighbours(path = arpTable): Promise<Map<string, string>> {
  try {
    return parseArpTable(await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
}
