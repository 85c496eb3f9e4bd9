import { deviceText, type Language } from "@haidang/contract/text.ts";
import { fill } from "@haidang/contract/words/words.ts";
import { type AgentWord, agentWords } from "./words.ts";

export type LogValues = Readonly<Record<string, string | number | boolean | undefined>>;
type Say = (event: AgentWord, values?: LogValues) => void;

/** One JSON line per entry: time, level, event (stable), message (in the reader's language) and its values. */
export interface Log {
  info: Say;
  warn: Say;
  error: Say;
}

export interface LogOptions {
  write: (line: string) => void;
  now: () => number;
  language: Language;
}

const maxValueLength = 1000;

export function createLog({ write, now, language }: LogOptions): Log {
  const entry =
    (level: keyof Log): Say =>
    (event, values = {}) => {
      const safe: Record<string, string | number | boolean> = {};
      for (const [name, value] of Object.entries(values)) {
        if (value !== undefined)
          safe[name] = typeof value === "string" ? deviceText(value, maxValueLength) : value;
      }
      const shown = Object.fromEntries(Object.entries(safe).map(([name, value]) => [name, String(value)]));
      const message = fill(agentWords[language][event], shown);
      const head = { time: new Date(now()).toISOString(), level, event, message };
      // head first to be read first, and last so that no value passes for the level or the time
      write(`${JSON.stringify({ ...head, ...safe, ...head })}\n`);
    };
  return { info: entry("info"), warn: entry("warn"), error: entry("error") };
}

/** One line on what went wrong, from whatever was thrown. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return deviceText(String(error));
  const because = error.cause instanceof Error ? error.cause.message : "";
  const cause = error.message.includes(because) ? "" : `: ${because}`;
  const code = "code" in error && typeof error.code === "string" && error.message === "" ? error.code : "";
  return deviceText(`${error.message || code || error.name}${cause}`);
}
