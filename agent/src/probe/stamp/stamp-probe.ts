import type { CheckOf } from "@haidang/contract/check.ts";
import { measure } from "@haidang/contract/measurement.ts";
import type { CheckResult } from "@haidang/contract/result.ts";
import type { BoundProbe, RunContext } from "../probe.ts";
import { resolveAddress } from "../resolve.ts";
import { createWallClock } from "./clock.ts";
import { outcomeOf } from "./result.ts";
import { openSession } from "./session.ts";
import { watchStalls } from "./stall.ts";
import { readSynchronisation } from "./synchronisation.ts";
import { createTracker, type Tracker } from "./tracker.ts";
import type { StampFields } from "./window.ts";

type StampCheck = CheckOf<"stamp">;

const count = 20;
const everyMs = 50;
const maxTimeoutMs = 1000;
const lookMs = 20;

/** One shot: 20 packets, 50 ms apart. The running agent uses `watchStamp` instead. */
export function stampProbe(check: StampCheck): BoundProbe {
  return {
    async run(context) {
      const startedAt = performance.now();
      const { said, fields } = await shoot(check, context);
      const { target } = check;
      const { agent, slotMs: timeMs } = context;
      const durationMs = Math.round(performance.now() - startedAt);
      const tags = { agent, kind: target.kind, id: target.id };
      return {
        result: { probe: "stamp", target, timeMs, ...said, durationMs },
        points: fields === undefined ? [] : [measure("stamp", tags, fields, timeMs)],
      };
    },
    close() {},
  };
}

async function shoot(
  { settings, timeoutMs: deadlineMs }: StampCheck,
  { signal }: RunContext,
): Promise<{ said: Pick<CheckResult, "outcome" | "reason" | "detail">; fields?: StampFields }> {
  const resolved = await resolveAddress(settings.address, signal);
  if ("fault" in resolved) {
    return { said: { outcome: "failed", reason: "dns_failure", detail: resolved.fault } };
  }
  const clockError = await readSynchronisation();
  const clock = createWallClock();
  const stalls = watchStalls();
  // the last packet has to be given up before the deadline, or silence could not be told from a slow probe
  const timeoutMs = Math.min(maxTimeoutMs, Math.max(100, deadlineMs - count * everyMs));
  const tracker = createTracker({ windowMs: Number.MAX_SAFE_INTEGER, timeoutMs });
  const { isSuspect } = stalls;
  const session = openSession({ ...settings, ip: resolved.ip }, tracker, {
    clock,
    clockError: () => clockError,
    isSuspect,
  });
  try {
    for (let sent = 0; sent < count && !signal.aborted; sent += 1) {
      await pause(everyMs);
      session.send();
    }
    await settle(tracker, timeoutMs, signal);
    const [window] = tracker.finish(clock.nowMs());
    if (window === undefined) return { said: { outcome: "failed", reason: "timeout" } };
    const said = outcomeOf(window.fields, { fault: session.faultSince(0), foreign: session.foreign() });
    return { said, fields: window.fields };
  } finally {
    session.close();
    stalls.close();
  }
}

async function settle(tracker: Tracker, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + timeoutMs + lookMs;
  while (!signal.aborted && performance.now() < untilMs && !tracker.isComplete()) await pause(lookMs);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
