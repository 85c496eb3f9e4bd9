import { batchHeaders } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";
import { errorText, type Log } from "../self/log.ts";
import type { Batch, Lane, Spool } from "../spool/spool.ts";
import { judgeAnswer, type Verdict } from "./answer.ts";
import { backOffMs } from "./back-off.ts";
import type { Centre } from "./centre.ts";

export interface ShipperOptions {
  spool: Spool;
  centre: Centre;
  log: Log;
  now: () => number;
  /** Monotonic, ms: a wait must not become a day because the clock was set back. */
  elapsedMs: () => number;
  random: () => number;
  /** Done before each delivery; while it rejects the centre counts as away. */
  prepare?: () => Promise<void>;
  /** Counts for the agent's own metrics. */
  onAnswer?: (answer: "accepted" | "refused" | "waits" | "unreachable") => void;
  timeoutMs?: number;
}

export interface Shipper {
  start(): void;
  /** Something is there to deliver; `urgent` also cuts short a wait for a centre that was away. */
  wake(urgent?: boolean): void;
  /** Ends deliveries: lets one last round of state changes and live data go for at most so long. */
  stop(lastMs: number): Promise<void>;
}

type Part = "fresh" | "backlog";

/** Backlog made while nothing happens is found by itself after so long. */
const idleLookMs = 5_000;
/** An urgent change does not knock on a closed door more often than this. */
const urgentKnockMs = 1_000;
const knockSecondMs = 250;
const pause = { minMs: 20, maxMs: 1_000 };

/** What the two deliveries share: one centre, away for both or for none. */
interface Door {
  failures: number;
  /** Nothing is sent before this, monotonic ms as the other times here. */
  closedUntilMs: number;
  /** The centre asked for the wait, so nothing of ours may cut it short. */
  asked: boolean;
  lastTryMs: number;
  away: boolean;
  refusedCredential: boolean;
}

/**
 * While the store behind the centre is away, the centre goes on judging: what it has heard is not told again before
 * the next trial, so that newer results are heard too.
 */
interface Heard {
  through: Record<Lane, number>;
  /** When the oldest is tried again, whether it can be stored now; monotonic ms. */
  trialMs: number;
}

export function startShipper(options: ShipperOptions): Shipper {
  return new SpoolShipper(options);
}

