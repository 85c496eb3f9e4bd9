import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { encode, encodeInteger, expectTag, integerOf, oidOf, readElements, tags } from "./trap/ber.ts";
import { readMessage } from "./trap/message.ts";
import { compareOids } from "./value.ts";

/** A variable as a device answers it: its OID, and its value encoded. */
export type Answered = readonly [oid: string, value: Buffer];

export interface Asked {
  community: string;
  /** Tag of the PDU: 0xa0 GET, 0xa1 GETNEXT, 0xa5 GETBULK. */
  kind: number;
  requestId: number;
  /** Non-repeaters and max-repetitions, of a GETBULK. */
  numbers: readonly [number, number];
  oids: readonly string[];
  /** The Response to this request, encoded. */
  respond(
    variables: readonly Answered[],
    options?: { status?: number; index?: number; requestId?: number },
  ): Buffer;
}

export interface ScriptedDevice {
  port: number;
  /** Requests so far. */
  asked(): number;
  send(packet: Buffer, to: Pick<RemoteInfo, "port" | "address">): void;
  close(): void;
}

/** For tests only: a UDP socket in the place of an SNMP v2c agent, that says whatever it is told to, true or not. */
export async function startScriptedDevice(
  answer: (asked: Asked, reply: (packet: Buffer, delayMs?: number) => void, from: RemoteInfo) => void,
  at: { address?: string; port?: number } = {},
): Promise<ScriptedDevice> {
  const socket = createSocket("udp4");
  let open = true;
  let count = 0;
  socket.on("message", (packet, from) => {
    count += 1;
    const send = (reply: Buffer): void => void (open && socket.send(reply, from.port, from.address));
    answer(
      readAsked(packet),
      (reply, delayMs = 0) => void (delayMs === 0 ? send(reply) : setTimeout(() => send(reply), delayMs)),
      from,
    );
  });
  socket.bind(at.port ?? 0, at.address ?? "127.0.0.1");
  await once(socket, "listening");
  return {
    port: socket.address().port,
    asked: () => count,
    send: (packet, { port, address }) => socket.send(packet, port, address),
    close() {
      open = false;
      socket.close();
    },
  };
}

/** The request in a packet; throws what says why it is none of version 1 or 2c. */
export function readAsked(packet: Buffer): Asked {
  const message = readMessage(packet);
  if (message.version === "3") throw new Error("only versions 1 and 2c are scripted");
  const { version, community, pdu } = message;
  const [id, first, second, list] = readElements(pdu.content, 4);
  const requestId = integerOf(id);
  return {
    community: community.toString("latin1"),
    kind: pdu.tag,
    requestId,
    numbers: [integerOf(first), integerOf(second)],
    oids: readElements(expectTag(list, tags.sequence).content, 200).map(({ content }) =>
      oidOf(readElements(content, 2)[0]),
    ),
    respond: (variables, { status = 0, index = 0, requestId: other = requestId } = {}) =>
      encode(
        tags.sequence,
        encodeInteger(version === "1" ? 0 : 1),
        encode(tags.octets, community),
        encode(
          tags.response,
          encodeInteger(other),
          encodeInteger(status),
          encodeInteger(index),
          encode(
            tags.sequence,
            ...variables.map(([oid, value]) => encode(tags.sequence, encodeOid(oid), value)),
          ),
        ),
      ),
  };
}

export function encodeOid(oid: string): Buffer {
  const [root = 0, second = 0, ...rest] = oid.split(".").map(Number);
  const bytes = [root * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      septets.unshift((left % 128) + 128);
    }
    return septets;
  });
  return encode(tags.oid, Buffer.from(bytes));
}

export const encodeText = (text: string | Buffer): Buffer => encode(tags.octets, Buffer.from(text));
export const encodeTicks = (ticks: number): Buffer => encodeInteger(ticks, tags.timeTicks);
export const encodeCounter64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(9);
  bytes.writeBigUInt64BE(value, 1);
  return encode(0x46, bytes);
};

const endOfMib = encode(0x82);
const noSuchInstance = encode(0x81);

/** The Response of an honest agent that has these variables. */
export function honestAnswer(
  { kind, oids, numbers, respond }: Asked,
  variables: readonly Answered[],
): Buffer {
  const sorted = [...variables].sort(([a], [b]) => compareOids(a, b));
  const next = (oid: string): Answered =>
    sorted.find(([known]) => compareOids(known, oid) > 0) ?? [oid, endOfMib];
  if (kind === 0xa0) {
    return respond(oids.map((oid) => [oid, sorted.find(([known]) => known === oid)?.[1] ?? noSuchInstance]));
  }
  if (kind === 0xa1) return respond(oids.map(next));
  const [nonRepeaters, repetitions] = numbers;
  const answered = oids.slice(0, nonRepeaters).map(next);
  let last = oids.slice(nonRepeaters);
  for (let row = 0; row < repetitions; row += 1) {
    const found = last.map(next);
    answered.push(...found);
    last = found.map(([oid]) => oid);
    if (found.every(([, value]) => value === endOfMib)) break;
  }
  return respond(answered);
}
