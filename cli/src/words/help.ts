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
import { maintenanceHelp } from "./help-maintenance.ts";
import { mapHelp } from "./help-map.ts";
import { notifyHelp } from "./help-notify.ts";
import { powerHelp } from "./help-power.ts";
import { releaseHelp } from "./help-release.ts";
import { reportHelp } from "./help-report.ts";
import { terminalHelp } from "./help-terminal.ts";
import { vaultHelp } from "./help-vault.ts";
import { vi } from "./help-vi.ts";
import { watchHelp } from "./help-watch.ts";

/** Every catalogue once; a new one is one line here. */
const inOne = (one: Language) => ({
  ...{ en, vi }[one],
  ...accessHelp[one],
  ...conferenceHelp[one],
  ...fleetHelp[one],
  ...heartbeatHelp[one],
  ...importHelp[one],
  ...incidentHelp[one],
  ...maintenanceHelp[one],
  ...mapHelp[one],
  ...notifyHelp[one],
  ...powerHelp[one],
  ...releaseHelp[one],
  ...reportHelp[one],
  ...terminalHelp[one],
  ...vaultHelp[one],
  ...watchHelp[one],
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
