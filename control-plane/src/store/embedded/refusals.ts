import { HaidangError } from "@haidang/contract/error.ts";
import type { LineShape } from "@haidang/contract/line-batch.ts";
import type { LineFault } from "@haidang/contract/line-protocol.ts";

/** So many are put into words; all lines are numbered. An agent reads 64 KiB of an answer. */
const inWords = 20;

/** Lines of one write the store cannot keep, whatever else is in it. */
export interface Refusals {
  /** What `work` gives, or undefined when it throws what is the line's own fault: that is gathered here. */
  unless<T>(line: number, shape: LineShape, work: () => T): T | undefined;
  /** Throws the first fault with all lines numbered, so that the sender can leave those out and send the others. */
  throwIfAny(): void;
}

export function createRefusals(): Refusals {
  let first: HaidangError | undefined;
  const faults: LineFault[] = [];
  const lines: number[] = [];
  // lines of one shape fail alike: it is tried once
  const failed = new Map<LineShape, string>();

  function note(line: number, message: string): void {
    lines.push(line);
    if (faults.length < inWords) faults.push({ line, message });
  }

  return {
    unless(line, shape, work) {
      const known = failed.get(shape);
      if (known !== undefined) {
        note(line, known);
        return undefined;
      }
      try {
        return work();
      } catch (error) {
        const isLines = error instanceof HaidangError && isOfLine.has(error.code);
        if (!isLines) throw error;
        first ??= error;
        failed.set(shape, error.message);
        note(line, error.message);
        return undefined;
      }
    },
    throwIfAny() {
      if (first === undefined) return;
      const { code, message, hint, details } = first;
      const own = typeof details === "object" && details !== null ? details : {};
      const more = lines.length > 1 ? ` (and ${lines.length - 1} more lines)` : "";
      throw new HaidangError(code, `line ${lines[0]}: ${message}${more}; nothing was stored`, {
        ...(hint === undefined ? {} : { hint }),
        details: { ...own, faults, lines },
      });
    },
  };
}

const isOfLine: ReadonlySet<string> = new Set(["too_many_series", "lines_invalid"]);
