import type { Language } from "@haidang/contract/text.ts";
import { type JudgingKey, judging } from "@haidang/contract/words/judging.ts";
import { powerWords } from "@haidang/contract/words/power.ts";
import { type VerdictKey, verdictWords } from "@haidang/contract/words/verdict.ts";
import { type Catalogue, words as contractWords, fill, type WordKey } from "@haidang/contract/words/words.ts";
import { accessWords } from "./access.ts";
import { en } from "./en.ts";
import { fleetWords } from "./fleet.ts";
import { groupWords } from "./group.ts";
import { importWords } from "./import.ts";
import { incidentWords } from "./incident.ts";
import { maintenanceWords } from "./maintenance.ts";
import { mapWords } from "./map.ts";
import { notifyWords } from "./notify.ts";
import { powerWords as feedWords } from "./power.ts";
import { treeWords } from "./tree.ts";
import { vaultWords } from "./vault.ts";
import { vi } from "./vi.ts";

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
  | keyof (typeof accessWords)["en"]
  | keyof (typeof incidentWords)["en"]
  | JudgingKey
  | VerdictKey
  | keyof (typeof fleetWords)["en"]
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
    ...accessWords.en,
    ...judging.en,
    ...verdictWords.en,
    ...incidentWords.en,
    ...fleetWords.en,
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
    ...accessWords.vi,
    ...judging.vi,
    ...verdictWords.vi,
    ...incidentWords.vi,
    ...fleetWords.vi,
  },
};

const judged = (language: Language) => ({
  ...judging[language],
  ...verdictWords[language],
  ...incidentWords[language],
});

export const words: Catalogue<SayKey> = {
  en: { ...contractWords.en, ...own.en, ...judged("en") },
  vi: { ...contractWords.vi, ...own.vi, ...judged("vi") },
};

/** One sentence in one language, its places filled. */
export function say(
  language: Language,
  key: SayKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return fill(words[language][key], values);
}
