import type { Check, ProbeName } from "@haidang/contract/check.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import {
  type BoundProbe,
  bindProbe,
  type Emission,
  type Measurement,
  type ProbeTable,
} from "../probe/probe.ts";
import { errorText, type Log } from "../self/log.ts";
import {
  type Due,
  dueEntries,
  type Entry,
  ended,
  hurried,
  newEntry,
  outlook,
  started,
  stuck,
} from "./plan.ts";
import { wholeSecond } from "./slot.ts";

export interface SchedulerOptions {
  agent: string;
  probes: ProbeTable;
  now: () => number;
  emit: (emission: Emission) => void;
  log: Log;
  /** Runs at once. */
  limit?: number;
  /** After its deadline a run is given so long to come back before it counts as stuck. */
  graceMs?: number;
  onRun?: (probe: ProbeName, result: CheckResult, tookMs: number) => void;
}

export interface Scheduler {
  /** The whole list; checks that stay the same keep their probe and their slots. */
  update(diff: { added: readonly Check[]; changed: readonly Check[]; removed: readonly string[] }): void;
  /** Runs a check out of turn at a moment (UTC ms), or as soon as it may; nothing for one that is not scheduled. */
  hurry(checkId: string, atMs: number): void;
  stats(): { checks: number; running: number; stuck: number };
  /** Starts nothing more, and waits for what runs for at most `graceMs`. */
  stop(): Promise<void>;
}

interface Held {
  check: Check;
  probe: BoundProbe;
  run: Promise<void> | undefined;
  abort: AbortController | undefined;
  gone: boolean;
}

const longestSleepMs = 1_000;

export function startScheduler(options: SchedulerOptions): Scheduler {
  return new TimerScheduler(options);
}

