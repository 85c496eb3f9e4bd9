import { isIP } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { Emission, Measurement } from "../probe.ts";
import type { Suspect } from "./echo.ts";
import type { Wanted } from "./streams.ts";
import {
  startVerdict,
  stepVerdict,
  type VerdictEmission,
  type VerdictEvent,
  type VerdictState,
} from "./verdict.ts";

export type IcmpCheck = CheckOf<"icmp">;

/** One check being watched. */
export interface Target {
  readonly check: IcmpCheck;
  /** Everything of the check, to tell a changed one. */
  readonly key: string;
  /** Absent until its name resolves. */
  ip: string | undefined;
  state: VerdictState;
}

/** Beyond a second a failure could not be told within three; fping would swallow a later reply. */
const maxTimeoutMs = 1000;

export interface TargetsOptions {
  agent: string;
  now: () => number;
  /** Of the tool: time between two requests to a target. */
  periodMs: number;
  emit: (emission: Emission) => void;
  onSuspect: (suspect: Suspect) => void;
}

/** The checks with the state of each, by check and by address. Events go in, emissions come out. */
export function createTargets(options: TargetsOptions) {
  const { agent, now, periodMs, emit, onSuspect } = options;
  const targets = new Map<string, Target>();
  let byAddress = new Map<string | undefined, Target[]>();

  function apply(entries: Iterable<Target>, event: VerdictEvent): void {
    const measurements: Measurement[] = [];
    let urgent = false;
    for (const target of entries) {
      const step = stepVerdict(target.state, event);
      target.state = step.state;
      for (const emission of step.emissions) {
        measurements.push(measurementOf(agent, target.check, emission));
        urgent ||= emission.urgent;
      }
      const { suspicion } = target.state;
      if (suspicion !== undefined && target.ip !== undefined) {
        onSuspect({ address: target.ip, unsent: suspicion.unsent });
      }
    }
    if (measurements.length > 0) emit({ measurements, urgent });
  }

  return {
    apply,
    all: () => targets.values(),
    at: (address: string): readonly Target[] => byAddress.get(address) ?? [],
    named: (name: string) => [...targets.values()].filter((target) => target.check.settings.address === name),
    /** Checks that stay the same keep their state; those that are gone give back their unfinished window. */
    replace(checks: readonly IcmpCheck[]): void {
      const keys = new Map(checks.map((check) => [check.id, JSON.stringify(check)]));
      const gone = [...targets.values()].filter((target) => keys.get(target.check.id) !== target.key);
      apply(gone, { type: "end" });
      for (const target of gone) targets.delete(target.check.id);
      for (const check of checks) {
        if (!targets.has(check.id)) targets.set(check.id, startTarget(check, { periodMs, nowMs: now() }));
      }
    },
    /** What to send to now; also the moment from which `at` knows the addresses found since. */
    wanted(): Wanted[] {
      byAddress = Map.groupBy(targets.values(), (target) => target.ip);
      return [...targets.values()].flatMap(({ check, ip }) =>
        ip === undefined ? [] : [{ address: ip, timeoutMs: timeoutOf(check) }],
      );
    },
  };
}

function startTarget(check: IcmpCheck, { periodMs, nowMs }: { periodMs: number; nowMs: number }): Target {
  const { address } = check.settings;
  // An unsent request is known only a period after its timeout, and the lines take their time.
  const settleMs = timeoutOf(check) + periodMs + 300;
  return {
    check,
    key: JSON.stringify(check),
    ip: isIP(address) === 0 ? undefined : address,
    state: startVerdict({ windowMs: check.intervalMs, settleMs, nowMs }),
  };
}

function timeoutOf(check: IcmpCheck): number {
  return Math.min(check.timeoutMs, maxTimeoutMs);
}

function measurementOf(agent: string, check: IcmpCheck, emission: VerdictEmission): Measurement {
  const { timeMs, verdict, window } = emission;
  const { target } = check;
  const tags = { agent, kind: target.kind, id: target.id };
  const why =
    verdict.outcome === "ok"
      ? {}
      : { reason: verdict.reason, ...(verdict.detail === undefined ? {} : { detail: verdict.detail }) };
  return {
    result: { probe: "icmp", target, timeMs, outcome: verdict.outcome, ...why },
    points: window === undefined ? [] : [measure("icmp", tags, { ...window }, timeMs)],
  };
}
