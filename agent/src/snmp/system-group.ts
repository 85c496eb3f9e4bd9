import { deviceText } from "@haidang/contract/text.ts";
import type { SystemGroup } from "./discovery/choose.ts";
import { readVariables } from "./discovery/reader.ts";
import { SnmpFault, type SnmpSession } from "./session.ts";
import { numberOf, type SnmpValue, textOf } from "./value.ts";

/** System group, SNMPv2-MIB (RFC 3418). */
const places = {
  sysDescr: "1.3.6.1.2.1.1.1.0",
  sysObjectID: "1.3.6.1.2.1.1.2.0",
  sysUpTime: "1.3.6.1.2.1.1.3.0",
  sysName: "1.3.6.1.2.1.1.5.0",
} as const;

export interface SystemFacts extends SystemGroup {
  /** The SNMP agent's, 1/100 s. */
  uptimeTicks: number | undefined;
}

/** Rejects with SnmpFault; `credentials` when the device answers but shows nothing of its system group. */
export async function readSystem(session: SnmpSession): Promise<SystemFacts> {
  const values = new Map<string, SnmpValue>();
  await readVariables(session, Object.values(places), values);
  const sysObjectID = values.get(places.sysObjectID);
  const facts: SystemFacts = {
    sysDescr: textOf(values.get(places.sysDescr)),
    sysObjectID: typeof sysObjectID === "string" ? deviceText(sysObjectID) : undefined,
    sysName: textOf(values.get(places.sysName)),
    uptimeTicks: numberOf(values.get(places.sysUpTime)),
  };
  if (Object.values(facts).every((fact) => fact === undefined)) {
    const who = session.version === "3" ? "user" : "community";
    throw new SnmpFault("credentials", `the ${who} may not read the system group (1.3.6.1.2.1.1)`);
  }
  return facts;
}
