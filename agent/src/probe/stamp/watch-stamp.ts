import { isIP } from "node:net";
import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult, Outcome } from "@haidang/contract/result.ts";
import { createNames } from "../icmp/names.ts";
import type { ContinuousProbe, Emission, Measurement } from "../probe.ts";
import { createWallClock } from "./clock.ts";
import { outcomeOf } from "./result.ts";
import { openSession, type StampSession, type Surroundings } from "./session.ts";
import { watchStalls } from "./stall.ts";
import { keepClockError, readSynchronisation } from "./synchronisation.ts";
import type { ClockError } from "./timestamp.ts";
import { type ClosedWindow, createTracker, type Tracker } from "./tracker.ts";

export interface WatchStampOptions {
  /** Name that goes into the `agent` tag. */
  agent: string;
  /** UTC ms. */
  now: () => number;
  emit: (emission: Emission) => void;
  /** How well this machine's clock follows a common one. */
  readClockError?: () => Promise<ClockError>;
}

type StampCheck = CheckOf<"stamp">;

interface Target {
  readonly check: StampCheck;
  /** Everything of the check, to tell a changed one. */
  readonly key: string;
  readonly tracker: Tracker;
  session: StampSession | undefined;
  sending: NodeJS.Timeout | undefined;
  ip: string | undefined;
  foreignBefore: number;
  /** Why its name does not resolve, and until when that has been told. */
  unresolved: { fault: string; toldMs: number } | undefined;
  lastOutcome: Outcome | undefined;
}

const tickMs = 250;

/** Starts the continuous sender of STAMP packets. It watches nothing until it is told a list. */
export async function watchStamp(options: WatchStampOptions): Promise<ContinuousProbe> {
  return createWatch(options);
}

function createWatch({ agent, now, emit, ...options }: WatchStampOptions): ContinuousProbe {
  const closing = new AbortController();
  const targets = new Map<string, Target>();
  const clock = createWallClock(now);
  const clockError = keepClockError(options.readClockError ?? readSynchronisation);
  let stalls: ReturnType<typeof watchStalls> | undefined;
  let steps = clock.steps();
  const surroundings: Surroundings = {
    clock,
    clockError: clockError.get,
    isSuspect: () => stalls?.isSuspect() ?? false,
  };
  const names = createNames(closing.signal, {
    onAddress(name, ip) {
      for (const target of named(name)) connect(target, ip);
    },
    onFault(name, fault) {
      for (const target of named(name)) target.unresolved ??= { fault, toldMs: now() };
    },
    onRound: () => {},
  });
  const ticking = setInterval(tick, tickMs);

  const named = (name: string) =>
    [...targets.values()].filter(({ check }) => check.settings.address === name);

  function connect(target: Target, ip: string): void {
    if (target.ip === ip) return;
    release(target);
    target.ip = ip;
    target.unresolved = undefined;
    target.foreignBefore = 0;
    target.tracker.forget();
    const { packetsPerS, ...far } = target.check.settings;
    const session = openSession({ ...far, ip }, target.tracker, surroundings);
    target.session = session;
    const periodMs = 1000 / packetsPerS;
    // many targets must not all send in the same millisecond
    target.sending = setTimeout(() => {
      target.sending = setInterval(() => session.send(), periodMs);
    }, Math.random() * periodMs);
  }

  function tick(): void {
    const nowMs = now();
    if (clock.steps() !== steps) {
      steps = clock.steps();
      for (const { tracker } of targets.values()) tracker.forget();
    }
    send(
      [...targets.values()].flatMap((target) => [
        ...target.tracker.close(nowMs).map((window) => measured(target, window)),
        ...stillUnresolved(target, nowMs),
      ]),
    );
  }

  function send(said: { target: Target; measurement: Measurement }[]): void {
    let urgent = false;
    for (const { target, measurement } of said) {
      urgent ||= measurement.result.outcome !== target.lastOutcome;
      target.lastOutcome = measurement.result.outcome;
    }
    if (said.length > 0) emit({ measurements: said.map(({ measurement }) => measurement), urgent });
  }

  function measured(target: Target, { timeMs, fields }: ClosedWindow) {
    const { check, session } = target;
    const foreign = session?.foreign() ?? 0;
    const said = outcomeOf(fields, {
      fault: session?.faultSince(timeMs - check.intervalMs),
      foreign: foreign - target.foreignBefore,
    });
    target.foreignBefore = foreign;
    const tags = { agent, kind: check.target.kind, id: check.target.id };
    return {
      target,
      measurement: {
        result: resultOf(check, timeMs, said),
        points: [measure("stamp", tags, fields, timeMs)],
      },
    };
  }

  function stillUnresolved(target: Target, nowMs: number) {
    const { check, unresolved } = target;
    const timeMs = Math.floor(nowMs / check.intervalMs) * check.intervalMs;
    if (unresolved === undefined || timeMs <= unresolved.toldMs) return [];
    unresolved.toldMs = timeMs;
    const said = { outcome: "failed", reason: "dns_failure", detail: unresolved.fault } as const;
    return [{ target, measurement: { result: resultOf(check, timeMs, said), points: [] } }];
  }

  function finish(gone: readonly Target[]): void {
    for (const target of gone) release(target);
    send(gone.flatMap((target) => target.tracker.finish(now()).map((window) => measured(target, window))));
  }

  return {
    watch(checks) {
      const wanted = checks.filter((check): check is StampCheck => check.probe === "stamp");
      const keys = new Map(wanted.map((check) => [check.id, JSON.stringify(check)]));
      const gone = [...targets.values()].filter(({ check, key }) => keys.get(check.id) !== key);
      finish(gone);
      for (const { check } of gone) targets.delete(check.id);
      for (const check of wanted) if (!targets.has(check.id)) targets.set(check.id, newTarget(check));
      stalls = keepStalls(stalls, targets.size > 0);
      clockError.use(targets.size > 0);
      for (const target of targets.values()) {
        const { address } = target.check.settings;
        if (isIP(address) !== 0) connect(target, address);
      }
      names.set(wanted.map(({ settings }) => settings.address).filter((address) => isIP(address) === 0));
    },
    async close() {
      closing.abort();
      clearInterval(ticking);
      finish([...targets.values()]);
      targets.clear();
      stalls = keepStalls(stalls, false);
      clockError.use(false);
    },
  };
}

function newTarget(check: StampCheck): Target {
  return {
    check,
    key: JSON.stringify(check),
    tracker: createTracker({ windowMs: check.intervalMs, timeoutMs: check.timeoutMs }),
    session: undefined,
    sending: undefined,
    ip: undefined,
    foreignBefore: 0,
    unresolved: undefined,
    lastOutcome: undefined,
  };
}

/** Sends no more; what came so far stays. */
function release(target: Target): void {
  clearTimeout(target.sending);
  target.session?.close();
}

function resultOf(
  { target }: StampCheck,
  timeMs: number,
  said: Pick<CheckResult, "outcome" | "reason" | "detail">,
): CheckResult {
  return { probe: "stamp", target, timeMs, ...said };
}

/** Looks for stalls only while somebody sends: it wakes the process a hundred times a second. */
function keepStalls(stalls: ReturnType<typeof watchStalls> | undefined, isWanted: boolean) {
  if (isWanted) return stalls ?? watchStalls();
  stalls?.close();
  return undefined;
}
