import { type RunningChild, runChild, toolFault } from "./child.ts";
import type { BurstOutcome, EchoListener, EchoTool, Suspect } from "./echo.ts";
import { type FpingLine, parseFpingLine } from "./fping-line.ts";
import { canaries, createFpingReader } from "./fping-reader.ts";

const periodMs = 1000;
const maxAddressesPerChild = 500;

/** A burst: 10 requests, 100 ms apart, each given 700 ms: settled within 1.6 s. */
export const burst = { count: 10, periodMs: 100, timeoutMs: 700, maxAddressesPerChild: 100 } as const;

/** A stream that wrote nothing for this long hangs: its canaries alone write each second. */
const silentMs = 5000;
const firstBackOffMs = 1000;
const maxBackOffMs = 30_000;

/** A child that lived this long was well; its end is an accident, mended by starting another at once. */
const healthyMs = 10_000;

/**
 * fping 5.x as one long-running child per 500 addresses. Time spent waiting is measured by timers, so that a jump
 * of the wall clock neither hangs nor hurries anything.
 */
export function fpingTool(options: { now: () => number; command?: string }): EchoTool {
  const { now, command = "fping" } = options;
  return {
    by: "fping",
    periodMs,
    stream(addresses, timeoutMs, listener) {
      const parts = chunk(addresses, maxAddressesPerChild).map((part) =>
        superviseStream({ command, addresses: part, timeoutMs, now, listener }),
      );
      return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
    },
    async burst(suspects, settle, signal) {
      await Promise.all(
        chunk(suspects, burst.maxAddressesPerChild).map((part) =>
          runBurst({ command, now, suspects: part }, settle, signal),
        ),
      );
    },
  };
}

interface StreamOptions {
  command: string;
  addresses: readonly string[];
  timeoutMs: number;
  now: () => number;
  listener: EchoListener;
}

/** Keeps one child alive until stopped: again at once after an accident, with back-off when it keeps dying. */
function superviseStream(options: StreamOptions): { stop(): Promise<void> } {
  let stopped = false;
  let run: StreamRun | undefined;
  let wake = () => {};

  async function supervise(): Promise<void> {
    let backOffMs = 0;
    while (!stopped) {
      const startedAt = performance.now();
      run = startStream(options);
      const end = await run.child.ended;
      run.dispose();
      if (stopped) return;
      const accident = performance.now() - startedAt >= healthyMs;
      if (!accident) options.listener.onFault(toolFault("fping", end), options.addresses);
      backOffMs = accident ? 0 : Math.min(maxBackOffMs, Math.max(firstBackOffMs, backOffMs * 2));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backOffMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = supervise();
  return {
    stop: async () => {
      stopped = true;
      run?.dispose();
      run?.child.kill();
      wake();
      await running;
    },
  };
}

interface StreamRun {
  child: RunningChild;
  /** Nothing is told from here on. */
  dispose(): void;
}

function startStream(options: StreamOptions): StreamRun {
  const { command, addresses, timeoutMs, now, listener } = options;
  const spacingMs = Math.max(1, Math.min(100, Math.floor(600 / (addresses.length + canaries.length))));
  const read = createFpingReader({ addresses, spacingMs, periodMs, timeoutMs, startedMs: now(), now });
  const parameters = ["-l", "-D", "-p", periodMs, "-t", timeoutMs, "-i", spacingMs, "--"].map(String);
  let disposed = false;
  const watchdog = setTimeout(() => child.kill(), silentMs);
  const child = runChild(command, [...parameters, canaries[0], ...addresses, canaries[1]], (line) => {
    watchdog.refresh();
    const events = read(line);
    if (events.length > 0 && !disposed) listener.onEvents(events);
  });
  const dispose = () => {
    disposed = true;
    clearTimeout(watchdog);
  };
  return { child, dispose };
}

async function runBurst(
  { command, now, suspects }: { command: string; now: () => number; suspects: readonly Suspect[] },
  settle: (address: string, outcome: BurstOutcome) => void,
  signal: AbortSignal,
): Promise<void> {
  const open = new Map(suspects.map((suspect) => [suspect.address, startTally()]));
  const close = (address: string, outcome: BurstOutcome) => {
    if (open.delete(address)) settle(address, outcome);
  };
  const onLine = (text: string) => {
    const line = parseFpingLine(text);
    if (line.type === "other") return;
    const tally = open.get(line.address);
    if (tally === undefined) return;
    if (line.type === "reply") {
      close(line.address, { type: "answered", sentMs: Math.round(now() - line.rttMs) });
    } else note(tally, line);
  };
  const addresses = suspects.map((suspect) => suspect.address);
  const { count, periodMs: everyMs, timeoutMs } = burst;
  const parameters = ["-D", "-c", count, "-p", everyMs, "-t", timeoutMs, "-i", 1, "--"].map(String);
  const children = [runChild(command, [...parameters, ...addresses], onLine)];
  const unsent = suspects.filter((suspect) => suspect.unsent).map((suspect) => suspect.address);
  // Only without -c and -l does fping tell what the kernel said.
  if (unsent.length > 0) {
    children.push(runChild(command, ["-r", "0", "-t", "200", "-i", "1", "--", ...unsent], onLine));
  }
  const complete = await endAll(children, signal);
  for (const [address, tally] of open) close(address, complete ? judge(tally) : { type: "undecided" });
}

/** True when every child came to its own end: only then is silence an answer. */
async function endAll(children: readonly RunningChild[], signal: AbortSignal): Promise<boolean> {
  const kill = () => {
    for (const child of children) child.kill();
  };
  const deadline = setTimeout(kill, silentMs);
  signal.addEventListener("abort", kill, { once: true });
  const ends = await Promise.all(children.map((child) => child.ended));
  clearTimeout(deadline);
  signal.removeEventListener("abort", kill);
  return ends.every((end) => end.exitCode === 0 || end.exitCode === 1);
}

/** What a burst said of one address besides replies. */
interface Tally {
  lost: number;
  notice: string | undefined;
  sendError: string | undefined;
}

function startTally(): Tally {
  return { lost: 0, notice: undefined, sendError: undefined };
}

function note(tally: Tally, line: FpingLine): void {
  if (line.type === "lost") tally.lost += 1;
  if (line.type === "notice") tally.notice = line.detail;
  if (line.type === "sendError") tally.sendError = line.detail;
}

/** Kernel words for a request forbidden on this machine (EPERM of a firewall, EACCES of a route). */
const forbidden = /not permitted|permission denied/i;

function judge(tally: Tally): BurstOutcome {
  if (tally.lost > 0) {
    return tally.notice === undefined
      ? { type: "lost", reason: "no_reply" }
      : { type: "lost", reason: "unreachable", detail: tally.notice };
  }
  const detail = `echo requests could not be sent: ${tally.sendError ?? "refused by the kernel"}`;
  if (tally.sendError !== undefined && forbidden.test(tally.sendError)) {
    return { type: "cannot", reason: "no_permission", detail };
  }
  return { type: "lost", reason: "unreachable", detail };
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}
