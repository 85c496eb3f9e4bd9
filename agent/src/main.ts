import { readFileSync } from "node:fs";
import { HaidangError } from "@haidang/contract/error.ts";
import { z } from "zod";
import { buildAgent } from "./agent.ts";
import { readEnvironment } from "./config/environment.ts";
import { findIcmpTool } from "./probe/icmp/find-icmp-tool.ts";
import { watchIcmp } from "./probe/icmp/watch-icmp.ts";
import { watchStamp } from "./probe/stamp/watch-stamp.ts";
import { probes } from "./probe/table.ts";
import { createLog, errorText } from "./self/log.ts";
import { languageOf } from "./self/words.ts";
import { findLocalSnmp } from "./snmp/find-local-snmp.ts";

/** The agent as a process. Exits 0 when asked to stop, 1 on a fault, 2 on a wrong setting. */

const stopDeadlineMs = 9_000;

const log = createLog({
  write: (line) => process.stdout.write(line),
  now: Date.now,
  language: languageOf(process.env),
});
// whoever read the log has gone: that is no reason to stop measuring
process.stdout.on("error", () => undefined);

function fail(error: unknown): never {
  if (!(error instanceof HaidangError)) {
    log.error("fault", { text: errorText(error) });
    process.exit(1);
  }
  const { code, message, hint } = error;
  log.error("cannot_run", { text: hint === undefined ? message : `${message} ${hint}`, code });
  process.exit(code === "usage" ? 2 : 1);
}
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

async function main(): Promise<void> {
  const { followParent, ...settings } = readEnvironment(process.env, process.cwd());
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")));
  const agent = buildAgent({
    ...settings,
    version: manifest.version,
    log,
    probes,
    watchIcmp,
    watchStamp,
    findLocalSnmp,
    findIcmpTool,
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
}

await main();
