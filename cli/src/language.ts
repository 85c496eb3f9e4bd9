import { type Language, languages } from "@haidang/contract/text.ts";

/** Only these are read of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const isLanguage = (word: string | undefined): word is Language =>
  languages.some((language) => language === word);

/** `--lang` anywhere before `--`, else HAIDANG_LANG, else the locale, else English. */
export function chooseLanguage(argv: readonly string[], environment: Environment): Language {
  const asked = flagValue(argv, "--lang") ?? environment["HAIDANG_LANG"];
  if (isLanguage(asked)) return asked;
  const locale = environment["LC_ALL"] || environment["LC_MESSAGES"] || environment["LANG"] || "";
  return /^vi(?:[_.@-]|$)/i.test(locale) ? "vi" : "en";
}

/** Whether errors go out as JSON; read from the raw words, since a fault in the flags themselves has to obey too. */
export function wantsJson(argv: readonly string[]): boolean {
  const words = beforeDashes(argv);
  if (words.includes("--json")) return true;
  if (words.some((word) => /^-o=?json$/.test(word))) return true;
  return (flagValue(argv, "--output") ?? flagValue(argv, "-o")) === "json";
}

/** Whether one line of a monitoring plugin is asked for; a fault in the flags themselves has to obey too. */
export function wantsCheck(argv: readonly string[]): boolean {
  return beforeDashes(argv).includes("--check");
}

function flagValue(argv: readonly string[], flag: string): string | undefined {
  const words = beforeDashes(argv);
  const index = words.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  const word = words[index];
  if (word === undefined) return undefined;
  return word === flag ? words[index + 1] : word.slice(flag.length + 1);
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}

/** The language of this process, settled when it starts: oclif reads the help texts as static properties. */
export const language: Language = chooseLanguage(process.argv.slice(2), process.env);
