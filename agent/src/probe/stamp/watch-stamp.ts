import { isIP } from "node:net";
import type { Check, CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult, Outcome } from "@haidang/contract/result.ts";
import { createNames } from "../icmp/names.ts";
import type { ContinuousProbe, Emission, Measurement } from "../probe.ts";
import { createWallClock, type WallClock } from "./clock.ts";
import { outcomeOf } from "./result.ts";
import { openSession, type StampSession } from "./session.ts";
import { type StallWatch, watchStalls } from "./stall.ts";
import { type ClockErrorKeeper, keepClockError, readSynchronisation } from "./synchronisation.ts";
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
  /** Anew with each session, whose packets are counted from 0. */
  tracker: Tracker;
  session: StampSession | undefined;
  sending: NodeJS.Timeout | undefined;
  ip: string | undefined;
  foreignBefore: number;
  /** Why its name does not resolve, and until when that has been told. */
  unresolved: { fault: string; toldMs: number } | undefined;
  lastOutcome: Outcome | undefined;
}

const tickMs = 500;

interface Said {
  target: Target;
  measurement: Measurement;
}

/** Starts the continuous sender of STAMP packets. It watches nothing until it is told a list. */
export async function watchStamp(options: WatchStampOptions): Promise<ContinuousProbe> {
  return new StampWatch(options);
}

class StampWatch implements ContinuousProbe {
  readonly #options: WatchStampOptions;
  readonly #closing = new AbortController();
  readonly #targets = new Map<string, Target>();
  readonly #clock: WallClock;
  readonly #clockError: ClockErrorKeeper;
  readonly #names: ReturnType<typeof createNames>;
  readonly #ticking: NodeJS.Timeout;
  #stalls: StallWatch | undefined;
  #steps: number;

  constructor(options: WatchStampOptions) {
    this.#options = options;
    this.#clock = createWallClock(options.now);
    this.#steps = this.#clock.steps();
    this.#clockError = keepClockError(options.readClockError ?? readSynchronisation);
    this.#names = createNames(this.#closing.signal, {
      onAddress: (name, ip) => {
        for (const target of this.#named(name)) this.#connect(target, ip);
      },
      onFault: (name, fault) => {
        for (const target of this.#named(name)) target.unresolved ??= { fault, toldMs: options.now() };
      },
      onRound: () => {},
    });
    this.#ticking = setInterval(() => this.#tick(), tickMs);
  }

  watch(checks: readonly Check[]): void {
    const wanted = checks.filter((check): check is StampCheck => check.probe === "stamp");
    const keys = new Map(wanted.map((check) => [check.id, JSON.stringify(check)]));
    const gone = [...this.#targets.values()].filter(({ check, key }) => keys.get(check.id) !== key);
    this.#finish(gone);
    for (const { check } of gone) this.#targets.delete(check.id);
    for (const check of wanted) {
      if (!this.#targets.has(check.id)) this.#targets.set(check.id, newTarget(check));
    }
    this.#keepWatch(this.#targets.size > 0);
    for (const target of this.#targets.values()) {
      const { address } = target.check.settings;
      if (isIP(address) !== 0) this.#connect(target, address);
    }
    this.#names.set(wanted.map(({ settings }) => settings.address).filter((address) => isIP(address) === 0));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#ticking);
    this.#finish([...this.#targets.values()]);
    this.#targets.clear();
    this.#keepWatch(false);
  }

  #named(name: string): Target[] {
    return [...this.#targets.values()].filter(({ check }) => check.settings.address === name);
  }

  /** Looks at the clock and for stalls only while somebody sends: the latter wakes the process a hundred times a second. */
  #keepWatch(isWanted: boolean): void {
    this.#clockError.use(isWanted);
    if (isWanted) this.#stalls ??= watchStalls();
    else {
      this.#stalls?.close();
      this.#stalls = undefined;
    }
  }

  #connect(target: Target, ip: string): void {
    if (target.ip === ip) return;
    release(target);
    target.ip = ip;
    target.unresolved = undefined;
    target.foreignBefore = 0;
    target.tracker = newTracker(target.check);
    const { packetsPerS, ...far } = target.check.settings;
    const session = openSession({ ...far, ip }, target.tracker, {
      clock: this.#clock,
      clockError: this.#clockError.get,
      isSuspect: () => this.#stalls?.isSuspect() ?? false,
    });
    target.session = session;
    const periodMs = 1000 / packetsPerS;
    // many targets must not all send in the same millisecond
    target.sending = setTimeout(() => {
      target.sending = setInterval(() => session.send(), periodMs);
    }, Math.random() * periodMs);
  }

  #tick(): void {
    const nowMs = this.#options.now();
    const targets = [...this.#targets.values()];
    if (this.#clock.steps() !== this.#steps) {
      this.#steps = this.#clock.steps();
      for (const { tracker } of targets) tracker.forget();
    }
    this.#emit(
      targets.flatMap((target) => [
        ...target.tracker.close(nowMs).map((window) => this.#measured(target, window)),
        ...stillUnresolved(target, nowMs),
      ]),
    );
  }

  #emit(said: readonly Said[]): void {
    let urgent = false;
    for (const { target, measurement } of said) {
      urgent ||= measurement.result.outcome !== target.lastOutcome;
      target.lastOutcome = measurement.result.outcome;
    }
    if (said.length === 0) return;
    this.#options.emit({ measurements: said.map(({ measurement }) => measurement), urgent });
  }

  #measured(target: Target, { timeMs, fields }: ClosedWindow): Said {
    const { check, session } = target;
    const foreign = session?.foreign() ?? 0;
    const said = outcomeOf(fields, {
      fault: session?.faultSince(timeMs - check.intervalMs),
      foreign: foreign - target.foreignBefore,
    });
    target.foreignBefore = foreign;
    const tags = { agent: this.#options.agent, kind: check.target.kind, id: check.target.id };
    const points = [measure("stamp", tags, fields, timeMs)];
    return { target, measurement: { result: resultOf(check, timeMs, said), points } };
  }

  #finish(gone: readonly Target[]): void {
    const nowMs = this.#options.now();
    for (const target of gone) release(target);
    this.#emit(
      gone.flatMap((target) => target.tracker.finish(nowMs).map((window) => this.#measured(target, window))),
    );
  }
}

function newTracker({ intervalMs, timeoutMs }: StampCheck): Tracker {
  return createTracker({ windowMs: intervalMs, timeoutMs });
}

/** What there is to say of a name without an address, once a window. */
function stillUnresolved(target: Target, nowMs: number): Said[] {
  const { check, unresolved } = target;
  const timeMs = Math.floor(nowMs / check.intervalMs) * check.intervalMs;
  if (unresolved === undefined || timeMs <= unresolved.toldMs) return [];
  unresolved.toldMs = timeMs;
  const said = { outcome: "failed", reason: "dns_failure", detail: unresolved.fault } as const;
  return [{ target, measurement: { result: resultOf(check, timeMs, said), points: [] } }];
}

function newTarget(check: StampCheck): Target {
  return {
    check,
    key: JSON.stringify(check),
    tracker: newTracker(check),
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
