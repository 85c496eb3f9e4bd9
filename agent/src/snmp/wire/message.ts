import { counter64, type SnmpValue, soundNumber, type Varbind } from "../value.ts";
import {
  enter,
  integerOf,
  markOf,
  oidOf,
  type Reader,
  readInteger,
  startWriter,
  tags,
  WireError,
  writeBytes,
  writeHead,
  writeInteger,
  writeOid,
  written,
} from "./ber.ts";

/** Messages of the community-based versions: RFC 1157 and RFC 3416, in the wrapping of RFC 1901. */

export type CommunityVersion = "1" | "2c";

/** msgVersion. */
const versionNumbers: Record<CommunityVersion, number> = { "1": 0, "2c": 1 };

/** Tags of the PDUs asked with (RFC 3416 section 3). */
export const requestTags = { get: 0xa0, getNext: 0xa1, getBulk: 0xa5 } as const;
const responseTag = 0xa2;

export interface Asker {
  version: CommunityVersion;
  community: string;
}

export interface Question {
  kind: keyof typeof requestTags;
  oids: readonly string[];
  /** Of GETBULK only. */
  nonRepeaters?: number;
  maxRepetitions?: number;
}

export function encodeRequest({ version, community }: Asker, requestId: number, question: Question): Buffer {
  const writer = startWriter(64 + community.length + 24 * question.oids.length);
  for (const oid of question.oids.toReversed()) {
    const varbind = markOf(writer);
    writeHead(writer, tags.null, varbind);
    writeOid(writer, oid);
    writeHead(writer, tags.sequence, varbind);
  }
  writeHead(writer, tags.sequence, 0);
  writeInteger(writer, question.maxRepetitions ?? 0);
  writeInteger(writer, question.nonRepeaters ?? 0);
  writeInteger(writer, requestId);
  writeHead(writer, requestTags[question.kind], 0);
  writeBytes(writer, Buffer.from(community, "utf8"), tags.octetString);
  writeInteger(writer, versionNumbers[version]);
  writeHead(writer, tags.sequence, 0);
  return written(writer);
}

export interface Response {
  requestId: number;
  /** RFC 3416 section 3; 0 is noError. */
  errorStatus: number;
  /** From 1; 0 when no variable is meant. */
  errorIndex: number;
  varbinds: Varbind[];
}

/** The request-id of an answer, read before anything else of it is believed; undefined when it is none. */
export function requestIdOf(packet: Buffer): number | undefined {
  const reader: Reader = { packet, at: 0, end: packet.length };
  try {
    reader.end = enter(reader, tags.sequence, "message");
    reader.at = enter(reader, tags.integer, "version");
    reader.at = enter(reader, tags.octetString, "community");
    reader.end = enter(reader, responseTag, "response");
    return readInteger(reader, "request-id");
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Reads an answer to what was asked with this version and community. Throws WireError and nothing else. */
export function decodeResponse(packet: Buffer, { version, community }: Asker): Response {
  const reader: Reader = { packet, at: 0, end: packet.length };
  reader.end = enter(reader, tags.sequence, "message");
  if (readInteger(reader, "version") !== versionNumbers[version]) {
    throw new WireError(`the answer is not of version ${version}`);
  }
  const communityEnd = enter(reader, tags.octetString, "community");
  if (packet.toString("utf8", reader.at, communityEnd) !== community) {
    throw new WireError("the answer names another community");
  }
  reader.at = communityEnd;
  const messageEnd = reader.end;
  reader.end = enter(reader, responseTag, "response");
  if (reader.end !== messageEnd) throw new WireError("the answer goes on after its response");
  const requestId = readInteger(reader, "request-id");
  const errorStatus = readInteger(reader, "error-status");
  const errorIndex = readInteger(reader, "error-index");
  const listEnd = enter(reader, tags.sequence, "list of variables");
  if (listEnd !== reader.end) throw new WireError("the response goes on after its variables");
  const varbinds: Varbind[] = [];
  while (reader.at < reader.end) varbinds.push(readVarbind(reader));
  return { requestId, errorStatus, errorIndex, varbinds };
}

function readVarbind(reader: Reader): Varbind {
  const { packet } = reader;
  const end = enter(reader, tags.sequence, "variable");
  const listEnd = reader.end;
  reader.end = end;
  const oidEnd = enter(reader, tags.oid, "OID");
  const oid = oidOf(packet, reader.at, oidEnd);
  reader.at = oidEnd;
  const tag = packet[oidEnd] ?? 0;
  const valueEnd = enter(reader, tag, "value");
  if (valueEnd !== end) throw new WireError("a variable with more than one value");
  const value = readValue(packet, tag, reader.at, end);
  reader.at = end;
  reader.end = listEnd;
  return { oid, value };
}

/** `undefined` for the exceptions of RFC 3416 section 4.2.1 and for null: the device has no such variable. */
function readValue(packet: Buffer, tag: number, at: number, end: number): SnmpValue {
  switch (tag) {
    case tags.integer:
      return soundNumber(integerOf(packet, at, end));
    case tags.counter32:
    case tags.gauge32:
    case tags.timeTicks:
      // some agents write large ones as negative integers
      return integerOf(packet, at, end) >>> 0;
    case tags.counter64:
      return counter64(packet.subarray(at, end));
    case tags.octetString:
    case tags.opaque:
      return packet.subarray(at, end);
    case tags.oid:
      return oidOf(packet, at, end);
    case tags.ipAddress:
      if (end - at !== 4) throw new WireError("an IP address that has not four bytes");
      return `${packet[at]}.${packet[at + 1]}.${packet[at + 2]}.${packet[at + 3]}`;
    case tags.null:
    case tags.noSuchObject:
    case tags.noSuchInstance:
    case tags.endOfMibView:
      return undefined;
    default:
      throw new WireError(`a value of the unknown type 0x${tag.toString(16)}`);
  }
}
