import type { Cell } from "./columns.ts";
import type { OctetReading } from "./rate.ts";
import { counterOf, numberOf, type SnmpValue, textOf } from "./value.ts";

const ifEntry = "1.3.6.1.2.1.2.2.1";
const ifXEntry = "1.3.6.1.2.1.31.1.1.1";

/** IF-MIB columns that seldom change (RFC 2863). */
export const identityColumns = {
  ifDescr: `${ifEntry}.2`,
  ifType: `${ifEntry}.3`,
  ifSpeed: `${ifEntry}.5`,
  ifName: `${ifXEntry}.1`,
  ifHighSpeed: `${ifXEntry}.15`,
  ifAlias: `${ifXEntry}.18`,
} as const;

/** IF-MIB columns read for every rate. */
export const counterColumns = {
  ifAdminStatus: `${ifEntry}.7`,
  ifOperStatus: `${ifEntry}.8`,
  ifInDiscards: `${ifEntry}.13`,
  ifInErrors: `${ifEntry}.14`,
  ifOutDiscards: `${ifEntry}.19`,
  ifOutErrors: `${ifEntry}.20`,
  ifHCInOctets: `${ifXEntry}.6`,
  ifHCOutOctets: `${ifXEntry}.10`,
  ifCounterDiscontinuityTime: `${ifXEntry}.19`,
} as const;

/** Counter32, for interfaces (or whole devices) without the 64-bit ones. */
export const narrowColumns = { ifInOctets: `${ifEntry}.10`, ifOutOctets: `${ifEntry}.16` } as const;

export type IdentityColumn = keyof typeof identityColumns;
/** What is read in every poll. The name is, too: it says that an index still stands for the same interface. */
export type LiveColumn = keyof typeof counterColumns | keyof typeof narrowColumns | "ifName" | "ifDescr";

export type IdentityCells = ReadonlyMap<IdentityColumn, Cell>;
export type LiveCells = ReadonlyMap<LiveColumn, Cell>;

/** One interface as read; absent fields are not known. */
export interface InterfaceRow {
  ifIndex: string;
  /** As the device has it, which another interface may share. */
  ownName: string;
  /** Told apart from all others of the device. */
  ifName: string;
  alias: string | undefined;
  /** IANAifType. */
  type: number | undefined;
  speedBps: number | undefined;
  adminStatus: number | undefined;
  operStatus: number | undefined;
  inErrors: number | undefined;
  outErrors: number | undefined;
  inDiscards: number | undefined;
  outDiscards: number | undefined;
  inOctets: bigint | undefined;
  outOctets: bigint | undefined;
  /** What rates are made of; absent without counters or sysUpTime. */
  reading: OctetReading | undefined;
}

/**
 * IANAifType of interfaces that are not wires: propVirtual, softwareLoopback, tunnel. Their speed is a formality
 * (net-snmp says 10 Mbit/s of every loopback), so it bounds no rate.
 */
const nominalSpeedTypes: readonly (number | undefined)[] = [53, 24, 131];

/** Longest interface name kept as a tag. */
const maxNameLength = 120;

/** What is known of an interface until its identity is read again. */
export interface InterfaceIdentity
  extends Pick<InterfaceRow, "ifIndex" | "ownName" | "ifName" | "alias" | "type" | "speedBps"> {
  /** What bounds a rate; 0 when nothing does. */
  boundBps: number;
}

/**
 * Identities in order of ifIndex. The name is ifName, else ifDescr, else `if<index>`; names that several interfaces
 * share get the index appended (`eth0#3`), each of them, so that the order of rows does not matter.
 */
export function interfaceIdentities(table: ReadonlyMap<string, IdentityCells>): InterfaceIdentity[] {
  const named = [...table]
    .filter(([index]) => /^\d{1,10}$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, cells]) => ({ index, cells, name: nameOf(index, cells) }));
  const uses = new Map<string, number>();
  for (const { name } of named) uses.set(name, (uses.get(name) ?? 0) + 1);
  return named.map(({ index, cells, name }) => {
    const type = numberOf(cells.get("ifType")?.value);
    const speedBps = speedOf(cells.get("ifSpeed")?.value, cells.get("ifHighSpeed")?.value);
    return {
      ifIndex: index,
      ownName: name,
      ifName: uses.get(name) === 1 ? name : `${name}#${index}`,
      alias: textOf(cells.get("ifAlias")?.value),
      type,
      speedBps,
      boundBps: nominalSpeedTypes.includes(type) ? 0 : (speedBps ?? 0),
    };
  });
}

function nameOf(index: string, cells: IdentityCells): string {
  return (
    textOf(cells.get("ifName")?.value, maxNameLength) ??
    textOf(cells.get("ifDescr")?.value, maxNameLength) ??
    `if${index}`
  );
}

const noCells: LiveCells = new Map();

export function interfaceRow(identity: InterfaceIdentity, cells: LiveCells = noCells): InterfaceRow {
  const { boundBps, ...known } = identity;
  const number = (column: LiveColumn) => numberOf(cells.get(column)?.value);
  const octets = octetCells(cells);
  return {
    ...known,
    adminStatus: number("ifAdminStatus"),
    operStatus: number("ifOperStatus"),
    inErrors: number("ifInErrors"),
    outErrors: number("ifOutErrors"),
    inDiscards: number("ifInDiscards"),
    outDiscards: number("ifOutDiscards"),
    inOctets: counterOf(octets.in?.value),
    outOctets: counterOf(octets.out?.value),
    reading: readingOf(octets, {
      ifIndex: known.ifIndex,
      ifName: known.ifName,
      speedBps: boundBps,
      discontinuityTicks: number("ifCounterDiscontinuityTime"),
    }),
  };
}

/** True when a row has to be read again with the 32-bit counters. */
export function lacksWideCounters(cells: LiveCells): boolean {
  return !cells.has("ifHCInOctets") || !cells.has("ifHCOutOctets");
}

interface OctetCells {
  in: Cell | undefined;
  out: Cell | undefined;
  bits: 32 | 64;
}

function octetCells(cells: LiveCells): OctetCells {
  return lacksWideCounters(cells)
    ? { in: cells.get("ifInOctets"), out: cells.get("ifOutOctets"), bits: 32 }
    : { in: cells.get("ifHCInOctets"), out: cells.get("ifHCOutOctets"), bits: 64 };
}

function readingOf(
  octets: OctetCells,
  more: Pick<OctetReading, "ifIndex" | "ifName" | "speedBps" | "discontinuityTicks">,
): OctetReading | undefined {
  const inOctets = counterOf(octets.in?.value);
  const outOctets = counterOf(octets.out?.value);
  const inTicks = octets.in?.uptimeTicks;
  const outTicks = octets.out?.uptimeTicks;
  if (inOctets === undefined || outOctets === undefined || inTicks === undefined || outTicks === undefined) {
    return undefined;
  }
  return { ...more, inOctets, outOctets, inTicks, outTicks, bits: octets.bits };
}

/** ifSpeed is exact but ends at 2^32-1, from where ifHighSpeed (Mbit/s) speaks (RFC 2863 section 3.1.7). */
function speedOf(ifSpeed: SnmpValue, ifHighSpeed: SnmpValue): number | undefined {
  const exact = numberOf(ifSpeed);
  const high = numberOf(ifHighSpeed);
  if (exact !== undefined && exact > 0 && exact < 2 ** 32 - 1) return exact;
  if (high !== undefined && high > 0) return high * 1e6;
  return exact;
}
