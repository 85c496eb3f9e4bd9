import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { ReleaseReport } from "@haidang/contract/release.ts";
import { z } from "zod";
import {
  bundlePath,
  isWhole,
  type KeptReleases,
  keepReleases,
  readReleases,
  sha256Of,
} from "../config/release-file.ts";
import type { Log } from "../self/log.ts";

/** Begun with so often, where the machine or the process went down meanwhile. */
const mostAttempts = 3;
const endMs = 15_000;

/** Set for a process that is on trial, with the sequence of its release. */
export const trialVariable = "HAIDANG_RELEASE_TRIAL";
/** Set for a release, with the path of the installed agent. */
export const baseVariable = "HAIDANG_AGENT_BASE";

export interface ReleaseScene {
  folder: string;
  /** The code this process runs, and the installed one. */
  program: string;
  base: string;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
}

const reachedSchema = z.object({ reached: z.int() });

/** What a process on trial says to the one that began it. */
export function sayReached(sequence: number): void {
  process.send?.({ reached: sequence });
}

/** Where a release runs this agent, goes on as that and never returns; another package installed since goes before it. */
export function handOver(scene: ReleaseScene): void {
  const { folder, program, base, log } = scene;
  const kept = readReleases(folder);
  const { current } = kept;
  if (current === undefined || program !== base || !base.endsWith(".cjs")) return;
  if (current.over !== sha256Of(readFileSync(base))) {
    log.info("release_superseded", { version: current.version });
    keepReleases(folder, { ...kept, current: undefined });
    return;
  }
  if (!isWhole(folder, current, kept.key)) {
    log.error("release_damaged", { version: current.version });
    keepReleases(folder, { ...kept, current: undefined });
    return;
  }
  become(bundlePath(folder, current), scene);
}

/** Puts the program in the place of this process, with the same id; returns where a system cannot (Windows). */
function become(program: string, { base, env }: ReleaseScene): void {
  if (process.platform === "win32" || process.execve === undefined) return;
  process.execve(process.execPath, commandOf(program), { ...defined(env), [baseVariable]: base });
}

const commandOf = (program: string) => [process.execPath, ...process.execArgv, program, "run"];

function defined(env: ReleaseScene["env"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || name === trialVariable ? [] : [[name, value]],
    ),
  );
}

export interface Trial {
  /** `returned`: the former version is to go on. Once applied this process usually is the new version already. */
  done: Promise<"applied" | "returned">;
  /** Ends the process on trial, as when this one is told to stop. */
  stop(): void;
}

/** Runs the release on trial beside this process until it has reached the control plane, or has not in `withinMs`. */
export function tryRelease(scene: ReleaseScene, withinMs: number): Trial {
  const { folder, base, env, log } = scene;
  const kept = readReleases(folder);
  const { trial } = kept;
  const settle = (why: string): "returned" => {
    if (trial !== undefined) log.error("release_returned", { version: trial.version, why });
    end(folder, trial, { state: "returned", why });
    return "returned";
  };
  if (trial === undefined) return { done: Promise.resolve("returned"), stop: () => undefined };
  if (trial.attempts >= mostAttempts) {
    return {
      done: Promise.resolve(settle(`it was begun with ${mostAttempts} times in vain`)),
      stop: () => undefined,
    };
  }
  if (!isWhole(folder, trial, kept.key)) {
    return { done: Promise.resolve(settle("its file is damaged")), stop: () => undefined };
  }
  keepReleases(folder, {
    ...kept,
    highest: Math.max(kept.highest, trial.sequence),
    trial: { ...trial, attempts: trial.attempts + 1 },
  });
  log.info("release_trial", { version: trial.version });
  const program = bundlePath(folder, trial);
  const [node = "", ...parameters] = commandOf(program);
  const child = spawn(node, parameters, {
    env: { ...defined(env), [baseVariable]: base, [trialVariable]: String(trial.sequence) },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  let isStopped = false;
  const done = verdictOf(child, trial.sequence, withinMs).then(
    async (why): Promise<"applied" | "returned"> => {
      if (why !== undefined) return isStopped ? "returned" : settle(why);
      log.info("release_applied", { version: trial.version });
      end(folder, trial, { state: "applied", why: "" });
      await ended(child);
      become(program, scene);
      return "applied";
    },
  );
  return {
    done,
    stop() {
      isStopped = true;
      child.kill("SIGTERM");
    },
  };
}

/** What the trial came to, with what the control plane is to be told. */
function end(
  folder: string,
  trial: KeptReleases["trial"],
  { state, why }: Pick<ReleaseReport, "state" | "why">,
): void {
  if (trial === undefined) return;
  const { attempts: _attempts, ...held } = trial;
  const kept = readReleases(folder);
  keepReleases(folder, {
    ...kept,
    trial: undefined,
    current: state === "applied" ? held : kept.current,
    report: { sequence: trial.sequence, state, why },
  });
}

/** Undefined once it has reached the control plane, else why it is given up. */
function verdictOf(child: ChildProcess, sequence: number, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      resolve(`it did not reach the control plane within ${Math.round(withinMs / 1000)} s`);
    }, withinMs);
    const finish = (why: string | undefined): void => {
      clearTimeout(timer);
      resolve(why);
    };
    child.on("message", (said) => {
      if (reachedSchema.safeParse(said).data?.reached === sequence) finish(undefined);
    });
    child.on("error", (error) => finish(`it could not be started: ${error.message}`));
    child.on("exit", (code, signal) => finish(`it ended by itself (${signal ?? `code ${code}`})`));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const timer = setTimeout(() => child.kill("SIGKILL"), endMs);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}
