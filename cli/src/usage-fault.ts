import { HaidangError } from "@haidang/contract/error.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { nearest } from "./suggest.ts";
import { say } from "./words/words.ts";

/** What oclif's parser throws, as far as we read it. Its classes are not exported, so shapes tell them apart. */
interface ParserFault {
  name: string;
  message: string;
  flags?: unknown;
  args?: unknown;
  parse?: unknown;
}

/** A fault of the parser said in our words and language; undefined when the error is something else. */
export function usageFault(error: unknown, language: Language): HaidangError | undefined {
  if (!(error instanceof Error)) return undefined;
  const fault: ParserFault & { oclif?: unknown } = error;
  if (fault.oclif === undefined && fault.parse === undefined) return undefined;
  const known = knownFlags(fault.parse);
  return (
    unknownFlags(fault, known, language) ??
    wrongArguments(fault, language) ??
    wrongValue(fault.message, language) ??
    new HaidangError("usage", deviceText(fault.message, 500), { hint: say(language, "usage.help") })
  );
}

function unknownFlags(
  fault: ParserFault,
  known: readonly string[],
  language: Language,
): HaidangError | undefined {
  if (!Array.isArray(fault.flags)) return undefined;
  const flags = fault.flags.map((flag) => deviceText(String(flag), 60));
  const near = flags.flatMap((flag) => nearest(flag.replace(/^-+/, ""), known, 1)).map((flag) => `--${flag}`);
  return new HaidangError("usage", say(language, "usage.flag", { list: flags.join(", ") }), {
    hint:
      near.length > 0
        ? say(language, "usage.didYouMean", { list: near.join(", ") })
        : say(language, "usage.help"),
  });
}

function wrongArguments(fault: ParserFault, language: Language): HaidangError | undefined {
  if (!Array.isArray(fault.args)) return undefined;
  const missing = fault.args.flatMap((arg) => (isNamed(arg) ? [`<${arg.name}>`] : []));
  const extra = fault.args.filter((arg) => typeof arg === "string").map((arg) => deviceText(arg, 60));
  const message =
    missing.length > 0
      ? say(language, "usage.missing", { list: missing.join(", ") })
      : say(language, "usage.extra", { list: extra.join(", ") });
  return new HaidangError("usage", message, { hint: say(language, "usage.help") });
}

/** The parser says these only in prose. */
function wrongValue(message: string, language: Language): HaidangError | undefined {
  const option = /^Expected (?:--([\w-]+)=)?([\s\S]*?) to be one of: ([^\n]*)/.exec(message);
  if (option !== null) {
    const [, flag, value = "", list = ""] = option;
    const values = { flag: `--${flag ?? ""}`, value: deviceText(value, 60), list };
    const [near] = nearest(value, list.split(", "), 1);
    return new HaidangError(
      "usage",
      say(language, flag === undefined ? "usage.argOption" : "usage.option", values),
      {
        hint:
          near === undefined
            ? say(language, "usage.oneOf", values)
            : say(language, "usage.didYouMean", { list: near }),
      },
    );
  }
  const empty = /^Flag --([\w-]+) expects (?:a value|one of these values: (.*))/.exec(message);
  if (empty !== null) {
    const [, flag = "", list] = empty;
    return new HaidangError("usage", say(language, "usage.value", { flag: `--${flag}` }), {
      hint: list === undefined ? say(language, "usage.help") : say(language, "usage.oneOf", { list }),
    });
  }
  const both = /--([\w-]+)(?:=\S*)? cannot also be provided when using --([\w-]+)/.exec(message);
  if (both !== null) {
    const [, one = "", other = ""] = both;
    return new HaidangError(
      "usage",
      say(language, "usage.exclusive", { one: `--${one}`, other: `--${other}` }),
      { hint: say(language, "usage.help") },
    );
  }
  const twice = /^Flag --([\w-]+) can only be specified once/.exec(message);
  if (twice === null) return undefined;
  return new HaidangError("usage", say(language, "usage.once", { flag: `--${twice[1] ?? ""}` }), {
    hint: say(language, "usage.help"),
  });
}

function isNamed(arg: unknown): arg is { name: string } {
  return typeof arg === "object" && arg !== null && "name" in arg && typeof arg.name === "string";
}

function knownFlags(parse: unknown): string[] {
  if (typeof parse !== "object" || parse === null || !("input" in parse)) return [];
  const { input } = parse;
  if (typeof input !== "object" || input === null || !("flags" in input)) return [];
  return typeof input.flags === "object" && input.flags !== null ? Object.keys(input.flags) : [];
}
