import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";

/** What an error of the system, of a resolver or of OpenSSL says of a target; undefined for one that says nothing known. */
export function networkFault(
  error: NodeJS.ErrnoException,
): Pick<CheckResult, "outcome" | "reason" | "detail"> | undefined {
  const code = codeOf(error);
  if (error.name === "AbortError") return { outcome: "failed", reason: "timeout" };
  const own = ownFault[code];
  if (own !== undefined) return { outcome: "cannot", reason: own, detail: code };
  const known = reasonOfCode[code];
  if (known !== undefined) return { outcome: "failed", reason: known, detail: code };
  return certificateCode.test(code) ? { outcome: "failed", reason: "tls_failure", detail: code } : undefined;
}

/** Several addresses tried in turn fail with one error that holds the others (RFC 8305); the first tells enough. */
export function codeOf(error: NodeJS.ErrnoException): string {
  if (error.code !== undefined && error.code !== "") return error.code;
  const [first]: unknown[] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error && "code" in first ? String(first.code) : "";
}

const reasonOfCode: Readonly<Record<string, Reason>> = {
  ENOTFOUND: "dns_failure",
  EAI_AGAIN: "dns_failure",
  EAI_FAIL: "dns_failure",
  EAI_NODATA: "dns_failure",
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  ETIMEDOUT: "timeout",
};

/** This machine could not even try. */
const ownFault: Readonly<Record<string, Reason>> = {
  EACCES: "no_permission",
  EPERM: "no_permission",
  EMFILE: "agent_fault",
  ENFILE: "agent_fault",
  ENOMEM: "agent_fault",
  EADDRNOTAVAIL: "agent_fault",
};

/** OpenSSL's words for a certificate that is not trusted, as Node hands them on (X509_V_ERR_…), and the host check. */
const certificateCode =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|HOSTNAME_|CRL_)|^EPROTO$/;
