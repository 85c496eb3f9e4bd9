const snmpTraps = "1.3.6.1.6.3.1.1.5";

/** Notifications whose names people know, by snmpTrapOID. */
const names: Readonly<Record<string, string>> = {
  // SNMPv2-MIB, IF-MIB (RFC 3418, RFC 2863) and EGP of RFC 1157
  [`${snmpTraps}.1`]: "coldStart",
  [`${snmpTraps}.2`]: "warmStart",
  [`${snmpTraps}.3`]: "linkDown",
  [`${snmpTraps}.4`]: "linkUp",
  [`${snmpTraps}.5`]: "authenticationFailure",
  [`${snmpTraps}.6`]: "egpNeighborLoss",
  // ENTITY-MIB (RFC 6933), LLDP-MIB, BRIDGE-MIB (RFC 4188)
  "1.3.6.1.2.1.47.2.0.1": "entConfigChange",
  "1.0.8802.1.1.2.0.0.1": "lldpRemTablesChange",
  "1.3.6.1.2.1.17.0.1": "newRoot",
  "1.3.6.1.2.1.17.0.2": "topologyChange",
  // BGP4-MIB (RFC 4273; below 7 as RFC 1657 had them), OSPF-TRAP-MIB (RFC 4750)
  "1.3.6.1.2.1.15.0.1": "bgpEstablished",
  "1.3.6.1.2.1.15.0.2": "bgpBackwardTransition",
  "1.3.6.1.2.1.15.7.1": "bgpEstablished",
  "1.3.6.1.2.1.15.7.2": "bgpBackwardTransition",
  "1.3.6.1.2.1.14.16.2.2": "ospfNbrStateChange",
  "1.3.6.1.2.1.14.16.2.16": "ospfIfStateChange",
  // UPS-MIB (RFC 1628)
  "1.3.6.1.2.1.33.2.1": "upsTrapOnBattery",
  "1.3.6.1.2.1.33.2.2": "upsTrapTestCompleted",
  "1.3.6.1.2.1.33.2.3": "upsTrapAlarmEntryAdded",
  "1.3.6.1.2.1.33.2.4": "upsTrapAlarmEntryRemoved",
  // PowerNet-MIB
  "1.3.6.1.4.1.318.0.5": "upsOnBattery",
  "1.3.6.1.4.1.318.0.7": "lowBattery",
  "1.3.6.1.4.1.318.0.9": "powerRestored",
};

/**
 * The name of a notification; its OID where none is known. A device may speak version 1 of a MIB that is written for
 * version 2, and then a zero stands before the last arc, or is gone (RFC 3584 section 3).
 */
export function trapName(oid: string): string {
  return (
    names[oid] ?? names[oid.replace(/\.0(\.\d+)$/, "$1")] ?? names[oid.replace(/(\.\d+)$/, ".0$1")] ?? oid
  );
}
