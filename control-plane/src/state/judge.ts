import type { Point } from "@haidang/contract/point.ts";
import type { Reason } from "@haidang/contract/reason.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { State } from "@haidang/contract/state.ts";
import { emptiedAt, type Policy } from "./policy.ts";

const dayMs = 86_400_000;

/** What one result says of its target, thresholds applied. */
export interface Observation {
  timeMs: number;
  state: State;
  reason: Reason | null;
  detail?: string;
}

/** Server errors in a row from which a point that answers counts as down (RFC 3261 §21.5 lets a server recover). */
const sipErrorsUntilDown = 3;

/** An errored answer is an answer: degraded, until a 500 or 503 has come three times in a row. */
function isDegradedSip(reason: Reason | null, fields: Point["fields"] | undefined): boolean {
  if (reason === "sip_proxy_error") return true;
  const errorsInRow = fields?.["errorsInRow"];
  return reason === "sip_error" && !(typeof errorsInRow === "number" && errorsInRow >= sipErrorsUntilDown);
}

/** Whoever answers so is reached: a fault of ours, or of what stands behind it, not an outage of its. */
const reachedReasons: ReadonlySet<Reason | null> = new Set<Reason>([
  "credentials",
  "certificate_unknown",
  "ups_unread",
  "report_late",
]);

/**
 * `window` is what was measured with the result (see `windowOf` of the contract), if there was anything; `before` why
 * its target was degraded until then, which what hovers about a limit depends on.
 */
export function judge(
  result: CheckResult,
  window: Point | undefined,
  policy: Policy,
  before: Reason | null = null,
): Observation {
  const { timeMs, reason = null, detail } = result;
  const said = detail === undefined ? {} : { detail };
  if (result.outcome === "cannot")
    return { timeMs, state: "unknown", reason: reason ?? "agent_fault", ...said };
  if (result.outcome === "failed") {
    if (reachedReasons.has(reason) || isDegradedSip(reason, window?.fields))
      return { timeMs, state: "degraded", reason, ...said };
    return { timeMs, state: "down", reason: reason ?? "no_reply", ...said };
  }
  if (result.probe === "path") return judgePath(timeMs, window, policy);
  if (result.probe === "video-api") return judgeVideoApi(timeMs, window, policy);
  if (result.probe === "snmp" || result.probe === "nut") return judgeUps(timeMs, window);
  if (result.probe === "tls") return judgeCertificate(timeMs, window, policy);
  if (result.probe === "port" || result.probe === "port-near")
    return judgePort(timeMs, window, policy, before);
  const fields = window?.fields;
  const lossPct = fields?.["lossPct"];
  const rttMs = fields?.["rttP50Ms"];
  if (typeof lossPct === "number" && lossPct >= policy.lossPct) {
    return { timeMs, state: "degraded", reason: "packet_loss", detail: `${lossPct} %` };
  }
  if (typeof rttMs === "number" && rttMs >= policy.rttMs) {
    return { timeMs, state: "degraded", reason: "high_latency", detail: `${rttMs} ms` };
  }
  const jitterMs = fields?.["jitterMs"];
  if (typeof jitterMs === "number" && jitterMs >= policy.jitterMs) {
    return { timeMs, state: "degraded", reason: "high_jitter", detail: `${jitterMs} ms` };
  }
  return { timeMs, state: "up", reason: null };
}

/** A link that was full is so until its traffic has fallen well below the limit. */
function judgePort(
  timeMs: number,
  window: Point | undefined,
  { fullBps }: Policy,
  before: Reason | null,
): Observation {
  const limitBps = before === "link_full" ? fullBps * emptiedAt : fullBps;
  const full = (["in", "out"] as const).flatMap((way) => {
    const bps = window?.fields[`${way}Bps`];
    return typeof bps === "number" && bps >= limitBps ? [`${way} ${(bps / 1e6).toFixed(1)} Mb/s`] : [];
  });
  if (full.length === 0) return { timeMs, state: "up", reason: null };
  return { timeMs, state: "degraded", reason: "link_full", detail: full.join(", ") };
}

/** Packets of video calls have 1,200 to 1,300 bytes: where they do not pass, a call connects without a picture. */
function judgePath(timeMs: number, window: Point | undefined, policy: Policy): Observation {
  const bytes = window?.fields["pmtuBytes"];
  if (typeof bytes === "number" && bytes < policy.pmtuBytes)
    return { timeMs, state: "degraded", reason: "path_mtu_low", detail: `${bytes} B` };
  return { timeMs, state: "up", reason: null };
}

/** An expired certificate turns every visitor away, so it is an outage; one that is not trusted, or soon over, is a fault. */
function judgeCertificate(timeMs: number, window: Point | undefined, policy: Policy): Observation {
  const daysLeft = window?.fields["daysLeft"];
  const chain = window?.fields["chain"];
  if (typeof daysLeft === "number" && daysLeft < policy.certificateDays) {
    const until = { detail: new Date(timeMs + daysLeft * dayMs).toISOString().slice(0, 10) };
    if (daysLeft <= 0) return { timeMs, state: "down", reason: "certificate_expired", ...until };
    return { timeMs, state: "degraded", reason: "certificate_expiring", ...until };
  }
  if (typeof chain === "string" && chain !== "ok") {
    return { timeMs, state: "degraded", reason: "certificate_untrusted", detail: chain };
  }
  return { timeMs, state: "up", reason: null };
}

/** Registration comes before the quality of calls. What a point does not tell of is not where it must be. */
function judgeVideoApi(timeMs: number, window: Point | undefined, policy: Policy): Observation {
  const fields = window?.fields;
  if (fields === undefined) return { timeMs, state: "up", reason: null };
  const missing = policy.registered.filter((signalling) => fields[`${signalling}Registered`] !== true);
  if (missing.length > 0) {
    return { timeMs, state: "degraded", reason: "not_registered", detail: missing.join(", ") };
  }
  const limits = [
    { name: "LossPct", limit: policy.callLossPct, unit: "%" },
    { name: "JitterMs", limit: policy.callJitterMs, unit: "ms" },
  ];
  const poor = limits.flatMap(({ name, limit, unit }) =>
    ["in", "out"].flatMap((way) => {
      const value = fields[`${way}${name}`];
      return typeof value === "number" && value >= limit ? [`${way} ${value} ${unit}`] : [];
    }),
  );
  if (poor.length === 0) return { timeMs, state: "up", reason: null };
  return { timeMs, state: "degraded", reason: "call_poor", detail: poor.join(", ") };
}

/** A device that is no UPS brings no window. */
function judgeUps(timeMs: number, window: Point | undefined): Observation {
  if (window?.fields["batteryLow"] === true) return { timeMs, state: "degraded", reason: "battery_low" };
  if (window?.fields["onBattery"] === true) return { timeMs, state: "degraded", reason: "on_battery" };
  if (window?.fields["onBypass"] === true) return { timeMs, state: "degraded", reason: "on_bypass" };
  return { timeMs, state: "up", reason: null };
}
