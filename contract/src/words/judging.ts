import { judgingEn } from "./judging-en.ts";
import { judgingVi } from "./judging-vi.ts";
import type { Catalogue } from "./words.ts";

export type JudgingKey = keyof typeof judgingEn;
/** Words of severities, alerts, incidents, mutes, causes and responsibilities. */
export const judging: Catalogue<JudgingKey> = { vi: judgingVi, en: judgingEn };
