import type { Language } from "@haidang/contract/text.ts";

/** What a command of the agent sees of the world. */
export interface Scene {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  version: string;
  language: Language;
  /** One line to whoever typed the command. */
  print: (line: string) => void;
}
