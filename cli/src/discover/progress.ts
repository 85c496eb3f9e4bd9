import type { Progress } from "@haidang/agent/discover/discover-subnet.ts";
import type { Language } from "@haidang/contract/text.ts";
import { textWidth } from "../format/width.ts";
import { say } from "../words/words.ts";

export interface ProgressOptions {
  write(text: string): void;
  /** On a terminal one line is written over and over, else a line now and then. */
  isTerminal: boolean;
  language: Language;
  now: () => number;
}

const everyMs = { terminal: 200, log: 10_000 } as const;

/** Tells how far long work has come: done of all, found so far, and how long it may still take. */
export function createProgress({ write, isTerminal, language, now }: ProgressOptions) {
  const paceMs = isTerminal ? everyMs.terminal : everyMs.log;
  let phase: Progress["phase"] | undefined;
  let phaseAt = now();
  let toldAt = isTerminal ? Number.NEGATIVE_INFINITY : now();
  let width = 0;
  return {
    update(progress: Progress): void {
      if (progress.phase !== phase) {
        phase = progress.phase;
        phaseAt = now();
      }
      if (now() - toldAt < paceMs) return;
      toldAt = now();
      const line = progressLine(progress, now() - phaseAt, language);
      if (!isTerminal) {
        write(`${line}\n`);
        return;
      }
      write(`\r${line}${" ".repeat(Math.max(0, width - textWidth(line)))}`);
      width = textWidth(line);
    },
    /** Leaves no half line behind. */
    end(): void {
      if (width > 0) write(`\r${" ".repeat(width)}\r`);
    },
  };
}

/** The time left, should the rest take as long as what is done. */
export function progressLine(
  { phase, done, total, found }: Progress,
  elapsedMs: number,
  language: Language,
): string {
  const values = { done, total, found };
  if (done === 0 || done === total) return say(language, `progress.${phase}`, values);
  const leftS = Math.ceil((elapsedMs * (total - done)) / done / 1000);
  return say(language, `progress.${phase}Left`, { ...values, leftS });
}
