import { HaidangError } from "@haidang/contract/error.ts";
import manifest from "../package.json" with { type: "json" };
import { examineMachine } from "./command/doctor.ts";
import { enrolMachine } from "./command/enrol-machine.ts";
import { runAgent } from "./command/run-agent.ts";
import type { Scene } from "./command/scene.ts";
import { say } from "./command/words.ts";
import { languageOf } from "./self/words.ts";

/** The agent's command line; without a command it measures. Exits 0, 1 on a fault, 2 on wrong usage. */

const scene: Scene = {
  env: process.env,
  cwd: process.cwd(),
  version: manifest.version,
  language: languageOf(process.env),
  print: (line) => process.stdout.write(`${line}\n`),
};

async function obey([name, ...parameters]: readonly string[]): Promise<void> {
  switch (name) {
    // its faults end in its log
    case undefined:
    case "run":
      return runAgent(scene, process.argv[1] ?? "");
    case "enrol":
      return enrolMachine(parameters, scene);
    case "doctor":
      process.exitCode = (await examineMachine(scene)) ? 0 : 1;
      return;
    case "--version":
      return scene.print(scene.version);
    case "--help":
      return scene.print(say(scene.language, "usage"));
    default:
      throw new HaidangError("usage", say(scene.language, "unknown", { name }), {
        hint: say(scene.language, "usage"),
      });
  }
}

/** To whoever typed the command. */
function explain(error: unknown): void {
  if (!(error instanceof HaidangError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `${error.hint}\n`}`);
  process.exitCode = error.code === "usage" ? 2 : 1;
}

// whoever read what is said has gone: for a running agent that is no reason to stop measuring
process.stdout.on("error", () => undefined);
obey(process.argv.slice(2)).catch(explain);
