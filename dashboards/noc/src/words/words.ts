import type { HaidangError } from "@haidang/contract/error.ts";
import { deviceText, type Language } from "@haidang/contract/text.ts";
import { delivery } from "@haidang/contract/words/delivery.ts";
import { eventWords } from "@haidang/contract/words/event.ts";
import { judging } from "@haidang/contract/words/judging.ts";
import { notifyWords } from "@haidang/contract/words/notify.ts";
import { powerWords } from "@haidang/contract/words/power.ts";
import { verdictWords } from "@haidang/contract/words/verdict.ts";
import { fill, words } from "@haidang/contract/words/words.ts";
import { language } from "../setting.ts";
import { dataCentreWords } from "./data-centre.ts";
import { en } from "./en.ts";
import { incidentWords } from "./incident.ts";
import { vi } from "./vi.ts";
import { wallWords } from "./wall.ts";

const catalogues = {
  vi: { ...shared("vi"), ...vi },
  en: { ...shared("en"), ...en },
};
type Word = keyof (typeof catalogues)["vi"];

function shared(one: Language) {
  return {
    ...words[one],
    ...judging[one],
    ...verdictWords[one],
    ...notifyWords[one],
    ...delivery[one],
    ...eventWords[one],
    ...incidentWords[one],
    ...wallWords[one],
    ...dataCentreWords[one],
    ...powerWords[one],
  };
}

/** A word in the language people chose; read inside a component it follows the choice. */
export function t(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(catalogues[language.value][word], values);
}

/** A word of an open family, such as a device's own status; what we have no word for is shown as it came. */
export function wordOr(word: string, fallback: string): string {
  const catalogue: Readonly<Record<string, string>> = catalogues[language.value];
  const known = Object.hasOwn(catalogue, word) ? catalogue[word] : undefined;
  return known ?? deviceText(fallback);
}

/** What went wrong, in the reader's language where the code has a sentence, else as the control plane said it. */
export function errorText(error: HaidangError): string {
  return wordOr(`error.${error.code}`, t("error.other", { message: error.message }));
}
