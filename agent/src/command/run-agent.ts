import { flushCompileCache } from "node:module";
import { dirname, extname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { type Agent, type AgentOptions, buildAgent } from "../agent.ts";
import { type Environment, readEnvironment } from "../config/environment.ts";
import { makeFolder } from "../config/folder.ts";
import { readReleases } from "../config/release-file.ts";
import { createReleaseTaker } from "../config/take-release.ts";
import { findIcmpTool } from "../probe/icmp/find-icmp-tool.ts";
import { watchIcmp } from "../probe/icmp/watch-icmp.ts";
import { watchStamp } from "../probe/stamp/watch-stamp.ts";
import { probes } from "../probe/table.ts";
import { createPace } from "../self/engine.ts";
import { createLog, errorText, type Log } from "../self/log.ts";
import { readHardware } from "../self/read-hardware.ts";
import { findLocalSnmp } from "../snmp/find-local-snmp.ts";
import type { Scene } from "./scene.ts";
import {
  baseVariable,
  handOver,
  type ReleaseScene,
  sayReached,
  type Trial,
  trialVariable,
  tryRelease,
} from "./try-release.ts";

const stopDeadlineMs = 9_000;

/** The agent as a process; `program` is the path of its code. Exits 0 when asked to stop, 1 on a fault, 2 on a wrong setting. */
export async function runAgent(scene: Scene, program: string): Promise<void> {
  const { language } = scene;
  const log = createLog({ write: (line) => process.stdout.write(line), now: Date.now, language });

  const fail = (error: unknown): never => {
    if (!(error instanceof HaidangError)) {
      log.error("fault", { text: errorText(error) });
      process.exit(1);
    }
    const { code, message, hint } = error;
    log.error("cannot_run", { text: hint === undefined ? message : `${message} ${hint}`, code });
    process.exit(code === "usage" ? 2 : 1);
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);

  await start(scene, program, { log, fail }).catch(fail);
}

/** Another program of ours, as this one is: a source beside the source, or a bundle beside the bundle. */
function besideProgram(name: string, program: string): string {
  return join(dirname(program), `${name}${extname(program)}`);
}

async function start(
  scene: Scene,
  program: string,
  { log, fail }: { log: Log; fail: (error: unknown) => never },
): Promise<void> {
  const { env, cwd } = scene;
  // checks are read when they change, which is no reason to keep compiled readers of them
  z.config({ jitless: true });
  const settings = readEnvironment(env, cwd);
  const { folder } = settings;
  const releases: ReleaseScene = { folder, program, base: env[baseVariable] ?? program, env, log };
  makeFolder(folder);
  handOver(releases);
  const trialOf = env[trialVariable] === undefined ? undefined : Number(env[trialVariable]);
  let running: Agent | undefined;
  let trial: Trial | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    setTimeout(() => {
      log.warn("stop_slow", { seconds: stopDeadlineMs / 1000 });
      process.exit(0);
    }, stopDeadlineMs);
    trial?.stop();
    const ended = trial?.done ?? running?.stop() ?? Promise.resolve();
    ended.then(() => process.exit(0), fail);
  };
  const pace = createPace(setFlagsFromString);
  const measure = async (): Promise<void> => {
    running = buildAgent({
      ...agentParts(scene, settings, { log, base: releases.base, onChecks: pace.watch }),
      release: createReleaseTaker({
        ...{ folder, base: releases.base, trialOf, log, now: Date.now },
        onDue: () => void change().catch(fail),
        onReached: () => {
          if (trialOf !== undefined) sayReached(trialOf);
        },
      }),
    });
    await running.start();
  };
  /** Tries the version that lies ready; measures on with this one where it is no good. */
  const change = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
    if (stopping) return;
    trial = tryRelease(releases, settings.trialMs);
    const outcome = await trial.done;
    if (stopping) return;
    trial = undefined;
    // where no process can take another's place, the installed agent begins with it at its next start
    if (outcome === "applied") process.exit(0);
    await measure();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // whoever began a trial has gone
  if (trialOf !== undefined) process.on("disconnect", stop);
  if (settings.followParent) {
    process.stdin.on("end", stop).on("error", stop).resume();
  }
  await (trialOf === undefined && readReleases(folder).trial?.attempts ? change() : measure());
  // what the start needed, no more: all that is ever run would be read and kept in memory at each start
  flushCompileCache();
  pace.begin();
}

/** All of an agent but how its versions change. */
function agentParts(
  { version }: Scene,
  { followParent: _follow, trialMs: _trial, ...settings }: Environment,
  { log, base, onChecks }: { log: Log; base: string; onChecks: (count: number) => void },
): AgentOptions {
  return {
    ...settings,
    version,
    log,
    probes,
    watchIcmp,
    watchStamp,
    findLocalSnmp,
    findIcmpTool,
    readHardware: (signal) => readHardware(besideProgram("facts", base), signal),
    onChecks,
  };
}
