import { randomInt } from "node:crypto";
import { deadlineFault, SnmpFault, sendFault, silenceFault, statusFault, wordsOf } from "./fault.ts";
import type { SnmpSession, SnmpSessionOptions } from "./session-shape.ts";
import { openRoute } from "./sockets.ts";
import { enterTurn } from "./turns.ts";
import type { Varbind } from "./value.ts";
import { WireError } from "./wire/ber.ts";
import {
  type CommunityVersion,
  decodeResponse,
  encodeRequest,
  type Question,
  requestIdOf,
} from "./wire/message.ts";

type CommunityOptions = Extract<SnmpSessionOptions, { version: CommunityVersion }>;

interface Pending {
  requestId: number;
  settle(fault: SnmpFault | undefined, varbinds?: Varbind[]): void;
}

/** A session of version 1 or 2c, on the sockets all of them share. */
export function openCommunitySession(options: CommunityOptions): SnmpSession {
  const { version, ip, port, anySource = false } = options;
  let pending: Pending | undefined;
  let stranger: string | undefined;
  let closed = false;

  const route = openRoute(
    { ip, port, anySource },
    {
      onPacket(packet) {
        if (pending === undefined) return;
        const requestId = requestIdOf(packet);
        // what was given up on comes late
        if (requestId !== undefined && requestId !== pending.requestId) return;
        takeAnswer(packet, pending);
      },
      onStray(packet, from) {
        if (pending !== undefined && requestIdOf(packet) === pending.requestId) stranger = from;
      },
      onFault: (error) => pending?.settle(systemFault(error)),
    },
  );

  function takeAnswer(packet: Buffer, { settle }: Pending): void {
    try {
      const { errorStatus, errorIndex, varbinds } = decodeResponse(packet, options);
      if (errorStatus !== 0) settle(statusFault(errorStatus, varbinds[errorIndex - 1]?.oid));
      else settle(undefined, varbinds);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      settle(new SnmpFault("malformed_answer", wordsOf(error)));
    }
  }

  function send(packet: Buffer, settle: Pending["settle"]): void {
    try {
      route.send(packet, (error) => {
        if (error !== null) settle(systemFault(error));
      });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      settle(systemFault(error));
    }
  }

  function ask(question: Question): Promise<Varbind[]> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(deadlineFault());
      const requestId = randomInt(1, 2 ** 31);
      const packet = encodeRequest(options, requestId, question);
      let triesLeft = options.retries;
      let timer: NodeJS.Timeout | undefined;
      const settle: Pending["settle"] = (fault, varbinds = []) => {
        if (pending?.requestId !== requestId) return;
        pending = undefined;
        clearInterval(timer);
        leave();
        if (fault === undefined) resolve(varbinds);
        else reject(fault);
      };
      pending = { requestId, settle };
      const leave = enterTurn(`${ip} ${port}`, () => {
        timer = setInterval(() => {
          if (triesLeft === 0) return settle(silenceFault(stranger));
          triesLeft -= 1;
          send(packet, settle);
        }, options.timeoutMs);
        send(packet, settle);
      });
    });
  }

  async function askEach(kind: "get" | "getNext", oids: readonly string[]): Promise<Varbind[]> {
    const varbinds = await faultsOnly(ask({ kind, oids }));
    if (varbinds.length === oids.length) return varbinds;
    throw new SnmpFault("malformed_answer", `${oids.length} variables asked, ${varbinds.length} answered`);
  }

  return {
    version,
    get: (oids) => askEach("get", oids),
    getNext: (oids) => askEach("getNext", oids),
    async getBulk(oids, { nonRepeaters, maxRepetitions }) {
      const varbinds = await faultsOnly(ask({ kind: "getBulk", oids, nonRepeaters, maxRepetitions }));
      return {
        once: varbinds.slice(0, nonRepeaters),
        repeated: byColumn(varbinds, { from: nonRepeaters, columns: oids.length - nonRepeaters }),
      };
    },
    close() {
      if (closed) return;
      closed = true;
      pending?.settle(deadlineFault());
      route.close();
    },
  };
}

/** An OID that cannot be asked comes from the device too: the one a walk would go on from. */
async function faultsOnly<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WireError) throw new SnmpFault("malformed_answer", wordsOf(error));
    throw error;
  }
}

/** The repetitions of a GETBULK come row by row (RFC 3416 section 4.2.3). */
function byColumn(varbinds: readonly Varbind[], { from, columns }: { from: number; columns: number }) {
  const lists: Varbind[][] = [];
  for (let at = from; at < varbinds.length; at += 1) {
    const varbind = varbinds[at];
    const column = (at - from) % columns;
    const list = lists[column];
    if (varbind === undefined) continue;
    if (list === undefined) lists.push([varbind]);
    else list.push(varbind);
  }
  return lists;
}

function systemFault(error: Error): SnmpFault {
  return sendFault(error) ?? new SnmpFault("malformed_answer", wordsOf(error));
}
