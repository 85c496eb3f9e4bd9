import type { Language } from "../text.ts";
import { judgingEn } from "./judging-en.ts";
import { judgingVi } from "./judging-vi.ts";
import type { Catalogue } from "./words.ts";

export type JudgingKey = keyof typeof judgingEn;
/** Words of severities, alerts, incidents, mutes, causes and responsibilities. */
export const judging: Catalogue<JudgingKey> = { vi: judgingVi, en: judgingEn };

export const systemParts = ["store", "disk", "clock", "spool", "channel"] as const;

/** What of the control plane's own an alert is about, by the id of its subject (`disk`, `clock.<agent>`). */
export function systemPartText(id: string, language: Language): string | undefined {
  const part = systemParts.find((one) => id === one || id.startsWith(`${one}.`));
  return part === undefined ? undefined : judging[language][`system.${part}`];
}
