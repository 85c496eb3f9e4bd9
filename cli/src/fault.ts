import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { faultsOf } from "./client/inventory.ts";
import { renderFaults } from "./format/inventory.ts";
import { renderJson } from "./format/json.ts";
import { wantsJson } from "./language.ts";
import { usageFault } from "./usage-fault.ts";
import { say } from "./words/words.ts";

/** 2 for what was typed wrong, 1 for everything else. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return faultOf(error, "en").code === "usage" ? 2 : 1;
}

/** Every error of the CLI leaves through here, on stderr: `{"error": …}` for programs, sentences for people. */
export function reportFault(error: unknown, argv: readonly string[], language: Language): void {
  const fault = faultOf(error, language);
  const text = wantsJson(argv) ? renderJson(fault.body()) : `${faultText(fault, language)}\n`;
  process.stderr.write(text);
  if (fault.code === "internal" && process.env["HAIDANG_DEBUG"] && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ""}\n`);
  }
}

/** One sentence and a line on how to mend it; for an inventory every fault with its own. */
export function faultText(fault: HaidangError, language: Language): string {
  const faults = faultsOf(fault);
  if (faults.length > 0) {
    const message = say(language, "inventory.invalid", { count: faults.length });
    return `${say(language, "fault.error", { message })}\n${renderFaults(faults, language)}`;
  }
  const lines = [say(language, "fault.error", { message: clean(fault.message) })];
  if (fault.hint !== undefined) lines.push(say(language, "fault.hint", { hint: clean(fault.hint) }));
  return lines.join("\n");
}

/** Control characters out, our own line breaks kept. */
function clean(message: string): string {
  return message
    .split("\n")
    .map((line) => deviceText(line, 1000))
    .join("\n");
}

/** Whatever was thrown as one of our errors, in words of the reader. */
export function faultOf(error: unknown, language: Language): HaidangError {
  if (error instanceof HaidangError) return error;
  const usage = usageFault(error, language);
  if (usage !== undefined) return usage;
  const message = error instanceof Error ? error.message : String(error);
  return new HaidangError(
    "internal",
    say(language, "fault.internal", { message: deviceText(message, 500) }),
    {
      hint: say(language, "fault.internalHint"),
      cause: error,
    },
  );
}
