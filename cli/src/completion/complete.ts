import { searchKey } from "@haidang/contract/text.ts";
import type { NameList } from "./names.ts";

/** What is known of a command, as its list (`oclif.manifest.json`) has it. */
export interface KnownCommand {
  flags: Readonly<Record<string, { char?: string; type?: string; options?: readonly string[] }>>;
  args: Readonly<Record<string, { options?: readonly string[] }>>;
  hidden?: boolean;
}
/** By id, `link:show`. */
export type KnownCommands = Readonly<Record<string, KnownCommand>>;

export interface Candidate {
  value: string;
  /** What it is called, where that says more than the value. */
  about: string;
}

const mostCandidates = 200;

/** Flags whose value is the name of something. */
const flagNames: Readonly<Record<string, string>> = {
  under: "unit",
  carrier: "carrier",
  site: "site",
  agent: "agent",
  incident: "incident",
  profile: "profile",
};

/** What may stand in place of the last word, `words` being those after `haidang`. Those it begins come first. */
export function complete(
  words: readonly string[],
  commands: KnownCommands,
  names: NameList["names"],
): Candidate[] {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? "";
  const { id, command, rest } = commandOf(before, commands);
  if (command === undefined) return plain(nextWords(before.filter(isWord), commands), typed);
  const previous = before.at(-1) ?? "";
  const flag = previous.startsWith("-") ? flagOf(previous, command) : undefined;
  if (flag !== undefined && flag[1].type === "option") return valuesOf(flag, rest, typed, names);
  if (typed.startsWith("--") && typed.includes("=")) {
    const [name = "", value = ""] = typed.split("=", 2);
    const asked = flagOf(name, command);
    const found = asked === undefined ? [] : valuesOf(asked, rest, value, names);
    return found.map((one) => ({ ...one, value: `${name}=${one.value}` }));
  }
  if (typed.startsWith("-"))
    return plain(
      Object.keys(command.flags).map((name) => `--${name}`),
      typed,
    );
  const place = wordsIn(rest, command).length;
  const [name, arg] = Object.entries(command.args)[place] ?? [];
  if (name === undefined || arg === undefined) return plain(nextWords(before, commands), typed);
  if (arg.options !== undefined) return plain(arg.options, typed);
  return named(names[kindOf(id, name, wordsIn(rest, command))] ?? [], typed);
}

const isWord = (word: string): boolean => !word.startsWith("-");

function commandOf(before: readonly string[], commands: KnownCommands) {
  for (let length = Math.min(3, before.length); length > 0; length--) {
    const id = before.slice(0, length).join(":");
    const command = Object.hasOwn(commands, id) ? commands[id] : undefined;
    if (command !== undefined) return { id, command, rest: before.slice(length) };
  }
  return { id: "", command: undefined, rest: before };
}

/** Topics after nothing, verbs after a topic. */
function nextWords(before: readonly string[], commands: KnownCommands): string[] {
  const next = Object.entries(commands)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([id]) => id.split(":"))
    .filter((id) => before.every((word, at) => id[at] === word))
    .flatMap((id) => id[before.length] ?? []);
  return [...new Set(next)].toSorted();
}

function flagOf(word: string, command: KnownCommand) {
  return Object.entries(command.flags).find(
    ([name, { char }]) => word === `--${name}` || (char !== undefined && word === `-${char}`),
  );
}

/** The words that are no flags and no values of flags. */
function wordsIn(rest: readonly string[], command: KnownCommand): string[] {
  return rest.filter((word, at) => {
    const before = rest[at - 1];
    const isValue = before?.startsWith("-") === true && flagOf(before, command)?.[1].type === "option";
    return isWord(word) && !isValue;
  });
}

function valuesOf(
  [name, flag]: readonly [string, KnownCommand["flags"][string]],
  rest: readonly string[],
  typed: string,
  names: NameList["names"],
): Candidate[] {
  if (flag.options !== undefined) return plain(flag.options, typed);
  if (name === "object") return objects(typed, names);
  const kind = name === "id" ? rest.find((word) => Object.hasOwn(names, word)) : flagNames[name];
  return kind === undefined ? [] : named(names[kind] ?? [], typed);
}

/** `link/co-to-1`: first the kind, then the object. */
function objects(typed: string, names: NameList["names"]): Candidate[] {
  const slash = typed.indexOf("/");
  const kinds = Object.keys(names).filter((kind) => !["carrier", "incident", "profile"].includes(kind));
  if (slash === -1)
    return plain(
      kinds.map((kind) => `${kind}/`),
      typed,
    );
  const kind = typed.slice(0, slash);
  return named(names[kind] ?? [], typed.slice(slash + 1)).map((one) => ({
    ...one,
    value: `${kind}/${one.value}`,
  }));
}

/** What an argument names: what the words before it say, else the topic. */
function kindOf(id: string, arg: string, before: readonly string[]): string {
  const [topic = ""] = id.split(":");
  if (arg === "agent") return arg;
  return arg === "name" && before[0] !== undefined ? before[0] : topic;
}

function plain(values: readonly string[], typed: string): Candidate[] {
  return values.filter((value) => value.startsWith(typed)).map((value) => ({ value, about: "" }));
}

/** Ids that begin so; where none does, ids whose name has a word that begins so, with or without diacritics. */
function named(list: readonly (readonly [string, string])[], typed: string): Candidate[] {
  const key = searchKey(typed);
  const begins = list.filter(([id]) => id.startsWith(typed));
  const found =
    begins.length > 0 || key === ""
      ? begins
      : list.filter(([, name]) => ` ${searchKey(name)}`.includes(` ${key}`));
  return found.slice(0, mostCandidates).map(([id, name]) => ({ value: id, about: name === id ? "" : name }));
}
