import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { run, settings } from "@oclif/core";
import { exitCodeOf, reportFault } from "./fault.ts";
import { language } from "./language.ts";

/** Flags that take a value and may stand before the command. */
const leadingWithValue = new Set(["--lang", "--output", "-o", "--url", "--data", "--profile"]);
const leadingAlone = new Set(["--json", "--no-color", "--no-pager"]);

/** Runs one command line; the exit code is left in `process.exitCode`. */
export async function main(argv: string[]): Promise<void> {
  process.stdout.on("error", quietWhenClosed);
  process.stderr.on("error", quietWhenClosed);
  // a command that has something to say first listens itself, once
  process.on("SIGINT", () => {
    if (process.listenerCount("SIGINT") === 1) process.exit(130);
  });
  // The sources are what runs: oclif shall not look for a compiler.
  settings.enableAutoTranspile = false;
  try {
    await run(globalsLast(argv), dirname(dirname(fileURLToPath(import.meta.url))));
  } catch (error) {
    if (isExit(error)) process.exitCode = error.oclif.exit;
    else {
      reportFault(error, argv, language);
      process.exitCode = exitCodeOf(error);
    }
  }
}

/** `haidang --json status` means `haidang status --json`: oclif wants the command first. */
export function globalsLast(argv: readonly string[]): string[] {
  let end = 0;
  while (end < argv.length) {
    const word = argv[end] ?? "";
    if (leadingWithValue.has(word)) end += 2;
    else if (leadingAlone.has(word) || [...leadingWithValue].some((flag) => word.startsWith(`${flag}=`)))
      end += 1;
    else break;
  }
  const leading = argv.slice(0, end);
  const rest = argv.slice(end);
  if (rest.length === 0 || leading.length === 0) return [...rest];
  const dashes = rest.indexOf("--");
  const at = dashes === -1 ? rest.length : dashes;
  return [...rest.slice(0, at), ...leading, ...rest.slice(at)];
}

/** `haidang … | head` closes our output; that is the reader's right and no fault. */
function quietWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}

function isExit(error: unknown): error is { code: "EEXIT"; oclif: { exit: number } } {
  return error instanceof Error && "code" in error && error.code === "EEXIT" && "oclif" in error;
}
