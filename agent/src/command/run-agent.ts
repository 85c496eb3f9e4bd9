import { flushCompileCache } from "node:module";
import { dirname, extname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { buildAgent } from "../agent.ts";
import { readEnvironment } from "../config/environment.ts";
import { findIcmpTool } from "../probe/icmp/find-icmp-tool.ts";
import { watchIcmp } from "../probe/icmp/watch-icmp.ts";
import { watchStamp } from "../probe/stamp/watch-stamp.ts";
import { probes } from "../probe/table.ts";
import { createPace } from "../self/engine.ts";
import { createLog, errorText, type Log } from "../self/log.ts";
import { readHardware } from "../self/read-hardware.ts";
import { findLocalSnmp } from "../snmp/find-local-snmp.ts";
import type { Scene } from "./scene.ts";

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
  { env, cwd, version }: Scene,
  program: string,
  { log, fail }: { log: Log; fail: (error: unknown) => never },
): Promise<void> {
  // checks are read when they change, which is no reason to keep compiled readers of them
  z.config({ jitless: true });
  const { followParent, ...settings } = readEnvironment(env, cwd);
  const pace = createPace(setFlagsFromString);
  const agent = buildAgent({
    ...settings,
    version,
    log,
    probes,
    watchIcmp,
    watchStamp,
    findLocalSnmp,
    findIcmpTool,
    readHardware: (signal) => readHardware(besideProgram("facts", program), signal),
    onChecks: pace.watch,
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    log.info("stopping");
    setTimeout(() => {
      log.warn("stop_slow", { seconds: stopDeadlineMs / 1000 });
      process.exit(0);
    }, stopDeadlineMs);
    agent.stop().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (followParent) {
    process.stdin.on("end", stop).on("error", stop).resume();
  }
  await agent.start();
  // what the start needed, no more: all that is ever run would be read and kept in memory at each start
  flushCompileCache();
  pace.begin();
}
