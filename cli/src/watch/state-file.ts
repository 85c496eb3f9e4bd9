import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { HaidangError } from "@haidang/contract/error.ts";
import type { Environment } from "../language.ts";
import { freshState, type WatchState, watchStateSchema } from "./watch.ts";

/** In the folder for what programs remember (XDG), one file for each control plane. */
export function statePath(url: string, environment: Environment): string {
  const base = environment["XDG_STATE_HOME"] || join(homedir(), ".local", "state");
  return join(base, "haidang", `watch-over-${url.replace(/[^a-z0-9.-]+/gi, "-").slice(0, 120)}.json`);
}

/** What was known before; of another control plane, or where nothing was, the beginning. Throws `usage` when it is no such file. */
export function readState(path: string, url: string): WatchState {
  if (!existsSync(path)) return freshState(url);
  try {
    const state = watchStateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    return state.url === url ? state : freshState(url);
  } catch (error) {
    throw new HaidangError("usage", `${path} is not what watch-over wrote`, {
      hint: "remove it, or name another file with --state",
      cause: error,
    });
  }
}

/** Written so that after a crash it is the old file or the new one. Throws `usage` when it cannot be written. */
export function writeState(path: string, state: WatchState): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, JSON.stringify(state), { mode: 0o600, flush: true });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HaidangError("usage", `${path} cannot be written: ${why}`, {
      hint: "name a file this user may write with --state",
      cause: error,
    });
  }
}
