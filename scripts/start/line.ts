import { deviceText } from "@haidang/contract/text.ts";
import { z } from "zod";

const maxLineLength = 64 * 1024;
const maxShownLength = 400;
const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh", timeStyle: "medium" });
const entrySchema = z.object({ level: z.string(), message: z.string(), hint: z.string().optional() });

/** Cuts a stream into lines; what has no line break for 64 KiB is a line all the same. */
export function lineSplitter(onLine: (line: string) => void): { write(text: string): void; end(): void } {
  let rest = "";
  return {
    write(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line.slice(0, maxLineLength));
      if (rest.length <= maxLineLength) return;
      onLine(rest.slice(0, maxLineLength));
      rest = "";
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/**
 * A line of a child's log as a person reads it, or nothing when it is not a warning or an error. What is not one of our
 * log entries comes from the runtime (a crash, a deprecation) and is shown when it came over standard error.
 */
export function readable(
  line: string,
  from: { name: string; isError: boolean; nowMs: number },
): string | undefined {
  const entry = parseEntry(line);
  if (entry === undefined && (!from.isError || line.trim() === "")) return undefined;
  if (entry !== undefined && entry.level !== "warn" && entry.level !== "error") return undefined;
  const text = entry === undefined ? line : [entry.message, entry.hint].filter(Boolean).join(" - ");
  return `${timeOfDay.format(from.nowMs)} ${from.name}: ${deviceText(text, maxShownLength)}`;
}

function parseEntry(line: string): z.infer<typeof entrySchema> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    // not JSON after all: a line of text like any other
    return undefined;
  }
}

/** Lets `limit` lines through per `windowMs`, and tells of how many it kept back when the next window begins. */
export function lineLimit(limit: number, windowMs: number) {
  let windowStartMs = Number.NEGATIVE_INFINITY;
  let seen = 0;
  return (nowMs: number): { isShown: boolean; keptBack: number } => {
    let keptBack = 0;
    if (nowMs - windowStartMs >= windowMs) {
      keptBack = Math.max(0, seen - limit);
      windowStartMs = nowMs;
      seen = 0;
    }
    seen += 1;
    return { isShown: seen <= limit, keptBack };
  };
}
