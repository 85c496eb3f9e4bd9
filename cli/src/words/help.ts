import type { Catalogue } from "@haidang/contract/words/words.ts";
import { language } from "../language.ts";
import { accessHelp } from "./help-access.ts";
import { en } from "./help-en.ts";
import { fleetHelp } from "./help-fleet.ts";
import { importHelp } from "./help-import.ts";
import { incidentHelp } from "./help-incident.ts";
import { mapHelp } from "./help-map.ts";
import { notifyHelp } from "./help-notify.ts";

import { powerHelp } from "./help-power.ts";
import { vaultHelp } from "./help-vault.ts";
import { vi } from "./help-vi.ts";

export type HelpKey =
  | keyof typeof en
  | keyof (typeof importHelp)["en"]
  | keyof (typeof vaultHelp)["en"]
  | keyof (typeof accessHelp)["en"]
  | keyof (typeof incidentHelp)["en"]
  | keyof (typeof notifyHelp)["en"]
  | keyof (typeof mapHelp)["en"]
  | keyof (typeof powerHelp)["en"]
  | keyof (typeof fleetHelp)["en"];
export const helpWords: Catalogue<HelpKey> = {
  en: {
    ...en,
    ...vaultHelp.en,
    ...accessHelp.en,
    ...incidentHelp.en,
    ...notifyHelp.en,
    ...mapHelp.en,
    ...powerHelp.en,
    ...importHelp.en,
    ...fleetHelp.en,
  },
  vi: {
    ...vi,
    ...vaultHelp.vi,
    ...accessHelp.vi,
    ...incidentHelp.vi,
    ...notifyHelp.vi,
    ...mapHelp.vi,
    ...powerHelp.vi,
    ...importHelp.vi,
    ...fleetHelp.vi,
  },
};

/** A help text in the language of this process. */
export function help(key: HelpKey): string {
  return helpWords[language][key];
}

/** One example of a command, as oclif keeps them. */
export function example(key: HelpKey, command: string): { command: string; description: string } {
  return { command, description: help(key) };
}
