import type { NotificationItem, NotificationRecord } from "../store/incident-records.ts";
import type { RecordStore } from "../store/records.ts";
import type { Delivered, Message } from "./channel/channel.ts";

const limits = {
  /** Messages under way in one channel, and in all of them. */
  perChannel: 4,
  inAll: 32,
  /** A channel that has not ended by then has failed, whatever it still does. */
  deadlineMs: 150_000,
  firstRetryMs: 3000,
  longestRetryMs: 10 * 60_000,
  /** What could not be delivered for so long is given up. */
  giveUpMs: 24 * 3_600_000,
  mostDetail: 300,
} as const;

type Composed = Message | { gone: string };

export interface WorkerOptions {
  records: RecordStore;
  /** Words a message; a text says why there is none. */
  compose: (record: NotificationRecord) => Composed | Promise<Composed>;
  deliver: (channel: string, message: Message, signal: AbortSignal) => Promise<Delivered>;
  /** At most one at a time: a modem. */
  isSingle: (channel: string) => boolean;
  /** Within the transaction that writes the outcome. */
  onDone: (record: NotificationRecord, nowMs: number) => void;
  onFault: (error: unknown) => void;
  now: () => number;
  /** Within [0, 1). */
  random: () => number;
}

export interface Worker {
  /** Begins whatever is due and may begin. */
  kick(): void;
  /** When it last looked at what is due, and could. */
  movedMs(): number;
  /** Ends what is under way; it is sent again after the next start, under the same id. */
  stop(): Promise<void>;
}

/**
 * Delivers what waits in the outbox: at least once, each channel by itself, messages about one incident to one
 * recipient in the order they were made. What is not over is kept as it was, so that a crash only repeats.
 */
export function createWorker(options: WorkerOptions): Worker {
  const { records, now } = options;
  const { notifications } = records;
  const stopping = new AbortController();
  const underWay = new Map<string, { record: NotificationRecord; over: Promise<void> }>();
  let movedMs = now();

  function kick(): void {
    if (stopping.signal.aborted) return;
    const nowMs = now();
    for (const channel of notifications.dueChannels(nowMs)) {
      const busy = [...underWay.values()].filter(({ record }) => record.channel === channel).length;
      const free = Math.min(
        (options.isSingle(channel) ? 1 : limits.perChannel) - busy,
        limits.inAll - underWay.size,
      );
      if (free <= 0) continue;
      // those that wait for an earlier one are passed over
      const due = notifications.due(channel, nowMs, 200);
      let begun = 0;
      for (const record of due) {
        if (begun >= free) break;
        if (underWay.has(record.id) || !mayGo(record, channel)) continue;
        begun += begin(record, channel);
      }
    }
    movedMs = nowMs;
  }

  /** Nothing about the same incidents is on its way to the same recipient before it. */
  function mayGo(record: NotificationRecord, channel: string): boolean {
    const waiting = notifications.ofRecipient({ channel, contact: record.contact }, Number.MAX_SAFE_INTEGER);
    const before = waiting.slice(
      0,
      waiting.findIndex(({ id }) => id === record.id),
    );
    return !before.some(({ items }) => shared(items, record.items));
  }

  /** Who never got the news of an incident is not told that it is over. */
  function toldItems({ items, contact }: NotificationRecord, channel: string): NotificationItem[] {
    return items.filter(
      ({ purpose, incident }) =>
        purpose !== "resolved" || notifications.wasTold({ channel, contact }, incident),
    );
  }

  function begin(record: NotificationRecord, channel: string): number {
    const items = toldItems(record, channel);
    if (items.length === 0 && record.letter === undefined) {
      notifications.put({ ...record, state: "failed", doneMs: now(), reason: "not_told", detail: null });
      return 0;
    }
    const whole = { ...record, items };
    const over = attempt(whole, channel).then(
      (outcome) => settle(whole, outcome),
      (error: unknown) => {
        underWay.delete(record.id);
        options.onFault(error);
      },
    );
    underWay.set(record.id, { record: whole, over });
    return 1;
  }

  async function attempt(record: NotificationRecord, channel: string): Promise<Delivered> {
    const message = await options.compose(record);
    if ("gone" in message) {
      return { ok: false, reason: "misconfigured", detail: message.gone, final: true };
    }
    const deadline = AbortSignal.timeout(limits.deadlineMs);
    const signal = AbortSignal.any([stopping.signal, deadline]);
    const late = new Promise<Delivered>((resolve) => {
      const end = () =>
        resolve({
          ok: false,
          reason: stopping.signal.aborted ? "cancelled" : "timeout",
          detail: `not over after ${limits.deadlineMs / 1000} s`,
        });
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    });
    return Promise.race([options.deliver(channel, message, signal), late]);
  }

  function settle(record: NotificationRecord, outcome: Delivered): void {
    underWay.delete(record.id);
    // a stop says nothing of the channel: it is tried again as if nothing had been
    if (stopping.signal.aborted && !outcome.ok) return;
    try {
      finish(record, outcome);
    } catch (error) {
      options.onFault(error);
    }
    kick();
  }

  function finish(record: NotificationRecord, outcome: Delivered): void {
    const nowMs = now();
    const next = afterAttempt(record, outcome, { nowMs, random: options.random() });
    records.transaction(() => {
      notifications.put(next);
      if (next.state !== "waiting") options.onDone(next, nowMs);
    });
  }

  return {
    kick,
    movedMs: () => movedMs,
    async stop() {
      stopping.abort();
      await Promise.allSettled([...underWay.values()].map(({ over }) => over));
    },
  };
}

/** The record as it is after an attempt. */
export function afterAttempt(
  record: NotificationRecord,
  outcome: Delivered,
  { nowMs, random }: { nowMs: number; random: number },
): NotificationRecord {
  const attempts = record.attempts + 1;
  if (outcome.ok) {
    const detail = outcome.detail?.slice(0, limits.mostDetail) ?? null;
    return { ...record, attempts, state: "delivered", doneMs: nowMs, reason: null, detail };
  }
  const said = { attempts, reason: outcome.reason, detail: outcome.detail.slice(0, limits.mostDetail) };
  const dueMs = nowMs + retryAfter(attempts, outcome.retryAfterMs, random);
  const isOver = outcome.final === true || dueMs - record.madeMs > limits.giveUpMs;
  return isOver
    ? { ...record, ...said, state: "failed", doneMs: nowMs }
    : { ...record, ...said, state: "waiting", dueMs };
}

/** Doubles from try to try, a fifth more or less so that those who failed together do not come back together. */
function retryAfter(attempts: number, askedMs: number | undefined, random: number): number {
  const plainMs = Math.min(limits.firstRetryMs * 2 ** (attempts - 1), limits.longestRetryMs);
  return Math.max(Math.round(plainMs * (0.8 + 0.4 * random)), askedMs ?? 0);
}

function shared(a: readonly NotificationItem[], b: readonly NotificationItem[]): boolean {
  return a.some(({ incident }) => b.some((item) => item.incident === incident));
}
