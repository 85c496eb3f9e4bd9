import type { Reason } from "@haidang/contract/reason.ts";
import { deviceText } from "@haidang/contract/text.ts";

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

/** Words for error statuses, RFC 3416 section 3. */
const statusNames: Readonly<Record<number, string>> = {
  1: "TooBig",
  2: "NoSuchName",
  3: "BadValue",
  4: "ReadOnly",
  5: "GeneralError",
  6: "NoAccess",
  13: "ResourceUnavailable",
  16: "AuthorizationError",
};

/** What an error status of an answer comes to. */
export function statusFault(status: number, oid: string | undefined): SnmpFault {
  const name = statusNames[status] ?? `error status ${status}`;
  const words = oid === undefined ? name : `${name}: ${deviceText(oid, 120)}`;
  switch (name) {
    case "TooBig":
      return new SnmpFault("malformed_answer", words, "tooBig");
    case "NoSuchName":
      return new SnmpFault("credentials", words, "noSuchName");
    case "NoAccess":
    case "AuthorizationError":
      return new SnmpFault("credentials", words);
    default:
      return new SnmpFault("malformed_answer", words);
  }
}

/** What the system says when a packet could not be sent, or undefined when that is not what went wrong. */
export function sendFault(error: Error): SnmpFault | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN"].includes(code)) return new SnmpFault("unreachable", code);
  if (["EACCES", "EPERM"].includes(code)) return new SnmpFault("no_permission", code);
  return undefined;
}

/** Silence until the deadline, and who answered instead, if anybody did. */
export function silenceFault(stranger: string | undefined): SnmpFault {
  return new SnmpFault(
    "timeout",
    stranger === undefined ? "no answer" : `an answer came from ${stranger} instead`,
  );
}

export function deadlineFault(): SnmpFault {
  return new SnmpFault("timeout", "no answer before the deadline");
}

export function wordsOf(error: unknown): string {
  return deviceText(error instanceof Error ? error.message : String(error), 160);
}
