import { isIPv4 } from "node:net";
import { readColumns } from "./columns.ts";
import type { SnmpSession } from "./session.ts";
import { numberOf, type SnmpValue } from "./value.ts";

/** ipAddrTable, IP-MIB (RFC 2011): deprecated, and what nearly every device still has. Indexed by the address. */
const ipAddrColumns = {
  ifIndex: "1.3.6.1.2.1.4.20.1.2",
  mask: "1.3.6.1.2.1.4.20.1.3",
} as const;

/** ipAddressIfIndex, IP-MIB (RFC 4293): indexed by type (1 is IPv4), length and address. */
const ipAddressIfIndex = "1.3.6.1.2.1.4.34.1.3";

export interface InterfaceAddress {
  ifIndex: number;
  address: string;
  /** Absent where the device does not tell, or tells no mask. */
  prefixLength?: number;
}

/** IPv4 addresses of a device's interfaces. Rejects with SnmpFault. */
export async function readInterfaceAddresses(session: SnmpSession): Promise<InterfaceAddress[]> {
  const old = await readColumns(session, ipAddrColumns);
  const found = [...old].flatMap(([index, cells]) => {
    const ifIndex = numberOf(cells.get("ifIndex")?.value);
    if (ifIndex === undefined || !isIPv4(index)) return [];
    const prefixLength = prefixLengthOf(cells.get("mask")?.value);
    return [{ ifIndex, address: index, ...(prefixLength === undefined ? {} : { prefixLength }) }];
  });
  if (found.length > 0) return found;
  const rows = await readColumns(session, { ifIndex: ipAddressIfIndex });
  return [...rows].flatMap(([index, cells]) => {
    const ifIndex = numberOf(cells.get("ifIndex")?.value);
    const address = index.startsWith("1.4.") ? index.slice("1.4.".length) : "";
    return ifIndex === undefined || !isIPv4(address) ? [] : [{ ifIndex, address }];
  });
}

/** Of a mask as an IpAddress (`255.255.255.252`); undefined for one with holes. */
function prefixLengthOf(mask: SnmpValue): number | undefined {
  if (typeof mask !== "string" || !isIPv4(mask)) return undefined;
  const bits = mask
    .split(".")
    .map((octet) => Number(octet).toString(2).padStart(8, "0"))
    .join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : undefined;
}
