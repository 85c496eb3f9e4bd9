import type { Language } from "@haidang/contract/text.ts";
import { eventWords } from "@haidang/contract/words/event.ts";
import { judging } from "@haidang/contract/words/judging.ts";
import { verdictWords } from "@haidang/contract/words/verdict.ts";
import { type Catalogue, words as contractWords, fill } from "@haidang/contract/words/words.ts";
import { accessWords } from "./access.ts";
import { columnWords } from "./column.ts";
import { discoverWords } from "./discover.ts";
import { doctorWords } from "./doctor.ts";
import { type ConferenceKey, conferenceWords } from "@haidang/contract/words/conference.ts";
import { type JudgingKey, judging } from "@haidang/contract/words/judging.ts";
import { powerWords } from "@haidang/contract/words/power.ts";
import { type VerdictKey, verdictWords } from "@haidang/contract/words/verdict.ts";
import { type Catalogue, words as contractWords, fill, type WordKey } from "@haidang/contract/words/words.ts";
import { accessWords } from "./access.ts";
import { conferenceCliWords } from "./conference.ts";
import { en } from "./en.ts";
import { fleetWords } from "./fleet.ts";
import { groupWords } from "./group.ts";
import { httpWords } from "./http.ts";
import { heartbeatWords } from "./heartbeat.ts";
import { importWords } from "./import.ts";
import { incidentWords } from "./incident.ts";
import { inventoryWords } from "./inventory.ts";
import { maintenanceWords } from "./maintenance.ts";
import { mapWords } from "./map.ts";
import { notifyWords } from "./notify.ts";
import { objectWords } from "./object.ts";
import { probeWords } from "./probe.ts";
import { proposeWords } from "./propose.ts";
import { queryWords } from "./query.ts";
import { snmpWords } from "./snmp.ts";
import { statusWords } from "./status.ts";
import { storeWords } from "./store.ts";
import { terminalWords } from "./terminal.ts";
import { tokenWords } from "./token.ts";
import { releaseWords } from "./release.ts";
import { reportWords } from "./report.ts";
import { powerWords as feedWords } from "./power.ts";
import { treeWords } from "./tree.ts";
import { uptimeWords } from "./uptime.ts";
import { usageWords } from "./usage.ts";
import { vaultWords } from "./vault.ts";

/** Every catalogue once; a new one is one line here. */
const inOne = (one: Language) => ({
  ...contractWords[one],
  ...judging[one],
  ...verdictWords[one],
  ...eventWords[one],
  ...accessWords[one],
  ...columnWords[one],
  ...discoverWords[one],
  ...doctorWords[one],
  ...fleetWords[one],
  ...groupWords[one],
  ...httpWords[one],
  ...importWords[one],
  ...incidentWords[one],
  ...inventoryWords[one],
  ...maintenanceWords[one],
  ...notifyWords[one],
  ...objectWords[one],
  ...probeWords[one],
  ...proposeWords[one],
  ...queryWords[one],
  ...snmpWords[one],
  ...statusWords[one],
  ...storeWords[one],
  ...terminalWords[one],
  ...tokenWords[one],
  ...treeWords[one],
  ...uptimeWords[one],
  ...usageWords[one],
  ...vaultWords[one],
import { vi } from "./vi.ts";
import { watchWords } from "./watch.ts";

/** The CLI's own words, and those every reader shares. */
export type SayKey =
  | keyof typeof en
  | keyof (typeof importWords)["en"]
  | keyof (typeof maintenanceWords)["en"]
  | keyof (typeof groupWords)["en"]
  | keyof (typeof notifyWords)["en"]
  | keyof (typeof treeWords)["en"]
  | keyof (typeof feedWords)["en"]
  | keyof (typeof powerWords)["en"]
  | keyof (typeof mapWords)["en"]
  | keyof (typeof incidentWords)["en"]
  | JudgingKey
  | VerdictKey
  | keyof (typeof vaultWords)["en"]
  | keyof (typeof watchWords)["en"]
  | keyof (typeof accessWords)["en"]
  | keyof (typeof incidentWords)["en"]
  | JudgingKey
  | VerdictKey
  | keyof (typeof fleetWords)["en"]
  | keyof (typeof heartbeatWords)["en"]
  | keyof (typeof releaseWords)["en"]
  | keyof (typeof conferenceCliWords)["en"]
  | ConferenceKey
  | keyof (typeof reportWords)["en"]
  | WordKey;

const own = {
  en: {
    ...en,
    ...maintenanceWords.en,
    ...importWords.en,
    ...groupWords.en,
    ...notifyWords.en,
    ...treeWords.en,
    ...feedWords.en,
    ...powerWords.en,
    ...mapWords.en,
    ...vaultWords.en,
    ...watchWords.en,
    ...accessWords.en,
    ...judging.en,
    ...verdictWords.en,
    ...incidentWords.en,
    ...fleetWords.en,
    ...heartbeatWords.en,
    ...releaseWords.en,
    ...conferenceWords.en,
    ...conferenceCliWords.en,
    ...reportWords.en,
  },
  vi: {
    ...vi,
    ...maintenanceWords.vi,
    ...importWords.vi,
    ...groupWords.vi,
    ...notifyWords.vi,
    ...treeWords.vi,
    ...feedWords.vi,
    ...powerWords.vi,
    ...mapWords.vi,
    ...vaultWords.vi,
    ...watchWords.vi,
    ...accessWords.vi,
    ...judging.vi,
    ...verdictWords.vi,
    ...incidentWords.vi,
    ...fleetWords.vi,
    ...heartbeatWords.vi,
    ...releaseWords.vi,
    ...conferenceWords.vi,
    ...conferenceCliWords.vi,
    ...reportWords.vi,
  },
};

const judged = (language: Language) => ({
  ...judging[language],
  ...verdictWords[language],
  ...incidentWords[language],
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
