import { spawnSync } from "node:child_process";
import { missing } from "./needs.ts";

/** What is lacking to watch another process with strace: the program, or the right to use it. */
export function lackingForTrace(): string[] {
  const lacking = missing("strace");
  if (lacking.length > 0) return lacking;
  const tried = spawnSync("strace", ["--seccomp-bpf", "-f", "-o", "/dev/null", "true"], { timeout: 10_000 });
  return tried.status === 0 ? [] : ["the right to trace processes"];
}

/**
 * Reads what `strace -f -y` wrote of a control plane that is asked one thing at a time: how many requests were
 * answered with 204, and for which answers data had been written since the one before and was not synced, or no data
 * had been written and synced at all. A write-ahead log is what makes data durable; the file behind it follows later.
 */
export function answersIn(trace: string, dataFolder: string): { answers: number; unsynced: number[] } {
  const unsynced: number[] = [];
  const dirty = new Set<string>();
  let synced = 0;
  let answers = 0;
  /** Files a thread is syncing: done when the call has come back, which may be some lines later. */
  const syncing = new Map<string, string>();
  const isSynced = (target: string | undefined): void => {
    if (target !== undefined && dirty.delete(target)) synced += 1;
  };
  for (const line of trace.split("\n")) {
    const [, resumed] = /^(\d+) +<\.\.\. f(?:data)?sync resumed>/.exec(line) ?? [];
    if (resumed !== undefined) isSynced(syncing.get(resumed));
    const call = /^(\d+) +(\w+)\(\d+<([^>]*)>(.*)$/.exec(line);
    if (call === null) continue;
    const [, thread = "", name = "", target = "", rest = ""] = call;
    if (target.startsWith(dataFolder) && /-wal$|journal$|\.log$/.test(target)) {
      if (name !== "fsync" && name !== "fdatasync") dirty.add(target);
      else if (rest.includes("<unfinished")) syncing.set(thread, target);
      else isSynced(target);
    } else if (rest.includes("HTTP/1.1 204")) {
      answers += 1;
      if (dirty.size > 0 || synced === 0) unsynced.push(answers);
      synced = 0;
    }
  }
  return { answers, unsynced };
}
