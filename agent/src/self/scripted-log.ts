import { createLog, type Log } from "./log.ts";

/** A log that keeps what it was told, for tests. */
export interface ScriptedLog extends Log {
  entries: Record<string, unknown>[];
  events(): string[];
}

export function scriptedLog(): ScriptedLog {
  const entries: Record<string, unknown>[] = [];
  const log = createLog({ write: (line) => entries.push(JSON.parse(line)), now: Date.now, language: "en" });
  return { ...log, entries, events: () => entries.map(({ event }) => String(event)) };
}
