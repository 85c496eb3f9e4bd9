import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { HaidangError } from "@haidang/contract/error.ts";
import { wish } from "./control.ts";
import { readControlPath } from "./control-path.ts";
import { story } from "./story.ts";

/** What lets things happen in a province that is played: `haidang-sim cut "Ba Chẽ"`. */

const usage = `npm run sim -- …: lets things happen in the province that npm run demo plays

  npm run sim -- cut <link|site|district>      its lines are cut
  npm run sim -- power <site|district>         mains lost: battery for 40 s, then dark
  npm run sim -- flap <link|site|district>     its line comes and goes
  npm run sim -- hot-rack <rack>               e.g. A12
  npm run sim -- feed-lost <A|B>               of the data centre
  npm run sim -- ups-bypass <UPS|site|district> left on bypass after repairs
  npm run sim -- storm <district> ...          lines cut and flapping, offices dark, within a minute
  npm run sim -- restore [<name> ...|all]
  npm run sim -- list
  npm run sim -- story                         ten minutes of a bad day

The data folder is HAIDANG_DATA, else data-demo.
`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const data = resolve(
  process.env["INIT_CWD"] ?? process.cwd(),
  process.env["HAIDANG_DATA"] || join(root, "data-demo"),
);
const [verb = "help", ...names] = process.argv.slice(2);

async function tell(asked: { verb: string; names: readonly string[] }): Promise<void> {
  const said = await wish(readControlPath(data), asked);
  process.stdout.write(`${said.join("\n")}\n`);
}

async function playStory(): Promise<void> {
  let passedS = 0;
  for (const { atS, ...asked } of story) {
    await pause((atS - passedS) * 1000);
    passedS = atS;
    await tell(asked);
  }
}

try {
  if (verb === "help" || verb === "--help" || verb === "-h") process.stdout.write(usage);
  else if (verb === "story") await playStory();
  else await tell({ verb, names });
} catch (error) {
  if (!(error instanceof HaidangError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? "" : `  ${error.hint}\n`}`);
  process.exitCode = 1;
}
