import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterDeath, noPast } from "./back-off.ts";
import { lineLimit, lineSplitter, readable } from "./line.ts";
import type { LogFile } from "./log-file.ts";

export interface ChildPlan {
  /** Script to run under this Node. */
  entry: string;
  /** Flags of Node for it. */
  flags?: readonly string[];
  cwd: string;
  log: LogFile;
  /** How its lines are introduced on the terminal. */
  shownAs: string;
  /** Asked before each start. */
  environment: () => Promise<NodeJS.ProcessEnv>;
  /**
   * Resolves with true once the process does its work, with false when `gone` was aborted first because it ended;
   * rejects when it takes too long, and it is killed then.
   */
  untilReady: (pid: number, gone: AbortSignal) => Promise<boolean>;
  /** Deaths in a row before being ready that end all attempts; without it there is no end. */
  giveUpAfter?: number;
  show: (line: string) => void;
  onReady: () => void;
  onDeath: (how: string, delayMs: number) => void;
  /** The last words of a child that will not be started again. */
  onGiveUp: (lastWords: readonly string[], failures: number) => void;
}

export interface Child {
  /** Asks it to end, kills it after `withinMs`; resolves when it is gone and will not be started again. */
  stop(withinMs: number): Promise<void>;
  kill(): void;
}

interface Life {
  how: string;
  ranMs: number;
  wasReady: boolean;
}

interface Launched {
  process: ChildProcess;
  gone: AbortSignal;
  /** How it ended, in words. */
  ended: Promise<string>;
}

const keptLines = 8;
const shownLines = { limit: 30, windowMs: 10_000 };
const drainMs = 500;

/** Keeps a process running: starts it, starts it again when it ends, writes down and passes on what it says. */
export function keepRunning(plan: ChildPlan): Child {
  const over = new AbortController();
  const lastWords: string[] = [];
  const hear = listener(plan, lastWords);
  let running: Launched | undefined;

  async function live(): Promise<Life> {
    const env = await plan.environment();
    if (over.signal.aborted) return { how: "", ranMs: 0, wasReady: false };
    lastWords.length = 0;
    const startedMs = Date.now();
    const child = launch(plan, env, hear);
    running = child;
    const { wasReady, fault } = await plan.untilReady(child.process.pid ?? 0, child.gone).then(
      (isReady) => ({ wasReady: isReady, fault: undefined }),
      (error: unknown) => ({ wasReady: false, fault: errorText(error) }),
    );
    if (wasReady) plan.onReady();
    if (fault !== undefined) killGroup(child);
    const how = await child.ended;
    return { how: fault ?? how, ranMs: Date.now() - startedMs, wasReady };
  }

  async function keep(): Promise<void> {
    let past = noPast;
    while (!over.signal.aborted) {
      const life = await live().catch((error) => ({ how: errorText(error), ranMs: 0, wasReady: false }));
      running = undefined;
      if (over.signal.aborted) return;
      const next = afterDeath(past, life);
      past = next.past;
      if (plan.giveUpAfter !== undefined && past.startFailures >= plan.giveUpAfter) {
        plan.onGiveUp(lastWords.length > 0 ? lastWords : [life.how], past.startFailures);
        return;
      }
      plan.onDeath(life.how, next.delayMs);
      // rejects when stopping cuts it short, which the loop sees by itself
      await pause(next.delayMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  const kept = keep();
  return {
    async stop(withinMs) {
      over.abort();
      running?.process.kill("SIGTERM");
      const deadline = setTimeout(() => running && killGroup(running), withinMs);
      await kept;
      clearTimeout(deadline);
    },
    kill() {
      over.abort();
      if (running !== undefined) killGroup(running);
    },
  };
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function launch(
  plan: ChildPlan,
  env: NodeJS.ProcessEnv,
  hear: (line: string, isError: boolean) => void,
): Launched {
  const child = spawn(process.execPath, [...(plan.flags ?? []), plan.entry], {
    cwd: plan.cwd,
    // ends by itself when the pipe at its standard input closes, however we die
    env: { NODE_COMPILE_CACHE: join(plan.cwd, "node_modules/.cache/compile"), ...env, HAIDANG_PARENT: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    // a group of its own: Ctrl-C goes to the whole group, but the agent is to stop before what it delivers to
    detached: true,
  });
  const streams = [
    { stream: child.stdout, isError: false },
    { stream: child.stderr, isError: true },
  ];
  for (const { stream, isError } of streams) {
    const lines = lineSplitter((line) => hear(line, isError));
    stream.setEncoding("utf8").on("data", (text: string) => lines.write(text));
    stream.on("end", () => lines.end());
  }
  // a pipe whose reader has gone; that it has gone is told by "exit"
  child.stdin.on("error", () => undefined);
  const gone = new AbortController();
  return { process: child, gone: gone.signal, ended: endOf(child).finally(() => gone.abort()) };
}

/** How a child ended, after what it still had to say has been read. */
async function endOf(child: ChildProcess): Promise<string> {
  const closed = new Promise((settle) => child.once("close", settle));
  const how = await new Promise<string>((settle) => {
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code, signal) => settle(signal ?? `exit ${code}`));
  });
  // a process of its own that it left behind would hold the pipes open for ever
  const drained = new AbortController();
  await Promise.race([closed, pause(drainMs, undefined, { signal: drained.signal }).catch(() => undefined)]);
  drained.abort();
  return how;
}

/** Kills the child and whatever it has started. */
function killGroup({ process: child }: Launched): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function listener(plan: ChildPlan, lastWords: string[]): (line: string, isError: boolean) => void {
  const limit = lineLimit(shownLines.limit, shownLines.windowMs);
  return (line, isError) => {
    plan.log.append(line);
    const nowMs = Date.now();
    const text = readable(line, { name: plan.shownAs, isError, nowMs });
    if (text === undefined) return;
    lastWords.push(text);
    if (lastWords.length > keptLines) lastWords.shift();
    const { isShown, keptBack } = limit(nowMs);
    if (keptBack > 0) plan.show(`${plan.shownAs}: + ${keptBack} (${plan.log.path})`);
    if (isShown) plan.show(text);
  };
}
