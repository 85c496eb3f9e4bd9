import type { Language } from "@haidang/contract/text.ts";
import type { Catalogue } from "@haidang/contract/words/words.ts";
import { language } from "../language.ts";
import { accessHelp } from "./help-access.ts";
import { en } from "./help-en.ts";
import { fleetHelp } from "./help-fleet.ts";
import { importHelp } from "./help-import.ts";
import { incidentHelp } from "./help-incident.ts";
import { notifyHelp } from "./help-notify.ts";
import { terminalHelp } from "./help-terminal.ts";
import { vaultHelp } from "./help-vault.ts";
import { vi } from "./help-vi.ts";

/** Every catalogue once; a new one is one line here. */
const inOne = (one: Language) => ({
  ...{ en, vi }[one],
  ...accessHelp[one],
  ...fleetHelp[one],
  ...importHelp[one],
  ...incidentHelp[one],
  ...notifyHelp[one],
  ...terminalHelp[one],
  ...vaultHelp[one],
});

export type HelpKey = keyof ReturnType<typeof inOne>;
export const helpWords: Catalogue<HelpKey> = { en: inOne("en"), vi: inOne("vi") };

/** A help text in the language of this process. */
export function help(key: HelpKey): string {
  return helpWords[language][key];
}

/** One example of a command, as oclif keeps them. */
export function example(key: HelpKey, command: string): { command: string; description: string } {
  return { command, description: help(key) };
}
