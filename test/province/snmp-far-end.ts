import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type Answered, type Asked, readAsked } from "@haidang/agent/snmp/scripted-device.ts";
import { encode } from "@haidang/agent/snmp/trap/ber.ts";
import { compareOids } from "@haidang/agent/snmp/value.ts";
import type { PlayedHost } from "./played.ts";
import { type Telling, variablesOf } from "./variables.ts";

const snmpPort = 161;
const noSuchInstance = encode(0x81);
const endOfMib = encode(0x82);
const keptMs = 1000;
const get = 0xa0;
const getBulk = 0xa5;
const community = "public";
/** Where an answer is cut, so that it fits into a datagram of an ordinary agent. */
const mostVariables = 60;

/** Answers SNMP 2c at the address of a machine; what it cannot read it leaves unanswered, as machines do. */
export async function playSnmp(host: PlayedHost, telling: Telling, now: () => number): Promise<Socket> {
  const socket = createSocket("udp4");
  let sorted: Answered[] = [];
  let madeMs = Number.NEGATIVE_INFINITY;
  const current = (): Answered[] => {
    const nowMs = now();
    if (nowMs - madeMs >= keptMs) {
      sorted = variablesOf(host, telling, nowMs).sort(([a], [b]) => compareOids(a, b));
      madeMs = nowMs;
    }
    return sorted;
  };
  socket.on("message", (packet, from) => {
    const asked = readable(packet);
    if (asked?.community !== community) return;
    // a line that was cut just now has no way back for the answer
    socket.send(answer(asked, current()), from.port, from.address, () => undefined);
  });
  socket.bind(snmpPort, host.address);
  await once(socket, "listening");
  return socket;
}

function readable(packet: Buffer): Asked | undefined {
  try {
    return readAsked(packet);
  } catch {
    // another version of SNMP, or no SNMP
    return undefined;
  }
}

/** The Response of RFC 3416 section 4.2 to a GET, GETNEXT or GETBULK; the variables are in order. */
export function answer({ kind, oids, numbers, respond }: Asked, sorted: readonly Answered[]): Buffer {
  if (kind === get) return respond(oids.map((oid) => [oid, exactly(oid, sorted) ?? noSuchInstance]));
  const step = (oid: string): Answered => sorted[after(oid, sorted)] ?? [oid, endOfMib];
  if (kind !== getBulk) return respond(oids.map(step));
  const [nonRepeaters, repetitions] = numbers;
  const answered = oids.slice(0, nonRepeaters).map(step);
  let last = oids.slice(nonRepeaters);
  for (let row = 0; row < repetitions && answered.length + last.length <= mostVariables; row += 1) {
    const found = last.map(step);
    answered.push(...found);
    last = found.map(([oid]) => oid);
    if (found.every(([, value]) => value === endOfMib)) break;
  }
  return respond(answered);
}

function exactly(oid: string, sorted: readonly Answered[]): Buffer | undefined {
  const at = after(oid, sorted) - 1;
  const found = sorted[at];
  return found?.[0] === oid ? found[1] : undefined;
}

/** Where the first variable after an OID stands. */
function after(oid: string, sorted: readonly Answered[]): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const known = sorted[middle]?.[0] ?? "";
    if (compareOids(known, oid) > 0) to = middle;
    else from = middle + 1;
  }
  return from;
}