class TimerScheduler implements Scheduler {
  readonly #options: SchedulerOptions;
  readonly #limit: number;
  readonly #graceMs: number;
  readonly #held = new Map<string, Held>();
  /** Where each check stands, by its id, as `#held`: looked through at every tick, so it is a map of its own. */
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer is to fire, UTC ms. */
  #wakeMs = 0;
  #crowded = false;
  #soon: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#limit = options.limit ?? 32;
    this.#graceMs = options.graceMs ?? 2_000;
  }

  update({ added, changed, removed }: Parameters<Scheduler["update"]>[0]): void {
    for (const id of removed) this.#release(id);
    for (const check of changed) this.#release(check.id);
    for (const check of [...added, ...changed]) {
      this.#entries.set(check.id, newEntry(check, this.#options.now()));
      this.#held.set(check.id, {
        check,
        probe: bindProbe(this.#options.probes, check),
        run: undefined,
        abort: undefined,
        gone: false,
      });
    }
    this.#tick();
  }

  hurry(checkId: string, atMs: number): void {
    const entry = this.#entries.get(checkId);
    if (entry === undefined) return;
    this.#entries.set(checkId, hurried(entry, atMs));
    this.#tick();
  }

  stats(): { checks: number; running: number; stuck: number } {
    const phases = [...this.#entries.values()].map(({ phase }) => phase);
    const count = (phase: Entry["phase"]): number => phases.filter((one) => one === phase).length;
    return { checks: phases.length, running: count("running"), stuck: count("stuck") };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    const held = [...this.#held.values()];
    const runs = held.map(({ run }) => run ?? Promise.resolve());
    for (const id of [...this.#held.keys()]) this.#release(id);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#graceMs);
    });
    await Promise.race([Promise.all(runs), deadline]);
    clearTimeout(timer);
  }

  /** Lets go of a check: its run is told to end, and its probe closes once it has. */
  #release(id: string): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#held.delete(id);
    this.#entries.delete(id);
    held.gone = true;
    held.abort?.abort();
    const close = async (): Promise<void> => {
      await held.run;
      await held.probe.close();
    };
    close().catch((error: unknown) =>
      this.#options.log.error("check_fault", { check: id, why: errorText(error) }),
    );
  }

  #tick(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const nowMs = this.#options.now();
    for (const due of dueEntries(this.#entries.values(), nowMs, this.#limit)) {
      const held = this.#held.get(due.entry.check.id);
      if (held !== undefined) this.#begin(held, due, nowMs);
    }
    const { waitMs, crowded } = outlook(this.#entries.values(), nowMs, longestSleepMs);
    this.#crowded = crowded;
    this.#wakeMs = nowMs + waitMs;
    this.#timer = setTimeout(() => this.#tick(), waitMs);
  }

  /** After a run ended: a look at all checks only if one waits for its place or it is due itself before the timer. */
  #look({ nextMs }: Entry): void {
    if (!this.#crowded && nextMs >= this.#wakeMs) return;
    // runs that end together make places together
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#tick();
    });
  }

  #begin(held: Held, { entry, as, slotMs }: Due, nowMs: number): void {
    if (as === "skip") {
      this.#skip(held, slotMs, nowMs);
      return;
    }
    this.#place(started(entry, nowMs));
    held.run = this.#run(held, slotMs);
  }

  /** One run to its very end; never rejects. */
  async #run(held: Held, slotMs: number): Promise<void> {
    const { agent } = this.#options;
    const { check } = held;
    const abort = new AbortController();
    held.abort = abort;
    const deadline = setTimeout(() => abort.abort(), check.timeoutMs);
    const giveUp = setTimeout(() => this.#markStuck(held, slotMs), check.timeoutMs + this.#graceMs);
    const startedMs = performance.now();
    let measurement: Measurement;
    try {
      measurement = await held.probe.run({ agent, slotMs, signal: abort.signal });
    } catch (error) {
      this.#options.log.error("check_fault", { check: check.id, why: errorText(error) });
      measurement = { result: faultOf(check, slotMs, errorText(error)), points: [] };
    }
    clearTimeout(deadline);
    clearTimeout(giveUp);
    held.run = undefined;
    held.abort = undefined;
    // what an aborted run of a check that is gone says is about the abort, not about the target
    if (held.gone) return;
    const entry = this.#entries.get(check.id);
    if (entry === undefined) return;
    const next = this.#finish(entry, { measurement, slotMs, tookMs: performance.now() - startedMs });
    this.#look(next);
  }

  #finish(entry: Entry, run: { measurement: Measurement; slotMs: number; tookMs: number }): Entry {
    const { result } = run.measurement;
    const { check, phase, lastOutcome } = entry;
    if (phase === "stuck") {
      // its slots were given away as skipped, so what it brings now is of no moment any more
      this.#options.log.info("check_unstuck", { check: check.id });
      return this.#place({ ...entry, phase: "idle" });
    }
    const next = this.#place(ended(entry, run.slotMs, result.outcome, this.#options.now()));
    this.#options.onRun?.(check.probe, result, run.tookMs);
    // what is urgent goes ahead of its points, and a path is judged by them alone
    const urgent = result.outcome !== lastOutcome && result.probe !== "path";
    this.#options.emit({ measurements: [run.measurement], urgent });
    return next;
  }

  #place(entry: Entry): Entry {
    this.#entries.set(entry.check.id, entry);
    return entry;
  }

  #markStuck(held: Held, slotMs: number): void {
    if (held.gone) return;
    const { check } = held;
    this.#options.log.error("check_stuck", { check: check.id, seconds: this.#graceMs / 1000 });
    this.#skip(held, slotMs, this.#options.now());
    this.#tick();
  }

  #skip(held: Held, slotMs: number, nowMs: number): void {
    const { check } = held;
    const entry = this.#entries.get(check.id);
    if (entry === undefined) return;
    const detail = `the ${check.probe} probe of ${check.target.kind}/${check.target.id} has not come back`;
    const result: CheckResult = {
      probe: check.probe,
      target: check.target,
      timeMs: slotMs,
      outcome: "cannot",
      reason: "skipped",
      detail,
    };
    this.#place(stuck(entry, nowMs));
    this.#options.emit({ measurements: [{ result, points: [] }], urgent: entry.lastOutcome !== "cannot" });
  }
}

function faultOf(check: Check, slotMs: number, detail: string): CheckResult {
  return {
    probe: check.probe,
    target: check.target,
    timeMs: wholeSecond(slotMs),
    outcome: "cannot",
    reason: "agent_fault",
    detail,
  };
}
