import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A record of an answer: its type (RFC 1035 3.2.2) and its data as on the wire. */
export interface WireRecord {
  type: number;
  data: Buffer;
}

/** A name server, on loopback unless told otherwise, whose answers are the test's. */
export interface ScriptedServer {
  port: number;
  close(): void;
}

export interface WireQuestion {
  name: string;
  type: number;
}

/** Answers each question with a response code and records, with bytes of the test's own, or not at all. */
export async function startScriptedServer(
  answer: (question: WireQuestion) => { rcode?: number; records?: WireRecord[] } | Buffer | undefined,
  at: { address?: string; port?: number } = {},
): Promise<ScriptedServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const { question, end } = readQuestion(query);
    const said = answer(question);
    if (said === undefined) return;
    const reply = Buffer.isBuffer(said) ? said : encodeAnswer(query.subarray(0, end), said);
    socket.send(reply, from.port, from.address);
  });
  socket.bind(at.port ?? 0, at.address ?? "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, close: () => socket.close() };
}

/** A name as on the wire, without compression. */
export function wireName(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}

function readQuestion(query: Buffer): { question: WireQuestion; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { question: { name: labels.join("."), type: query.readUInt16BE(at + 1) }, end: at + 5 };
}

function encodeAnswer(
  query: Buffer,
  { rcode = 0, records = [] }: { rcode?: number; records?: WireRecord[] },
): Buffer {
  const head = Buffer.from(query);
  head.writeUInt16BE(0x8180 | rcode, 2);
  head.writeUInt16BE(records.length, 6);
  // the query's additional record (EDNS) is not repeated
  head.writeUInt16BE(0, 10);
  const answers = records.map(({ type, data }) => {
    // a pointer to the question's name, class IN, a minute to live
    const fixed = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
    fixed.writeUInt16BE(data.length, 10);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([head, ...answers]);
}
