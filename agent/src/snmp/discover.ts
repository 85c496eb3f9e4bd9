import { chooseProfile } from "./discovery/choose.ts";
import { startDiscovery } from "./discovery/discovering.ts";
import type { Naming } from "./discovery/identify.ts";
import { knownProfiles } from "./discovery/known-profiles.ts";
import type { Profiles } from "./discovery/load.ts";
import type { Readings } from "./discovery/readings.ts";
import type { InterfaceRow } from "./interface-row.ts";
import { watchInterfaces } from "./interface-watch.ts";
import { interfaceTypeWord, statusWord } from "./interface-word.ts";
import { SnmpFault, type SnmpSession } from "./session.ts";
import { readSystem, type SystemFacts } from "./system-group.ts";

export interface Identity extends Naming {
  sysObjectID: string;
  sysName: string;
  sysDescr: string;
  vendor: string;
}

/**
 * One interface; octets in digits, since they pass 2^53. A counter the device does not have reads 0: it counted
 * nothing. (Polls leave such a counter out.)
 */
export interface DiscoveredInterface {
  index: number;
  name: string;
  alias: string;
  /** IANAifType word, or its number. */
  type: string;
  speedBps: number;
  adminStatus: string;
  operStatus: string;
  inOctets: string;
  outOctets: string;
  inErrors: number;
  outErrors: number;
}

export interface Discovery extends Readings {
  identity: Identity;
  interfaces: DiscoveredInterface[];
}

export interface DiscoveryReport {
  discovery: Discovery;
  /** Name of the profile it was read with. */
  profile: string;
  /** Parts of the device that gave no answer. */
  missed: readonly string[];
}

/**
 * Everything a device tells, by the profile that knows it best. The caller closes the session when `signal` aborts.
 * Rejects with SnmpFault when the device does not answer, HaidangError for a profile with a fault.
 */
export async function discoverDevice(
  session: SnmpSession,
  { signal, profiles }: { signal: AbortSignal; profiles?: Profiles },
): Promise<DiscoveryReport> {
  const known = profiles ?? (await knownProfiles());
  const system = await readSystem(session);
  const profile = chooseProfile(known, system);
  if (profile === undefined) throw new Error("there is no generic SNMP profile");
  const interfaces = (await watchInterfaces().read(session, system, 0)).map(interfaceOf);
  const discovering = startDiscovery(profile, system);
  await discovering.advance(session, () => !signal.aborted);
  const found = discovering.result();
  if (found === undefined) throw new SnmpFault("timeout", "no answer before the deadline");
  return {
    discovery: { identity: identityOf(system, found.naming), interfaces, ...found.readings },
    profile: profile.name,
    missed: found.missed,
  };
}

/** Only who a device is, which takes a few questions. Rejects as `discoverDevice` does. */
export async function identifyDevice(
  session: SnmpSession,
  { signal, system, profiles }: { signal: AbortSignal; system: SystemFacts; profiles?: Profiles },
): Promise<{ identity: Identity; profile: string }> {
  const profile = chooseProfile(profiles ?? (await knownProfiles()), system);
  if (profile === undefined) throw new Error("there is no generic SNMP profile");
  const discovering = startDiscovery({ ...profile, blocks: [] }, system);
  await discovering.advance(session, () => !signal.aborted);
  const found = discovering.result();
  if (found === undefined) throw new SnmpFault("timeout", "no answer before the deadline");
  return { identity: identityOf(system, found.naming), profile: profile.name };
}

function identityOf(system: SystemFacts, naming: Naming): Identity {
  const { sysObjectID = "", sysName = "", sysDescr = "" } = system;
  const { vendor = "", ...more } = naming;
  return { sysObjectID: sysObjectID === "" ? "" : `.${sysObjectID}`, sysName, sysDescr, vendor, ...more };
}

function interfaceOf(row: InterfaceRow): DiscoveredInterface {
  return {
    index: Number(row.ifIndex),
    name: row.ownName,
    alias: row.alias ?? "",
    type: interfaceTypeWord(row.type),
    speedBps: row.speedBps ?? 0,
    adminStatus: statusWord(row.adminStatus),
    operStatus: statusWord(row.operStatus),
    inOctets: String(row.inOctets ?? 0),
    outOctets: String(row.outOctets ?? 0),
    inErrors: row.inErrors ?? 0,
    outErrors: row.outErrors ?? 0,
  };
}
