import type { AgentProbe, Check, CheckOf } from "@haidang/contract/check.ts";
import type { Point } from "@haidang/contract/point.ts";
import type { CheckResult } from "@haidang/contract/result.ts";

/** What one run of a probe brings back: one result, and the points measured on the way. All share one time stamp. */
export interface Measurement {
  result: CheckResult;
  points: Point[];
}

export interface RunContext {
  /** Name that goes into the `agent` tag. */
  agent: string;
  /** The scheduled slot, UTC ms, whole seconds: points carry it so that they line up and compress. */
  slotMs: number;
  /** Aborts at the check's deadline; a probe turns that into a `timeout`, it never throws for it. */
  signal: AbortSignal;
}

/**
 * A probe bound to one check and kept as long as the check stays the same, since rates need the reading before.
 * `run` is never called again before it settled. It reports every failure as a result and throws only for faults
 * of our own, which the scheduler turns into `agent_fault`.
 */
export interface BoundProbe {
  run(context: RunContext): Promise<Measurement>;
  close(): Promise<void> | void;
}

/** Adding a probe is one file with one of these and one row in `table.ts`. */
export type Probe<P extends AgentProbe> = (check: CheckOf<P>) => BoundProbe;

/** A probe for each name; the real ones stand in `table.ts`. */
export type ProbeTable = { readonly [P in AgentProbe]: Probe<P> };

/** The union of checks has to be taken apart for each to meet its own probe. */
export function bindProbe(probes: ProbeTable, check: Check): BoundProbe {
  switch (check.probe) {
    case "icmp":
      return probes.icmp(check);
    case "snmp":
      return probes.snmp(check);
    case "host":
      return probes.host(check);
    case "http":
      return probes.http(check);
    case "dns":
      return probes.dns(check);
    case "tcp":
      return probes.tcp(check);
    case "tls":
      return probes.tls(check);
    case "stamp":
      return probes.stamp(check);
    case "sip":
      return probes.sip(check);
    case "h323":
      return probes.h323(check);
    case "path":
      return probes.path(check);
    case "video-api":
      return probes["video-api"](check);
    case "nut":
      return probes.nut(check);
    case "icmp-far":
      return probes["icmp-far"](check);
    case "port":
      return probes.port(check);
    case "port-near":
      return probes["port-near"](check);
    case "heartbeat":
      throw new Error(`${check.id} is for the control plane, which waits for reports itself`);
  }
}

/** What a continuous probe sends, as it happens. */
export interface Emission {
  measurements: Measurement[];
  /** A change of outcome: shipped at once, on its own lane. */
  urgent: boolean;
}

/** A probe that runs by itself: it is told the whole list of its checks whenever that changes. */
export interface ContinuousProbe {
  watch(checks: readonly Check[]): void;
  /** Sends what is measured so far (the unfinished windows) and stops. */
  close(): Promise<void>;
}
