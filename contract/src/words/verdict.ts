import { verdictEn } from "./verdict-en.ts";
import { verdictVi } from "./verdict-vi.ts";
import type { Catalogue } from "./words.ts";

export type VerdictKey = keyof typeof verdictEn;
/** A sentence for each kind of evidence, filled with the values of its line. */
export const verdictWords: Catalogue<VerdictKey> = { vi: verdictVi, en: verdictEn };
