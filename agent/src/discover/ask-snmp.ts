import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import { readColumns } from "../snmp/columns.ts";
import { type Identity, identifyDevice } from "../snmp/discover.ts";
import { type InterfaceAddress, readInterfaceAddresses } from "../snmp/interface-address.ts";
import { counterColumns, identityColumns, interfaceIdentities } from "../snmp/interface-row.ts";
import { statusWord } from "../snmp/interface-word.ts";
import { type LldpNeighbour, nameLocalPorts, readLldpNeighbours } from "../snmp/lldp.ts";
import { openSnmpSession, SnmpFault, type SnmpSession } from "../snmp/session.ts";
import { readSystem, type SystemFacts } from "../snmp/system-group.ts";
import { numberOf } from "../snmp/value.ts";

export interface FoundInterface {
  index: number;
  name: string;
  alias: string;
  operStatus: string;
  addresses: readonly Omit<InterfaceAddress, "ifIndex">[];
}

export interface FoundSnmp {
  /** What opened it; holds secrets. */
  access: SnmpCredentials;
  port: number;
  identity: Identity;
  profile: string;
  interfaces: readonly FoundInterface[];
  neighbours: readonly LldpNeighbour[];
}

/** `refused`: an SNMP agent is there and does not know the user. */
export type SnmpFinding = { found: FoundSnmp } | { refused: string } | undefined;

const tryMs = 1000;

/** Credentials in the order they are tried: a user, communities by version 2c, the same by version 1. */
export function accessesToTry(
  user: SnmpCredentials | undefined,
  communities: readonly string[],
): SnmpCredentials[] {
  const byCommunity = (version: "1" | "2c") =>
    communities.map((community): SnmpCredentials => ({ version, community }));
  return [...(user === undefined ? [] : [user]), ...byCommunity("2c"), ...byCommunity("1")];
}

/** Tries one after another, one question at a time, and reads who answers. Never rejects for what a device does. */
export async function askSnmp(
  { ip, port, accesses }: { ip: string; port: number; accesses: readonly SnmpCredentials[] },
  signal: AbortSignal,
): Promise<SnmpFinding> {
  let refused: string | undefined;
  for (const access of accesses) {
    if (signal.aborted) break;
    // what knows version 1 alone is rare, and every other host is waited for
    const retries = access.version === "1" ? 0 : 1;
    const session = openSnmpSession({ ...access, ip, port, timeoutMs: tryMs, retries });
    const close = () => session.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      const system = await readSystem(session);
      const read = await readDevice(session, system, signal);
      return { found: { access, port, ...read } };
    } catch (error) {
      if (!(error instanceof SnmpFault)) throw error;
      if (error.reason === "credentials") refused ??= error.message;
    } finally {
      signal.removeEventListener("abort", close);
      session.close();
    }
  }
  return refused === undefined ? undefined : { refused };
}

/** A device that stops answering half way is still known by what it said first. */
async function readDevice(
  session: SnmpSession,
  system: SystemFacts,
  signal: AbortSignal,
): Promise<Omit<FoundSnmp, "access" | "port">> {
  const { sysObjectID = "", sysName = "", sysDescr = "" } = system;
  const bare = {
    identity: { sysObjectID: sysObjectID === "" ? "" : `.${sysObjectID}`, sysName, sysDescr, vendor: "" },
    profile: "generic",
  };
  const known = (await orNothing(identifyDevice(session, { signal, system }))) ?? bare;
  const interfaces = (await orNothing(readInterfaces(session))) ?? [];
  const neighbours = (await orNothing(readLldpNeighbours(session))) ?? [];
  return { ...known, interfaces, neighbours: nameLocalPorts(neighbours, interfaces) };
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SnmpFault) return undefined;
    throw error;
  }
}

async function readInterfaces(session: SnmpSession): Promise<FoundInterface[]> {
  const { ifOperStatus } = counterColumns;
  const identities = interfaceIdentities(await readColumns(session, identityColumns));
  const statuses = await readColumns(session, { ifOperStatus });
  const addresses = await readInterfaceAddresses(session);
  const byInterface = Map.groupBy(addresses, ({ ifIndex }) => ifIndex);
  return identities.map(({ ifIndex, ifName, alias }) => ({
    index: Number(ifIndex),
    name: ifName,
    alias: alias ?? "",
    operStatus: statusWord(numberOf(statuses.get(ifIndex)?.get("ifOperStatus")?.value)),
    addresses: (byInterface.get(Number(ifIndex)) ?? []).map(({ ifIndex: _, ...address }) => address),
  }));
}
