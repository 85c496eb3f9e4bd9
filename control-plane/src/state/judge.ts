import type { Point } from "@haidang/contract/point.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { State } from "@haidang/contract/state.ts";
import type { Policy } from "./policy.ts";

/** What one result says of its target, thresholds applied. */
export interface Observation {
  timeMs: number;
  state: State;
  reason: Reason | null;
  detail?: string;
}

/** `window` is the echo-request window measured with the result, if there was one. */
export function judge(result: CheckResult, window: Point | undefined, policy: Policy): Observation {
  const { timeMs, reason = null, detail } = result;
  const said = detail === undefined ? {} : { detail };
  if (result.outcome === "cannot")
    return { timeMs, state: "unknown", reason: reason ?? "agent_fault", ...said };
  if (result.outcome === "failed") {
    // A device that answers to say the password is wrong is reachable: a fault of ours, not an outage of its.
    if (reason === "credentials") return { timeMs, state: "degraded", reason, ...said };
    return { timeMs, state: "down", reason: reason ?? "no_reply", ...said };
  }
  const fields = window?.fields;
  const lossPct = fields?.["lossPct"];
  const rttMs = fields?.["rttP50Ms"];
  if (typeof lossPct === "number" && lossPct >= policy.lossPct) {
    return { timeMs, state: "degraded", reason: "packet_loss", detail: `${lossPct} %` };
  }
  if (typeof rttMs === "number" && rttMs >= policy.rttMs) {
    return { timeMs, state: "degraded", reason: "high_latency", detail: `${rttMs} ms` };
  }
  return { timeMs, state: "up", reason: null };
}
