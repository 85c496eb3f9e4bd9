import type { Language } from "@haidang/contract/text.ts";
import type { Catalogue } from "@haidang/contract/words/words.ts";
import { language } from "../language.ts";
import { accessHelp } from "./help-access.ts";
import { conferenceHelp } from "./help-conference.ts";
import { en } from "./help-en.ts";
import { fleetHelp } from "./help-fleet.ts";
import { heartbeatHelp } from "./help-heartbeat.ts";
import { importHelp } from "./help-import.ts";
import { incidentHelp } from "./help-incident.ts";
import { notifyHelp } from "./help-notify.ts";
import { terminalHelp } from "./help-terminal.ts";
import { maintenanceHelp } from "./help-maintenance.ts";
import { notifyHelp } from "./help-notify.ts";

import { releaseHelp } from "./help-release.ts";
import { reportHelp } from "./help-report.ts";
import { mapHelp } from "./help-map.ts";
import { notifyHelp } from "./help-notify.ts";

import { powerHelp } from "./help-power.ts";
import { vaultHelp } from "./help-vault.ts";
import { vi } from "./help-vi.ts";
import { watchHelp } from "./help-watch.ts";

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
export type HelpKey =
  | keyof typeof en
  | keyof (typeof importHelp)["en"]
  | keyof (typeof vaultHelp)["en"]
  | keyof (typeof accessHelp)["en"]
  | keyof (typeof incidentHelp)["en"]
  | keyof (typeof maintenanceHelp)["en"]
  | keyof (typeof watchHelp)["en"]
  | keyof (typeof notifyHelp)["en"]
  | keyof (typeof fleetHelp)["en"]
  | keyof (typeof heartbeatHelp)["en"]
  | keyof (typeof releaseHelp)["en"];
  | keyof (typeof conferenceHelp)["en"];
  | keyof (typeof reportHelp)["en"];
  | keyof (typeof mapHelp)["en"]
  | keyof (typeof powerHelp)["en"]
  | keyof (typeof fleetHelp)["en"];
export const helpWords: Catalogue<HelpKey> = {
  en: {
    ...en,
    ...vaultHelp.en,
    ...accessHelp.en,
    ...incidentHelp.en,
    ...maintenanceHelp.en,
    ...watchHelp.en,
    ...notifyHelp.en,
    ...mapHelp.en,
    ...powerHelp.en,
    ...importHelp.en,
    ...fleetHelp.en,
    ...heartbeatHelp.en,
    ...releaseHelp.en,
    ...conferenceHelp.en,
    ...reportHelp.en,
  },
  vi: {
    ...vi,
    ...vaultHelp.vi,
    ...accessHelp.vi,
    ...incidentHelp.vi,
    ...maintenanceHelp.vi,
    ...watchHelp.vi,
    ...notifyHelp.vi,
    ...mapHelp.vi,
    ...powerHelp.vi,
    ...importHelp.vi,
    ...fleetHelp.vi,
    ...heartbeatHelp.vi,
    ...releaseHelp.vi,
    ...conferenceHelp.vi,
    ...reportHelp.vi,
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