class SpoolShipper implements Shipper {
  readonly #options: ShipperOptions;
  readonly #door: Door = {
    failures: 0,
    closedUntilMs: 0,
    asked: false,
    lastTryMs: 0,
    away: false,
    refusedCredential: false,
  };
  #heard: Heard | undefined;
  readonly #abort = new AbortController();
  readonly #sleepers = new Map<Part, () => void>();
  /** Something came while fresh data was being looked for: the next sleep is none. */
  #woken = false;
  #stopping = false;
  #running: Promise<void>[] = [];

  constructor(options: ShipperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = [this.#run("fresh"), this.#run("backlog")];
  }

  wake(urgent = false): void {
    const elapsedMs = this.#options.elapsedMs();
    const door = this.#door;
    const mayKnock = !door.asked && elapsedMs - door.lastTryMs >= urgentKnockMs;
    if (urgent && mayKnock) door.closedUntilMs = elapsedMs;
    this.#woken = true;
    this.#sleepers.get("fresh")?.();
  }

  async stop(lastMs: number): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => this.#abort.abort(), lastMs);
    for (const wake of this.#sleepers.values()) wake();
    await Promise.all(this.#running);
    clearTimeout(timer);
  }

  async #run(part: Part): Promise<void> {
    while (!this.#stopping) {
      const waitMs = this.#door.closedUntilMs - this.#options.elapsedMs();
      if (waitMs > 0) {
        await this.#sleep(part, Math.min(waitMs, idleLookMs));
        // state changes and live data knock first when a door opens again
        if (part === "backlog") await this.#sleep(part, knockSecondMs);
        continue;
      }
      if (part === "backlog" && this.#heard !== undefined) {
        await this.#sleep(part, idleLookMs);
        continue;
      }
      const tookMs = await this.#deliverOne(part);
      if (part === "backlog") {
        // it leaves the line to live data at least half of the time
        const restMs =
          tookMs === undefined ? idleLookMs : Math.min(Math.max(tookMs, pause.minMs), pause.maxMs);
        await this.#sleep(part, restMs);
      } else if (tookMs === undefined && !this.#woken) {
        const trialInMs = (this.#heard?.trialMs ?? Infinity) - this.#options.elapsedMs();
        await this.#sleep(part, Math.min(idleLookMs, Math.max(pause.minMs, trialInMs)));
      }
    }
    if (part === "fresh") await this.#lastRound();
  }

  /** Before the end, what is fresh goes out as long as it goes well. */
  async #lastRound(): Promise<void> {
    while (!this.#abort.signal.aborted && this.#door.closedUntilMs <= this.#options.elapsedMs()) {
      if ((await this.#deliverOne("fresh")) === undefined) return;
    }
  }

  /** Sends one batch and settles it; how long that took, or undefined when there was none. */
  async #deliverOne(part: Part): Promise<number | undefined> {
    const { spool, now, elapsedMs } = this.#options;
    if (part === "fresh") this.#woken = false;
    const startedMs = elapsedMs();
    if (!(await this.#prepared())) return elapsedMs() - startedMs;
    const isTrial = this.#heard === undefined || startedMs >= this.#heard.trialMs;
    const batch = spool.next(now(), part, isTrial ? undefined : this.#heard?.through);
    if (batch === undefined) return undefined;
    const verdict = await this.#send(batch);
    if (verdict.to === "settle") {
      spool.settle(batch, verdict.settlement);
      this.#delivered(batch, verdict);
    } else {
      spool.settle(batch, { as: "kept" });
      if (verdict.judged === true && !this.#stopping) this.#hear(part, batch, verdict, isTrial);
      else this.#closeDoor(verdict);
    }
    return elapsedMs() - startedMs;
  }

  #hear(part: Part, batch: Batch, verdict: Extract<Verdict, { to: "wait" }>, isTrial: boolean): void {
    const { elapsedMs, log, random } = this.#options;
    const heard = this.#heard ?? { through: { state: 0, bulk: 0 }, trialMs: 0 };
    if (part === "fresh") heard.through[batch.lane] = Math.max(heard.through[batch.lane], batch.id);
    // a trial that fails is repeated as the centre asks, spread so that not all agents come at once
    if (isTrial) heard.trialMs = elapsedMs() + (verdict.notBeforeMs ?? idleLookMs) * (1 + random());
    this.#heard = heard;
    if (!this.#door.away) log.warn("centre_away", { why: verdict.why });
    this.#door.away = true;
  }

  async #prepared(): Promise<boolean> {
    try {
      await this.#options.prepare?.();
      return true;
    } catch (error) {
      this.#door.lastTryMs = this.#options.elapsedMs();
      this.#closeDoor(this.#unreachable(error));
      return false;
    }
  }

  #unreachable(error: unknown): Extract<Verdict, { to: "wait" }> {
    this.#options.onAnswer?.("unreachable");
    const why =
      error instanceof HaidangError && typeof error.details === "string" ? error.details : errorText(error);
    return { to: "wait", why, credential: false };
  }

  async #send(batch: Batch): Promise<Verdict> {
    const { centre, now, elapsedMs, timeoutMs = 10_000, onAnswer } = this.#options;
    this.#door.lastTryMs = elapsedMs();
    try {
      const answer = await centre.request({
        method: "POST",
        path: "/api/v1/ingest",
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "content-encoding": "zstd",
          [batchHeaders.boot]: batch.boot,
          [batchHeaders.sequence]: String(batch.sequence),
          [batchHeaders.crc32]: batch.crc32,
          [batchHeaders.oldest]: String(batch.oldest),
        },
        body: batch.body,
        timeoutMs,
        signal: this.#abort.signal,
      });
      const verdict = judgeAnswer(answer, batch.points, now());
      onAnswer?.(
        verdict.to === "wait" ? "waits" : verdict.settlement.as === "accepted" ? "accepted" : "refused",
      );
      return verdict;
    } catch (error) {
      return this.#unreachable(error);
    }
  }

  #delivered(batch: Batch, { settlement }: Extract<Verdict, { to: "settle" }>): void {
    const { log } = this.#options;
    const door = this.#door;
    if (this.#heard !== undefined) this.#sleepers.get("backlog")?.();
    this.#heard = undefined;
    door.failures = 0;
    door.asked = false;
    if (door.refusedCredential) log.info("credential_accepted");
    else if (door.away) log.info("centre_back");
    door.away = false;
    door.refusedCredential = false;
    if (settlement.as === "refused") {
      log.error("batch_refused", { points: batch.points, why: settlement.why, detail: settlement.detail });
    } else if (settlement.as === "trimmed") {
      log.error("lines_refused", { points: settlement.lines.length, detail: settlement.detail });
    }
  }

  #closeDoor({ why, credential, notBeforeMs }: Extract<Verdict, { to: "wait" }>): void {
    if (this.#stopping) {
      this.#door.closedUntilMs = Number.POSITIVE_INFINITY;
      return;
    }
    const { log, elapsedMs, random, centre } = this.#options;
    const door = this.#door;
    door.failures += 1;
    door.asked = notBeforeMs !== undefined || credential;
    const ownMs = backOffMs(door.failures, random());
    // a wait the centre asks for is spread too, or all agents would come back at its end
    door.closedUntilMs =
      elapsedMs() + (notBeforeMs === undefined ? ownMs : notBeforeMs + Math.min(ownMs, 5_000));
    if (credential && !door.refusedCredential) log.error("credential_refused", { url: centre.url });
    else if (!credential && !door.away) log.warn("centre_away", { why });
    if (credential) door.refusedCredential = true;
    else door.away = true;
  }

  #sleep(part: Part, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stopping) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(part);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#sleepers.set(part, done);
    });
  }
}
