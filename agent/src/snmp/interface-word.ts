/** ifOperStatus, of which ifAdminStatus has the first three (RFC 2863). */
const statuses = ["up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"];

export function statusWord(status: number | undefined): string {
  return status === undefined ? "unknown" : (statuses[status - 1] ?? String(status));
}

/** IANAifType-MIB, those met in networks of offices, carriers and data centres. */
const types: Readonly<Record<number, string>> = {
  1: "other",
  6: "ethernetCsmacd",
  9: "iso88025TokenRing",
  15: "fddi",
  18: "ds1",
  20: "basicISDN",
  21: "primaryISDN",
  22: "propPointToPointSerial",
  23: "ppp",
  24: "softwareLoopback",
  28: "slip",
  32: "frameRelay",
  33: "rs232",
  37: "atm",
  39: "sonet",
  44: "frameRelayService",
  49: "aal5",
  53: "propVirtual",
  54: "propMultiplexor",
  56: "fibreChannel",
  62: "fastEther",
  63: "isdn",
  69: "fastEtherFX",
  71: "ieee80211",
  77: "lapd",
  81: "ds0",
  94: "adsl",
  96: "sdsl",
  97: "vdsl",
  100: "voiceEM",
  101: "voiceFXO",
  102: "voiceFXS",
  103: "voiceEncap",
  104: "voiceOverIp",
  108: "pppMultilinkBundle",
  117: "gigabitEthernet",
  131: "tunnel",
  134: "atmSubInterface",
  135: "l2vlan",
  136: "l3ipvlan",
  142: "ipForward",
  144: "ieee1394",
  150: "mplsTunnel",
  157: "propWirelessP2P",
  160: "usb",
  161: "ieee8023adLag",
  166: "mpls",
  169: "shdsl",
  188: "radioMAC",
  195: "opticalChannel",
  209: "bridge",
  222: "ciscoISLvlan",
  230: "adsl2",
  237: "ieee80216WMAN",
  238: "adsl2plus",
  243: "wwanPP",
  244: "wwanPP2",
  246: "ilan",
  250: "gpon",
  251: "vdsl2",
  258: "vmwareVirtualNic",
};

/** The word of an ifType, its number where it has none here, "unknown" without one. */
export function interfaceTypeWord(type: number | undefined): string {
  return type === undefined ? "unknown" : (types[type] ?? String(type));
}
