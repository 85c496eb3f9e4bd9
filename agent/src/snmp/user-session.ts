import { isIPv6 } from "node:net";
import snmp from "net-snmp";
import { deadlineFault, SnmpFault, sendFault, silenceFault, statusFault, wordsOf } from "./fault.ts";
import type { SnmpSession, SnmpSessionOptions } from "./session-shape.ts";
import { openRoute } from "./sockets.ts";
import { enterTurn } from "./turns.ts";
import { isAtLevel, messageIdOf, usmFault, usmUser } from "./usm.ts";
import { counter64, type SnmpValue, soundNumber, type Varbind } from "./value.ts";
import { isWellFormed } from "./well-formed.ts";

type UserOptions = Extract<SnmpSessionOptions, { version: "3" }>;

interface Wire {
  /** Where an answer came from instead of the device asked. */
  stranger: string | undefined;
  /** Has anything come from the device? */
  heard: boolean;
  /** Packets one request may still send: a device could answer with reports for ever, each of which net-snmp obeys. */
  sendsLeft: number;
  onFault: (error: unknown) => void;
}

type Answer<T> = (error: Error | null, varbinds?: T) => void;

/** Discovery of the engine, the request, and once more each when the clock or the engine has changed. */
const packetsPerTry = 4;

const sysUpTime = "1.3.6.1.2.1.1.3.0";

/** A session of version 3: net-snmp's security, on the sockets all sessions share. */
export function openUserSession(options: UserOptions): SnmpSession {
  const { version, retries, ip, port } = options;
  let rejectPending: ((fault: SnmpFault) => void) | undefined;
  let closed = false;
  const wire: Wire = {
    stranger: undefined,
    heard: false,
    sendsLeft: 0,
    onFault: (error) => rejectPending?.(new SnmpFault("malformed_answer", wordsOf(error))),
  };
  // A device says nothing to what it cannot decrypt: the last try asks why instead.
  let unproven = options.privacy !== undefined && retries > 0;
  let session = connect(unproven ? { ...options, retries: retries - 1 } : options, wire);

  function once<T>(send: (answer: Answer<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed) return reject(deadlineFault());
      const settle = (fault: SnmpFault | undefined, varbinds?: T) => {
        if (rejectPending === settle) rejectPending = undefined;
        leave();
        if (fault === undefined && varbinds !== undefined) resolve(varbinds);
        else reject(fault ?? new SnmpFault("malformed_answer", "an answer without variables"));
      };
      rejectPending = settle;
      wire.sendsLeft = (retries + 1) * packetsPerTry;
      const leave = enterTurn(`${ip} ${port}`, () =>
        send((error, varbinds) => settle(error === null ? undefined : faultOf(error, wire), varbinds)),
      );
    });
  }

  async function call<T>(send: (session: snmp.Session, answer: Answer<T>) => void): Promise<T> {
    const attempt = () => once<T>((answer) => send(session, answer));
    try {
      const varbinds = await attempt();
      // What net-snmp gives each request that follows.
      if (unproven) Object.assign(session, { retries });
      unproven = false;
      return varbinds;
    } catch (error) {
      if (!(error instanceof SnmpFault) || closed) throw error;
      if (error.status === "stale") {
        session.close();
        session = connect(options, wire);
        return await attempt();
      }
      if (!unproven || error.reason !== "timeout") throw error;
      const { heard } = wire;
      if (!(await answersUnencrypted())) throw error;
      if (!heard) return await attempt();
      throw new SnmpFault(
        "credentials",
        "the device answers, but not when asked encrypted: the privacy key or its protocol is wrong",
      );
    }
  }

  /** Any answer will do, a refusal too. */
  async function answersUnencrypted(): Promise<boolean> {
    const { privacy: _, ...signed } = options;
    const bare = connect({ ...signed, retries: 0 }, wire);
    try {
      await once<snmp.Varbind[]>((answer) => bare.get([sysUpTime], answer));
      return true;
    } catch (error) {
      return error instanceof SnmpFault && error.reason !== "timeout";
    } finally {
      bare.close();
    }
  }

  return {
    version,
    get: async (oids) =>
      (await call<snmp.Varbind[]>((asked, answer) => asked.get([...oids], answer))).map(varbindOf),
    getNext: async (oids) =>
      (await call<snmp.Varbind[]>((asked, answer) => asked.getNext([...oids], answer))).map(varbindOf),
    async getBulk(oids, { nonRepeaters, maxRepetitions }) {
      const answer = await call<(snmp.Varbind | snmp.Varbind[])[]>((asked, done) =>
        asked.getBulk([...oids], nonRepeaters, maxRepetitions, done),
      );
      return {
        once: answer.flatMap((item) => (Array.isArray(item) ? [] : [varbindOf(item)])),
        repeated: answer.flatMap((item) => (Array.isArray(item) ? [item.map(varbindOf)] : [])),
      };
    },
    close() {
      if (closed) return;
      closed = true;
      rejectPending?.(deadlineFault());
      session.close();
    },
  };
}

