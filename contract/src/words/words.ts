import type { Language } from "../text.ts";
import { en } from "./en.ts";
import { vi } from "./vi.ts";

/** Words that every reader shows: classes, kinds, reasons. Each reader adds a catalogue of its own. */
export type WordKey = keyof typeof en;
export type Catalogue<K extends string> = Record<Language, Readonly<Record<K, string>>>;

export const words: Catalogue<WordKey> = { vi, en };

/**
 * `{name}` places in a sentence, filled, and `{count|site|sites}` with the word for one or for any other number. A place
 * without a value stays visible as written.
 */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g,
    (place, name: string, one: string | undefined, other: string | undefined) => {
      if (!Object.hasOwn(values, name)) return place;
      const value = String(values[name]);
      if (one === undefined || other === undefined) return value;
      return value === "1" ? one : other;
    },
  );
}
