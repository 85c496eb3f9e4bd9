import type { Language } from "@haidang/contract/text.ts";
import { conferenceWords } from "@haidang/contract/words/conference.ts";
import { eventWords } from "@haidang/contract/words/event.ts";
import { judging } from "@haidang/contract/words/judging.ts";
import { powerWords } from "@haidang/contract/words/power.ts";
import { verdictWords } from "@haidang/contract/words/verdict.ts";
import { type Catalogue, words as contractWords, fill } from "@haidang/contract/words/words.ts";
import { accessWords } from "./access.ts";
import { columnWords } from "./column.ts";
import { conferenceCliWords } from "./conference.ts";
import { discoverWords } from "./discover.ts";
import { doctorWords } from "./doctor.ts";
import { fleetWords } from "./fleet.ts";
import { groupWords } from "./group.ts";
import { heartbeatWords } from "./heartbeat.ts";
import { httpWords } from "./http.ts";
import { importWords } from "./import.ts";
import { incidentWords } from "./incident.ts";
import { inventoryWords } from "./inventory.ts";
import { maintenanceWords } from "./maintenance.ts";
import { mapWords } from "./map.ts";
import { notifyWords } from "./notify.ts";
import { objectWords } from "./object.ts";
import { powerWords as feedWords } from "./power.ts";
import { probeWords } from "./probe.ts";
import { proposeWords } from "./propose.ts";
import { queryWords } from "./query.ts";
import { referenceWords } from "./reference.ts";
import { releaseWords } from "./release.ts";
import { reportWords } from "./report.ts";
import { snmpWords } from "./snmp.ts";
import { statusWords } from "./status.ts";
import { storeWords } from "./store.ts";
import { terminalWords } from "./terminal.ts";
import { tokenWords } from "./token.ts";
import { treeWords } from "./tree.ts";
import { uptimeWords } from "./uptime.ts";
import { usageWords } from "./usage.ts";
import { vaultWords } from "./vault.ts";
import { watchWords } from "./watch.ts";

/** Every catalogue once; a new one is one line here. */
const inOne = (one: Language) => ({
  ...contractWords[one],
  ...judging[one],
  ...verdictWords[one],
  ...eventWords[one],
  ...powerWords[one],
  ...conferenceWords[one],
  ...conferenceCliWords[one],
  ...feedWords[one],
  ...accessWords[one],
  ...columnWords[one],
  ...discoverWords[one],
  ...doctorWords[one],
  ...fleetWords[one],
  ...groupWords[one],
  ...heartbeatWords[one],
  ...httpWords[one],
  ...importWords[one],
  ...incidentWords[one],
  ...inventoryWords[one],
  ...maintenanceWords[one],
  ...mapWords[one],
  ...notifyWords[one],
  ...objectWords[one],
  ...probeWords[one],
  ...proposeWords[one],
  ...queryWords[one],
  ...referenceWords[one],
  ...releaseWords[one],
  ...reportWords[one],
  ...snmpWords[one],
  ...statusWords[one],
  ...storeWords[one],
  ...terminalWords[one],
  ...tokenWords[one],
  ...treeWords[one],
  ...uptimeWords[one],
  ...usageWords[one],
  ...vaultWords[one],
  ...watchWords[one],
});

/** The CLI's own words, and those every reader shares. */
export type SayKey = keyof ReturnType<typeof inOne>;

export const words: Catalogue<SayKey> = { en: inOne("en"), vi: inOne("vi") };

/** One sentence in one language, its places filled. */
export function say(
  language: Language,
  key: SayKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(words[language][key], values);
}
