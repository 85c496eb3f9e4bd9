import { createSocket, type RemoteInfo } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Reason } from "@haidang/contract/reason.ts";
import type { SnmpCredentials } from "@haidang/contract/snmp-access.ts";
import { deviceText } from "@haidang/contract/text.ts";
import snmp from "net-snmp";
import { isAtLevel, usmFault, usmUser } from "./usm.ts";
import { counter64, type SnmpValue, type Varbind } from "./value.ts";
import { isWellFormed } from "./well-formed.ts";

type FaultStatus = "tooBig" | "noSuchName" | "stale";

/**
 * A request that brought no usable answer. `tooBig` and `noSuchName` are for the caller to work around (RFC 3416);
 * `stale` is a version 3 session whose notion of the device's clock is wrong even when begun afresh.
 */
export class SnmpFault extends Error {
  override readonly name = "SnmpFault";
  readonly reason: Reason;
  readonly status: FaultStatus | undefined;

  constructor(reason: Reason, message: string, status?: FaultStatus) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

/** One PDU is in flight at a time; every method rejects with `SnmpFault` and nothing else. */
export interface SnmpSession {
  readonly version: SnmpCredentials["version"];
  get(oids: readonly string[]): Promise<Varbind[]>;
  getNext(oids: readonly string[]): Promise<Varbind[]>;
  /** Not version 1. The first `nonRepeaters` come once, the others up to `maxRepetitions` times each. */
  getBulk(
    oids: readonly string[],
    options: { nonRepeaters: number; maxRepetitions: number },
  ): Promise<{ once: Varbind[]; repeated: Varbind[][] }>;
  /** What is in flight rejects with `timeout`. */
  close(): void;
}

export type SnmpSessionOptions = SnmpCredentials & {
  /** IP literal: net-snmp would resolve a name for every packet. */
  ip: string;
  port: number;
  /** Wait for one PDU before it is sent again, ms. */
  timeoutMs: number;
  retries: number;
};

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

/** A session on a socket of its own. Answers from any other address or port are not taken (L3: wrong source). */
export function openSnmpSession(options: SnmpSessionOptions): SnmpSession {
  const { version, retries } = options;
  let rejectPending: ((fault: SnmpFault) => void) | undefined;
  let closed = false;
  const wire: Wire = {
    stranger: undefined,
    heard: false,
    sendsLeft: 0,
    onFault: (error) => rejectPending?.(new SnmpFault("malformed_answer", wordsOf(error))),
  };
  // A device says nothing to what it cannot decrypt: the last try asks why instead.
  let unproven = version === "3" && options.privacy !== undefined && retries > 0;
  let session = connect(unproven ? { ...options, retries: retries - 1 } : options, wire);

  function once<T>(send: (answer: Answer<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed) return reject(new SnmpFault("timeout", "no answer before the deadline"));
      const settle = (fault: SnmpFault | undefined, varbinds?: T) => {
        if (rejectPending === settle) rejectPending = undefined;
        if (fault === undefined && varbinds !== undefined) resolve(varbinds);
        else reject(fault ?? new SnmpFault("malformed_answer", "an answer without variables"));
      };
      rejectPending = settle;
      wire.sendsLeft = (retries + 1) * packetsPerTry;
      send((error, varbinds) => settle(error === null ? undefined : faultOf(error, wire), varbinds));
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
    if (options.version !== "3") return false;
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
      rejectPending?.(new SnmpFault("timeout", "no answer before the deadline"));
      session.close();
    },
  };
}

function connect(options: SnmpSessionOptions, wire: Wire): snmp.Session {
  const { ip, port, timeoutMs, retries } = options;
  const user = options.version === "3" ? usmUser(options) : undefined;
  const shared = {
    transport: isIPv6(ip) ? ("udp6" as const) : ("udp4" as const),
    port,
    timeout: timeoutMs,
    retries,
    dgramModule: {
      createSocket: (type: "udp4" | "udp6") => guardedSocket(type, { ip, port, level: user?.level }, wire),
    },
  };
  const session =
    options.version === "3"
      ? snmp.createV3Session(ip, usmUser(options), shared)
      : snmp.createSession(ip, options.community, {
          ...shared,
          version: options.version === "1" ? snmp.Version1 : snmp.Version2c,
        });
  session.on("error", wire.onFault);
  return session;
}

type MessageListener = (message: Buffer, from: RemoteInfo) => void;

/**
 * The part of a UDP socket that net-snmp uses. It keeps strangers out and catches what net-snmp throws while it
 * reads a hostile packet, which would otherwise end the process.
 */
function guardedSocket(
  type: "udp4" | "udp6",
  { ip, port, level }: { ip: string; port: number; level: snmp.SecurityLevel | undefined },
  wire: Wire,
) {
  const socket = createSocket(type);
  const guard =
    (listener: MessageListener): MessageListener =>
    (message, from) => {
      if (from.port !== port || bareAddress(from.address) !== bareAddress(ip)) {
        wire.stranger = `${from.address} port ${from.port}`;
        return;
      }
      if (level !== undefined && isAtLevel(message, level) === false) return;
      wire.heard = true;
      if (!isWellFormed(message)) {
        wire.onFault(new Error("an answer that is cut or whose lengths lie"));
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
    send(message: Buffer, ...rest: [number, number, number, string, () => void]) {
      wire.sendsLeft -= 1;
      if (wire.sendsLeft >= 0) socket.send(message, ...rest);
      else wire.onFault(new Error("one report after another instead of an answer"));
    },
    ref: () => socket.ref(),
    unref: () => socket.unref(),
    close: () => socket.close(),
  };
}

/** Without the zone of a link-local IPv6 address, and in one spelling. */
export function bareAddress(address: string): string {
  const bare = address.split("%")[0] ?? address;
  return isIPv6(bare) ? new URL(`http://[${bare}]`).hostname : bare;
}

function varbindOf({ oid, type, value }: snmp.Varbind): Varbind {
  return { oid, value: decode(type, value) };
}

/** Of a BER integer: 64 bits, and a zero before them when they would read as a sign. */
const counter64Bytes = 9;

/** Every other number of SNMP has 32 bits (RFC 2578 section 2). */
const maxNumber = 0xff_ff_ff_ff;

function decode(type: snmp.ObjectType | undefined, value: unknown): SnmpValue {
  if (type === snmp.ObjectType.Counter64) {
    return value instanceof Uint8Array && value.length <= counter64Bytes ? counter64(value) : undefined;
  }
  if (typeof value === "number") return Math.abs(value) <= maxNumber ? value : undefined;
  if (typeof value === "string" || value instanceof Uint8Array) return value;
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
  const usm = usmFault(error);
  if (usm?.kind === "refused") return new SnmpFault("credentials", usm.detail);
  if (usm?.kind === "stale") return new SnmpFault("malformed_answer", usm.detail, "stale");
  if (usm !== undefined) return new SnmpFault("malformed_answer", usm.detail);
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
