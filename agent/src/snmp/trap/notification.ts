import type { Varbind } from "../value.ts";
import {
  type Element,
  encode,
  encodeInteger,
  expectTag,
  integerOf,
  ipAddressOf,
  MalformedPacket,
  oidOf,
  readElements,
  tags,
  variableOf,
} from "./ber.ts";

/** What a device says of its own accord, the same whatever version said it. */
export interface Notification {
  /** snmpTrapOID. */
  trap: string;
  varbinds: Varbind[];
  /** Whom a forwarder says it is from: agent-addr of version 1, snmpTrapAddress of the others. */
  agentAddress: string | undefined;
  /** The Response PDU an inform waits for (RFC 3416 section 4.2.7): same request-id, same variables. */
  response: Buffer | undefined;
}

const sysUpTime = "1.3.6.1.2.1.1.3.0";
const snmpTrapOid = "1.3.6.1.6.3.1.1.4.1.0";
/** RFC 3584 section 4.1: what a proxy adds. */
const snmpTrapAddress = "1.3.6.1.6.3.18.1.3.0";
const snmpTraps = "1.3.6.1.6.3.1.1.5";

const enterpriseSpecific = 6;
const maxVarbinds = 500;

/** Reads a trap of any version or an inform; undefined for a PDU that is neither. Throws MalformedPacket. */
export function readNotification({ tag, content }: Element): Notification | undefined {
  if (tag === tags.trapV1) return readVersion1(content);
  if (tag !== tags.trap && tag !== tags.inform) return undefined;
  const [requestId, status, index, list, more] = readElements(content, 5);
  for (const number of [requestId, status, index]) integerOf(number);
  const listed = expectTag(list, tags.sequence);
  if (requestId === undefined || more !== undefined) throw new MalformedPacket("not a PDU");
  const varbinds = readVarbinds(listed);
  const trap = varbinds.find(({ oid }) => oid === snmpTrapOid)?.value;
  if (typeof trap !== "string") throw new MalformedPacket("no snmpTrapOID");
  const address = varbinds.find(({ oid }) => oid === snmpTrapAddress)?.value;
  const zero = encodeInteger(0);
  return {
    trap,
    varbinds: varbinds.filter(({ oid }) => oid !== snmpTrapOid && oid !== sysUpTime),
    agentAddress: typeof address === "string" ? address : undefined,
    response:
      tag === tags.inform ? encode(tags.response, requestId.whole, zero, zero, listed.whole) : undefined,
  };
}

/** RFC 1157 section 4.1.6, its trap named as RFC 3584 section 3.1 has it. */
function readVersion1(content: Buffer): Notification {
  const [enterprise, address, generic, specific, uptime, list, more] = readElements(content, 7);
  expectTag(uptime, tags.timeTicks);
  if (more !== undefined) throw new MalformedPacket("not a trap");
  const kind = integerOf(generic);
  if (kind < 0 || kind > enterpriseSpecific) throw new MalformedPacket("no such generic trap");
  const number = integerOf(specific);
  const named = oidOf(enterprise);
  return {
    trap: kind === enterpriseSpecific ? `${named}.0.${number}` : `${snmpTraps}.${kind + 1}`,
    varbinds: readVarbinds(expectTag(list, tags.sequence)),
    agentAddress: ipAddressOf(address),
    response: undefined,
  };
}

function readVarbinds({ content }: Element): Varbind[] {
  return readElements(content, maxVarbinds).map((varbind) => {
    const [name, value, more] = readElements(expectTag(varbind, tags.sequence).content, 3);
    if (value === undefined || more !== undefined) throw new MalformedPacket("not a variable");
    return { oid: oidOf(name), value: variableOf(value) };
  });
}
