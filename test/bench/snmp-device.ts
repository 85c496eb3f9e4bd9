import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { compareOids } from "@haidang/agent/snmp/value.ts";
import {
  enter,
  markOf,
  oidOf,
  type Reader,
  readInteger,
  startWriter,
  tags,
  type Writer,
  writeBytes,
  writeHead,
  writeInteger,
  writeOid,
  written,
} from "@haidang/agent/snmp/wire/ber.ts";
import { type Cell, type NumberType, tableAt } from "./snmp-table.ts";

/**
 * A process that answers SNMP version 2c on several ports, each a device of its own. An answer is made once a second
 * and then replayed, so that the device is no bottleneck: real agents are slower, but their CPU is nobody's business
 * here. Prints its ports as one line of JSON; on a line of input it prints how many requests it has answered, and
 * how many of them began a poll.
 */
const { values: options } = parseArgs({
  options: {
    ports: { type: "string", default: "28" },
    sensors: { type: "string", default: "0" },
    devices: { type: "string", default: "1" },
    "delay-ms": { type: "string", default: "0" },
  },
});
const shape = { ports: Number(options.ports), sensors: Number(options.sensors) };
const delayMs = Number(options["delay-ms"]);
const startedAt = performance.now();

let second = -1;
let table = new Map<string, Cell>();
const answers = new Map<string, Buffer>();
const sorted = [...tableAt(0, shape).keys()].sort(compareOids);
const nextOf = new Map(sorted.map((oid, at) => [oid, sorted[at + 1]]));
let answered = 0;
/** Requests that begin with the column every poll begins with. */
let polls = 0;
const firstColumn = "1.3.6.1.2.1.31.1.1.1.6";

function next(oid: string): string | undefined {
  if (nextOf.has(oid)) return nextOf.get(oid);
  const found = sorted.find((known) => compareOids(known, oid) > 0);
  nextOf.set(oid, found);
  return found;
}

interface Request {
  kind: number;
  idAt: number;
  idEnd: number;
  /** nonRepeaters and maxRepetitions of a GETBULK. */
  once: number;
  times: number;
  oids: string[];
  community: Buffer;
}

function readRequest(packet: Buffer): Request {
  const reader: Reader = { packet, at: 0, end: packet.length };
  reader.end = enter(reader, tags.sequence, "message");
  readInteger(reader, "version");
  const communityEnd = enter(reader, tags.octetString, "community");
  const community = packet.subarray(reader.at, communityEnd);
  reader.at = communityEnd;
  const kind = packet[reader.at] ?? 0;
  enter(reader, kind, "request");
  const idEnd = enter(reader, tags.integer, "request-id");
  const idAt = reader.at;
  reader.at = idEnd;
  const repeat = [readInteger(reader, "non-repeaters"), readInteger(reader, "max-repetitions")] as const;
  const listEnd = enter(reader, tags.sequence, "list");
  const oids: string[] = [];
  while (reader.at < listEnd) {
    const end = enter(reader, tags.sequence, "variable");
    const oidEnd = enter(reader, tags.oid, "OID");
    oids.push(oidOf(packet, reader.at, oidEnd));
    reader.at = end;
  }
  return { kind, idAt, idEnd, once: repeat[0], times: repeat[1], oids, community };
}

const kinds = { get: 0xa0, getBulk: 0xa5 };

function cellsFor({ kind, once: nonRepeaters, times, oids }: Request): [string, Cell | undefined][] {
  if (kind === kinds.get) return oids.map((oid) => [oid, table.get(oid)]);
  const step = (oid: string): [string, Cell | undefined] => {
    const found = next(oid);
    return found === undefined ? [oid, undefined] : [found, table.get(found)];
  };
  if (kind !== kinds.getBulk) return oids.map(step);
  const answer = oids.slice(0, nonRepeaters).map(step);
  let row = oids.slice(nonRepeaters);
  for (let time = 0; time < times; time += 1) {
    const stepped = row.map(step);
    answer.push(...stepped);
    row = stepped.map(([oid]) => oid);
  }
  return answer;
}

const numberTags: Record<NumberType, number> = {
  integer: tags.integer,
  gauge: tags.gauge32,
  ticks: tags.timeTicks,
  counter32: tags.counter32,
};

function writeCell(writer: Writer, kind: number, cell: Cell | undefined): void {
  if (cell === undefined) {
    writeBytes(writer, Buffer.alloc(0), kind === kinds.get ? tags.noSuchInstance : tags.endOfMibView);
  } else if (cell.type === "text") writeBytes(writer, Buffer.from(cell.value), tags.octetString);
  else if (cell.type === "oid") writeOid(writer, cell.value);
  else if (cell.type === "counter64") writeCounter64(writer, cell.value);
  else writeInteger(writer, cell.value, numberTags[cell.type]);
}

function writeCounter64(writer: Writer, value: bigint): void {
  const bytes = Buffer.alloc(9);
  bytes.writeBigUInt64BE(value, 1);
  let from = 0;
  while (from < 8 && bytes[from] === 0 && (bytes[from + 1] ?? 0) < 0x80) from += 1;
  writeBytes(writer, bytes.subarray(from), tags.counter64);
}

/** The answer without its request-id, which always has four bytes here. */
function makeAnswer(request: Request): Buffer {
  const writer = startWriter(2048);
  for (const [oid, cell] of cellsFor(request).toReversed()) {
    const mark = markOf(writer);
    writeCell(writer, request.kind, cell);
    writeOid(writer, oid);
    writeHead(writer, tags.sequence, mark);
  }
  writeHead(writer, tags.sequence, 0);
  writeInteger(writer, 0);
  writeInteger(writer, 0);
  writeBytes(writer, Buffer.alloc(request.idEnd - request.idAt), tags.integer);
  writeHead(writer, 0xa2, 0);
  writeBytes(writer, request.community, tags.octetString);
  writeInteger(writer, 1);
  writeHead(writer, tags.sequence, 0);
  return written(writer);
}

function answer(packet: Buffer): Buffer {
  const now = Math.floor((performance.now() - startedAt) / 1000);
  if (now !== second) {
    second = now;
    table = tableAt(now, shape);
    answers.clear();
  }
  const request = readRequest(packet);
  const key = `${packet.toString("latin1", 0, request.idAt)} ${packet.toString("latin1", request.idEnd)}`;
  const made = answers.get(key) ?? makeAnswer(request);
  answers.set(key, made);
  const reply = Buffer.from(made);
  packet.copy(reply, idOffset(reply), request.idAt, request.idEnd);
  answered += 1;
  if (request.oids.includes(firstColumn)) polls += 1;
  return reply;
}

function idOffset(reply: Buffer): number {
  const reader: Reader = { packet: reply, at: 0, end: reply.length };
  enter(reader, tags.sequence, "message");
  reader.at = enter(reader, tags.integer, "version");
  reader.at = enter(reader, tags.octetString, "community");
  enter(reader, 0xa2, "response");
  enter(reader, tags.integer, "request-id");
  return reader.at;
}

async function serve(): Promise<Socket> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (packet, peer) => {
    const reply = answer(packet);
    if (delayMs === 0) socket.send(reply, peer.port, peer.address);
    else setTimeout(() => socket.send(reply, peer.port, peer.address), delayMs);
  });
  return socket;
}

const sockets = await Promise.all(Array.from({ length: Number(options.devices) }, serve));
process.stdout.write(`${JSON.stringify(sockets.map((socket) => socket.address().port))}\n`);
process.stdin.on("data", () => process.stdout.write(`${JSON.stringify([answered, polls])}\n`));
process.stdin.on("end", () => process.exit(0));
