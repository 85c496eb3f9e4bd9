import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { SipSettings } from "./request.ts";

type Verdict = Pick<CheckResult, "outcome" | "reason">;

const failed = (reason: Reason): Verdict => ({ outcome: "failed", reason });

/** 486 Busy Here and 600 Busy Everywhere. */
export function isInCall(statusCode: number): boolean {
  return statusCode === 486 || statusCode === 600;
}

/** 500 and 503 come from a server that may be well again soon: judging counts them, and waits if asked to. */
export function isServerError(statusCode: number): boolean {
  return statusCode === 500 || statusCode === 503;
}

/**
 * What a final answer means. Straight to the device any answer proves its signalling alive, but for the errors of a
 * server; a registrar's answer tells of the point's registration, of the way to it, or of nothing.
 */
export function verdictOf(via: SipSettings["via"], statusCode: number): Verdict {
  if (statusCode < 400 || isInCall(statusCode)) return { outcome: "ok" };
  return via === "direct" ? direct(statusCode) : throughRegistrar(statusCode);
}

/** 501 (method not implemented) is a word of a working stack; RFC 3261 §8.1.3.2 takes unknown 5xx for 500. */
function direct(statusCode: number): Verdict {
  const isError = statusCode >= 500 && statusCode < 600 && statusCode !== 501;
  return isError ? failed("sip_error") : { outcome: "ok" };
}

/** Nobody under that name: not found, gone, exists nowhere. */
const notRegistered = new Set([404, 410, 604]);
/** Known, but temporarily unavailable, timed out, its flow broken, or the next hop failing. */
const unreachable = new Set([408, 430, 480, 502, 504]);

function throughRegistrar(statusCode: number): Verdict {
  if (notRegistered.has(statusCode)) return failed("sip_not_registered");
  if (unreachable.has(statusCode)) return failed("sip_endpoint_unreachable");
  if (statusCode >= 500 && statusCode < 600 && statusCode !== 501) return failed("sip_proxy_error");
  // The registrar answers for itself (401, 403, 405, ...): of the point behind it nothing is known.
  return { outcome: "cannot", reason: "sip_unproven" };
}
