import { isIPv4 } from "node:net";
import { readColumns } from "./columns.ts";
import type { SnmpSession } from "./session.ts";
import { type SnmpValue, textOf } from "./value.ts";

/** LLDP-MIB, IEEE 802.1AB. */
const localPortColumns = {
  id: "1.0.8802.1.1.2.1.3.7.1.3",
  description: "1.0.8802.1.1.2.1.3.7.1.4",
} as const;
/** Indexed by time mark, local port and a number. */
const remoteColumns = {
  portId: "1.0.8802.1.1.2.1.4.1.1.7",
  portDescription: "1.0.8802.1.1.2.1.4.1.1.8",
  sysName: "1.0.8802.1.1.2.1.4.1.1.9",
} as const;
/** lldpRemManAddrIfId; the address itself is in the index: the three above, subtype (1 is IPv4), length, octets. */
const managementColumns = { ifId: "1.0.8802.1.1.2.1.4.2.1.4" } as const;

/** Who is at the other end of a cable. Texts are made safe; what the neighbour does not tell is absent. */
export interface LldpNeighbour {
  /** Port of this device, as its LLDP calls it. */
  localPort: string;
  /** lldpLocPortNum: on most devices the ifIndex. */
  localPortNumber: number;
  sysName?: string;
  port?: string;
  /** IPv4 management address. */
  address?: string;
}

const maxTextLength = 120;

/** What the device has heard by LLDP, in the order of its ports. Rejects with SnmpFault. */
export async function readLldpNeighbours(session: SnmpSession): Promise<LldpNeighbour[]> {
  const remotes = await readColumns(session, remoteColumns);
  if (remotes.size === 0) return [];
  const ports = await readColumns(session, localPortColumns);
  const addresses = managementAddresses((await readColumns(session, managementColumns)).keys());
  const neighbours = [...remotes].flatMap(([index, cells]): LldpNeighbour[] => {
    const local = /^\d+\.(\d+)\.\d+$/.exec(index)?.[1];
    if (local === undefined) return [];
    const own = ports.get(local);
    const id = portName(own?.get("id")?.value);
    const sysName = textOf(cells.get("sysName")?.value, maxTextLength);
    const port = portName(cells.get("portId")?.value) ?? portName(cells.get("portDescription")?.value);
    const address = addresses.get(index);
    return [
      {
        localPort: id ?? portName(own?.get("description")?.value) ?? local,
        localPortNumber: Number(local),
        ...(sysName === undefined ? {} : { sysName }),
        ...(port === undefined ? {} : { port }),
        ...(address === undefined ? {} : { address }),
      },
    ];
  });
  return neighbours.toSorted((a, b) => a.localPortNumber - b.localPortNumber);
}

/** What some devices (Junos, RouterOS) give in place of a port's name: its number, or its hardware address. */
const noName = /^(?:\d+|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})$/i;

/** Neighbours by the names of the device's interfaces, where its LLDP has numbers: those are ifIndices then. */
export function nameLocalPorts(
  neighbours: readonly LldpNeighbour[],
  interfaces: ReadonlyArray<{ index: number; name: string }>,
): LldpNeighbour[] {
  const names = new Map(interfaces.map(({ index, name }) => [index, name]));
  const taken = new Set(names.values());
  return neighbours.map((neighbour) => {
    const { localPort, localPortNumber } = neighbour;
    const name = taken.has(localPort) || !noName.test(localPort) ? undefined : names.get(localPortNumber);
    return name === undefined ? neighbour : { ...neighbour, localPort: name };
  });
}

/** A port's name where it is one; a hardware address is six bytes that are no text. */
function portName(value: SnmpValue): string | undefined {
  if (!(value instanceof Uint8Array) || value.some((byte) => byte < 0x20 || byte === 0x7f)) return undefined;
  const text = textOf(value, maxTextLength);
  return text?.includes("\ufffd") ? undefined : text;
}

function managementAddresses(indices: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const index of indices) {
    const [, remote, address] = /^(\d+\.\d+\.\d+)\.1\.4\.((?:\d+\.){3}\d+)$/.exec(index) ?? [];
    if (remote !== undefined && address !== undefined && isIPv4(address)) found.set(remote, address);
  }
  return found;
}
