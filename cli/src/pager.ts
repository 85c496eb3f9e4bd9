import { spawn } from "node:child_process";
import type { Environment } from "./language.ts";

/** What is known of the terminal that is written to. */
export interface Terminal {
  isTTY?: boolean | undefined;
  rows?: number | undefined;
}

/** The pager's words, or undefined where the text is simply written: no terminal, short enough, or refused. */
export function pagerFor(
  text: string,
  { terminal, environment, isRefused }: { terminal: Terminal; environment: Environment; isRefused: boolean },
): readonly string[] | undefined {
  if (isRefused || terminal.isTTY !== true || environment["TERM"] === "dumb") return undefined;
  if (text.split("\n").length <= (terminal.rows ?? 24)) return undefined;
  const words = (environment["HAIDANG_PAGER"] ?? "less -FRX").split(/\s+/).filter((word) => word !== "");
  return words.length === 0 || words[0] === "cat" ? undefined : words;
}

/** Shows the text in the pager; false where there is no such program, and nothing was shown. */
export async function page(text: string, [program = "", ...args]: readonly string[]): Promise<boolean> {
  // Ctrl-C is for the pager, which shares the terminal; a second listener keeps ours from ending it.
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  try {
    const child = spawn(program, args, { stdio: ["pipe", "inherit", "inherit"] });
    const ended = new Promise<boolean>((resolve) => {
      child.once("error", () => resolve(false));
      child.once("exit", (code) => resolve(code !== 127));
    });
    // who leaves the pager early has read enough
    child.stdin.on("error", ignore);
    child.stdin.end(text);
    return await ended;
  } finally {
    process.off("SIGINT", ignore);
  }
}
