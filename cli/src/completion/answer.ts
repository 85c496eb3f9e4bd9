import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { profileInUse } from "../profile/file.ts";
import { type Candidate, complete, type KnownCommands } from "./complete.ts";
import { nameListPath, readNameList } from "./names.ts";

/**
 * Answers a shell after Tab: `<shell> <words ...>`, the last being the one to complete. Loads neither the command
 * framework nor the schemas and asks no server, so that it is there before the finger is off the key; a list of names
 * that is older than a minute is renewed by another process, for the next time.
 */
const freshMs = 60_000;

export function answer([shell = "", ...words]: readonly string[]): void {
  const path = nameListPath(process.env, profileInUse(process.env)?.name);
  const list = readNameList(path);
  if (list === undefined || Date.now() - list.atMs > freshMs) renew();
  process.stdout.write(
    answerText(shell, words.at(-1) ?? "", complete(words, knownCommands(), list?.names ?? {})),
  );
}

/** Lines as the shell's script reads them. */
export function answerText(shell: string, typed: string, candidates: readonly Candidate[]): string {
  // bash puts in what all have in common: where they do not begin so it would take typed letters away
  const isSafe = candidates.length === 1 || candidates.every(({ value }) => value.startsWith(typed));
  const shown = shell === "bash" && !isSafe ? [] : candidates;
  return shown
    .map(({ value, about }) => (shell === "bash" || about === "" ? value : `${value}\t${oneLine(about)}`))
    .map((line) => `${line}\n`)
    .join("");
}

// control characters of a name would be obeyed by the terminal
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, " ");

function knownCommands(): KnownCommands {
  try {
    const path = new URL("../../oclif.manifest.json", import.meta.url);
    const read: { commands: KnownCommands } = JSON.parse(readFileSync(path, "utf8"));
    return read.commands;
  } catch {
    // the list of commands only saves time elsewhere; without it nothing is offered here
    return {};
  }
}

function renew(): void {
  const bin = fileURLToPath(new URL("../../bin/haidang.js", import.meta.url));
  const child = spawn(process.execPath, [bin, "completion", "--refresh"], {
    detached: true,
    stdio: "ignore",
  });
  child.once("error", () => undefined);
  child.unref();
}
