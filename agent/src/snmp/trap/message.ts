import {
  type Element,
  encode,
  encodeInteger,
  expectTag,
  integerOf,
  MalformedPacket,
  readElements,
  readOnly,
  tags,
} from "./ber.ts";

/** A message of versions 1 and 2c (RFC 3584 section 5). */
export interface CommunityMessage {
  version: "1" | "2c";
  community: Buffer;
  pdu: Element;
}

/** A message of version 3 (RFC 3412 section 6, RFC 3414 section 2.4), nothing of it proven yet. */
export interface UserMessage {
  version: "3";
  packet: Buffer;
  /** msgID, encoded. */
  id: Buffer;
  signed: boolean;
  encrypted: boolean;
  /** The sender waits for an answer. */
  reportable: boolean;
  engineId: Buffer;
  boots: number;
  timeS: number;
  user: string;
  /** A piece of `packet`. */
  digest: Buffer;
  salt: Buffer;
  /** The scoped PDU, or what hides it. */
  data: Element;
}

const flag = { signed: 1, encrypted: 2, reportable: 4 } as const;
const userSecurityModel = 3;

/** Throws MalformedPacket. */
export function readMessage(packet: Buffer): CommunityMessage | UserMessage {
  const [version, ...rest] = readElements(readOnly(packet, tags.sequence).content, 4);
  const number = integerOf(version);
  if (number === 3) return readUserMessage(packet, rest);
  const [community, pdu, more] = rest;
  if (number < 0 || number > 1 || pdu === undefined || more !== undefined) {
    throw new MalformedPacket("not a message of SNMP");
  }
  return {
    version: number === 0 ? "1" : "2c",
    community: expectTag(community, tags.octets).content,
    pdu,
  };
}

function readUserMessage(packet: Buffer, [header, security, data]: readonly Element[]): UserMessage {
  const [id, maxSize, flags, model] = readElements(expectTag(header, tags.sequence).content, 4);
  integerOf(maxSize);
  const [bits, ...moreBits] = expectTag(flags, tags.octets).content;
  const parameters = readOnly(expectTag(security, tags.octets).content, tags.sequence).content;
  const [engine, boots, time, user, digest, salt] = readElements(parameters, 6);
  integerOf(id);
  if (bits === undefined || moreBits.length > 0 || integerOf(model) !== userSecurityModel) {
    throw new MalformedPacket("not a message of the User-based Security Model");
  }
  const encrypted = (bits & flag.encrypted) !== 0;
  return {
    version: "3",
    packet,
    id: expectTag(id, tags.integer).whole,
    signed: (bits & flag.signed) !== 0,
    encrypted,
    reportable: (bits & flag.reportable) !== 0,
    engineId: expectTag(engine, tags.octets).content,
    boots: integerOf(boots),
    timeS: integerOf(time),
    user: expectTag(user, tags.octets).content.toString("utf8"),
    digest: expectTag(digest, tags.octets).content,
    salt: expectTag(salt, tags.octets).content,
    data: expectTag(data, encrypted ? tags.octets : tags.sequence),
  };
}

export function communityAnswer({ version, community }: CommunityMessage, pdu: Buffer): Buffer {
  const number = encodeInteger(version === "1" ? 0 : 1);
  return encode(tags.sequence, number, encode(tags.octets, community), pdu);
}

export interface UserAnswer {
  id: Buffer;
  engineId: Buffer;
  boots: number;
  timeS: number;
  user: string;
  /** The scoped PDU, or what hides it. */
  data: Buffer;
  salt: Buffer | undefined;
  /** Without it the answer is not signed. */
  sign: { digestLength: number; digestOf: (packet: Buffer) => Buffer } | undefined;
}

const maxSize = encodeInteger(65_507);

export function userAnswer(answer: UserAnswer): Buffer {
  const { sign, salt = Buffer.alloc(0), data } = answer;
  const digest = Buffer.alloc(sign?.digestLength ?? 0);
  const flags = (sign === undefined ? 0 : flag.signed) | (salt.length === 0 ? 0 : flag.encrypted);
  const header = encode(
    tags.sequence,
    answer.id,
    maxSize,
    encode(tags.octets, Buffer.from([flags])),
    encodeInteger(userSecurityModel),
  );
  const saltElement = encode(tags.octets, salt);
  const parameters = encode(
    tags.sequence,
    encode(tags.octets, answer.engineId),
    encodeInteger(answer.boots),
    encodeInteger(answer.timeS),
    encode(tags.octets, Buffer.from(answer.user)),
    encode(tags.octets, digest),
    saltElement,
  );
  const packet = encode(tags.sequence, encodeInteger(3), header, encode(tags.octets, parameters), data);
  if (sign !== undefined) {
    // the digest is of the whole message with zeros in its place (RFC 3414 section 6.3.1)
    const at = packet.length - data.length - saltElement.length - digest.length;
    sign.digestOf(packet).copy(packet, at);
  }
  return packet;
}
