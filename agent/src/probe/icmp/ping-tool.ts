import { setTimeout as sleep } from "node:timers/promises";
import { deviceText } from "@haidang/contract/text.ts";
import ping from "ping";
import type { BurstOutcome, EchoEvent, EchoListener, EchoTool, ToolFault } from "./echo.ts";

const periodMs = 2000;
const maxParallel = 32;
const quickestBurstMs = 900;

/** What one run of the ping command found. `fault` when it does not run here. */
export type PingAnswer = { sentMs: number; rttsMs: number[]; words: string } | { fault: ToolFault };

/**
 * The ping command through the npm package, a process for every request: right for tens of addresses on a machine
 * without fping. A request every 2 s to each, at most 32 at a time.
 */
export function pingTool(options: { now: () => number }): EchoTool {
  const { now } = options;
  return {
    by: "ping",
    periodMs,
    stream(addresses, timeoutMs, listener) {
      return startRounds(addresses, { timeoutMs, now, listener });
    },
    async burst(suspects, settle, signal) {
      await eachLimited(suspects, signal, async ({ address }) => {
        settle(address, await burst(address, now));
      });
      if (signal.aborted) for (const { address } of suspects) settle(address, { type: "undecided" });
    },
  };
}

function startRounds(
  addresses: readonly string[],
  options: { timeoutMs: number; now: () => number; listener: EchoListener },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let round = Promise.resolve();
  let busy = false;
  const start = () => {
    // A round that takes longer than its period delays the next one rather than piling up processes.
    if (busy) return;
    busy = true;
    round = eachLimited(addresses, stopping.signal, async (address) => {
      const answer = await pingOnce(address, { count: 1, timeoutMs: options.timeoutMs, now: options.now });
      if (stopping.signal.aborted) return;
      if ("fault" in answer) options.listener.onFault(answer.fault, [address]);
      else options.listener.onEvents(eventsOf(address, answer));
    }).finally(() => {
      busy = false;
    });
  };
  const timer = setInterval(start, periodMs);
  start();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await round;
    },
  };
}

function eventsOf(address: string, answer: { sentMs: number; rttsMs: number[]; words: string }): EchoEvent[] {
  const { sentMs, words } = answer;
  const [rttMs] = answer.rttsMs;
  if (rttMs !== undefined) return [{ type: "reply", address, sentMs, rttMs }];
  const cause = unreachableWords(words);
  const lost: EchoEvent = { type: "lost", address, sentMs };
  return cause === undefined ? [lost] : [lost, { type: "notice", address, detail: cause }];
}

/** ping without a way out ends at once, which would take a blink of an interface for a failure: ask again. */
async function burst(address: string, now: () => number): Promise<BurstOutcome> {
  const startedAt = performance.now();
  const first = await burstOnce(address, now);
  const restMs = quickestBurstMs - (performance.now() - startedAt);
  if (first.type !== "lost" || restMs <= 0) return first;
  await sleep(restMs);
  return burstOnce(address, now);
}

async function burstOnce(address: string, now: () => number): Promise<BurstOutcome> {
  const answer = await pingOnce(address, { count: 5, intervalS: 0.2, timeoutMs: 1000, now });
  if ("fault" in answer) return { type: "undecided" };
  if (answer.rttsMs.length > 0) return { type: "answered", sentMs: answer.sentMs };
  const detail = unreachableWords(answer.words);
  return detail === undefined
    ? { type: "lost", reason: "no_reply" }
    : { type: "lost", reason: "unreachable", detail };
}

/** Runs ping once; it ends by itself at the deadline, which is whole seconds. */
export async function pingOnce(
  address: string,
  options: { count: number; intervalS?: number; timeoutMs: number; now: () => number },
): Promise<PingAnswer> {
  const { count, intervalS, timeoutMs, now } = options;
  const timeoutS = Math.max(1, Math.ceil(timeoutMs / 1000));
  const sentMs = now();
  try {
    const answer = await ping.promise.probe(address, {
      min_reply: count,
      timeout: timeoutS,
      deadline: timeoutS + Math.ceil((count - 1) * (intervalS ?? 0)),
      extra: intervalS === undefined ? [] : ["-i", String(intervalS)],
    });
    const words = String(answer.output);
    if (/socket: Operation not permitted|lacking privilege|missing cap_net_raw/i.test(words)) {
      return { fault: { reason: "no_permission", detail: deviceText(words) } };
    }
    return { sentMs, rttsMs: timesOf(answer), words };
  } catch (error) {
    // The package tells no more than that the program did not start.
    const detail = `neither fping nor ping runs here; on Debian: apt install fping (${String(error)})`;
    return { fault: { reason: "tool_missing", detail: deviceText(detail) } };
  }
}

/** The package's own types leave `times` out. */
function timesOf(answer: object): number[] {
  const times: unknown = "times" in answer ? answer.times : [];
  return Array.isArray(times) ? times.filter((time): time is number => Number.isFinite(time)) : [];
}

/** The line in which ping or a router says that there is no way. */
export function unreachableWords(words: string): string | undefined {
  const line = words.split("\n").find((text) => /unreachable|no route|invalid argument/i.test(text));
  return line === undefined ? undefined : deviceText(line);
}

async function eachLimited<T>(
  items: readonly T[],
  signal: AbortSignal,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(maxParallel, items.length) }, async () => {
      for (const item of queue) {
        if (signal.aborted) return;
        await run(item);
      }
    }),
  );
}
