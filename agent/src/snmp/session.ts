import { createSocket, type RemoteInfo } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Reason } from "@haidang/contract/reason.ts";
import { deviceText } from "@haidang/contract/text.ts";
import snmp from "net-snmp";
import { counter64, type SnmpValue, type Varbind } from "./value.ts";

/** A request that brought no usable answer. `tooBig` and `noSuchName` are for the caller to work around (RFC 3416). */
export class SnmpFault extends Error {
  override readonly name = "SnmpFault";
  readonly reason: Reason;
  readonly status: "tooBig" | "noSuchName" | undefined;

  constructor(reason: Reason, message: string, status?: "tooBig" | "noSuchName") {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

/** One PDU is in flight at a time; every method rejects with `SnmpFault` and nothing else. */
export interface SnmpSession {
  readonly version: "1" | "2c";
  get(oids: readonly string[]): Promise<Varbind[]>;
  getNext(oids: readonly string[]): Promise<Varbind[]>;
  /** Version 2c only. The first `nonRepeaters` come once, the others up to `maxRepetitions` times each. */
  getBulk(
    oids: readonly string[],
    options: { nonRepeaters: number; maxRepetitions: number },
  ): Promise<{ once: Varbind[]; repeated: Varbind[][] }>;
  /** What is in flight rejects with `timeout`. */
  close(): void;
}

export interface SnmpSessionOptions {
  /** IP literal: net-snmp would resolve a name for every packet. */
  ip: string;
  port: number;
  version: "1" | "2c";
  community: string;
  /** Wait for one PDU before it is sent again, ms. */
  timeoutMs: number;
  retries: number;
}

interface Wire {
  /** Where an answer came from instead of the device asked. */
  stranger: string | undefined;
  onFault: (error: unknown) => void;
}

/** A session on a socket of its own. Answers from any other address or port are not taken (L3: wrong source). */
export function openSnmpSession(options: SnmpSessionOptions): SnmpSession {
  const { ip, port, version, community, timeoutMs, retries } = options;
  let rejectPending: ((fault: SnmpFault) => void) | undefined;
  let closed = false;
  const wire: Wire = {
    stranger: undefined,
    onFault: (error) => rejectPending?.(new SnmpFault("malformed_answer", wordsOf(error))),
  };
  const session = snmp.createSession(ip, community, {
    version: version === "1" ? snmp.Version1 : snmp.Version2c,
    transport: isIPv6(ip) ? "udp6" : "udp4",
    port,
    timeout: timeoutMs,
    retries,
    dgramModule: { createSocket: (type: "udp4" | "udp6") => guardedSocket(type, options, wire) },
  });
  session.on("error", wire.onFault);

  function call<T>(send: (answer: (error: Error | null, varbinds?: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed) return reject(new SnmpFault("timeout", "no answer before the deadline"));
      const settle = (fault: SnmpFault | undefined, varbinds?: T) => {
        rejectPending = undefined;
        if (fault === undefined && varbinds !== undefined) resolve(varbinds);
        else reject(fault ?? new SnmpFault("malformed_answer", "an answer without variables"));
      };
      rejectPending = settle;
      send((error, varbinds) => settle(error === null ? undefined : faultOf(error, wire), varbinds));
    });
  }

  return {
    version,
    get: async (oids) =>
      (await call<snmp.Varbind[]>((answer) => session.get([...oids], answer))).map(varbindOf),
    getNext: async (oids) =>
      (await call<snmp.Varbind[]>((answer) => session.getNext([...oids], answer))).map(varbindOf),
    async getBulk(oids, { nonRepeaters, maxRepetitions }) {
      const answer = await call<(snmp.Varbind | snmp.Varbind[])[]>((done) =>
        session.getBulk([...oids], nonRepeaters, maxRepetitions, done),
      );
      return {
        once: answer.flatMap((item) => (Array.isArray(item) ? [] : [varbindOf(item)])),
        repeated: answer.flatMap((item) => (Array.isArray(item) ? [item.map(varbindOf)] : [])),
      };
    },
    close() {
      if (closed) return;
      closed = true;
      rejectPending?.(new SnmpFault("timeout", "no answer before the deadline"));
      session.close();
    },
  };
}

type MessageListener = (message: Buffer, from: RemoteInfo) => void;

/**
 * The part of a UDP socket that net-snmp uses. It keeps strangers out and catches what net-snmp throws while it
 * reads a hostile packet, which would otherwise end the process.
 */
function guardedSocket(type: "udp4" | "udp6", { ip, port }: { ip: string; port: number }, wire: Wire) {
  const socket = createSocket(type);
  const guard =
    (listener: MessageListener): MessageListener =>
    (message, from) => {
      if (from.port !== port || bareAddress(from.address) !== bareAddress(ip)) {
        wire.stranger = `${from.address} port ${from.port}`;
        return;
      }
      try {
        listener(message, from);
      } catch (error) {
        wire.onFault(error);
      }
    };
  return {
    on: (event: "message" | "close" | "error", listener: (...values: never[]) => void) =>
      event === "message"
        ? socket.on("message", guard(listener as MessageListener))
        : socket.on(event, event === "error" ? wire.onFault : (listener as () => void)),
    send: socket.send.bind(socket),
    ref: () => socket.ref(),
    unref: () => socket.unref(),
    close: () => socket.close(),
  };
}

/** Without the zone of a link-local IPv6 address, and in one spelling. */
function bareAddress(address: string): string {
  const bare = address.split("%")[0] ?? address;
  return isIPv6(bare) ? new URL(`http://[${bare}]`).hostname : bare;
}

function varbindOf({ oid, type, value }: snmp.Varbind): Varbind {
  return { oid, value: decode(type, value) };
}

function decode(type: snmp.ObjectType | undefined, value: unknown): SnmpValue {
  if (type === snmp.ObjectType.Counter64) return value instanceof Uint8Array ? counter64(value) : undefined;
  if (typeof value === "number" || typeof value === "string" || value instanceof Uint8Array) return value;
  return undefined;
}

function faultOf(error: Error, wire: Wire): SnmpFault {
  if (error instanceof SnmpFault) return error;
  // Its class is missing from the published types.
  if (error.name === "RequestTimedOutError") {
    const { stranger } = wire;
    return new SnmpFault(
      "timeout",
      stranger === undefined ? "no answer" : `an answer came from ${stranger} instead`,
    );
  }
  if (error instanceof snmp.RequestFailedError) return failedRequest(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN"].includes(code)) return new SnmpFault("unreachable", code);
  if (["EACCES", "EPERM"].includes(code)) return new SnmpFault("no_permission", code);
  return new SnmpFault("malformed_answer", wordsOf(error));
}

/** Error statuses of RFC 3416 section 3. */
function failedRequest(error: snmp.RequestFailedError): SnmpFault {
  const words = wordsOf(error);
  switch (error.status) {
    case snmp.ErrorStatus.TooBig:
      return new SnmpFault("malformed_answer", words, "tooBig");
    case snmp.ErrorStatus.NoSuchName:
      return new SnmpFault("credentials", words, "noSuchName");
    case snmp.ErrorStatus.NoAccess:
    case snmp.ErrorStatus.AuthorizationError:
      return new SnmpFault("credentials", words);
    default:
      return new SnmpFault("malformed_answer", words);
  }
}

function wordsOf(error: unknown): string {
  return deviceText(error instanceof Error ? error.message : String(error), 160);
}
