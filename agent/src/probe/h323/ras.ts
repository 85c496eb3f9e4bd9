/** H.225.0 version 4 RAS, the few messages that gatekeeper discovery takes (ITU-T H.225.0 §7.8, aligned PER). */

/** requestSeqNum is 1..65535; on the wire it is one less. */
export const maxSequence = 65_535;

/** protocolIdentifier 0.0.8.2250.0.4, with its length. */
const protocol = Buffer.from("060008914a0004", "hex");

/**
 * GatekeeperRequest: no optional fields, the address and UDP port answers come to, endpointType a terminal without
 * MCU. It registers nothing and rings nobody.
 */
export function gatekeeperRequest(sequence: number, local: { address: string; port: number }): Buffer {
  const octets = local.address.split(".").map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet >= 0 && octet <= 255))) {
    throw new Error(`a RAS address is IPv4, not ${local.address}`);
  }
  const wire = Buffer.alloc(20);
  wire.writeUInt16BE(sequence - 1, 2);
  protocol.copy(wire, 4);
  wire.set(octets, 12);
  wire.writeUInt16BE(local.port, 16);
  wire.writeUInt8(0x02, 18);
  return wire;
}

/** An answer to a GatekeeperRequest, for the sequence number it carries. */
export type RasAnswer = { sequence: number } & (
  | { message: "GCF"; gatekeeperName?: string }
  | { message: "GRJ"; rejectReason?: string }
  | { message: "unknownMessageResponse" }
);

/** RasMessage is an extensible CHOICE of 25: bit 7 says extension, the five below it the alternative. */
const choices: Readonly<Record<number, RasAnswer["message"]>> = {
  1: "GCF",
  2: "GRJ",
  24: "unknownMessageResponse",
};
const rejectReasons = ["resourceUnavailable", "terminalExcluded", "invalidRevision", "undefinedReason"];

/** The shortest TransportAddress: the choice, four octets and a port. */
const transportAddressBytes = 7;

/** Reads an answer; a message of another kind, or one that is cut short, is a fault. */
export function readRasAnswer(bytes: Buffer): RasAnswer | { fault: string } {
  const first = bytes[0];
  if (first === undefined) return { fault: "an empty datagram" };
  const message = (first & 0x80) === 0 ? choices[(first >> 2) & 0x1f] : undefined;
  if (message === undefined) return { fault: "no answer to a gatekeeper request" };
  if (message === "unknownMessageResponse") {
    if (bytes.length < 3) return { fault: "a message cut short" };
    return { message, sequence: bytes.readUInt16BE(1) + 1 };
  }
  return readConfirmOrReject(message, bytes) ?? { fault: "a message cut short" };
}

/** GCF and GRJ begin alike: sequence, protocol, then what the optional bits announce. Undefined when cut short. */
function readConfirmOrReject(message: "GCF" | "GRJ", bytes: Buffer): RasAnswer | undefined {
  const [first = 0, options = 0] = bytes;
  const identifierBytes = bytes[4];
  if (identifierBytes === undefined) return undefined;
  const sequence = bytes.readUInt16BE(2) + 1;
  const hasNonStandard = (first & 0x01) !== 0;
  const hasName = (options & 0x80) !== 0;
  let at = 5 + identifierBytes;
  // Non-standard data comes before everything else and is a vendor's own: what follows is not looked for.
  if (hasNonStandard) return bytes.length > at ? { message, sequence } : undefined;
  let name: string | undefined;
  if (hasName) {
    const announced = bytes[at];
    if (announced === undefined) return undefined;
    const end = at + 1 + 2 * ((announced >> 1) + 1);
    if (bytes.length < end) return undefined;
    name = Buffer.from(bytes.subarray(at + 1, end))
      .swap16()
      .toString("utf16le");
    at = end;
  }
  if (message === "GCF") {
    if (bytes.length < at + transportAddressBytes) return undefined;
    return { message, sequence, ...(name === undefined ? {} : { gatekeeperName: name }) };
  }
  const reason = bytes[at];
  if (reason === undefined) return undefined;
  const word = (reason & 0x80) === 0 ? rejectReasons[(reason >> 5) & 0x03] : undefined;
  return { message, sequence, ...(word === undefined ? {} : { rejectReason: word }) };
}