function connect(options: UserOptions, wire: Wire): snmp.Session {
  const { ip, port, timeoutMs, retries } = options;
  const user = usmUser(options);
  const session = snmp.createV3Session(ip, user, {
    transport: isIPv6(ip) ? "udp6" : "udp4",
    port,
    timeout: timeoutMs,
    retries,
    dgramModule: { createSocket: () => guardedSocket(options, user.level, wire) },
  });
  session.on("error", wire.onFault);
  return session;
}

type MessageListener = (message: Buffer) => void;

/**
 * The part of a UDP socket that net-snmp uses. It catches what net-snmp throws while it reads a hostile packet, which
 * would otherwise end the process.
 */
function guardedSocket({ ip, port, anySource = false }: UserOptions, level: snmp.SecurityLevel, wire: Wire) {
  const listeners: { message?: MessageListener; close?: () => void } = {};
  let messageId: number | undefined;
  const route = openRoute(
    { ip, port, anySource },
    {
      onPacket(packet) {
        if (isAtLevel(packet, level) === false) return;
        wire.heard = true;
        if (!isWellFormed(packet)) {
          wire.onFault(new Error("an answer that is cut or whose lengths lie"));
          return;
        }
        try {
          listeners.message?.(packet);
        } catch (error) {
          wire.onFault(error);
        }
      },
      onStray(packet, from) {
        if (messageId !== undefined && messageIdOf(packet) === messageId) wire.stranger = from;
      },
      onFault: wire.onFault,
    },
  );
  return {
    on(event: "message" | "close" | "error", listener: (...values: never[]) => void) {
      if (event !== "error") Object.assign(listeners, { [event]: listener });
    },
    send(message: Buffer, ...rest: [number, number, number, string, (error: Error | null) => void]) {
      wire.sendsLeft -= 1;
      messageId = messageIdOf(message);
      if (wire.sendsLeft >= 0) route.send(message, rest[4]);
      else wire.onFault(new Error("one report after another instead of an answer"));
    },
    // the timer of a request keeps the process alive until its answer is here
    ref: () => undefined,
    unref: () => undefined,
    close() {
      route.close();
      listeners.close?.();
    },
  };
}

function varbindOf({ oid, type, value }: snmp.Varbind): Varbind {
  return { oid, value: decode(type, value) };
}

function decode(type: snmp.ObjectType | undefined, value: unknown): SnmpValue {
  if (type === snmp.ObjectType.Counter64) return value instanceof Uint8Array ? counter64(value) : undefined;
  if (typeof value === "number") return soundNumber(value);
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  return undefined;
}

function faultOf(error: Error, wire: Wire): SnmpFault {
  if (error instanceof SnmpFault) return error;
  // Its class is missing from the published types.
  if (error.name === "RequestTimedOutError") return silenceFault(wire.stranger);
  if (error instanceof snmp.RequestFailedError) return statusFault(error.status, undefined);
  const usm = usmFault(error);
  if (usm?.kind === "refused") return new SnmpFault("credentials", usm.detail);
  if (usm?.kind === "stale") return new SnmpFault("malformed_answer", usm.detail, "stale");
  if (usm !== undefined) return new SnmpFault("malformed_answer", usm.detail);
  return sendFault(error) ?? new SnmpFault("malformed_answer", wordsOf(error));
}
