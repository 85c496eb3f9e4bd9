import type { DeliveryReason } from "@haidang/contract/channel.ts";
import { deviceText } from "@haidang/contract/text.ts";
import { EgressRefused } from "../egress.ts";
import type { Delivered, Undelivered } from "./channel.ts";

/** A person has to mend something before another try makes sense. */
const finalReasons: ReadonlySet<DeliveryReason> = new Set<DeliveryReason>([
  "credentials",
  "rejected",
  "recipient",
  "not_allowed",
  "misconfigured",
]);

export function undelivered(
  reason: DeliveryReason,
  detail: string,
  more: Pick<Undelivered, "retryAfterMs" | "delivered"> = {},
): Undelivered {
  const final = finalReasons.has(reason) ? { final: true } : {};
  return { ok: false, reason, detail: deviceText(detail, 300), ...final, ...more };
}

/** Thrown within a channel where nothing is left to be done. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly outcome: Undelivered;

  constructor(reason: DeliveryReason, detail: string) {
    super(detail);
    this.outcome = undelivered(reason, detail);
  }
}

const reasonOfCode: Readonly<Record<string, DeliveryReason>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "refused",
  EPIPE: "refused",
  ENOTFOUND: "dns_failure",
  EAI_AGAIN: "dns_failure",
  EAI_FAIL: "dns_failure",
  EAI_NODATA: "dns_failure",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "timeout",
};

/** OpenSSL's words for a certificate that is not trusted, as Node hands them on, and the host check. */
const certificateCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|HOSTNAME_|CRL_)|^EPROTO$/;

/** What an error of the system, a resolver, a parser or OpenSSL says of the place behind `where`. */
export function faultOutcome(error: unknown, where: string): Undelivered {
  if (error instanceof Failure) return error.outcome;
  if (error instanceof EgressRefused) return undelivered("not_allowed", error.message);
  if (!(error instanceof Error)) return undelivered("unreachable", `${where}: ${String(error)}`);
  if (error.name === "TimeoutError") return undelivered("timeout", `${where} does not answer in time`);
  if (error.name === "AbortError") return undelivered("cancelled", `${where}: stopped before an answer came`);
  const code = codeOf(error);
  const known = Object.hasOwn(reasonOfCode, code) ? reasonOfCode[code] : undefined;
  const reason = known ?? (certificateCode.test(code) ? "tls_failure" : undefined);
  const parser = code.startsWith("HPE_") ? "malformed_answer" : "unreachable";
  return undelivered(reason ?? parser, `${where}: ${code === "" ? error.message : code}`);
}

/** Several addresses tried in turn fail with one error that holds the others; the first tells enough. */
function codeOf(error: Error): string {
  if ("code" in error && typeof error.code === "string" && error.code !== "") return error.code;
  const [first]: unknown[] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error && "code" in first ? String(first.code) : "";
}

/** The work's outcome, whatever it throws. */
export async function outcomeOf(where: string, work: () => Promise<Delivered>): Promise<Delivered> {
  try {
    return await work();
  } catch (error) {
    return faultOutcome(error, where);
  }
}
